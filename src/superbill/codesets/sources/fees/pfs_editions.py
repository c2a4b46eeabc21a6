"""Of which day a file of the physician fee schedule is, by its archive, its name and its factor.

CMS names the archives RVU25A to RVU25D after the quarters, and corrects a January archive as
RVU25AR. Conversion factors change within a quarter when a statute says so: what is declared of them
stands in `pfs_editions.yaml`, dated and cited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from superbill.codesets.importing.layout import quarter_after
from superbill.errors import ReleaseRefused

PATH = Path(__file__).with_name("pfs_editions.yaml")

Kind = Literal["all", "qualifying", "nonqualifying"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ARCHIVE = re.compile(r"(?<![a-z0-9])rvu(\d\d)([a-d])(r?)(?![a-z])")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR_MONTH = re.compile(rf"(?<!\d)(20\d\d)[-_ ]*({_MONTH}|[01]\d)(?![a-z0-9])")
_SHORT_YEAR_MONTH = re.compile(rf"(?<=[a-z])(\d\d)[-_ ]({_MONTH})(?![a-z0-9])")
_MONTH_YEAR = re.compile(rf"(?<![a-z])({_MONTH})[-_ ]*(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Factor:
    """A national conversion factor, in force in [start, end)."""

    factor: Decimal
    kind: Kind
    start: date
    end: date
    source: str


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive whose edition begins within its quarter."""

    name: str
    start: date
    source: str


@cache
def declared(path: Path = PATH) -> tuple[tuple[Factor, ...], tuple[Archive, ...]]:
    """The declared factors and archives. Raises ReleaseRefused for an unknown key."""
    root = cast(dict[str, Any], yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    try:
        factors = tuple(
            Factor(factor=Decimal(entry.pop("factor")), **entry)
            for entry in cast(list[dict[str, Any]], root.pop("conversion_factors"))
        )
        archives = tuple(Archive(**entry) for entry in root.pop("archives"))
    except (KeyError, TypeError) as fault:
        raise ReleaseRefused(f"an entry is not whole ({fault}).", where=path.name) from fault
    if root:
        raise ReleaseRefused(f"unknown: {', '.join(root)}.", where=path.name)
    return factors, archives


def factor_declared(factor: Decimal | None, day: date) -> Factor | None:
    """What is declared of a file's factor, of the year of that day."""
    factors, _ = declared()
    same = (f for f in factors if f.factor == factor and f.start.year == day.year)
    return next(same, None)


def edition_with(quarter: date, factor: Decimal | None) -> date:
    """The edition of a quarter's file that carries this factor: the quarter's first day, or the
    day within it on which the factor began.

    >>> edition_with(date(2024, 1, 1), Decimal("33.2875"))
    datetime.date(2024, 3, 9)
    """
    known = factor_declared(factor, quarter)
    within = known is not None and quarter < known.start < quarter_after(quarter)
    return known.start if known is not None and within else quarter


def end_of(edition: date, factor: Decimal | None) -> date:
    """The usual first day of the next edition, or the day on which the file's factor ended.

    >>> end_of(date(2024, 1, 1), Decimal("32.7442")), end_of(date(2024, 7, 1), None)
    (datetime.date(2024, 3, 9), datetime.date(2024, 10, 1))
    """
    known = factor_declared(factor, edition)
    usual = quarter_after(edition)
    return known.end if known is not None and edition < known.end < usual else usual


def archive_edition(name: str) -> date | None:
    """The edition that CMS's name of an archive states.

    >>> archive_edition("rvu25d-0.zip"), archive_edition("RVU24AR"), archive_edition("GPCI2025.csv")
    (datetime.date(2025, 10, 1), datetime.date(2024, 3, 9), None)
    """
    found = _ARCHIVE.search(name.lower())
    if found is None:
        return None
    bare = found[0]
    _, archives = declared()
    for archive in archives:
        if archive.name == bare:
            return archive.start
    return date(2000 + int(found[1]), 1 + 3 * "abcd".index(found[2]), 1)


def month_edition(name: str) -> date | None:
    """The first day of the month that a name states together with its year.

    >>> month_edition("PPRRVU2025_Oct.csv"), month_edition("april-2026-opps-addendum-b.zip")
    (datetime.date(2025, 10, 1), datetime.date(2026, 4, 1))
    >>> month_edition("PPRRVU24_JAN.csv"), month_edition("addendum_b_2026-04.csv")
    (datetime.date(2024, 1, 1), datetime.date(2026, 4, 1))
    """
    lower = name.lower()
    if found := _YEAR_MONTH.search(lower):
        year, month = found[1], found[2]
    elif found := _SHORT_YEAR_MONTH.search(lower):
        year, month = f"20{found[1]}", found[2]
    elif found := _MONTH_YEAR.search(lower):
        year, month = found[2], found[1]
    else:
        return None
    number = int(month) if month.isdigit() else _MONTHS[month[:3]]
    return date(int(year), number, 1) if 1 <= number <= 12 else None


def edition_named(
    names: Iterable[str], readers: Collection[Callable[[str], date | None]], *, shown: str
) -> date | None:
    """The one edition that the names state. Raises ReleaseRefused where they state two."""
    said = {day: name for name in names for read in readers if (day := read(name)) is not None}
    if len(said) > 1:
        parts = "; ".join(f"{name} says {day}" for day, name in sorted(said.items()))
        raise ReleaseRefused(
            f"the names disagree: {parts}.", where=shown,
            remedy="Give the file under the publisher's own names.",
        )  # fmt: skip
    return next(iter(said), None)


def year_named(names: Collection[str], *, year: int | None, shown: str) -> date | None:
    """The edition of a table of a year (GPCI, localities, anaesthesia): its archive's, where the
    archive is of that year, else the year's first day. None where nothing says a year.

    Raises ReleaseRefused where archive and table are of different years.
    """
    archive = edition_named(names, [archive_edition], shown=shown)
    if archive is None:
        return date(year, 1, 1) if year is not None else None
    if year is not None and archive.year != year:
        raise ReleaseRefused(
            f"the table is of {year}, its archive of {archive.year}.", where=shown,
            remedy="Give the file in the publisher's own archive.",
        )  # fmt: skip
    return archive


def year_after(day: date) -> date:
    return date(day.year + 1, 1, 1)
