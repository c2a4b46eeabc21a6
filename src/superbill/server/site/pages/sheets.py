"""What comes out of the workbench: sheets to print, and files. Each is made of the posted list,
confirmed anew; what the code book doesn't confirm is on none of them."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from superbill.errors import SuperbillError, WrongUsage
from superbill.server.site.engine import engine
from superbill.server.site.pages.faults import refused
from superbill.server.site.pages.workbench import bench_posted
from superbill.server.site.work.audit import audit, second_list
from superbill.server.site.work.claim import finished
from superbill.server.site.work.cms1500 import cms1500
from superbill.server.site.work.files import as_csv, as_fhir, as_json

_FILES = {
    "json": ("application/json", as_json),
    "csv": ("text/csv; charset=utf-8", as_csv),
    "fhir": ("application/fhir+json", as_fhir),
}
_ENDS = {"json": "json", "csv": "csv", "fhir": "claim.json"}
_MOST_SECOND = 1024 * 1024


@require_POST
def sheet(request: HttpRequest, kind: str) -> HttpResponse:
    """kind: superbill, cms1500, queries or audit; a page to look at and to print."""
    try:
        with engine() as context:
            bench = bench_posted(request, context)
            shown: dict[str, Any] = {
                "bench": bench,
                "work": bench.work,
                "encounter": bench.work.encounter,
                "claim": finished(bench),
                "on": bench.work.encounter.on,
                "on_given": True,
            }
            if kind == "cms1500":
                shown["fields"] = cms1500(finished(bench))
            if kind == "audit":
                second, unread = second_list(_second(request))
                if not second:
                    raise WrongUsage("The second coder's list holds no code.")
                shown["audit"] = audit(context, bench, second, unread)
    except SuperbillError as fault:
        return refused(request, fault)
    return render(request, f"site/workbench/sheet_{kind}.html", shown)


def _second(request: HttpRequest) -> str:
    """The second coder's list: the file, where one is given, else what was pasted."""
    given = request.FILES.get("second-file")
    if given is None or isinstance(given, list):
        return request.POST.get("second", "")
    if (given.size or 0) > _MOST_SECOND:
        raise WrongUsage("The second coder's file is larger than 1 MB.")
    return given.read().decode("utf-8-sig", "replace")


@require_POST
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """kind: json, csv or fhir; a file to keep."""
    try:
        with engine() as context:
            bench = bench_posted(request, context)
    except SuperbillError as fault:
        return refused(request, fault)
    content_type, made = _FILES[kind]
    answer = HttpResponse(made(bench), content_type=content_type)
    name = re.sub(r"[^A-Za-z0-9-]+", "-", bench.work.name.rpartition(".")[0] or bench.work.name)
    name = name.strip("-")[:60] or "note"
    answer["Content-Disposition"] = f'attachment; filename="{name}.{_ENDS[kind]}"'
    return answer


urls = [
    *(
        path(f"workbench/sheet/{kind}", sheet, {"kind": kind}, name=f"workbench_{kind}")
        for kind in ("superbill", "cms1500", "queries", "audit")
    ),
    *(
        path(f"workbench/file/{kind}", file, {"kind": kind}, name=f"workbench_{kind}")
        for kind in _FILES
    ),
]
