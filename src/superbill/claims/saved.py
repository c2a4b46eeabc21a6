"""What a user has saved, to be judged in two states: a file of claims, or a list of codes.

A list is a text file with one code or line a row, as `superbill check` takes them (`E11.9`,
`58565-50`, `J1885x4`); `#` begins a remark. A file whose first row names a column `code` is claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from superbill.claims.book import ClaimBook
from superbill.claims.worth import Service
from superbill.codesets.systems import readings
from superbill.errors import WrongUsage
from superbill.rules.claim import ClaimLines
from superbill.rules.written import line_of

DIAGNOSES = ("icd10cm", "icd9cm")
MOST_CODES = 100_000


@dataclass(frozen=True, slots=True)
class SavedCode:
    """One row of a list. system, code: in display form; claim: the row as a claim of its own."""

    row: str
    system: str
    code: str
    claim: ClaimLines


def is_claims(path: Path) -> bool:
    """Whether a file is claims. Raises WrongUsage where it can't be read."""
    if path.suffix.lower() == ".parquet":
        return True
    try:
        with path.open(encoding="utf-8-sig") as file:
            first = next((row for row in file if row.strip()), "")
    except (OSError, UnicodeDecodeError) as fault:
        raise _unreadable(path, fault) from None
    return "code" in (cell.strip(' "').lower() for cell in re.split(r"[,;\t|]", first.strip()))


def saved_codes(path: Path) -> tuple[SavedCode, ...]:
    """The rows of a list. Raises WrongUsage with file and line for a row that is none."""
    found: list[SavedCode] = []
    for number, row in enumerate(_rows(path), 1):
        text = row.partition("#")[0].strip()
        if not text:
            continue
        if len(found) == MOST_CODES:
            raise WrongUsage(f"more than {MOST_CODES:,} codes.", where=str(path))
        try:
            found.append(_saved(text))
        except WrongUsage as fault:
            where = f"{path.name}:{number}"
            raise WrongUsage(fault.message, where=where, remedy=fault.remedy) from None
    return tuple(found)


def _rows(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise _unreadable(path, fault) from None


def _unreadable(path: Path, fault: Exception) -> WrongUsage:
    said = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8 text"
    return WrongUsage(f"can't be read ({said}).", where=str(path))


def _saved(text: str) -> SavedCode:
    if "." in text or text.lower().startswith(tuple(f"{s}:" for s in DIAGNOSES)):
        system, code = readings(text)[0]
        return SavedCode(text, system, code, ClaimLines((), (code,) if system == "icd10cm" else ()))
    line = line_of(text)
    if line.system in DIAGNOSES:
        return SavedCode(text, line.system, line.code, ClaimLines((), (line.code,)))
    return SavedCode(text, line.system, line.code, ClaimLines((line,)))


def moved(book: ClaimBook, on: date) -> ClaimBook:
    """The same claims, all of them of one day."""
    claims = replace(book.claims, on=np.where(book.claims.on < 0, -1, 0).astype(np.int32))
    lines = replace(book.lines, on=np.zeros(len(book.lines), np.int32))
    return replace(book, lines=lines, claims=claims, days=(on,))


def services_of(book: ClaimBook, *, setting: str, payer: str) -> Iterator[Service]:
    """The service lines of the claims of a setting and payer."""
    for group_setting, group_payer, claims in book.groups():
        if (group_setting, group_payer) != (setting, payer):
            continue
        for claim in claims.tolist():
            name = book.claims.name.of(claim)
            own = book.claims.provider.of(claim)
            for at in range(book.claims.first[claim], book.claims.first[claim + 1]):
                line = book.line(at)
                day = line.on or book.day(claim)
                placed = replace(line, provider=line.provider or own)
                yield Service(name, book.lines.name.of(at), placed, day)


def coded_days(book: ClaimBook) -> Iterator[tuple[str, str, date]]:
    """Each distinct code of the lines and diagnoses with each of its days: system, code, day."""
    lines = book.lines
    pairs = np.unique(np.stack([lines.code.places, lines.on], axis=1), axis=0)
    for place, day in pairs.tolist():
        code, system = lines.code.values[place]
        yield system, code, book.days[day]
    claims = book.claims
    dated = claims.on >= 0
    listed = np.stack([claims.diagnoses.places[dated], claims.on[dated]], axis=1)
    seen: set[tuple[str, int]] = set()
    for place, day in np.unique(listed, axis=0).tolist():
        for code in claims.diagnoses.values[place]:
            if (code, day) not in seen:
                seen.add((code, day))
                yield "icd10cm", code, book.days[day]
