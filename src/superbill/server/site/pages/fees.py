"""The fee calculator: lines, place and locality in; every figure with its formula out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from superbill.errors import SuperbillError
from superbill.rules.payment.places import places
from superbill.server.site.dates import date_asked
from superbill.server.site.engine import engine
from superbill.server.site.locality_plot import locality_plot
from superbill.server.site.pages.asked import (
    answered,
    lines_asked,
    rows_shown,
    short_address,
    word,
)
from superbill.tools.context import Context
from superbill.tools.locality_fees import fees_by_locality
from superbill.tools.payment import locality, payment


def fees(request: HttpRequest) -> HttpResponse:
    """`?line=` each; `pos=`, `locality=` (or `state=` and `county=` to find it), `deductible=`,
    `reduced=`, `apm=1`, `nonpar=1`; `schedule=` a payer of the user's own fees."""
    if "code" in request.GET:
        return HttpResponseRedirect(short_address(request))
    on, _ = date_asked(request)
    lines = lines_asked(request)
    names = ("locality", "state", "county", "deductible", "reduced", "apm", "nonpar", "schedule")
    asked = {name: word(request, name) for name in names} | {"pos": word(request, "pos") or "11"}
    shown: dict[str, Any] = {
        "rows": rows_shown(lines), "lines": lines, "asked": asked, "places": _places()
    }  # fmt: skip
    try:
        with engine() as context:
            shown |= _found(context, asked, on)
            if lines:
                shown["paid"] = _paid(context, asked, [line.text for line in lines], on)
                shown |= _by_locality(context, shown["paid"], asked, on)
    except SuperbillError as fault:
        return answered(request, "site/fees.html", shown, fault)
    return answered(request, "site/fees.html", shown, None)


def _places() -> list[Any]:
    return sorted(places()[0].values(), key=lambda place: place.code)


def _found(context: Context, asked: dict[str, str], on: Any) -> dict[str, Any]:
    """The localities of a state or county; the only one is taken where none is named."""
    if not (asked["state"] or asked["county"]):
        return {}
    found = locality(
        context, on=on, state=asked["state"] or None, county=asked["county"] or None
    ).as_dict()  # fmt: skip
    if len(found["localities"]) == 1 and not asked["locality"]:
        only = found["localities"][0]
        asked["locality"] = f"{only['mac']}-{only['locality']}"
    return {"localities": found}


def _paid(context: Context, asked: dict[str, str], lines: list[str], on: Any) -> dict[str, Any]:
    return payment(
        context, tuple(lines), on=on, pos=asked["pos"], locality=asked["locality"] or None,
        qualifying_apm=bool(asked["apm"]), non_participating=bool(asked["nonpar"]),
        deductible=asked["deductible"] or "0", reduced_to=asked["reduced"] or None,
        schedule=asked["schedule"] or "medicare",
    ).as_dict()  # fmt: skip


def _by_locality(
    context: Context, paid: dict[str, Any], asked: dict[str, str], on: Any
) -> dict[str, Any]:
    """The first line's code in every locality; why not, where a table is missing."""
    code = paid["lines"][0]["line"].split("-")[0].split("x")[0]
    try:
        found = fees_by_locality(
            context, code, on=on, place=paid["place"]["rate"], qualifying_apm=bool(asked["apm"])
        ).as_dict()
    except SuperbillError as fault:
        return {"no_by_locality": fault, "plot_code": code}
    return {"by_locality": found, "plot": locality_plot(found, paid["area"])}


urls = [path("fees", fees, name="fees")]
