"""Look up one code."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from superbill.codesets.answers import Concept, Status
from superbill.codesets.systems import readings
from superbill.errors import NotLoaded
from superbill.tools.context import Context
from superbill.tools.registry import Says

_KNOWN = {"active": 0, "header": 1, "deleted": 2, "future": 3}


def lookup(
    context: Context,
    code: Annotated[str, Says("the code, bare or with its system, dotted or not", "E11.9")],
    *,
    on: Annotated[date, Says("the date of service")],
    system: Annotated[
        str | None, Says("the code system, where the code alone is ambiguous")
    ] = None,
) -> Concept:
    """Everything at hand about one code on a date: status, titles, hierarchy, notes, sources.

    A text with the form of several systems' codes is answered for the one that knows it best on
    the day; the others stand in `also`. Raises WrongUsage where it has the form of no code, and
    NotLoaded where no list at hand could say.
    """
    found: list[Status] = []
    missing: list[NotLoaded] = []
    for reading in readings(code, system):
        try:
            found.append(context.book.status(reading.code, reading.system, on=on))
        except NotLoaded as fault:
            missing.append(fault)
    known = sorted((s for s in found if s.status in _KNOWN), key=lambda s: _KNOWN[s.status])
    if known:
        best, others = known[0], known[1:]
    else:
        best = next((s for s in found if not missing or _is_whole(s)), None)
        others = []
        if best is None:
            raise missing[0]
    concept = context.book.concept(best.code, best.system, on=on)
    return concept._replace(
        also=tuple(f"{s.system}:{s.code}" for s in others),
        messages=(*concept.messages, *(str(m) for m in missing if not known)),
    )


def _is_whole(unknown: Status) -> bool:
    """Whether a code that no list at hand holds may still be meant in this system, although the
    list of another system that it has the form of is not loaded: `0001F` is no one's beginning of
    an ICD-10-PCS code, `E1199` may well be an ICD-10-CM code mistyped."""
    return unknown.system == "icd10cm" or (unknown.system == "icd10pcs" and len(unknown.code) == 7)
