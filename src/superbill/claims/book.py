"""A book of claims in columns: every distinct value once, and a number for it on each line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from superbill.rules.claim import ClaimLines, Line, Patient, Payer, Setting
from superbill.rules.columns import ClaimColumns, Ints
from superbill.rules.finding import Finding

Places = NDArray[np.int64]
"""Places in a book's lines or claims."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column: `values`, the distinct ones, and for each line or claim the place of its own."""

    places: Ints
    values: tuple[Any, ...]

    def of(self, at: int) -> Any:
        return self.values[self.places[at]]

    def take(self, at: Places) -> Coded:
        return Coded(self.places[at], self.values)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that can be judged, one element a line, those of a claim together.

    claim: number of its claim; code: (code, system) in display form; dx: those that it points to,
    none where they are the claim's; on: the place of its day in `ClaimBook.days`
    name: what the file calls it
    """

    claim: Ints
    name: Coded
    code: Coded
    modifiers: Coded
    units: Coded
    on: Ints
    pos: Coded
    dx: Coded
    charge: Coded
    ndc: Coded
    provider: Coded

    def __len__(self) -> int:
        return len(self.claim)


@dataclass(frozen=True, slots=True)
class Claims:
    """One element a claim, in the order of the file.

    first: the place of its first line in `Lines`; one more element, their number, at the end
    on: the place of its day; -1 where no line of it states a date: it is not judged
    """

    name: Coded
    first: Places
    diagnoses: Coded
    on: Ints
    setting: Coded
    payer: Coded
    age: Coded
    sex: Coded
    patient: Coded
    provider: Coded

    def __len__(self) -> int:
        return len(self.name.places)


@dataclass(frozen=True, slots=True)
class CellFinding:
    """A finding of a cell. claim: its number; line: what the file calls the line, if it does."""

    claim: int
    line: str | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class ClaimBook:
    """The claims of a file. rows: lines of the file, those that can't be judged too; days: the
    distinct dates of service, ascending; cells: what is wrong with cells, in the file's order."""

    lines: Lines
    claims: Claims
    days: tuple[date, ...]
    rows: int
    cells: tuple[CellFinding, ...]

    def groups(self) -> list[tuple[Setting, Payer, Places]]:
        """The claims that have a day, by setting and payer."""
        setting, payer = self.claims.setting, self.claims.payer
        width = len(payer.values)
        key = setting.places.astype(np.int64) * width + payer.places
        key[self.claims.on < 0] = -1
        return [
            (setting.values[k // width], payer.values[k % width], np.flatnonzero(key == k))
            for k in np.unique(key).tolist()
            if k >= 0
        ]

    def lines_of(self, claims: Places) -> Places:
        """The places of the lines of some claims, in order."""
        first = self.claims.first
        counts = first[claims + 1] - first[claims]
        starts = np.repeat(first[claims] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        return starts + np.arange(len(starts))

    def columns(self, setting: Setting, payer: Payer, claims: Places) -> ClaimColumns:
        """Some claims of one setting and payer as screens read them, numbered from 0."""
        at, lines = self.lines_of(claims), self.lines
        numbers = np.zeros(len(self.claims), np.int32)
        numbers[claims] = np.arange(len(claims), dtype=np.int32)
        epoch = date(1970, 1, 1).toordinal()
        days = np.array([d.toordinal() - epoch for d in self.days], np.int32)
        units = np.array(lines.units.values or (0,), np.int64).astype(np.int32)
        known = self.claims.patient
        patient = known.places[claims].copy()
        patient[np.array([v is None for v in known.values], np.bool_)[patient]] = -1
        return ClaimColumns(
            setting=setting,
            payer=payer,
            count=len(claims),
            claim=numbers[lines.claim[at]],
            code=lines.code.places[at],
            modifiers=lines.modifiers.places[at],
            units=units[lines.units.places[at]],
            on=days[lines.on[at]],
            codes=cast("tuple[tuple[str, str], ...]", lines.code.values),
            modifier_sets=cast("tuple[tuple[str, ...], ...]", lines.modifiers.values),
            diagnoses=self.claims.diagnoses.places[claims],
            diagnosis_lists=cast("tuple[tuple[str, ...], ...]", self.claims.diagnoses.values),
            patient=patient,
        )

    def line(self, at: int) -> Line:
        lines = self.lines
        code, system = lines.code.of(at)
        charge: Decimal | None = lines.charge.of(at)
        return Line(
            code, system, lines.modifiers.of(at), lines.units.of(at), self.day_of(at),
            lines.pos.of(at), lines.dx.of(at), charge, lines.ndc.of(at), lines.provider.of(at),
        )  # fmt: skip

    def patient(self, claim: int) -> Patient:
        return Patient(self.claims.age.of(claim), self.claims.sex.of(claim))

    def claim(self, number: int) -> ClaimLines:
        """The claim as rules read it, without the patient's other services."""
        first = self.claims.first
        return ClaimLines(
            tuple(self.line(at) for at in range(first[number], first[number + 1])),
            self.claims.diagnoses.of(number),
            self.patient(number),
            provider=self.claims.provider.of(number),
        )

    def day_of(self, line: int) -> date:
        return self.days[int(self.lines.on[line])]

    def day(self, claim: int) -> date:
        return self.days[int(self.claims.on[claim])]


def recoded(column: Coded, meaning: Callable[[Any], Any]) -> Coded:
    """The column with what its values mean; values that mean the same are one."""
    known: dict[Any, int] = {}
    places = [known.setdefault(meaning(value), len(known)) for value in column.values]
    return Coded(np.array(places or [0], np.int32)[column.places], tuple(known))
