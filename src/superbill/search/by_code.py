"""A query that is a code, the beginning of codes, or a range of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from superbill.codesets.answers import Status
from superbill.codesets.nearest import valid_within
from superbill.codesets.shelf import View
from superbill.codesets.systems import SYSTEMS, Reading, readings
from superbill.errors import NotLoaded, WrongUsage
from superbill.search.confirm import Confirmer, stem_of
from superbill.search.query import CodePattern


def named_codes(
    pattern: CodePattern, confirmer: Confirmer, *, systems: Sequence[str], limit: int
) -> list[Status]:
    """What a pattern names, in force on the day, in the order of the list, at most `limit`: the
    code itself, or the heading and then the codes below it. Nothing where it names nothing."""
    if pattern.system is not None and pattern.system not in SYSTEMS:
        return []
    found: dict[tuple[str, str], Status] = {}
    for reading in _readings(pattern.first, pattern, systems):
        for code in _codes(reading, pattern, confirmer):
            if len(found) >= limit:
                break
            status = confirmer.status(code, reading.system)
            if status is not None:
                found.setdefault((status.system, status.code), status)
    return list(found.values())


def _readings(text: str, pattern: CodePattern, systems: Sequence[str]) -> list[Reading]:
    named = (pattern.system,) if pattern.system else tuple(systems) or (None,)
    found: list[Reading] = []
    for system in named:
        try:
            found += readings(text, system)
        except WrongUsage:
            if pattern.beginning and system is not None:
                found.append(Reading(system, text))
    return found


def _codes(reading: Reading, pattern: CodePattern, confirmer: Confirmer) -> Iterator[str]:
    system, first = reading
    try:
        view = confirmer.book.view(system, confirmer.on)
    except NotLoaded:
        return
    if pattern.last is not None:
        last = _same_system(pattern.last, system)
        if last is not None and first <= last:
            yield from _between(first, last, view)
        return
    yield first
    if pattern.beginning:
        yield from valid_within(first, view)
    elif confirmer.status(first, system) is not None:
        yield from valid_within(stem_of(first, system), view)


def _between(first: str, last: str, view: View) -> Iterator[str]:
    """Of a range of headings the headings; their codes are one step below."""
    at = first
    while codes := valid_within(at, view, last=last, most=1):
        heading = codes[0][: len(first)]
        yield heading
        at = f"{heading}~"


def _same_system(text: str, system: str) -> str | None:
    try:
        return readings(text, system)[0].code
    except WrongUsage:
        return None
