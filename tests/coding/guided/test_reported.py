"""What of the note is reported.

The defect that this prevents: findings of an examination, a laboratory or a review of systems
coded without a conclusion (III.B), symptoms beside the diagnosis, carried lists coded as today's
care (IV.J), and a visit without its reason (I.C.21.c).
"""

from __future__ import annotations

import pytest
from told_codes import codes_of

from superbill.coding.guided.codes_under import stands_under
from superbill.coding.guided.encounters import encounters
from superbill.tools.context import Context


def test_findings_that_no_conclusion_takes_up(context: Context) -> None:
    note = "EXAM: Systolic murmur.\nIMAGING: Hepatic steatosis.\nASSESSMENT: Hypothyroidism."
    assert codes_of(note, context) == {"E03.9"}


def test_a_finding_that_the_conclusion_takes_up(context: Context) -> None:
    note = "IMAGING: Hepatic steatosis.\nASSESSMENT: Hypothyroidism. Hepatic steatosis."
    assert codes_of(note, context) == {"E03.9", "K76.0"}


def test_a_symptom_stands_where_nothing_explains_it(context: Context) -> None:
    assert "R51.9" in codes_of("CHIEF COMPLAINT: Headache.\nHPI: Headache for a week.", context)
    assert codes_of("CHIEF COMPLAINT: Headache.\nASSESSMENT: Hypothyroidism.", context) == {"E03.9"}


def test_lists_of_a_visit(context: Context) -> None:
    """IV.J: systemic diseases bear on the care; gout that nobody speaks of doesn't."""
    note = "PAST MEDICAL HISTORY: Type 2 diabetes, gout.\nASSESSMENT: Plantar fasciitis."
    codes = codes_of(note, context)
    assert "E11.9" in codes
    assert "M10.9" not in codes


def test_what_a_list_says_is_cared_for(context: Context) -> None:
    note = "PAST MEDICAL HISTORY: Gout on allopurinol. Psoriasis.\nASSESSMENT: Plantar fasciitis."
    assert codes_of(note, context) == {"M10.9", "M72.2"}


def test_the_postoperative_diagnosis_replaces_the_preoperative(context: Context) -> None:
    note = (
        "PREOPERATIVE DIAGNOSIS: Acute appendicitis.\n"
        "POSTOPERATIVE DIAGNOSIS: Ovarian cyst.\nPROCEDURE: Laparoscopy.\n"
    )
    codes = codes_of(note, context)
    assert "K35.80" not in codes
    assert any(c.startswith("N83") for c in codes)


@pytest.mark.parametrize(
    ("note", "code", "why"),
    [
        ("Annual physical exam, 40 year old man. A: Hypothyroidism.", "Z00.00", "I.C.21.c.13"),
        ("Well child visit, 4 year old boy. Growing well.", "Z00.129", "a child"),
        ("Annual physical, 40 year old man.\nASSESSMENT: Elevated blood pressure.", "Z00.01",
         "with an abnormal finding"),
        ("INDICATIONS: Screening colonoscopy.\nIMPRESSION: Diverticulosis.", "Z12.11", "screening"),
        ("Flu shot given. ASSESSMENT: Hypothyroidism.", "Z23", "I.C.21.c.2"),
        ("CHIEF COMPLAINT: Preoperative clearance.\nASSESSMENT: Hypertension.", "Z01.818", "IV.M"),
        ("2 weeks post op right TKA, aftercare.", "Z96.651", "the joint and its side"),
    ],
)  # fmt: skip
def test_encounters(note: str, code: str, why: str, context: Context) -> None:
    assert code in codes_of(note, context), why


@pytest.mark.parametrize(
    "note",
    [
        "Screening colonoscopy ordered. ASSESSMENT: Hypothyroidism.",
        "Flu shot declined. ASSESSMENT: Hypothyroidism.",
        "Last annual physical in May. ASSESSMENT: Hypothyroidism.",
    ],
)
def test_no_encounter(note: str, context: Context) -> None:
    assert codes_of(note, context) == {"E03.9"}


def test_encounters_give_codes_in_force(context: Context) -> None:
    from told_codes import ON

    for one in encounters():
        for code in (one.gives, one.abnormal, one.child, one.child_abnormal, *one.sides.values()):
            assert code is None or context.book.status(code, "icd10cm", on=ON).active, one.id


def test_spans_of_categories() -> None:
    assert stands_under("E13.9", ("E08-E13",))
    assert not stands_under("E14", ("E08-E13",))
    assert stands_under("I10", ("I10-I13",))
