"""HCPCS Level II: the whole record of the publisher's file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from superbill.codesets.answers import Concept
from superbill.server.site.blocks.block import Asked, Block
from superbill.tools.context import Context


def build(context: Context, concept: Concept, on: date, asked: Asked) -> Mapping[str, Any] | None:
    records = concept.properties.get("record")
    return {"records": records} if records else None


BLOCK = Block("record", "HCPCS record", True, build)
