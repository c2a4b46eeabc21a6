"""The fee of one code under the Medicare physician fee schedule, part by part.

    amount = (work RVU x work GPCI + PE RVU x PE GPCI + MP RVU x MP GPCI) x conversion factor

(RVU25D documentation, "the formula for 2025 physician fee schedule payment amount"; 42 CFR 414.22
to 414.28.) PE and OPPS cap are those of the place: facility or non-facility.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from superbill.citation import Citation
from superbill.dates import ONE_DAY
from superbill.errors import NotLoaded
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.book import RuleBook, Table
from superbill.rules.payment.amounts import amount_or_none
from superbill.rules.payment.geography import Area, area_of
from superbill.rules.payment.step import Step, cents

STATUSES = Path(__file__).with_name("statuses.yaml")
TWO_FACTORS = 2026
"""From this year the file states the factor of qualifying APM participants beside the other."""

Pays = Literal["paid", "not paid", "by report", "anesthesia"]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a status code means for payment."""

    status: str
    pays: Pays
    says: str


@dataclass(frozen=True, slots=True)
class Factor:
    """A conversion factor: dollars for one RVU. source: the table, or amounts.yaml's citation."""

    value: Decimal
    citation: Citation
    qualifying: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """What every fee of one question is worked out with.

    day: the day priced: the date of service, or the last day that a stale edition speaks of, so
        that RVUs, factor and indices are of one time
    """

    table: Table
    day: date
    area: Area
    factor: Factor

    @property
    def release(self) -> str:
        return self.table.release.id

    @property
    def stale(self) -> bool:
        return self.table.stale

    def row(self, code: str, modifier: str | None = None) -> Row | None:
        """The row of a code and its component (26, TC, 53), or None."""
        wanted = modifier or None
        rows = self.table.rows.find(code)
        return next((row for row in rows if (row["modifier"] or None) == wanted), None)


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee of one row at one kind of place.

    pe_rvu: of the place; amount: what is paid by RVUs, with the OPPS cap; uncapped: without it;
    cap: the capped amount, None where the row has none; pe_dollars: the unrounded share of
    practice expense, which therapy reductions halve
    """

    code: str
    modifier: str | None
    facility: bool
    standing: Standing
    work_rvu: Decimal
    pe_rvu: Decimal
    mp_rvu: Decimal
    total_rvu: Decimal
    uncapped: Decimal
    cap: Decimal | None
    amount: Decimal
    pe_dollars: Decimal
    steps: tuple[Step, ...]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "place": "facility" if self.facility else "non-facility",
            "rvu": {
                "work": str(self.work_rvu),
                "pe": str(self.pe_rvu),
                "mp": str(self.mp_rvu),
                "total": str(self.total_rvu),
            },
            "amount": str(self.amount),
            "cap": None if self.cap is None else str(self.cap),
            "steps": [step.as_dict() for step in self.steps],
            "notes": list(self.notes),
        }


def basis_of(
    book: RuleBook, *, on: date, locality: str | None = None, qualifying: bool = False
) -> Basis:
    """The fee schedule, area and factor of a day.

    Raises NotLoaded where the fee schedule (or, with a locality, the GPCI file) is not loaded for
    the day, and WrongUsage for a locality that isn't one.
    """
    table = book.table("pfs", "pfs", on=on)
    end = table.release.end
    day = end - ONE_DAY if table.stale and end is not None else on
    area = area_of(book, locality, on=day)
    return Basis(table, day, area, factor_of(table, on=day, qualifying=qualifying))


def factor_of(table: Table, *, on: date, qualifying: bool = False) -> Factor:
    """The conversion factor on a day.

    Until 2025 the dated list decides, because a factor may change between two editions; from 2026,
    and where the list ends, the imported table does, which states both. Raises NotLoaded where
    neither states one.
    """
    name = "conversion_factor"
    if qualifying and on.year >= TWO_FACTORS:
        name = "conversion_factor_qualifying"
    dated = amount_or_none(name, on)
    stated = _stated(table, name) if on.year >= TWO_FACTORS or dated is None else None
    if stated is not None:
        locator = f"column {name.replace('_', ' ')}"
        source = Citation(table.release.title, locator, table.release.id, table.release.url or None)
        return Factor(stated, source, qualifying)
    if dated is None:
        raise NotLoaded(
            f"No conversion factor is known for {on.isoformat()}.",
            remedy="Load it with: superbill data import PATH (the fee schedule of that year).",
        )
    return Factor(dated.value, dated.citation, qualifying)


def _stated(table: Table, name: str) -> Decimal | None:
    """The factor that the table's rows state: one for all of them."""
    rows = table.rows.find("99213") or table.rows.find()
    return next((row[name] for row in rows if row[name]), None)


def fee_of(basis: Basis, row: Row, *, facility: bool) -> Fee:
    """The fee of a row of the table, worked out for every row that has RVUs, whether or not
    Medicare pays by them: `standing` says that."""
    place = "facility" if facility else "nonfacility"
    parts = (_number(row["work_rvu"]), _number(row[f"pe_{place}_rvu"]), _number(row["mp_rvu"]))
    uncapped = _priced("fee schedule amount", parts, basis)
    steps = [uncapped]
    cap = _cap(row, place, parts[0], basis)
    if cap is not None:
        steps.append(cap)
        lower = min(uncapped.amount, cap.amount)
        steps.append(Step("lower of the two", f"min({uncapped.amount}, {cap.amount})", lower))
    return Fee(
        code=row["code"], modifier=row["modifier"] or None, facility=facility,
        standing=standing_of(row["status"]), work_rvu=parts[0], pe_rvu=parts[1], mp_rvu=parts[2],
        total_rvu=sum(parts, Decimal()), uncapped=uncapped.amount,
        cap=cap.amount if cap else None, amount=steps[-1].amount,
        pe_dollars=parts[1] * basis.area.pe * basis.factor.value,
        steps=tuple(steps), notes=tuple(_notes(row, facility=facility)),
    )  # fmt: skip


def _priced(name: str, parts: tuple[Decimal, Decimal, Decimal], basis: Basis) -> Step:
    area, factor = basis.area, basis.factor.value
    work, pe, mp = parts
    exact = (work * area.work + pe * area.pe + mp * area.mp) * factor
    formula = f"({work} x {area.work} + {pe} x {area.pe} + {mp} x {area.mp}) x {factor}"
    return Step(name, formula, cents(exact))


def _cap(row: Row, place: str, work: Decimal, basis: Basis) -> Step | None:
    """Section 5102(b) of the Deficit Reduction Act of 2005: the technical component of imaging is
    paid at most what the hospital outpatient system pays."""
    pe = row[f"opps_pe_{place}"]
    if not pe:
        return None
    return _priced("OPPS cap", (work, pe, _number(row["opps_mp"])), basis)


def _notes(row: Row, *, facility: bool) -> list[str]:
    notes: list[str] = []
    rare = row["pe_facility_na"] if facility else row["pe_nonfacility_na"]
    if rare:
        where = "in a facility" if facility else "outside a facility"
        notes.append(f"NA: the service is rarely or never done {where}")
    if facility and row["pctc"] in ("1", "3", "4") and row["modifier"] != "26":
        notes.append(
            f"PC/TC indicator {row['pctc']}: in a hospital the technical part is the hospital's"
            " to bill, not the physician's"
        )
    return notes


@cache
def _standings() -> tuple[dict[str, Standing], Citation]:
    fields = read_yaml(STATUSES).mapping(
        required={"source", "locator", "url", "statuses"}, optional=set()
    )
    listed = (build(Standing, item) for item in fields["statuses"].items())
    citation = Citation(fields["source"].text(), fields["locator"].text(), url=fields["url"].text())
    return {standing.status: standing for standing in listed}, citation


def standing_of(status: str | None) -> Standing:
    """What a status code means; one that isn't known pays nothing that we could name."""
    known, _ = _standings()
    found = known.get(status or "")
    return found or Standing(status or "", "not paid", "a status code that is not known here")


def _number(value: Decimal | None) -> Decimal:
    return value if value is not None else Decimal("0.00")
