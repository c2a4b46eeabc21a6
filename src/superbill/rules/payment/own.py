"""The user's own fee schedules, which stand beside Medicare's: files in `fees/` of the data home.

    payer: Example Health Plan            payer,code,modifier,amount,start,end,provenance
    provenance: contract 2024, exhibit B  Example Health Plan,G9901,,120.00,2024-01-01,,contract B
    fees:
      - {code: G9901, amount: "120.00", start: 2024-01-01}
      - {code: G9901, modifier: "26", amount: "40.00", start: 2024-01-01, end: 2025-01-01}

YAML or CSV, a file a schedule or many payers in one. A fee holds from `start` until the day before
`end`. Every fault names file and line, and nothing of a faulty file is used.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any

from superbill.citation import Citation
from superbill.dates import parse_date, within
from superbill.errors import CardRefused, NotLoaded, WrongUsage
from superbill.knowledge.yaml_file import Located, build, read_yaml

COLUMNS = ("payer", "code", "modifier", "amount", "start", "end", "provenance")
MOST = Decimal("10000000")
BASE_UNITS = "anesthesia_base_units.yaml"


@dataclass(frozen=True, slots=True)
class OwnFee:
    """One fee that the user stated: dollars for one unit, in `[start, end)`."""

    payer: str
    code: str
    modifier: str | None
    amount: Decimal
    start: date
    end: date | None
    provenance: str
    where: str

    @property
    def citation(self) -> Citation:
        return Citation(f"your fee schedule of {self.payer}", f"{self.where}; {self.provenance}")


@dataclass(frozen=True, slots=True)
class OwnSchedule:
    """The fees of one payer."""

    payer: str
    fees: tuple[OwnFee, ...]

    def find(self, code: str, modifier: str | None, *, on: date) -> OwnFee | None:
        """The fee of a code and component on a day, or None."""
        return next(
            (
                fee
                for fee in self.fees
                if fee.code == code and fee.modifier == modifier and within(on, fee.start, fee.end)
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class _Fee:
    code: str
    amount: str
    start: date
    end: date | None = None
    modifier: str | None = None


@dataclass(frozen=True, slots=True)
class _BaseUnits:
    code: str
    base_units: int
    start: date
    provenance: str
    end: date | None = None


def schedule_of(folder: Path, payer: str) -> OwnSchedule:
    """The schedule of a payer, from the files of a folder.

    Raises CardRefused or WrongUsage, with file and line, for a file that isn't one, NotLoaded where
    no file speaks of the payer.
    """
    fees = tuple(own_fees(folder))
    wanted = " ".join(payer.lower().split())
    found = tuple(fee for fee in fees if fee.payer.lower() == wanted)
    if not found:
        names = ", ".join(sorted({fee.payer for fee in fees})) or "none"
        raise NotLoaded(
            f"No fee schedule of {payer[:60]!r} is at hand (there are: {names}).",
            remedy=f"Write it as a YAML or CSV file in {folder}.",
        )
    _refuse_overlaps(found)
    return OwnSchedule(found[0].payer, found)


def own_fees(folder: Path) -> Iterator[OwnFee]:
    """Every fee of every file of the folder, in the order of names; none where it doesn't exist."""
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix.lower() in (".yaml", ".yml") and path.name != BASE_UNITS:
            yield from _of_yaml(path)
        elif path.suffix.lower() == ".csv":
            yield from _of_csv(path)


def own_base_units(folder: Path, code: str, *, on: date) -> tuple[int, Citation] | None:
    """The base units of an anaesthesia code that the user's file states: `fees/` of the data home,
    anesthesia_base_units.yaml, a list of {code, base_units, start, end, provenance}."""
    path = folder / BASE_UNITS
    if not path.is_file():
        return None
    for item in read_yaml(path).items():
        entry = build(_BaseUnits, item)
        if entry.base_units < 0:
            raise item.refused(f"{entry.base_units} is not a number of base units.")
        if entry.code == code and within(on, entry.start, entry.end):
            return entry.base_units, Citation(path.name, f"{item.where}; {entry.provenance}")
    return None


def _of_yaml(path: Path) -> Iterator[OwnFee]:
    fields = read_yaml(path).mapping(required={"payer", "provenance", "fees"}, optional=set())
    payer, provenance = fields["payer"].text(), fields["provenance"].text()
    for item in fields["fees"].items():
        yield _own_fee(item, build(_Fee, item), payer, provenance)


def _own_fee(item: Located, entry: _Fee, payer: str, provenance: str) -> OwnFee:
    try:
        amount = _dollars(entry.amount)
    except ValueError as fault:
        raise item.refused(str(fault)) from None
    if entry.end is not None and entry.end <= entry.start:
        raise item.refused(f"The fee ends on {entry.end}, which is not after {entry.start}.")
    return OwnFee(
        payer, entry.code.upper(), (entry.modifier or "").upper() or None, amount, entry.start,
        entry.end, provenance, item.where,
    )  # fmt: skip


def _of_csv(path: Path) -> Iterator[OwnFee]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise WrongUsage(f"can't be read: {fault}.", where=path.name) from None
    reader = csv.DictReader(text.splitlines(), strict=True)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise WrongUsage(
            "not the columns of a fee schedule.", where=f"{path.name}:1",
            remedy=f"They are: {','.join(COLUMNS)}.",
        )  # fmt: skip
    try:
        for row in reader:
            yield _of_row(row, f"{path.name}:{reader.line_num}")
    except csv.Error as fault:
        raise WrongUsage(f"not CSV: {fault}.", where=f"{path.name}:{reader.line_num}") from None


def _of_row(row: dict[Any, Any], where: str) -> OwnFee:
    if None in row or any(value is None for value in row.values()):
        raise WrongUsage(f"{len(COLUMNS)} columns were expected.", where=where)
    cells = {name: row[name].strip() for name in COLUMNS}
    empty = [name for name in ("payer", "code", "amount", "start", "provenance") if not cells[name]]
    if empty:
        raise WrongUsage(f"{', '.join(empty)} must not be empty.", where=where)
    try:
        amount = _dollars(cells["amount"])
        start = parse_date(cells["start"])
        end = parse_date(cells["end"]) if cells["end"] else None
    except (ValueError, WrongUsage) as fault:
        raise WrongUsage(str(fault), where=where) from None
    if end is not None and end <= start:
        raise WrongUsage(f"The fee ends on {end}, which is not after {start}.", where=where)
    return OwnFee(
        cells["payer"], cells["code"].upper(), cells["modifier"].upper() or None, amount, start,
        end, cells["provenance"], where,
    )  # fmt: skip


def _dollars(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text[:20]!r} is not an amount of dollars.") from None
    if not amount.is_finite() or not 0 <= amount < MOST:
        raise ValueError(f"{text[:20]!r} is not an amount of dollars from 0 to {MOST}.")
    return amount


def _refuse_overlaps(fees: Iterable[OwnFee]) -> None:
    by_key: dict[tuple[str, str | None], list[OwnFee]] = {}
    for fee in fees:
        by_key.setdefault((fee.code, fee.modifier), []).append(fee)
    for several in by_key.values():
        several.sort(key=lambda fee: fee.start)
        for one, following in pairwise(several):
            if one.end is None or one.end > following.start:
                raise CardRefused(
                    f"{one.code} has two fees on {following.start.isoformat()}: also at"
                    f" {one.where}.", where=following.where,
                )  # fmt: skip
