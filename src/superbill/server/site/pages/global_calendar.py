"""The global calendar: a procedure and its day in; the days of its package, and what falls in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from superbill.errors import SuperbillError
from superbill.server.site.dates import date_asked
from superbill.server.site.engine import engine
from superbill.server.site.months import months_of
from superbill.server.site.pages.asked import answered, word
from superbill.tools.global_window import GlobalPeriod, global_window


def global_calendar(request: HttpRequest) -> HttpResponse:
    """`?code=`, `on=` the day of the procedure, `mod=` its modifiers."""
    on, _ = date_asked(request)
    code, written = word(request, "code", most=12), word(request, "mod", most=24)
    modifiers = tuple(written.upper().replace(",", " ").replace("-", " ").split())
    shown: dict[str, Any] = {"code": code, "modifiers": " ".join(modifiers)}
    if not code:
        return answered(request, "site/global.html", shown, None)
    try:
        with engine() as context:
            found = global_window(context, code, on=on, modifiers=modifiers)
    except SuperbillError as fault:
        return answered(request, "site/global.html", shown, fault)
    shown |= {"found": found, "said": _said(found)}
    if found.first and found.last:
        shown["months"] = months_of(found.first, found.last, found.on)
    return answered(request, "site/global.html", shown, None)


def _said(found: GlobalPeriod) -> list[dict[str, str]]:
    """What holds on which days, the days apart from the words, in the order of the calendar."""
    said: list[dict[str, str]] = []
    for sentence in found.calendar:
        days, colon, words = sentence.partition(": ")
        first = _day(days[:10])
        if not colon or first is None:
            said.append({"days": "", "words": sentence, "place": ""})
            continue
        said.append({"days": days, "words": words, "place": _place(first, found)})
    return sorted(said, key=lambda one: (not one["days"], one["days"][:10]))


def _place(first: date, found: GlobalPeriod) -> str:
    if found.last is not None and first > found.last:
        return "free"
    return "day" if first == found.on else "before" if first < found.on else "after"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


urls = [path("global", global_calendar, name="global")]
