"""Pages for what can't be answered: a clear sentence, and the way on."""

from __future__ import annotations

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from superbill.errors import NotLoaded, SuperbillError


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, _("There is no such page."), status=404)


def misread(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        says = _("This site isn't reached under that name.")
        way = _("Whoever runs it names it in the setting SUPERBILL_HOSTS.")
        return _page(request, says, status=400, way=way)
    return _page(request, _("What was sent can't be read, or is too large."), status=400)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, _("This page isn't for your account."), status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A change that was asked for without this site's own mark (CSRF)."""
    says = _("This form has expired, or didn't come from this site. Nothing was changed.")
    return _page(request, says, status=403, way=_("Go back, load the page again, and try again."))


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    says = _("Too many tries in a short time.")
    return _page(request, says, status=429, way=_("Wait five minutes, then try again."))


def failed(request: HttpRequest) -> HttpResponse:
    """Must be answered even where the database is what failed."""
    says = _("Something went wrong here. Nothing of what you entered was logged.")
    try:
        return _page(request, says, status=500)
    except Exception:
        return HttpResponse(says, status=500, content_type="text/plain; charset=utf-8")


def refused(request: HttpRequest, fault: SuperbillError) -> HttpResponse:
    """The page of an error of the engine: 404 for what isn't loaded or known, else 400."""
    status = 404 if isinstance(fault, NotLoaded) else 400
    return render(request, "site/fault.html", {"says": str(fault), "fault": fault}, status=status)


def _page(request: HttpRequest, says: str, *, status: int, way: str = "") -> HttpResponse:
    return render(request, "site/fault.html", {"says": says, "way": way}, status=status)
