"""The PTP partners of a code: searchable, by setting and column, a page at a time."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from superbill.errors import SuperbillError
from superbill.server.site.dates import date_asked
from superbill.server.site.engine import engine
from superbill.server.site.frame import is_unlocked
from superbill.server.site.pages.faults import refused
from superbill.tools.ptp import ptp_partners

_PAGE = 100
_MOST = 1000
Column = Literal["1", "2", "both"]
_COLUMNS: dict[str, Column] = {"1": "1", "2": "2"}


def partners(request: HttpRequest, system: str, code: str) -> HttpResponse:
    """`?setting=`, `column=`, `other=` (the beginning of the other code), `piece=1` for a piece of
    a page. Guests are sent to the account."""
    if not is_unlocked(request):
        return HttpResponseRedirect(reverse("account_signup"))
    on, _ = date_asked(request)
    asked = request.GET
    setting = "outpatient" if asked.get("setting") == "outpatient" else "practitioner"
    column: Column = _COLUMNS.get(asked.get("column", ""), "both")
    other = asked.get("other", "").strip().upper()[:5]
    try:
        with engine() as context:
            limit = _MOST if other else _PAGE
            found = ptp_partners(
                context, code, on=on, setting=setting, column=column, limit=limit
            )  # fmt: skip
    except SuperbillError as fault:
        if asked.get("piece"):
            return render(request, "site/partners_piece.html", {"fault": fault})
        return refused(request, fault)
    edits = [e for e in found.edits if e.column1.startswith(other) or e.column2.startswith(other)]
    if other:
        edits = [e for e in edits if _other(e.column1, e.column2, code).startswith(other)]
    page = "site/partners_piece.html" if asked.get("piece") else "site/partners.html"
    return render(request, page, {
        "found": found, "edits": edits, "system": system, "code": code, "setting": setting,
        "column": column, "other": other,
    })  # fmt: skip


def _other(column1: str, column2: str, code: str) -> str:
    return column2 if column1 == code else column1


urls = [path("<system:system>/<str:code>/partners", partners, name="partners")]
