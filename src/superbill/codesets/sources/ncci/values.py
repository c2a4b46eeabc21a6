"""How NCCI tables write codes, days and indicators. Each function reads one cell, blank as None,
and raises ValueError with the fault in words."""

from __future__ import annotations

import re
from datetime import date, timedelta

NO_DATA = "*"

_CODE = re.compile(r"[0-9A-Z]{5}", re.ASCII)
_DAY = re.compile(
    r"(?P<y>\d{4})(?P<dash>-?)(?P<m>\d\d)(?P=dash)(?P<d>\d\d)"
    r"|(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{4})",
    re.ASCII,
)
_DAY_OF_YEAR = re.compile(r"(\d{4})(\d{3})", re.ASCII)


def code(text: str | None) -> str:
    """A HCPCS or CPT code: five characters."""
    if text is None or not _CODE.fullmatch(text):
        raise ValueError(f"{text or 'blank'!r} is no code of five characters")
    return text


def day(text: str | None) -> date:
    """A day written 20240701, 2024183 (the 183rd day of the year), 07/01/2024 or 2024-07-01.

    >>> day("2024183") == day("07/01/2024") == date(2024, 7, 1)
    True
    """
    if text is None:
        raise ValueError("the date is blank")
    try:
        if found := _DAY_OF_YEAR.fullmatch(text):
            first = date(int(found[1]), 1, 1)
            counted = first + timedelta(days=int(found[2]) - 1)
            if counted.year == first.year:
                return counted
        elif found := _DAY.fullmatch(text):
            parts = ("y", "m", "d") if found["y"] else ("year", "month", "day")
            return date(*(int(found[part]) for part in parts))
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no date of the calendar")


def day_or_none(text: str | None) -> date | None:
    """A day; None where the cell is blank or `*`, which means that there is none."""
    return None if text in (None, NO_DATA) else day(text)


def one_of(digits: str, text: str | None) -> int:
    """One of the digits that the table's indicator knows.

    >>> one_of("019", "9")
    9
    """
    if text is None or len(text) != 1 or text not in digits:
        raise ValueError(f"{text or 'blank'!r} is none of {', '.join(digits)}")
    return int(text)


def stated(text: str | None) -> str:
    """A text that may not be blank."""
    if text is None:
        raise ValueError("the cell is blank")
    if "\ufffd" in text:
        raise ValueError(f"{text!r} is in an encoding that is not the file's")
    return text
