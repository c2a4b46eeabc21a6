"""What the note says more closely elsewhere: the closer code alone is reported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from superbill.coding.guided.codes_under import stands_under
from superbill.coding.guided.condition import Case, Condition, Conditions, Staged, standing
from superbill.coding.guided.places import kinds_at
from superbill.coding.result import Step
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.icd10cm.guideline import guideline

RULE = "specific"
CLOSER = "{code} says the same more closely."

FILE = Path(__file__).with_name("closer.yaml")
_CATEGORY = 3
_WITH_7TH = 8
"""Characters of a code with a 7th character and its dot."""
_UNSAID = re.compile(r"\bunspecified\b|\bNOS\b")
_PLAIN = re.compile(r"\bwithout\b|\buncomplicated\b|\bnot intractable\b")
_WORD = re.compile(r"[a-z]+")
_LACKING = re.compile(r"\bwithout [a-z ]+|\bnot intractable\b|\buncomplicated\b")
_OPEN = frozenset(
    ("unspecified", "nos", "other", "site", "side", "sides", "part", "eye", "ear", "of", "the",
     "in", "to", "with", "and", "or", "by", "for", "right", "left", "bilateral", "unilateral")
)  # fmt: skip
_SUBSTANCES = ("F10-F16", "F18-F19")
_PATTERN = 4
_LESS_THAN = {"9": ("1", "2"), "1": ("2",)}
"""The place after the dot: 1 abuse, 2 dependence, 9 use."""
_INJURIES = ("S", "T")
_SUBCATEGORY = 5
_SIDE = re.compile(r"\b(right|left|bilateral)\b")


@dataclass(frozen=True, slots=True)
class _Family:
    of: str
    general: tuple[str, ...]
    closer: tuple[str, ...]


def stage(conditions: Conditions, case: Case) -> Staged:
    """Of two codes for one thing the one with less said is dropped (I.B.2, I.B.18); different
    sites and sides are different things."""
    steps: list[Step] = []
    there = _There.of(standing(conditions))
    return Staged(tuple(_judged(c, there, case, steps) for c in conditions), tuple(steps))


class _There(NamedTuple):
    """The conditions that stand, and those of each category."""

    every: Conditions
    by_category: dict[str, list[Condition]]

    @classmethod
    def of(cls, conditions: Conditions) -> _There:
        found: dict[str, list[Condition]] = {}
        for one in conditions:
            found.setdefault(one.code[:_CATEGORY], []).append(one)
        return cls(conditions, found)


def _judged(one: Condition, there: _There, case: Case, steps: list[Step]) -> Condition:
    closer = _closer(one, there, case) if one.stands else None
    if closer is None:
        return one
    says = CLOSER.format(code=closer.code)
    cited = guideline("I.B.2")
    steps.append(Step(RULE, f"{one.code}: {says}", (one.code,), (closer.code,), cited))
    return one.refused(says, cited)


def _closer(one: Condition, there: _There, case: Case) -> Condition | None:
    """A condition of the note that says the same with more."""
    for family in families():
        if stands_under(one.code, family.general):
            found = next((c for c in there.every if stands_under(c.code, family.closer)), None)
            if found is not None:
                return found
    for other in there.by_category[one.code[:_CATEGORY]]:
        if other is not one and _more(other, one, case):
            return other
    return None


def _more(other: Condition, one: Condition, case: Case) -> bool:
    rules = (_depends, _said, _kind)
    return any(rule(other, one) for rule in rules) or _turn(other, one, case)


def _depends(other: Condition, one: Condition) -> bool:
    """Of use, abuse and dependence of one substance the most, which stands for all: I.C.5.b.2."""
    if not stands_under(one.code, _SUBSTANCES):
        return False
    mine, others = one.code[_PATTERN], other.code[_PATTERN]
    return mine in _LESS_THAN and others in _LESS_THAN[mine]


def _said(other: Condition, one: Condition) -> bool:
    """Less of it is unspecified, of the same thing: all that the one title tells, but for what it
    leaves open, the other tells too; or of one injury by another name."""
    mine, others = one.facts.title.lower(), other.facts.title.lower()
    open_, theirs_open = len(_UNSAID.findall(mine)), len(_UNSAID.findall(others))
    if not open_ or open_ < theirs_open or _apart(mine, others):
        return False
    words, theirs = _telling(mine), _telling(others)
    if open_ == theirs_open:
        return words < theirs
    named = one.code.startswith(_INJURIES) and one.code[:_SUBCATEGORY] == other.code[:_SUBCATEGORY]
    return words <= theirs or named


def _apart(mine: str, others: str) -> bool:
    """Whether the titles tell different sides."""
    sides, theirs = set(_SIDE.findall(mine)), set(_SIDE.findall(others))
    return bool(sides) and bool(theirs) and sides != theirs


def _telling(title: str) -> frozenset[str]:
    """The words of a title, without its sides, what it lacks and what it leaves open."""
    plain = _LACKING.sub(" ", title)
    return frozenset(_WORD.findall(plain)) - _OPEN


def _kind(other: Condition, one: Condition) -> bool:
    """The plain case (without ...) beside the one with something, of one subcategory."""
    mine, others = one.facts.title.lower(), other.facts.title.lower()
    stem = max(_CATEGORY, min(len(one.code), len(other.code)) - 1)
    if len(_PLAIN.findall(mine)) <= len(_PLAIN.findall(others)):
        return False
    if one.code[:_CATEGORY] in _BY_CATEGORY:
        return True
    return one.code[:stem] == other.code[:stem] and not _apart(mine, others)


_BY_CATEGORY = ("E08", "E09", "E10", "E11", "E13", "J45", "J44", "K57", "K80", "G43", "K21")
"""Categories of one disease, whose plain code stands alone only where none of the others does."""


def _turn(other: Condition, one: Condition, case: Case) -> bool:
    """The same injury by another 7th character: the conclusion's, else the first said."""
    if len(one.code) != _WITH_7TH or one.code[:-1] != other.code[:-1]:
        return False
    concluded = "conclusion" in kinds_at(case, other), "conclusion" in kinds_at(case, one)
    if concluded[0] != concluded[1]:
        return concluded[0]
    first = (c.evidence[0].start if c.evidence else 0 for c in (other, one))
    return next(first) < next(first)


@cache
def families() -> tuple[_Family, ...]:
    """The entries of closer.yaml. Raises CardRefused for a fault of the file."""
    return tuple(build(_Family, entry) for entry in read_yaml(FILE).items())
