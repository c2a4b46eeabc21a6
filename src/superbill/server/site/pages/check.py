"""The claim check: lines and diagnoses typed in, every edit's word on them out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from superbill.errors import SuperbillError
from superbill.rules.finding import NOT_LOADED
from superbill.rules.written import line_of
from superbill.server.site.dates import date_asked
from superbill.server.site.engine import engine
from superbill.server.site.pages.asked import (
    answered,
    lines_asked,
    one_of,
    rows_shown,
    short_address,
    whole,
    word,
)
from superbill.server.site.pages.scrub_file import MOST_BYTES, scrub_file
from superbill.tools.check import ClaimCheck
from superbill.tools.check import check as check_claim

PAYERS = ("medicare", "medicaid", "commercial")
SETTINGS = ("practitioner", "outpatient", "inpatient", "dme")
SEVERITIES = ("error", "warning", "info")


def check(request: HttpRequest) -> HttpResponse:
    """`?line=` and `day=` each, `dx=` diagnoses divided by blanks, `setting=`, `payer=`, `age=`,
    `sex=`. What a form sends is led to that shorter address."""
    if "code" in request.GET:
        return HttpResponseRedirect(short_address(request))
    on, _ = date_asked(request)
    lines = lines_asked(request)
    dx = word(request, "dx", most=400).replace(",", " ").replace(";", " ").split()
    shown: dict[str, Any] = {
        "rows": rows_shown(lines), "dx": " ".join(dx), "payers": PAYERS, "settings": SETTINGS,
        "payer": one_of(request, "payer", PAYERS, default="medicare"),
        "setting": one_of(request, "setting", SETTINGS, default="practitioner"),
        "age": word(request, "age"), "sex": one_of(request, "sex", ("F", "M"), default=""),
        "most_megabytes": MOST_BYTES // 1_000_000,
    }  # fmt: skip
    if not lines and not dx:
        return answered(request, "site/check.html", shown, None)
    try:
        with engine() as context:
            found = check_claim(
                context, tuple(line.text for line in lines), on=on, dx=tuple(dx),
                payer=shown["payer"], setting=shown["setting"],
                age=whole(request, "age", what="age"), sex=shown["sex"] or None,
                days=tuple(line.day or "-" for line in lines),
            )  # fmt: skip
    except SuperbillError as fault:
        return answered(request, "site/check.html", shown, fault)
    return answered(request, "site/check.html", {**shown, **_sorted(found)}, None)


def _sorted(found: ClaimCheck) -> dict[str, Any]:
    """Findings by severity; what was looked up, apart from what could not be."""
    by_severity = {
        name: [one for one in found.findings if one.severity == name] for name in SEVERITIES
    }
    lacking = [one for one in found.checked if one.result.startswith(NOT_LOADED)]
    return {
        "found": found,
        "lines": [line_of(text) for text in found.lines],
        "by_severity": {name: some for name, some in by_severity.items() if some},
        "ran": [one for one in found.checked if not one.result.startswith(NOT_LOADED)],
        "lacking": lacking,
    }


urls = [
    path("check", check, name="check"),
    path("check/file", scrub_file, name="check_file"),
]
