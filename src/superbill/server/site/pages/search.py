"""Search, and completion while one types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from superbill.codesets.systems import SYSTEMS
from superbill.errors import SuperbillError
from superbill.server.site.dates import date_asked, date_fault
from superbill.server.site.engine import engine
from superbill.tools.search import complete_words
from superbill.tools.search import search as search_codes

_LIMIT = 25


def search(request: HttpRequest) -> HttpResponse:
    """`?q=` words, a code, a range; `system=` one system only. `go=1` opens a code at once."""
    query, system = request.GET.get("q", "").strip(), request.GET.get("system") or None
    on, _ = date_asked(request)
    shown = {"query": query, "system": system, "systems": SYSTEMS.values(), "fault": None}
    if not query:
        return render(request, "site/search.html", shown)
    if fault := date_fault(request):
        return render(request, "site/search.html", {**shown, "fault": fault}, status=400)
    try:
        with engine() as context:
            found = search_codes(context, query, on=on, system=system, limit=_LIMIT)
    except SuperbillError as fault:
        return render(request, "site/search.html", {**shown, "fault": fault}, status=400)
    first = found.hits[0] if found.hits else None
    if (
        first
        and request.GET.get("go")
        and first.code.replace(".", "") == query.upper().replace(".", "")
    ):
        return HttpResponseRedirect(reverse("code", args=(first.system, first.code)))
    return render(request, "site/search.html", {**shown, "found": found})


def complete(request: HttpRequest) -> HttpResponse:
    """The list below a search field, as a piece of a page."""
    beginning, (on, _) = request.GET.get("q", ""), date_asked(request)
    names = ()
    if len(beginning.strip()) > 1:
        try:
            with engine() as context:
                names = complete_words(context, beginning[:200], on=on, limit=8).names
        except SuperbillError:
            names = ()  # nothing goes on from it: the search itself will say why
    return render(request, "site/completions.html", {"names": names})


urls = [path("search", search, name="search"), path("complete", complete, name="complete")]
