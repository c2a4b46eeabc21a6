"""The procedure, step by step, and what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from superbill.codesets.answers import Concept
from superbill.server.site.blocks.block import Asked, Block
from superbill.tools.context import Context


def build(context: Context, concept: Concept, on: date, asked: Asked) -> Mapping[str, Any] | None:
    steps = concept.sections.get("steps")
    return {"steps": steps, "integral": concept.sections.get("integral", ())} if steps else None


BLOCK = Block("steps", "Step by step", True, build)
