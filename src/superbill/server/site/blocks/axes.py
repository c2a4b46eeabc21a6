"""ICD-10-PCS: the seven characters, each with its value and official definition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from superbill.codesets.answers import Concept
from superbill.server.site.blocks.block import Asked, Block
from superbill.tools.context import Context


def build(context: Context, concept: Concept, on: date, asked: Asked) -> Mapping[str, Any] | None:
    axes = concept.properties.get("axes")
    return {"axes": axes} if axes else None


BLOCK = Block("axes", "The seven characters", True, build)
