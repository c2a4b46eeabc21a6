"""Modifiers, each with its verdict; PTP partners, MUE, add-on codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from superbill.codesets.answers import Concept
from superbill.errors import SuperbillError
from superbill.server.site.blocks.block import Asked, Block
from superbill.tools.addon import addon
from superbill.tools.context import Context
from superbill.tools.modifier import modifiers_of
from superbill.tools.mue import mue

SYSTEMS = ("cpt", "hcpcs")
_Answer = TypeVar("_Answer")
_SHOWN = ("permitted", "pays differently", "not permitted", "no effect", "not known")


def build(context: Context, concept: Concept, on: date, asked: Asked) -> Mapping[str, Any] | None:
    status = concept.status
    if status.system not in SYSTEMS:
        return None
    verdicts = modifiers_of(context, status.code, on=on).verdicts
    by_verdict = {v: [one for one in verdicts if one.verdict == v] for v in _SHOWN}
    units, no_units = _or_missing(lambda: mue(context, status.code, on=on))
    added, no_added = _or_missing(lambda: addon(context, status.code, on=on))
    return {
        "by_verdict": {v: found for v, found in by_verdict.items() if found},
        "mue": units, "no_mue": no_units, "addon": added, "no_addon": no_added,
        "variants": concept.sections.get("variants", ()),
    }  # fmt: skip


def _or_missing(ask: Callable[[], _Answer]) -> tuple[_Answer | None, str]:
    """An answer, or the sentence that says which table is not loaded."""
    try:
        return ask(), ""
    except SuperbillError as fault:
        return None, str(fault)


def preview(said: Mapping[str, Any]) -> str:
    counts = ", ".join(f"{len(found)} {verdict}" for verdict, found in said["by_verdict"].items())
    return f"Verdicts on modifiers: {counts}. PTP partners, MUE and add-on codes of the day."


BLOCK = Block("edits", "Modifiers and edits", False, build, preview)
