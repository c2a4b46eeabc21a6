"""What the tool gives for a short note: codes, reasons, steps."""

from __future__ import annotations

from datetime import date
from typing import Literal

from superbill.coding.result import CodingResult
from superbill.tools.code import code
from superbill.tools.context import Context

ON = date(2026, 1, 15)
Setting = Literal["practitioner", "outpatient", "inpatient"]


def result_of(note: str, context: Context, setting: Setting = "practitioner") -> CodingResult:
    return code(context, note, on=ON, setting=setting)


def codes_of(note: str, context: Context, setting: Setting = "practitioner") -> set[str]:
    """The diagnoses that are reported; their evidence is the note's words, or the test fails."""
    found = [c for c in result_of(note, context, setting).codes if c.system == "icd10cm"]
    assert all(note[e.start : e.end] == e.text for c in found for e in c.evidence)
    return {c.code for c in found}


def rejected_of(note: str, context: Context, setting: Setting = "practitioner") -> dict[str, str]:
    return {c.code: c.rejected or "" for c in result_of(note, context, setting).candidates}


def steps_of(note: str, context: Context, setting: Setting = "practitioner") -> list[str]:
    return [s.rule for s in result_of(note, context, setting).steps]
