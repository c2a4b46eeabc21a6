"""What the cells of a book of claims mean. Each distinct text of a column is read once.

Nothing stops at a bad cell: it becomes a finding, and the claim goes on with what can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from superbill.claims.layout import MANY
from superbill.codesets.systems import readings
from superbill.errors import WrongUsage
from superbill.rules.claim import payer_named, setting_named
from superbill.rules.data.parameters import units
from superbill.rules.data.reading import unreadable
from superbill.rules.finding import Finding
from superbill.rules.format import ndc
from superbill.rules.identifier import npi

SHOWN = 40
"""Characters of a cell that a message quotes."""

MOST_UNITS = 999_999_999
"""What a line can state; a larger number is read as this, and said to be wrong."""

_DIVIDERS = re.compile(r"[;,\s]+")
_MODIFIER = re.compile(r"[A-Z0-9]{2}", re.ASCII)
_MOST_MODIFIERS = 4  # of a line, in 837 and on the CMS-1500
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ][0:.]*Z?)?", re.ASCII)
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_WHOLE = re.compile(r"([+-]?\d+)(?:\.0*)?", re.ASCII)
_FRACTION = re.compile(r"\d*\.\d+", re.ASCII)
_POS = re.compile(r"\d{1,2}", re.ASCII)
_DOLLARS = re.compile(r"\$?(-?\d{1,10}(?:\.\d{1,4})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: a finding once the line that it stands in is named.

    said: makes the finding of the text of the cell and the line as the file has it
    """

    said: Callable[[str, str], Finding]
    text: str

    def finding(self, line: str) -> Finding:
        return self.said(self.text, line)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a text means; fault: what is wrong with it, all the same or therefore."""

    value: Any
    fault: Fault | None = None


def _bad(
    text: str, what: str, verdict: str, message: str, remedy: str, *, value: Any = None,
    warning: bool = False,
) -> Cell:  # fmt: skip
    quoted = repr(text[:SHOWN])

    def said(_: str, line: str) -> Finding:
        return unreadable(
            what, verdict, line, message.format(quoted), remedy,
            severity="warning" if warning else "error",
        )  # fmt: skip

    return Cell(value, Fault(said, text))


def code(text: str) -> Cell:
    """The reading (system, code) of a line's code, by its form."""
    if not text:
        return _bad(text, "code", "no code", "The line has no code.",
                    "State the code of the service; the line was not judged.")  # fmt: skip
    try:
        return Cell(readings(text)[0])
    except WrongUsage:
        return _bad(text, "code", "unreadable code", "{} does not have the form of a code.",
                    "Correct the code; the line was not judged.")  # fmt: skip


def modifiers(text: str) -> Cell:
    """The modifiers in their order. Those that can be read stand, whatever is wrong with others."""
    parts = [part.upper() for part in _DIVIDERS.split(text) if part]
    if len(parts) == 1 and len(parts[0]) in (4, 6, 8):  # run together, as some systems export them
        parts = [parts[0][i : i + 2] for i in range(0, len(parts[0]), 2)]
    read = tuple(part for part in parts if _MODIFIER.fullmatch(part))
    if len(read) < len(parts):
        return _bad(text, "modifiers", "unreadable modifier",
                    "{} holds what is no modifier: each has two letters or digits.",
                    "Correct the modifiers; those that can be read were judged.",
                    value=read)  # fmt: skip
    if len(read) > _MOST_MODIFIERS:
        return _bad(text, "modifiers", "too many modifiers",
                    "{} are more than the four modifiers that a line has room for.",
                    "Keep the four that matter; 99 stands for more where a payer takes it.",
                    value=read)  # fmt: skip
    return Cell(read)


def number_of_units(text: str) -> Cell:
    """Units as a whole number. A blank is read as 1; what can't be read too."""
    if not text:
        return _bad(text, "units", "no units", "The line states no units; it was judged with 1.",
                    "State the units: 1 where the service was done once.", value=1,
                    warning=True)  # fmt: skip
    whole = _WHOLE.fullmatch(text.replace(",", "") if text[0] != "," else text)
    if whole:
        value = int(whole[1]) if len(whole[1]) < 12 else MOST_UNITS + 1
        if abs(value) <= MOST_UNITS:
            return Cell(value)
        return _bad(text, "units", "units too many", "{} units are more than a line can state.",
                    "Correct the units.", value=MOST_UNITS)  # fmt: skip
    if _FRACTION.fullmatch(text):
        up = min(int(Decimal(text).to_integral_value("ROUND_CEILING")), MOST_UNITS)
        return _bad(text, "units", "units not whole",
                    f"{{}} units are no whole number; the line was judged with {up}.",
                    "State whole units: only miles of an ambulance are billed in tenths.",
                    value=up)  # fmt: skip
    return _bad(text, "units", "unreadable units",
                "{} is not a number of units; the line was judged with 1.",
                "Correct the units.", value=1)  # fmt: skip


def fractional(code_of_line: str) -> bool:
    """Whether units of the code are billed in tenths."""
    return any(code_of_line in entry.fractional for entry in units())


def day(text: str) -> Cell:
    """The date of service."""
    found = _ISO.fullmatch(text) or _BASIC.fullmatch(text)
    if found:
        try:
            return Cell(date(int(found[1]), int(found[2]), int(found[3])))
        except ValueError:
            pass
    what = "{} is not a date" if text else "The line has no date"
    return _bad(text, "date", "unreadable date" if text else "no date",
                f"{what} of service.",
                "Write it as YYYY-MM-DD or YYYYMMDD. The line was judged on the claim's other"
                " date, or not at all where it has none.")  # fmt: skip


def diagnoses(text: str) -> Cell:
    """ICD-10-CM codes in display form, in their order; one that stands twice does so here."""
    read: list[str] = []
    bad: list[str] = []
    for part in (p.strip() for p in text.split(MANY)):
        if part:
            shown = _diagnosis(part)
            (read if shown else bad).append(shown or part)
    value = tuple(read)
    if not bad:
        return Cell(value)
    return _bad("; ".join(bad), "diagnosis", "unreadable diagnosis",
                "{} does not have the form of an ICD-10-CM code.",
                "Correct the diagnosis; it was not judged.", value=value)  # fmt: skip


@lru_cache(100_000)
def _diagnosis(text: str) -> str:
    """The code in display form, nothing where it can't be one. Lists differ, their codes don't."""
    try:
        return readings(text, "icd10cm")[0].code
    except WrongUsage:
        return ""


def place(text: str) -> Cell:
    """Place of service, two digits; a spreadsheet drops the first where it is 0."""
    if not text:
        return Cell(None)
    if _POS.fullmatch(text):
        return Cell(text.zfill(2))
    return _bad(text, "pos", "unreadable place", "{} is not a place of service.",
                "Write its two digits; the line was judged without a place.")  # fmt: skip


def charge(text: str) -> Cell:
    """Dollars."""
    found = _DOLLARS.fullmatch(text.replace(",", ""))
    try:
        if not text or found:
            return Cell(Decimal(found[1]) if found else None)
    except InvalidOperation:
        pass
    return _bad(text, "charge", "unreadable charge", "{} is not an amount in dollars.",
                "Write it as 1234.50; the line was judged without a charge.")  # fmt: skip


def drug(text: str) -> Cell:
    """National drug code, eleven digits."""
    read = ndc.eleven_digits(text) if text else None
    return Cell(read, Fault(ndc.finding, text) if text and read is None else None)


def identifier(text: str) -> Cell:
    """National provider identifier, as it is written."""
    return Cell(text or None, Fault(npi.finding, text) if text and not npi.is_npi(text) else None)


def age(text: str) -> Cell:
    """Whole years."""
    found = _WHOLE.fullmatch(text)
    if not text or (found and 0 <= int(found[1]) <= 130):
        return Cell(int(found[1]) if found else None)
    return _bad(text, "age", "unreadable age", "{} is not an age in years.",
                "Write whole years; rules of age did not judge the claim.")  # fmt: skip


def sex(text: str) -> Cell:
    """F or M; blank and U, the letter of claims for it, are not known."""
    letter = text[:1].upper()
    if text.upper() in ("", "F", "M", "U", "FEMALE", "MALE", "UNKNOWN"):
        return Cell(letter if letter in ("F", "M") else None)
    return _bad(text, "sex", "unreadable sex", "{} is not F, M or U.",
                "Write F or M; rules of sex did not judge the claim.")  # fmt: skip


def payer(text: str) -> Cell:
    return _named(text, "payer", payer_named)


def setting(text: str) -> Cell:
    return _named(text, "setting", setting_named)


def _named(text: str, what: str, named: Callable[[str], str]) -> Cell:
    try:
        return Cell(named(text.lower()) if text else None)
    except WrongUsage as fault:
        return _bad(text, what, f"unknown {what}", f"{{}} is not a {what} that superbill knows.",
                    f"{fault.remedy} The claim was judged for another: the one it states, or the"
                    " default.")  # fmt: skip


def words(text: str) -> Cell:
    """A name that is only compared: of a claim, a line, a patient, a provider."""
    return Cell(text or None)


READERS: Mapping[str, Callable[[str], Cell]] = {
    "code": code,
    "modifiers": modifiers,
    "units": number_of_units,
    "dos": day,
    "dx": diagnoses,
    "pos": place,
    "payer": payer,
    "setting": setting,
    "age": age,
    "sex": sex,
    "patient": words,
    "provider": words,
    "npi": identifier,
    "charge": charge,
    "ndc": drug,
}
