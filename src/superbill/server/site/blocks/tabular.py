"""The tabular list: notes at every level, 7th characters, and the codes around."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from superbill.codesets.answers import Concept
from superbill.errors import SuperbillError
from superbill.server.site.blocks.block import Asked, Block
from superbill.tools.context import Context
from superbill.tools.seventh import seventh_character


def build(context: Context, concept: Concept, on: date, asked: Asked) -> Mapping[str, Any] | None:
    if not (concept.parents or concept.children or concept.notes):
        return None
    notes = [n.as_dict() for n in concept.notes]
    by_level = [(at, list(of)) for at, of in groupby(notes, key=lambda n: n.get("inherited_from"))]
    seventh = _seventh(context, concept, on)
    shown = {row["code"] for row in seventh}
    return {
        "parents": tuple(reversed(concept.parents)),
        "children": [one for one in concept.children if one.code not in shown],
        "by_level": by_level,
        "seventh": seventh,
        "notes_known": concept.notes_release is not None,
    }


def _seventh(context: Context, concept: Concept, on: date) -> list[dict[str, Any]]:
    """Each 7th character that codes here take, with the complete code that it makes where that is
    the next step: none at a category, whose codes need further characters first."""
    takes: Mapping[str, str] = concept.properties.get("seventh_characters", {})
    if not takes:
        return []
    try:
        found = seventh_character(context, concept.status.code, on=on).found
    except SuperbillError:
        complete: dict[str, str] = {}
    else:
        complete = {code[-1]: code for code in found.results}
    return [
        {"character": one, "meaning": meaning, "code": complete.get(one),
         "here": complete.get(one) == concept.status.code}
        for one, meaning in takes.items()
    ]  # fmt: skip


BLOCK = Block("tabular", "Tabular list", True, build)
