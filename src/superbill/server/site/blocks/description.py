"""What the code is: the official description where it is ours or the user's to show, and plain
words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from superbill.codesets.answers import Concept
from superbill.codesets.systems import SYSTEMS
from superbill.server.site.blocks.block import Asked, Block
from superbill.tools.context import Context

_LICENSED = {
    "cpt": ("American Medical Association", "superbill data import FILE --attest-cpt-licence"),
    "cdt": ("American Dental Association", "superbill data import FILE --attest-cdt-licence"),
}


def build(context: Context, concept: Concept, on: date, asked: Asked) -> Mapping[str, Any]:
    status, card = concept.status, concept.sections
    official = {
        k: v for k, v in concept.titles.items() if v and k != "plain" and not _is_ours(concept, v)
    }
    owner, command = _LICENSED.get(status.system, ("", ""))
    return {
        "official": official,
        "owner": owner if not official else "",
        "command": command,
        "plain": concept.titles.get("plain") or card.get("plain_name"),
        "name": card.get("name"),
        "summary": card.get("summary"),
        "intent": card.get("intent"),
        "publisher": SYSTEMS[status.system].publisher,
        "market": card.get("market"),
    }


def _is_ours(concept: Concept, title: str) -> bool:
    """Whether a title is the project's own name for a code of a licensed system."""
    return concept.status.system in _LICENSED and title == concept.sections.get("name")


BLOCK = Block("description", "Description", True, build)
