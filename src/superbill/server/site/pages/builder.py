"""The builder of ICD-10-PCS codes: axis by axis, with the definitions of the tables."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from superbill.errors import SuperbillError
from superbill.server.site.dates import date_asked
from superbill.server.site.engine import engine
from superbill.server.site.pages.asked import answered, word
from superbill.tools.pcs import LENGTH, PcsChoices, pcs_choices


def builder(request: HttpRequest) -> HttpResponse:
    """`?code=` the characters so far; `next=` one more, as the form's choice gives it."""
    on, _ = date_asked(request)
    begun = (word(request, "code", most=LENGTH) + word(request, "next", most=1)).upper()
    shown: dict[str, Any] = {"begun": begun}
    try:
        with engine() as context:
            found = pcs_choices(context, begun, on=on)
    except SuperbillError as fault:
        return answered(request, "site/builder.html", {**shown, "way": _way(begun)}, fault)
    shown |= {"found": found, "way": _way(begun), "axes": _axes(found)}
    return answered(request, "site/builder.html", shown, None)


def _way(begun: str) -> list[str]:
    """Each shorter beginning, to go back to."""
    return [begun[:length] for length in range(len(begun))]


def _axes(found: PcsChoices) -> list[dict[str, Any]]:
    """All seven places: what is chosen, the one to choose next, those to come."""
    next_name = found.choices[0].name if found.choices else ""
    chosen = [
        {"number": axis.number, "axis": axis, "name": axis.name, "before": found.prefix[:at]}
        for at, axis in enumerate(found.axes)
    ]
    coming = [
        {"number": number, "name": next_name if number == found.next else ""}
        for number in range(len(chosen) + 1, LENGTH + 1)
    ]
    return [*chosen, *coming]


urls = [path("builder", builder, name="builder")]
