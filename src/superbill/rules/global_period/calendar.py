"""The calendar of a surgical package: its first and last day, from the day of the procedure.

A minor procedure (000, 010) has the day and 0 or 10 days after, a major one (090) the day before,
the day and 90 days after (Medicare Claims Processing Manual, Pub. 100-04, chapter 12, section
40.1). Codes with MMM, XXX, YYY and ZZZ have no calendar of their own.

>>> from datetime import date
>>> found = window("090", date(2024, 7, 15))
>>> found.first, found.last, found.days
(datetime.date(2024, 7, 14), datetime.date(2024, 10, 13), 92)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.citation import Citation
from superbill.dates import within
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_suffix(".yaml")

Size = Literal["minor", "major"]


@dataclass(frozen=True, slots=True)
class Period:
    """Days before and after the day of a procedure, for dates of service in [start, end)."""

    indicator: str
    before: int
    after: int
    size: Size
    start: date | None
    end: date | None
    source: str
    locator: str

    @property
    def citation(self) -> Citation:
        return Citation(self.source, self.locator)


@dataclass(frozen=True, slots=True)
class Window:
    """The package of one procedure. first, last: both inside it."""

    period: Period
    on: date
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def place_of(self, day: date) -> Literal["before", "day", "after"] | None:
        """Where a day falls: before the procedure, on its day, after it, or outside (None)."""
        if not self.holds(day):
            return None
        return "day" if day == self.on else "before" if day < self.on else "after"


@cache
def _periods() -> tuple[Period, ...]:
    return tuple(build(Period, entry) for entry in read_yaml(FILE).items())


def window(indicator: str | None, on: date) -> Window | None:
    """The calendar of a procedure with that indicator on that day; None where it has none.

    Days before 1 January of year 1 and after the last that a date can be don't count.
    """
    for period in _periods():
        if period.indicator == indicator and within(on, period.start, period.end):
            return Window(period, on, moved(on, -period.before), moved(on, period.after))
    return None


def moved(day: date, days: int) -> date:
    """The day so many days later, or the last (first) that a date can be."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
