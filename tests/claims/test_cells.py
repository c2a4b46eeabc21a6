"""Each cell of a claims file, as it may be written, and what is said where it can't be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from superbill.claims.cells import READERS

GOOD: list[tuple[str, str, Any, str]] = [
    ("code", "58565", ("cpt", "58565"), "five digits"),
    ("code", "j1885", ("hcpcs", "J1885"), "lower case"),
    ("code", "cpt:58565", ("cpt", "58565"), "with its system"),
    ("code", "0ul78dz", ("icd10pcs", "0UL78DZ"), "an inpatient procedure"),
    ("modifiers", "", (), "none"),
    ("modifiers", "50;LT", ("50", "LT"), "divided as the contract says"),
    ("modifiers", "50, lt", ("50", "LT"), "divided otherwise, lower case"),
    ("modifiers", "5059XU", ("50", "59", "XU"), "run together"),
    ("units", "1", 1, "a whole number"),
    ("units", "3.00", 3, "as a spreadsheet writes it"),
    ("units", "1,200", 1200, "with a comma for thousands"),
    ("units", "0", 0, "units.count speaks of it"),
    ("units", "-1", -1, "the same"),
    ("dos", "2024-07-15", date(2024, 7, 15), "ISO 8601"),
    ("dos", "20240715", date(2024, 7, 15), "without hyphens"),
    ("dos", "2024-07-15 00:00:00", date(2024, 7, 15), "with the hour of midnight"),
    ("dx", "Z30.2;i10", ("Z30.2", "I10"), "lower case"),
    ("dx", "Z302; E119 ", ("Z30.2", "E11.9"), "without dots, with blanks"),
    ("dx", "I10;I10", ("I10", "I10"), "twice: icd10cm.duplicate speaks of it"),
    ("dx", "", (), "none"),
    ("pos", "22", "22", "two digits"),
    ("pos", "2", "02", "its nought dropped by a spreadsheet"),
    ("pos", "", None, "not stated"),
    ("charge", "$1,234.50", Decimal("1234.50"), "in dollars"),
    ("ndc", "0777-3105-02", "00777310502", "ten digits with hyphens"),
    ("npi", "1234567893", "1234567893", "the example of the check digit's standard"),
    ("age", "0", 0, "a newborn"),
    ("sex", "female", "F", "a word"),
    ("sex", "u", None, "not known"),
    ("payer", "Medicaid", "medicaid", "a capital"),
]

BAD: list[tuple[str, str, Any, str, str, str]] = [
    ("code", "", None, "data.code", "no code", "a line with none"),
    ("code", "58 565", None, "data.code", "unreadable code", "a blank inside"),
    ("code", "????", None, "data.code", "unreadable code", "no code of any system"),
    ("modifiers", "50;LEFT", ("50",), "data.modifiers", "unreadable modifier", "a word"),
    ("modifiers", "é1", (), "data.modifiers", "unreadable modifier", "no ASCII"),
    ("modifiers", "1;2;3;4;5", (), "data.modifiers", "unreadable modifier", "one character each"),
    ("modifiers", "25;57;59;RT;XU", ("25", "57", "59", "RT", "XU"), "data.modifiers",
     "too many modifiers", "five"),
    ("units", "", 1, "data.units", "no units", "not stated"),
    ("units", "many", 1, "data.units", "unreadable units", "a word"),
    ("units", "1.5", 2, "data.units", "units not whole", "a fraction"),
    ("units", "9" * 30, 999_999_999, "data.units", "units too many", "beyond any number"),
    ("units", "١", 1, "data.units", "unreadable units", "a digit of another script"),
    ("dos", "", None, "data.date", "no date", "not stated"),
    ("dos", "07/15/2024", None, "data.date", "unreadable date", "which is the month?"),
    ("dos", "2024-02-30", None, "data.date", "unreadable date", "no such day"),
    ("dos", "0000-01-01", None, "data.date", "unreadable date", "no such year"),
    ("dx", "Z30.2;pregnant", ("Z30.2",), "data.diagnosis", "unreadable diagnosis", "a word"),
    ("pos", "office", None, "data.pos", "unreadable place", "a word"),
    ("charge", "a lot", None, "data.charge", "unreadable charge", "words"),
    ("charge", "1e9", None, "data.charge", "unreadable charge", "no amount"),
    ("ndc", "0777310502", None, "format.ndc", "no drug code", "ten digits: which part is short?"),
    ("npi", "1234567890", "1234567890", "identifier.npi", "no identifier", "a wrong check digit"),
    ("age", "-1", None, "data.age", "unreadable age", "before birth"),
    ("age", "1999", None, "data.age", "unreadable age", "a year"),
    ("sex", "X", None, "data.sex", "unreadable sex", "no letter of the claim form"),
    ("payer", "uncle", None, "data.payer", "unknown payer", "none of the three"),
    ("setting", "home", None, "data.setting", "unknown setting", "none of the four"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "text", "value", "why"), GOOD)
def test_a_cell_that_can_be_read(column: str, text: str, value: Any, why: str) -> None:
    cell = READERS[column](text)
    assert (cell.value, cell.fault) == (value, None), why


@pytest.mark.parametrize(("column", "text", "value", "rule", "verdict", "why"), BAD)
def test_a_cell_that_can_not(
    column: str, text: str, value: Any, rule: str, verdict: str, why: str
) -> None:
    cell = READERS[column](text)
    assert cell.value == value, why
    assert cell.fault is not None, why
    found = cell.fault.finding("58565")
    assert (found.rule, found.verdict, found.lines) == (rule, verdict, ("58565",)), why
    assert (
        not text or repr(text.split(";")[-1 if column == "dx" else 0][:40])[1:-1] in found.message
    )
    assert found.remedy
