"""How a title of ICD-10-PCS reads: patterns with places for the labels of the axes.

    Radiation of {4} using {5}[, {7}]

A place takes any words; `[...]` falls away where the axes in it say that there is none. Where the
words of a title can be divided among the places in several ways, all of them are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from superbill.codesets.sources.icd10pcs.structure import Section

Reading = Mapping[int, str]
"""Axis -> the words of the title that are its label."""

_PART = re.compile(r"\[([^\]]*)\]|\{(\w+)\}|([^\[{]+)")
_ANYTHING = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """parts: literal text, or the number of an axis (0: words that are no one axis's); a nested
    tuple is optional. silent: axes that the title leaves out although they have a value."""

    parts: tuple[str | int | tuple[str | int, ...], ...]
    silent: frozenset[int]


@cache
def pattern_of(text: str, operation: str) -> Pattern:
    """The pattern that `text` writes, with the operation's name for {op}."""
    text = text.replace("{op}", operation)
    body, *silent = text.split(" ~")
    return Pattern(tuple(_parts(body)), frozenset(map(int, silent)))


def _parts(body: str) -> Iterator[str | int | tuple[str | int, ...]]:
    for optional, place, literal in _PART.findall(body):
        if optional:
            yield tuple(p for p in _parts(optional) if not isinstance(p, tuple))
        elif place:
            yield _ANYTHING if place == "_" else int(place)
        else:
            yield literal


def readings(section: Section, code: str, title: str) -> tuple[Reading, ...]:
    """Every way in which the first pattern that fits the title divides it; none where none does."""
    patterns = section.titles.get(code[:3], section.titles.get("*", ()))
    operation = section.operations.get(code[2], "")
    for text in patterns:
        places = _places(section, code, pattern_of(text, operation))
        if places is not None:
            found = tuple(_divided(places, title))
            if found:
                return found
    return ()


def _places(section: Section, code: str, pattern: Pattern) -> list[str | int] | None:
    """The parts that this code's title has, or None where the pattern isn't for such codes."""
    absent = {n for n in section.absent if code[n - 1] == "Z"}
    places: list[str | int] = []
    for part in pattern.parts:
        if not isinstance(part, tuple):
            places.append(part)
        elif not any(p in absent for p in part):
            places += part
    used = {p for p in places if isinstance(p, int)}
    silent = absent.union(pattern.silent, (5,) if section.approaches else ())
    if used & absent or any(n not in used and n not in silent for n in (4, 5, 6, 7)):
        return None
    if 5 not in used or not section.approaches:
        return places
    approach = section.approaches.get(code[4])
    return None if approach is None else [approach if p == 5 else p for p in places]


def _divided(places: list[str | int], title: str) -> Iterator[Reading]:
    # Titles end in "Open Approach", in a few cases in "Open" alone, and in "Via Natural Opening".
    for text in (title, title.replace(" Approach", "")) if " Approach" in title else (title,):
        for found in _divisions(_joined(places), text):
            yield {axis: words for axis, words in found if axis != _ANYTHING}


def _joined(places: list[str | int]) -> tuple[str | int, ...]:
    joined: list[str | int] = []
    for part in places:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


def _divisions(places: tuple[str | int, ...], text: str) -> Iterator[tuple[tuple[int, str], ...]]:
    if not places:
        if not text:
            yield ()
        return
    first, rest = places[0], places[1:]
    if isinstance(first, str):
        if text.startswith(first):
            yield from _divisions(rest, text[len(first) :])
        return
    if not rest:
        if _is_label(text):
            yield ((first, text),)
        return
    mark = rest[0]
    assert isinstance(mark, str)  # a pattern has words between any two places
    at = text.find(mark, 1)
    while at > 0:
        if _is_label(text[:at]):
            for found in _divisions(rest, text[at:]):
                yield ((first, text[:at]), *found)
        at = text.find(mark, at + 1)


def _is_label(text: str) -> bool:
    return bool(text) and text[0] not in " ,-/" and text[-1] not in " ,-/"
