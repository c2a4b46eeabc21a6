"""Which names are signs of their code.

The defect that this prevents: a code read out of words that name no diagnosis: letters of a vital
sign, a word of the account of an operation, a drug's allergy, a vaccine, an order in the text.
"""

from __future__ import annotations

import pytest
from told_codes import codes_of, rejected_of

from superbill.tools.context import Context


@pytest.mark.parametrize(
    ("note", "code", "why"),
    [
        ("Exam: BP 130/80, HR 70. Assessment: Hypothyroidism.", "L12.0", "letters of a vital sign"),
        ("Assessment: Hypothyroidism. Follow up with PCP.", "B59", "letters of a person"),
        ("Allergies: Penicillin (hives).\nAssessment: Hypothyroidism.", "L50.9", "an allergy"),
        ("Hep B vaccine given. Assessment: Hypothyroidism.", "B19.10", "a vaccine"),
        ("HPI: Came with ST depression. Assessment: Hypothyroidism.", "F32.A", "of letters before"),
        ("HPI: He deployed the airbag. Assessment: Hypothyroidism.", "Z56.82", "a deed"),
        ("Medications: insulin for diabetes.\nAssessment: Hypothyroidism.", "E11.9", "a drug list"),
    ],
)
def test_no_sign(note: str, code: str, why: str, context: Context) -> None:
    assert code not in codes_of(note, context), why
    assert "E03.9" in codes_of(note, context)


def test_letters_that_are_written_out_count(context: Context) -> None:
    note = "HPI: Restless legs syndrome. Assessment: RLS, stable."
    assert "G25.81" in codes_of(note, context)


OPERATION = """PREOPERATIVE DIAGNOSIS: Umbilical hernia.
POSTOPERATIVE DIAGNOSIS: Same.
PROCEDURE: Open repair.
DESCRIPTION OF PROCEDURE: The hernia sac was freed of peritoneal adhesions. The uterus was
retroverted. Bleeding was controlled. He is a patient known with chronic bronchitis.
ESTIMATED BLOOD LOSS: 5 mL.
"""


def test_words_of_the_account_of_an_operation_are_no_diagnoses(context: Context) -> None:
    codes = codes_of(OPERATION, context)
    assert "K42.9" in codes
    assert not codes & {"K66.0", "N85.4", "R58"}


def test_the_account_tells_of_the_patient_too(context: Context) -> None:
    assert "J42" in codes_of(OPERATION, context)


def test_what_a_stay_concludes_as_resolved_was_there(context: Context) -> None:
    note = "DISCHARGE DIAGNOSES:\n1. Acute kidney injury, resolved.\n2. Dehydration.\n"
    assert "N17.9" in codes_of(note, context, setting="inpatient")
    assert "N17.9" not in codes_of(note, context)


def test_each_rejection_has_its_reason(context: Context) -> None:
    assert rejected_of(OPERATION, context)["K66.0"].startswith("A word of the account")
