"""Since when, until when, what changed; and this code or its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from superbill.codesets.answers import Concept
from superbill.coding.codes import split_code
from superbill.dates import parse_date
from superbill.server.site.blocks.block import Asked, Block
from superbill.server.site.timeline import Span, timeline
from superbill.tools.context import Context


def build(context: Context, concept: Concept, on: date, asked: Asked) -> Mapping[str, Any] | None:
    card, status = concept.sections, concept.status
    neighbours = [
        {**one, "system": split_code(one["code"], system=status.system)[0],
         "code": split_code(one["code"], system=status.system)[1]}
        for one in card.get("neighbours", ())
    ]  # fmt: skip
    spans = _spans(concept)
    said = {
        "spans": spans,
        "timeline": timeline(spans, on=on),
        "valid": concept.properties.get("valid", ()),
        "listed": concept.properties.get("listed", ()),
        "validity": card.get("validity"),
        "market": card.get("market", ()),
        "neighbours": neighbours,
        "sources": card.get("sources", ()),
    }
    return said if any(said.values()) else None


def _spans(concept: Concept) -> list[Span]:
    """Every period that a source states of the code, in the order of their certainty."""
    card, has, status = concept.sections, concept.properties, concept.status
    stated = [_span("in force", one, status.release or "") for one in has.get("valid", ())]
    if not stated and status.start is not None and status.confirmed_by != "card":
        stated.append(Span("listed", status.start, status.end, status.release or ""))
    stated += [_span("listed", one, one.get("release", "")) for one in has.get("listed", ())]
    if validity := card.get("validity"):
        stated.append(_span("by the card", validity, f"checked {validity.get('checked', '')}"))
    stated += [_span(f"{one['product']} on the market", one, "") for one in card.get("market", ())]
    return [one for one in stated if one is not None]


def _span(what: str, stated: Mapping[str, Any], source: str) -> Span | None:
    start, end = stated.get("start"), stated.get("end")
    return (
        Span(what, parse_date(start), parse_date(end) if end else None, source) if start else None
    )


def preview(said: Mapping[str, Any]) -> str:
    count = len(said["neighbours"])
    this_or_that = f" This or that: {count} neighbours, each with the fact that decides."
    return "Periods of validity and what changed." + (this_or_that if count else "")


BLOCK = Block("history", "History and neighbours", False, build, preview)
