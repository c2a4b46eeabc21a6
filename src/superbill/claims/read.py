"""A file of claims into a book: cells read, lines of a claim put together, faults noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from superbill.claims import cells
from superbill.claims.book import CellFinding, ClaimBook, Claims, Coded, Lines, Places, recoded
from superbill.claims.layout import Format
from superbill.claims.table import ClaimTable, read_table
from superbill.rules.claim import Payer, Setting
from superbill.rules.columns import Ints
from superbill.rules.data.reading import unreadable
from superbill.rules.finding import Finding


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where the file does not say. on: the date of lines and claims without one."""

    setting: Setting = "practitioner"
    payer: Payer = "medicare"
    on: date | None = None


def read_book(
    path: Path, form: Format, *, named: Mapping[str, str | None], defaults: Defaults
) -> ClaimBook:
    """The claims of a file. Raises WrongUsage where it can't be read at all, or lacks a column."""
    return _Reading(read_table(path, form, named), defaults).book()


class _Reading:
    """The rows of one file, in the order of their claims."""

    def __init__(self, table: ClaimTable, defaults: Defaults):
        self._defaults = defaults
        frame = table.frame.with_columns(pl.all().str.strip_chars().replace("", None))
        self._faults: list[tuple[int, int, Callable[[str], Finding]]] = []
        claim, self._claim_names = _claim_numbers(frame["claim"])
        self._order: Places = np.argsort(claim, kind="stable")
        self._claim: Ints = claim[self._order]
        self._count = len(self._claim_names.places)
        self._rows = len(self._claim)
        self._frame = frame
        self._odd = table.odd_rows
        self._written = self._column("code", cells.Cell, note=False)
        self._name = self._line_names()

    def book(self) -> ClaimBook:
        code = self._column("code", cells.code)
        days, on, claim_on = self._dates()
        has_code = np.array([v is not None for v in code.values], np.bool_)[code.places]
        usable = np.flatnonzero(has_code & (on >= 0))
        dx, claim_dx = self._diagnoses()
        units = self._units(code)
        lines = Lines(
            claim=self._claim[usable],
            name=self._name.take(usable),
            code=recoded(code.take(usable), lambda r: (r.code, r.system) if r else ("", "")),
            modifiers=self._column("modifiers", cells.modifiers).take(usable),
            units=units.take(usable),
            on=on[usable].astype(np.int32),
            pos=self._column("pos", cells.place).take(usable),
            dx=dx.take(usable),
            charge=self._column("charge", cells.charge).take(usable),
            ndc=self._column("ndc", cells.drug).take(usable),
            provider=self._provider().take(usable),
        )
        claims = Claims(
            name=self._claim_names,
            first=np.searchsorted(lines.claim, np.arange(self._count + 1)),
            diagnoses=claim_dx,
            on=claim_on,
            setting=self._of_claim("setting", cells.setting, default=self._defaults.setting),
            payer=self._of_claim("payer", cells.payer, default=self._defaults.payer),
            age=self._of_claim("age", cells.age),
            sex=self._of_claim("sex", cells.sex),
            patient=self._of_claim("patient", cells.words),
            provider=self._first_of_claim(self._provider()),
        )
        self._note_rows()
        return ClaimBook(lines, claims, days, self._rows, self._cell_findings())

    def _column(self, name: str, read: Callable[[str], cells.Cell], *, note: bool = True) -> Coded:
        """A column in the order of the claims, each distinct text read once."""
        if name not in self._frame.columns:
            return Coded(np.zeros(self._rows, np.int32), (read("").value,))
        places, texts = _distinct(self._frame[name])
        places = places[self._order]
        meant = [read(text) for text in texts]
        if note:
            self._note(places, [cell.fault for cell in meant])
        return Coded(places, tuple(cell.value for cell in meant))

    def _note(self, places: Ints, faults: list[cells.Fault | None]) -> None:
        bad = np.array([fault is not None for fault in faults], np.bool_)
        if not bad.any():
            return
        for row in np.flatnonzero(bad[places]).tolist():
            fault = faults[int(places[row])]
            if fault is not None:
                self._faults.append((row, len(self._faults), fault.finding))

    def _units(self, code: Coded) -> Coded:
        """Units; tenths are no fault of a code that is billed in them."""
        before = len(self._faults)
        read = self._column("units", cells.number_of_units)
        kept = [
            fault for fault in self._faults[before:] if not self._is_fraction_of_miles(code, fault)
        ]
        self._faults[before:] = kept
        return read

    @staticmethod
    def _is_fraction_of_miles(
        code: Coded, fault: tuple[int, int, Callable[[str], Finding]]
    ) -> bool:
        reading = code.of(fault[0])
        return (
            reading is not None
            and cells.fractional(reading.code)
            and fault[2]("").verdict == "units not whole"
        )

    def _dates(self) -> tuple[tuple[date, ...], Ints, Ints]:
        """The distinct days; the place of each line's day, its claim's where it has none that can
        be read; and of each claim's: its first day, of a stay the last (the codes in force at
        discharge hold). -1: none."""
        read = self._column("dos", cells.day)
        fallback = {self._defaults.on} if self._defaults.on else set[date]()
        days = tuple(sorted({d for d in read.values if d is not None} | fallback))
        place = {day: at for at, day in enumerate(days)} | {None: -1}
        on = np.array([place[d] for d in read.values] or [-1], np.int32)[read.places]
        first = np.full(self._count, len(days), np.int32)
        last = np.full(self._count, -1, np.int32)
        np.minimum.at(first, self._claim[on >= 0], on[on >= 0])
        np.maximum.at(last, self._claim[on >= 0], on[on >= 0])
        first[last < 0] = last[last < 0] = place[self._defaults.on]
        given = self._defaults.setting
        setting = self._of_claim("setting", cells.setting, default=given, note=False)
        stays = np.array([v == "inpatient" for v in setting.values], np.bool_)[setting.places]
        claim_on = np.where(stays, last, first).astype(np.int32)
        return days, np.where(on >= 0, on, first[self._claim]).astype(np.int32), claim_on

    def _diagnoses(self) -> tuple[Coded, Coded]:
        """What each line points to, none where that is all of the claim; and the claims'."""
        read = self._column("dx", cells.diagnoses)
        own = recoded(read, lambda codes: codes)
        starts = np.searchsorted(self._claim, np.arange(self._count))
        of_claim = own.places[starts] if self._rows else np.zeros(0, np.int32)
        differs = np.zeros(self._count, np.bool_)
        differs[self._claim[own.places != of_claim[self._claim]]] = True
        lists = {codes: at for at, codes in enumerate(own.values)}
        empty = lists.setdefault((), len(lists))
        claim_places, line_places = of_claim.copy(), own.places.copy()
        line_places[~differs[self._claim]] = empty
        ends = np.append(starts[1:], self._rows)
        for claim in np.flatnonzero(differs).tolist():
            rows = own.places[starts[claim] : ends[claim]].tolist()
            union = tuple(dict.fromkeys(code for at in rows for code in own.values[at]))
            claim_places[claim] = lists.setdefault(union, len(lists))
        values = tuple(lists)
        return Coded(line_places, values), Coded(claim_places, values)

    def _provider(self) -> Coded:
        name = "provider" if "provider" in self._frame.columns else "npi"
        if name == "provider" and "npi" in self._frame.columns:
            self._column("npi", cells.identifier)  # for its faults
        return self._column(name, cells.READERS[name])

    def _of_claim(
        self, name: str, read: Callable[[str], cells.Cell], *, default: Any = None,
        note: bool = True,
    ) -> Coded:  # fmt: skip
        """A column of which a claim has one value: the first that a line of it states."""
        of_lines = self._column(name, read, note=note)
        found = self._first_of_claim(of_lines)
        if note and default is not None and len(of_lines.values) > 1:
            self._note_disagreement(name, of_lines, found)
        if default is None:
            return found
        return recoded(found, lambda value: default if value is None else value)

    def _first_of_claim(self, column: Coded) -> Coded:
        stated = np.array([v is not None for v in column.values], np.bool_)[column.places]
        values = (*column.values, None)
        places = np.full(self._count, len(values) - 1, np.int32)
        rows = np.flatnonzero(stated)[::-1]
        places[self._claim[rows]] = column.places[rows]  # the first row of a claim comes last
        return recoded(Coded(places, values), lambda value: value)

    def _note_disagreement(self, name: str, of_lines: Coded, found: Coded) -> None:
        """A claim has one payer and one setting."""
        place = {value: at for at, value in enumerate(found.values)}
        own = np.array([place.get(v, -1) for v in of_lines.values], np.int32)[of_lines.places]
        stated = np.array([v is not None for v in of_lines.values], np.bool_)[of_lines.places]
        for row in np.flatnonzero(stated & (own != found.places[self._claim])).tolist():
            other, kept = of_lines.of(row), found.of(self._claim[row])

            def said(line: str, other: str = other, kept: str = kept) -> Finding:
                return unreadable(
                    name, f"another {name}", line,
                    f"The line says {other}, its claim {kept}; a claim has one {name}.",
                    f"Correct it; the claim was judged for {kept}.",
                )  # fmt: skip

            self._faults.append((row, len(self._faults), said))

    def _line_names(self) -> Coded:
        """What the file calls each line; its place in the claim where it has no name."""
        named = self._column("line", cells.words, note=False)
        blank = np.array([v is None for v in named.values], np.bool_)[named.places]
        if not blank.any():
            return named
        starts = np.searchsorted(self._claim, np.arange(self._count))
        within = np.arange(self._rows) - starts[self._claim] + 1
        known = {value: at for at, value in enumerate(named.values)}
        places = named.places.copy()
        for row in np.flatnonzero(blank).tolist():
            places[row] = known.setdefault(str(within[row]), len(known))
        return Coded(places, tuple(known))

    def _note_rows(self) -> None:
        """Rows that name no claim, and rows that are not as the header says."""
        back = {int(row): at for at, row in enumerate(self._order)} if self._odd else {}
        for row, wrong in self._odd.items():

            def said(line: str, row: int = row, wrong: str = wrong) -> Finding:
                return unreadable(
                    "row", "odd row", line, f"Row {row + 1} below the header {wrong}.",
                    "Correct the row; what stands in its cells was judged as it was read.",
                )  # fmt: skip

            self._faults.append((back[row], len(self._faults), said))
        nameless = np.array([v is None for v in self._claim_names.values], np.bool_)
        for row in np.flatnonzero(nameless[self._claim_names.places[self._claim]]).tolist():
            at = int(self._order[row])

            def unnamed(line: str, at: int = at) -> Finding:
                return unreadable(
                    "claim", "no claim", line, f"Row {at + 1} below the header names no claim.",
                    "Name it; the line was judged as a claim of its own.",
                )  # fmt: skip

            self._faults.append((row, len(self._faults), unnamed))

    def _cell_findings(self) -> tuple[CellFinding, ...]:
        return tuple(
            CellFinding(
                int(self._claim[row]), self._name.of(row), said(str(self._written.of(row) or ""))
            )
            for row, _, said in sorted(self._faults, key=lambda fault: fault[:2])
        )


def _distinct(column: pl.Series) -> tuple[Ints, list[str]]:
    """The place of each text among the distinct ones, and those; a blank is ``."""
    filled = column.fill_null("")
    texts = filled.unique(maintain_order=True)
    numbers = pl.int_range(len(texts), dtype=pl.Int32, eager=True)
    if len(texts) < 2:
        return np.zeros(len(column), np.int32), texts.to_list()
    places = filled.replace_strict(texts, numbers, return_dtype=pl.Int32)
    return places.to_numpy(), texts.to_list()


def _claim_numbers(column: pl.Series) -> tuple[Ints, Coded]:
    """The number of each row's claim, from 0 in the order in which the file first names them, and
    their names. A row without a name is a claim of its own."""
    blank: NDArray[np.bool_] = column.is_null().to_numpy()
    keys = column
    if blank.any():
        own = pl.Series([f"\0{row}" for row in range(len(column))])
        keys = pl.select(pl.when(column.is_null()).then(own).otherwise(column)).to_series()
    places, names = _distinct(keys)
    known = [None if name.startswith("\0") else name for name in names]
    return places, Coded(np.arange(len(known), dtype=np.int32), tuple(known))
