"""What is told as past: history, or current after all.

The defect that this prevents: an old stroke coded as today's, a chronic disease lost because it
stood in a history, a cancer under treatment coded as gone.
"""

from __future__ import annotations

import pytest
from told_codes import codes_of, result_of

from superbill.coding.guided.past import chronic, histories, is_chronic, is_systemic, told_as
from superbill.tools.context import Context

_WITH = "\nASSESSMENT: Hypothyroidism."


@pytest.mark.parametrize(
    ("history", "gives", "never", "why"),
    [
        ("He had a TIA in 2016.", "Z86.73", "G45.9", "I.C.9.d.3"),
        ("History of DVT.", "Z86.718", "I82.409", "over, no longer treated"),
        ("History of prostate cancer, excised, no recurrence.", "Z85.46", "C61", "I.C.2.m"),
        ("History of breast cancer 2009, s/p mastectomy.", "Z85.3", "C50.919", "I.C.2.m"),
        ("NSTEMI 2018.", "I25.2", "I21.4", "older than four weeks"),
    ],
)
def test_history(history: str, gives: str, never: str, why: str, context: Context) -> None:
    codes = codes_of("HISTORY OF PRESENT ILLNESS: " + history + _WITH, context)
    assert gives in codes, why
    assert never not in codes, why


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("History of COPD.", "J44.9"),
        ("History of type 2 diabetes.", "E11.9"),
        ("History of heart failure.", "I50.9"),
    ],
)
def test_chronic_is_current(text: str, code: str, context: Context) -> None:
    note = "HISTORY OF PRESENT ILLNESS: " + text + _WITH
    assert code in codes_of(note, context)
    assert any(s.rule == "past" and s.citation.locator for s in result_of(note, context).steps)


def test_an_acute_thing_of_the_past_goes(context: Context) -> None:
    note = "PAST MEDICAL HISTORY: Pneumonia, appendicitis.\nASSESSMENT: Hypothyroidism."
    assert codes_of(note, context) == {"E03.9"}


def test_a_cancer_under_treatment_is_current(context: Context) -> None:
    note = (
        "HISTORY OF PRESENT ILLNESS: Prostate cancer, status post biopsy, on chemotherapy." + _WITH
    )
    codes = codes_of(note, context)
    assert "C61" in codes
    assert "Z85.46" not in codes


def test_lists_are_of_real_codes(context: Context) -> None:
    """Each code that a history gives is in force today, or has one after it that is."""
    from told_codes import ON

    for entry in histories():
        states = [context.book.status(c, "icd10cm", on=ON) for c in entry.gives]
        assert any(s.active for s in states), entry
    assert is_systemic("I50.22")
    assert is_chronic("M10.9")
    assert not is_chronic("J18.9")
    assert not set(chronic().systemic) & set(chronic().other)
    assert told_as().over
