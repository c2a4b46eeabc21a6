"""The period of publication that a day is in, and the values that addresses are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from superbill.codesets.importing.layout import half_year_after, quarter_after
from superbill.dates import fiscal_year

Every = Literal["quarter", "half_year"]

_QUARTER_MONTHS = ("january", "april", "july", "october")
_NCCI_VERSION_0 = 1994
"""NCCI's version is the year less this, and the quarter from 0: v30.2 is 2024 Q3."""


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter, or a half of a fiscal year.

    name: as publishers' file names have it, `2024q3`, `2026` (a fiscal year) or `april-2026`, so
        that a folder of this name states the edition of what lies in it
    start, end: its first day, and the first day after it
    values: what an address may name; see addresses.yaml
    """

    name: str
    start: date
    end: date
    values: Mapping[str, str]


def period_of(day: date, every: Every) -> Period:
    """The period that a day is in.

    >>> period_of(date(2024, 8, 9), "quarter").values["ncci"]
    '302'
    >>> [period_of(date(2026, month, 1), "half_year").name for month in (3, 8, 10)]
    ['2026', 'april-2026', '2027']
    """
    return _quarter(day) if every == "quarter" else _half_year(day)


def _quarter(day: date) -> Period:
    number = (day.month - 1) // 3
    start = date(day.year, 3 * number + 1, 1)
    values = {
        "year": f"{day.year}",
        "yy": f"{day.year % 100:02}",
        "quarter": f"{number + 1}",
        "month": _QUARTER_MONTHS[number],
        "letter": "abcd"[number],
        "ncci": f"{day.year - _NCCI_VERSION_0}{number}",
        "mmddyyyy": f"{start:%m%d%Y}",
    }
    return Period(f"{day.year}q{number + 1}", start, quarter_after(day), values)


def _half_year(day: date) -> Period:
    fiscal = fiscal_year(day)
    values = {"fy": f"{fiscal}"}
    if 4 <= day.month < 10:
        values["april"] = f"{day.year}"
        return Period(f"april-{day.year}", date(day.year, 4, 1), half_year_after(day), values)
    return Period(f"{fiscal}", date(fiscal - 1, 10, 1), date(fiscal, 4, 1), values)
