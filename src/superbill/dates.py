"""Dates of service and the intervals they fall in.

Intervals are half open, `[start, end)`: the end is the first day on which a thing is no longer so.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from superbill.errors import WrongUsage

ONE_DAY = timedelta(days=1)

_NOTATION = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_date(text: str | date, *, what: str = "date") -> date:
    """The day that `text` names, written YYYY-MM-DD.

    Raises WrongUsage for any other notation and for days that don't exist.

    >>> parse_date("2024-07-15")
    datetime.date(2024, 7, 15)
    """
    if isinstance(text, date):
        return text
    # fromisoformat also takes 20240715 and 2024-W29-1; one notation keeps typing errors visible.
    try:
        if not _NOTATION.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except (ValueError, TypeError):
        raise WrongUsage(
            f"{text!r} is not a {what}.", remedy="Write it as YYYY-MM-DD, for example 2024-07-15."
        ) from None


def within(day: date, start: date | None, end: date | None) -> bool:
    """Whether `day` falls in `[start, end)`; None is open on that side.

    >>> within(date(2024, 9, 30), date(2023, 10, 1), date(2024, 10, 1))
    True
    >>> within(date(2024, 10, 1), date(2023, 10, 1), date(2024, 10, 1))
    False
    """
    return (start is None or start <= day) and (end is None or day < end)


def fiscal_year(day: date) -> int:
    """The federal fiscal year of a day, which begins on 1 October of the year before.

    >>> fiscal_year(date(2024, 9, 30)), fiscal_year(date(2024, 10, 1))
    (2024, 2025)
    """
    return day.year + (day.month >= 10)
