"""A fee schedule in memory, of invented codes and values, for tests of payment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from superbill.codesets.tables.schemas import PFS
from superbill.errors import NotLoaded

Row = dict[str, Any]
FACTOR = Decimal("33.2875")


@dataclass(frozen=True)
class SmallRelease:
    """What rules read of a release."""

    id: str
    start: date
    end: date | None
    title: str = "Invented fee schedule"
    url: str = ""


@dataclass(frozen=True)
class SmallRows:
    """Rows found as in a sorted table: by the first parts of their key."""

    key: tuple[str, ...]
    rows: tuple[Row, ...]

    def find(self, *key: str) -> list[Row]:
        wanted = dict(zip(self.key, key, strict=False))
        return [r for r in self.rows if all((r[k] or "") == v for k, v in wanted.items())]


@dataclass(frozen=True)
class SmallTable:
    release: SmallRelease
    rows: SmallRows
    stale: bool = False


@dataclass
class SmallBook:
    """Tables by family; a day before the first release is not loaded, one after it is stale."""

    tables: Mapping[str, SmallTable] = field(default_factory=dict)

    def table(self, family: str, name: str, *, on: date) -> SmallTable:
        found = self.tables.get(family)
        if found is None or on < found.release.start:
            raise NotLoaded(
                f"{family} is not loaded.", remedy="Load it with: superbill data import."
            )
        late = found.release.end is not None and on >= found.release.end
        return SmallTable(found.release, found.rows, late)

    def status(self, code: str, system: str, *, on: date) -> Any:
        raise NotLoaded("no list")

    concept = status


def pfs_row(code: str, **given: Any) -> Row:
    """A row with every column of the table: status A, one RVU each, no rule for anything."""
    row: Row = {column.name: None for column in PFS.columns}
    row |= {
        "code": code, "status": "A", "work_rvu": "1.00", "pe_nonfacility_rvu": "2.00",
        "pe_facility_rvu": "0.50", "mp_rvu": "0.10", "pctc": "0", "global": "XXX",
        "preoperative": "0", "intraoperative": "0", "postoperative": "0",
        "multiple_procedure": "0", "bilateral": "0", "assistant": "9", "co_surgeon": "9",
        "team": "9", "conversion_factor": FACTOR, "imaging_family": "99",
        "opps_pe_nonfacility": "0.00", "opps_pe_facility": "0.00", "opps_mp": "0.00",
    }  # fmt: skip
    row |= given
    for column in PFS.columns:
        if column.kind == "decimal" and row[column.name] is not None:
            row[column.name] = Decimal(str(row[column.name]))
    return row


def fee_schedule(
    *rows: Row, start: date = date(2024, 1, 1), end: date | None = date(2025, 1, 1),
    **others: SmallTable,
) -> SmallBook:  # fmt: skip
    """A book with a fee schedule of these rows, and other tables by their family (`.` as `_`)."""
    release = SmallRelease(f"pfs {start.isoformat()}", start, end)
    table = SmallTable(release, SmallRows(("code", "modifier"), tuple(rows)))
    named = {family.replace("_", "."): other for family, other in others.items()}
    return SmallBook({"pfs": table, **named})


def other_table(family: str, key: tuple[str, ...], rows: Iterable[Row]) -> SmallTable:
    release = SmallRelease(f"{family} 2024-01-01", date(2024, 1, 1), date(2025, 1, 1))
    return SmallTable(release, SmallRows(key, tuple(rows)))


def gpci(*areas: tuple[str, str, str, str, str, str]) -> SmallTable:
    """Areas as contractor, locality, state, work, PE, MP."""
    rows = [
        {
            "mac": mac, "locality": number, "state": state, "name": f"{state} {number}",
            "work": Decimal(work), "pe": Decimal(pe), "mp": Decimal(mp),
        }
        for mac, number, state, work, pe, mp in areas
    ]  # fmt: skip
    return other_table("pfs.gpci", ("mac", "locality"), rows)
