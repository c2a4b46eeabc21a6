"""Months as tables: the days of a global package among all days of its months."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Day:
    """place: before, day, after; empty outside the package. number: 0 where the cell is of another
    month"""

    number: int
    day: date
    place: str


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    weeks: tuple[tuple[Day, ...], ...]


def months_of(first: date, last: date, on: date) -> tuple[Month, ...]:
    """Every month that a package touches, its weeks from Sunday.

    >>> months = months_of(date(2024, 7, 14), date(2024, 8, 2), date(2024, 7, 15))
    >>> [month.first.isoformat() for month in months]
    ['2024-07-01', '2024-08-01']
    """
    found: list[Month] = []
    month = first.replace(day=1)
    while month <= last:
        weeks = Calendar(SUNDAY).monthdatescalendar(month.year, month.month)
        found.append(
            Month(month, tuple(tuple(_day(d, month, (first, on, last)) for d in w) for w in weeks))
        )
        if (month.year, month.month) == (date.max.year, 12):
            break
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return tuple(found)


def _day(day: date, month: date, window: tuple[date, date, date]) -> Day:
    if day.month != month.month:
        return Day(0, day, "")
    first, on, last = window
    if not first <= day <= last:
        return Day(day.day, day, "")
    return Day(day.day, day, "day" if day == on else "before" if day < on else "after")
