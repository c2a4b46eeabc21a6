"""A page for a code: its head, then the blocks (blocks/)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import path, reverse

from superbill.codesets.answers import Concept
from superbill.codesets.systems import SYSTEMS
from superbill.errors import SuperbillError
from superbill.server.site.blocks import BLOCKS
from superbill.server.site.blocks.block import Block
from superbill.server.site.dates import date_asked, date_fault
from superbill.server.site.engine import engine
from superbill.server.site.frame import is_unlocked
from superbill.server.site.pages.faults import refused
from superbill.server.site.pages.marks import marks_of
from superbill.tools.context import Context
from superbill.tools.lookup import lookup

_KNOWN = ("active", "header", "deleted", "future")


def code(request: HttpRequest, system: str, code: str) -> HttpResponse:
    """`?on=` the date of service. 404 for a code that isn't known that day, with the nearest."""
    on, _ = date_asked(request)
    asked = {k: str(v)[:60] for k, v in request.GET.items() if k != "on"}
    try:
        with engine() as context:
            concept = lookup(context, code, on=on, system=system)
            if concept.status.code != code:
                address = reverse("code", args=(system, concept.status.code))
                query = request.META.get("QUERY_STRING")
                return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
            blocks = _blocks(context, concept, on, asked, unlocked=is_unlocked(request))
    except SuperbillError as fault:
        return refused(request, fault)
    known = concept.status.status in _KNOWN
    shown = {
        "concept": concept,
        "status": concept.status,
        "system": SYSTEMS[concept.status.system],
        "blocks": blocks,
        "date_fault": date_fault(request),
        **(marks_of(request, concept.status.system, concept.status.code) if known else {}),
    }
    return render(request, "site/code.html", shown, status=200 if known else 404)


def _blocks(
    context: Context, concept: Concept, on: date, asked: Mapping[str, str], *, unlocked: bool
) -> list[dict[str, Any]]:
    """Each block that has something to say. Of a locked one nothing but the preview is sent."""
    shown: list[dict[str, Any]] = []
    for block in BLOCKS:
        said, missing = _said(block, context, concept, on, asked)
        if said is None and not missing:
            continue
        locked = not (block.open or unlocked)
        preview = block.preview(said) if locked and said is not None else ""
        shown.append({
            "block": block, "locked": locked, "preview": preview, "missing": missing,
            "said": None if locked else said,
        })  # fmt: skip
    return shown


def _said(
    block: Block, context: Context, concept: Concept, on: date, asked: Mapping[str, str]
) -> tuple[Mapping[str, Any] | None, str]:
    """What a block says; where its table isn't loaded, the sentence that names the command."""
    try:
        return block.build(context, concept, on, asked), ""
    except SuperbillError as fault:
        return None, str(fault)


urls = [path("<system:system>/<str:code>", code, name="code")]
