"""Gaps of the list itself: the codes beside an unspecified one that one fact would choose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from superbill.coding.guided.condition import Case, Condition
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.icd10cm.facts import Facts

FILE = Path(__file__).with_name("axes.yaml")

_OPEN = re.compile(r"\bunspecified\b|\bnot specified\b|\bNOS\b", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]+|\d+[a-z]?")
_SMALL = frozenset({"of", "the", "in", "to", "for", "a", "unspecified", "not", "specified", "or"})
_LEVELS = 2
"""Headings above a code in which its neighbours are looked for."""
_CHOICES = 2
"""Neighbours that make a fact worth asking for; one alone is another diagnosis."""
_WITH_7TH = 8
"""Characters of a code with its dot that has a 7th character."""


@dataclass(frozen=True, slots=True)
class Axis:
    say: str
    words: tuple[str, ...]
    needs: tuple[str, ...]
    numbers: bool = False

    def holds(self, added: frozenset[str]) -> bool:
        """Whether words that a title adds all belong to the axis."""
        return not added.isdisjoint(self.needs) and all(
            w in self.words or (self.numbers and w[0].isdigit()) for w in added
        )


class Gap(NamedTuple):
    """A fact that the note leaves open. say: as a question names it; closer: the codes between
    which it decides."""

    say: str
    closer: tuple[str, ...]


@cache
def axes() -> tuple[Axis, ...]:
    """The entries of axes.yaml. Raises CardRefused for a fault of the file."""
    return tuple(build(Axis, entry) for entry in read_yaml(FILE).items())


def gaps_of(one: Condition, case: Case) -> Iterator[Gap]:
    """The axes by which codes beside an unspecified one say more than it does, nearest heading
    first; nothing for a code whose title leaves nothing open.

    A 7th character doesn't count: the codes compared are those without it.
    """
    base = _without_seventh(one.facts, case)
    if base is None:
        return
    told: set[str] = set()
    for level in base.levels[1 : 1 + _LEVELS]:
        if not _OPEN.search(base.title):
            return
        heading = case.facts(level)
        if heading is None:
            return
        beside = [c for c in heading.concept.children if c.code != base.code and c.title]
        own = _words(base.title)
        by_axis: dict[str, list[str]] = {}
        for one_beside in beside:
            added = _words(one_beside.title or "") - own
            axis = next((a for a in axes() if a.holds(added)), None)
            if axis is not None and own.isdisjoint(axis.needs):  # else it says that much already
                by_axis.setdefault(axis.say, []).append(one_beside.code)
        for say, closer in by_axis.items():
            if len(closer) >= _CHOICES and say not in told:
                told.add(say)
                yield Gap(say, tuple(closer))
        base = heading


def _without_seventh(facts: Facts, case: Case) -> Facts | None:
    if len(facts.code) < _WITH_7TH or len(facts.levels) < 2:
        return facts
    return case.facts(facts.levels[1])


def _words(title: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(title.lower())) - _SMALL
