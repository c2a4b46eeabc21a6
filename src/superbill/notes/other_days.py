"""Sentences of a visit's note that speak of another day, by their date or their words."""

from __future__ import annotations

import re
from datetime import date

from superbill.notes.narrative import wording
from superbill.notes.values import Document, Sentence

_DATE = re.compile(
    r"(?<![\d/-])(?:(?P<month>\d{1,2})(?P<mark>[/.-])(?P<day>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2}))(?![\d/-])"
)
_NAMED = re.compile(
    r"(?i:date of (?:service|procedure|surgery|operation|visit)|dos|date|visit)\W{0,3}\Z"
)
_HEAD_LINES = 4
_CENTURY, _THIS_CENTURY = 100, 2000


def day_of(document: Document) -> date | None:
    """The day that the note documents: the date that its heading names so, else the first date of
    its first lines; None where there is none. Dates are read as month, day, year."""
    first: date | None = None
    head = "".join(document.text.splitlines(keepends=True)[:_HEAD_LINES])
    for m in _DATE.finditer(document.text):
        day = _day(m)
        if day and _NAMED.search(document.text[max(0, m.start() - 24) : m.start()]):
            return day
        first = first or (day if m.end() <= len(head) else None)
    return first


def tells_of_another_day(document: Document, sentence: Sentence, visit: date | None) -> bool:
    """Whether a sentence gives an earlier date than the visit's, or says `last week`."""
    text = document.text[sentence.start : sentence.end]
    if wording().earlier.search(text):
        return True
    days = [day for m in _DATE.finditer(text) if (day := _day(m))]
    return visit is not None and bool(days) and all(day < visit for day in days)


def _day(m: re.Match[str]) -> date | None:
    try:
        if m["iso"]:
            return date.fromisoformat(m["iso"])
        year = int(m["year"])
        return date(year + _THIS_CENTURY * (year < _CENTURY), int(m["month"]), int(m["day"]))
    except ValueError:
        return None
