"""Where a service is paid: localities and their geographic practice cost indices (GPCI)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from superbill.errors import WrongUsage
from superbill.rules.book import RuleBook

_WRITTEN = re.compile(
    r"(?P<mac>\d{5})[- ]?(?P<number>\d{2})|(?P<state>[A-Za-z]{2})[- ](?P<of>\d{1,2})"
)
_ONE = Decimal("1.000")


@dataclass(frozen=True, slots=True)
class Area:
    """Where a fee holds. mac, locality: None for the national amount, whose indices are 1."""

    mac: str | None
    locality: str | None
    name: str
    work: Decimal
    pe: Decimal
    mp: Decimal
    release: str | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "mac": self.mac,
            "locality": self.locality,
            "name": self.name,
            "gpci": {"work": str(self.work), "pe": str(self.pe), "mp": str(self.mp)},
            "release": self.release,
        }


NATIONAL = Area(None, None, "national (every GPCI 1.000)", _ONE, _ONE, _ONE, None)


def area_of(book: RuleBook, locality: str | None, *, on: date) -> Area:
    """The area that `locality` names: None or `national`; `01112-05` (contractor and locality);
    or `CA-05` (state and locality).

    Raises WrongUsage for one that isn't in the table, NotLoaded without the table.
    """
    if locality is None or locality.strip().lower() in ("", "national"):
        return NATIONAL
    view = book.table("pfs.gpci", "gpci", on=on)
    found = _WRITTEN.fullmatch(locality.strip())
    rows: list[dict[str, Any]] = []
    if found and found["mac"]:
        rows = view.rows.find(found["mac"], found["number"])
    elif found:
        state, number = found["state"].upper(), found["of"].zfill(2)
        rows = [r for r in view.rows.find() if r["state"] == state and r["locality"] == number]
    if not rows:
        raise WrongUsage(
            f"{locality[:40]!r} is not a locality of {view.release.id}.",
            remedy="Write it as 01112-05 (contractor and locality) or CA-05; `superbill tool"
            " locality` finds it by state, county or name.",
        )
    return _area(rows[0], view.release.id)


def every_area(book: RuleBook, *, on: date) -> tuple[tuple[str, Area], ...]:
    """All areas with indices of their own, each with its state's two letters. Raises NotLoaded."""
    view = book.table("pfs.gpci", "gpci", on=on)
    return tuple((row["state"] or "", _area(row, view.release.id)) for row in view.rows.find())


def _area(row: dict[str, Any], release: str) -> Area:
    return Area(
        row["mac"], row["locality"], row["name"], row["work"], row["pe"], row["mp"], release
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Locality:
    """A row of the locality file."""

    mac: str
    locality: str
    state: str
    name: str
    counties: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "mac": self.mac,
            "locality": self.locality,
            "state": self.state,
            "name": self.name,
            "counties": self.counties,
        }


def localities(
    book: RuleBook, *, on: date, state: str | None = None, county: str | None = None,
    number: str | None = None,
) -> tuple[tuple[Locality, ...], str, bool]:  # fmt: skip
    """The localities that meet every condition given, the release, and whether it is stale.

    A locality whose counties are given as all of the state (or all others) meets any county. A
    state is a name (CALIFORNIA) or its two letters. Raises NotLoaded.
    """
    view = book.table("pfs.locality", "locality", on=on)
    every = rows = [_locality(row) for row in view.rows.find()]
    if state:
        names = _states(book, state.strip().upper(), on)
        rows = [r for r in rows if r.state.upper() in names]
    if number:
        wanted = number.strip()
        rows = [r for r in rows if wanted in (r.locality, f"{r.mac}-{r.locality}", r.mac)]
    if county:
        wanted = _words(county)
        rows = (
            [r for r in rows if wanted in _named(r)]
            or [r for r in rows if _is_the_rest(r) and wanted not in _excepted(r)]
            # A county may be paid with a neighbouring state, as those around Washington are.
            or [r for r in every if wanted in _named(r)]
        )
    return tuple(rows), view.release.id, view.stale


def _locality(row: dict[str, Any]) -> Locality:
    return Locality(
        row["mac"], row["locality"], (row["state"] or "").strip(), row["name"] or "",
        row["counties"] or "",
    )  # fmt: skip


def _states(book: RuleBook, state: str, on: date) -> set[str]:
    """The names that the locality file may give a state: two letters are found by the contractor
    and locality that the GPCI file gives with them."""
    if len(state) != 2:
        return {state}
    letters = book.table("pfs.gpci", "gpci", on=on).rows.find()
    areas = {(r["mac"], r["locality"]) for r in letters if r["state"] == state}
    rows = book.table("pfs.locality", "locality", on=on).rows.find()
    return {r["state"].strip().upper() for r in rows if (r["mac"], r["locality"]) in areas}


def _words(text: str) -> str:
    plain = re.sub(r"[^A-Z]+", " ", text.upper()).strip()
    # The suburbs of Washington stand as `FALLS CHURCH CITY IN VIRGINIA`.
    plain = re.sub(r" IN (VIRGINIA|MARYLAND)$", "", plain)
    return re.sub(r"\b(COUNTY|COUNTIES|CNTY)\b", " ", plain).strip()


def _counties(text: str) -> frozenset[str]:
    parts = re.split(r"[/,;]|\bAND\b", text.upper())
    return frozenset(word for word in map(_words, parts) if word)


def _named(row: Locality) -> frozenset[str]:
    """The counties that a row names as its own."""
    return _counties(re.split(r"\bEXCEPT\b", row.counties.upper())[0])


def _excepted(row: Locality) -> frozenset[str]:
    _, _, after = row.counties.upper().partition("EXCEPT")
    return _counties(after)


def _is_the_rest(row: Locality) -> bool:
    """Whether a row stands for all counties of its state, or for all that no other row names."""
    return row.counties.upper().startswith("ALL ")
