"""When it is done, when not, what follows, and what the record must show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from superbill.codesets.answers import Concept
from superbill.server.site.blocks.block import Asked, Block
from superbill.tools.context import Context

_LISTS = (
    ("indications", "Indications"),
    ("contraindications", "Contraindications"),
    ("aftercare", "After-care"),
    ("documentation", "What to document"),
)


def build(context: Context, concept: Concept, on: date, asked: Asked) -> Mapping[str, Any] | None:
    card = concept.sections
    lists = [(title, card[name]) for name, title in _LISTS if card.get(name)]
    return {"lists": lists} if lists else None


def preview(said: Mapping[str, Any]) -> str:
    counts = ", ".join(f"{title.lower()} ({len(entries)})" for title, entries in said["lists"])
    return f"{counts[:1].upper()}{counts[1:]}."


BLOCK = Block("documentation", "Indications and documentation", False, build, preview)
