"""The order of the diagnoses, and which of them leads."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest

from superbill.tools.code import code
from superbill.tools.context import Context

ON = date(2025, 11, 3)
Setting = Literal["practitioner", "outpatient", "inpatient"]


@pytest.mark.parametrize(
    ("why", "note", "setting", "first"),
    [
        ("the note's own order", "ASSESSMENT:\n1. Gout.\n2. Asthma.", "practitioner", "M10.9"),
        ("it is called principal, further down",
         "DISCHARGE DIAGNOSES:\n1. Asthma.\nPrincipal diagnosis: acute appendicitis.", "inpatient",
         "K35.80"),
        ("of a stay a disease before a symptom", "ASSESSMENT: Headache. Gout.", "inpatient",
         "M10.9"),
        ("of a visit the first reason", "ASSESSMENT: Headache. Gout.", "practitioner", "R51.9"),
        ("the reason in the conclusion before what was only told",
         "HISTORY OF PRESENT ILLNESS: He has asthma.\nASSESSMENT: Headache.", "practitioner",
         "R51.9"),
        ("what is told only as history is last",
         "HISTORY OF PRESENT ILLNESS: History of breast cancer.\nASSESSMENT: Gout.",
         "practitioner", "M10.9"),
        ("the conclusion before the complaint",
         "CHIEF COMPLAINT: asthma.\nASSESSMENT: Gout.", "practitioner", "M10.9"),
    ],
)  # fmt: skip
def test_what_leads(context: Context, why: str, note: str, setting: Setting, first: str) -> None:
    found = code(context, note, on=ON, setting=setting)
    lead = "principal" if setting == "inpatient" else "first_listed"
    assert [(c.code, c.role) for c in found.codes][:1] == [(first, lead)], why
    assert any(s.rule == lead and first in s.codes for s in found.steps), why


def test_what_must_stand_before_another_takes_its_place(context: Context) -> None:
    """Hypertensive heart disease leads heart failure to the front; it isn't passed over for the
    next diagnosis of the list."""
    note = "ASSESSMENT:\n1. Acute systolic heart failure.\n2. Gout.\n3. Hypertension."
    found = code(context, note, on=ON, setting="inpatient")
    assert [c.code for c in found.codes][:3] == ["I11.0", "I50.21", "M10.9"]
