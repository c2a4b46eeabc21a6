"""The stage of guideline coding `combined`, by the cases of combined_cases.yaml."""

from __future__ import annotations

from datetime import date

import pytest
from stage_cases import StageCase, after, stage_cases
from told_codes import codes_of, rejected_of, steps_of

from superbill.coding.guided import combined
from superbill.coding.guided.condition import Case
from superbill.coding.guided.linked import tables
from superbill.coding.guided.making import in_force
from superbill.notes.values import Document
from superbill.tools.context import Context


@pytest.mark.parametrize("one", stage_cases("combined"), ids=lambda one: one.case)
def test_cases(one: StageCase, context: Context) -> None:
    codes, steps = after(combined.stage, one, context)
    assert codes == set(one.gives), one.reason
    assert steps or set(one.codes) == set(one.gives), "what was done isn't told"


@pytest.mark.parametrize(
    ("note", "codes", "gone"),
    [
        ("ASSESSMENT:\n1. Type 2 diabetes mellitus.\n2. CKD stage 4.\n3. Hypertension.",
         {"E11.22", "I12.9", "N18.4"}, {"E11.9", "I10"}),
        ("ASSESSMENT:\n1. Chronic systolic heart failure.\n2. Hypertension.\n3. CKD stage 5.",
         {"I13.2", "I50.22", "N18.5"}, {"I10"}),
        ("ASSESSMENT:\n1. COPD with acute exacerbation.\n2. Pneumonia.",
         {"J44.0", "J44.1", "J18.9"}, {"J44.9"}),
    ],
)  # fmt: skip
def test_of_a_note(note: str, codes: set[str], gone: set[str], context: Context) -> None:
    """From the tool's own door: a note's words to codes, and what was replaced says why."""
    assert codes_of(note, context, "inpatient") == codes
    rejected = rejected_of(note, context, "inpatient")
    assert all(rejected.get(code, "said") for code in gone)
    assert "combined" in steps_of(note, context, "inpatient")


def test_tables_name_codes_that_exist(context: Context) -> None:
    """A code that a link gives is in force on some day of the link, or the link never holds."""
    case = Case(Document("", "", (), ()), date(2026, 1, 15), "inpatient", context.book)
    for link in tables().links:
        for code in (g.replace("{}", s) for g in link.gives for s in link.each):
            assert in_force(code, case), link.id


def test_an_older_day_has_no_younger_code(context: Context) -> None:
    document = Document("", "", (), ())
    before = Case(document, date(2023, 9, 30), "inpatient", context.book)
    assert in_force("J44.89|J44.9", before) == "J44.9"
