"""The date of service that a page is asked for."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from superbill.dates import parse_date
from superbill.errors import WrongUsage


def today() -> date:
    """The day it is. Only the pages ask: everything below them is told the date."""
    return date.today()  # noqa: DTZ011


def date_asked(request: HttpRequest) -> tuple[date, bool]:
    """The day of `?on=` and whether one was given; today where it can't be read (`date_fault`
    says so)."""
    written = request.GET.get("on") or request.POST.get("on")
    if not written:
        return today(), False
    try:
        return parse_date(written), True
    except WrongUsage:
        return today(), False


def date_fault(request: HttpRequest) -> str:
    """Why the date asked for can't be read; empty where it can."""
    try:
        parse_date(request.GET.get("on") or today().isoformat())
    except WrongUsage as fault:
        return str(fault)
    return ""
