"""The first page: a search, and what the user marked or saw last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from superbill.server.site.models import Case, Favourite, Visit

_SHOWN = 12


def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "site/home.html")
    mine = {"owner": request.user}
    return render(
        request,
        "site/home.html",
        {
            "favourites": Favourite.objects.filter(**mine).order_by("code")[:_SHOWN],
            "recent": Visit.objects.filter(**mine).order_by("-seen")[:_SHOWN],
            "cases": Case.objects.filter(**mine)[:_SHOWN],
        },
    )
