"""Right, left, both or unspecified: the side that a code's title states, and its other sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal
from weakref import WeakKeyDictionary

from superbill.rules.book import RuleBook
from superbill.rules.icd10cm.facts import Facts, facts_of

Side = Literal["right", "left", "bilateral", "unspecified"]

_Sides = dict[tuple[str, date], dict[Side, str]]
_KEPT: WeakKeyDictionary[RuleBook, _Sides] = WeakKeyDictionary()
"""What was read of each book that is open, by code and month (see facts.py)."""

_STATED = re.compile(r"\b(right|left|bilateral|unspecified)\b", re.IGNORECASE)
_OF_A_SIDE = re.compile(r"\b(bilateral|right|left)\b[ ,]*", re.IGNORECASE)
_NOT_A_SIDE = re.compile(
    r"(?:right|left)(?:[- ]sided)? (?:ventric|heart|atri|bundle|fascicular|main|anterior descend|"
    r"lower quadrant|upper quadrant|handed)|left without|right-sided heart|left against",
    re.IGNORECASE,
)  # fmt: skip
_PLURAL = re.compile(r"\b(ear|eye|hand|arm|leg|kidney|lung|breast|hip|knee|foot|shoulder)s\b")
_CATEGORY = 3


def side(title: str) -> Side | None:
    """The side that a title states beyond doubt: None for none, for two, and for the words in
    another sense (`right ventricle`). What is merely `unspecified` isn't yet a side.

    >>> side("Fracture of neck of right femur"), side("Right ventricular failure"), side("Otitis")
    ('right', None, None)
    """
    if _NOT_A_SIDE.search(title):
        return None
    found = {m.lower() for m in re.findall(r"\b(right|left|bilateral)\b", title, re.IGNORECASE)}
    if found == {"right"}:
        return "right"
    if found == {"left"}:
        return "left"
    return "bilateral" if found == {"bilateral"} else None


def without_side(title: str) -> str:
    """The title less the words of its side, so that the titles of two sides are alike.

    >>> without_side("Otitis externa, right ear") == without_side("Otitis externa, bilateral ears")
    False
    >>> without_side("Fracture of right femur") == without_side("Fracture of left femur")
    True
    """
    bare = _OF_A_SIDE.sub("", title.lower())
    return re.sub(r"[ ,]+", " ", bare).strip()


def opposite(one: Facts, other: Facts) -> bool:
    """Whether two codes are the right and the left of the same."""
    sides = {side(one.title), side(other.title)}
    return (
        one.bare[:_CATEGORY] == other.bare[:_CATEGORY]
        and len(one.bare) == len(other.bare)
        and sides == {"right", "left"}
        and without_side(one.title) == without_side(other.title)
    )


def other_sides(code: Facts, book: RuleBook, on: date) -> dict[Side, str]:
    """The codes of the sides of what `code` says, by side, its own among them; empty where the
    tabular list knows no sides there. What follows the side (the 7th character) is kept.

    Siblings under one heading whose titles differ in nothing but their side are its sides; where
    the side stands higher, what the code adds below must exist on the other side as well.
    """
    if not _STATED.search(code.title):
        return {}
    kept = _KEPT.setdefault(book, {})
    asked = (code.code, on.replace(day=1))
    if asked not in kept:
        kept[asked] = _read_sides(code, book, on)
    return kept[asked]


def _read_sides(code: Facts, book: RuleBook, on: date) -> dict[Side, str]:
    for place, level in enumerate(code.levels):
        if len(level) <= _CATEGORY or "-" in level or place + 1 >= len(code.levels):
            break
        found = _among_siblings(level, code.levels[place + 1], book, on)
        if found:
            return dict(_completed(found, code.code[len(level) :], book, on))
    return {}


def _among_siblings(level: str, parent: str, book: RuleBook, on: date) -> dict[Side, str]:
    children = facts_of(book, parent, on).concept.children
    mine = next((c.title for c in children if c.code == level), None)
    if mine is None:
        return {}
    found: dict[Side, str] = {}
    stem = _stem(mine)
    for child in children:
        if child.title and _stem(child.title) == stem:
            named = side(child.title) or _unspecified(child.title)
            if named is not None:
                found.setdefault(named, child.code)
    return found if "right" in found and "left" in found and level in found.values() else {}


def _unspecified(title: str) -> Side | None:
    return "unspecified" if re.search(r"\bunspecified\b", title, re.IGNORECASE) else None


def _stem(title: str) -> str:
    """A title without its side, whichever way the four are worded: `right ear`, `bilateral`,
    `unspecified ear`."""
    text = _STATED.sub(" ", title.lower())
    text = _PLURAL.sub(r"\1", text)
    text = re.sub(r"\b(ear|eye|side|breast|kidney|lung)\b", " ", text)
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def _completed(
    found: dict[Side, str], rest: str, book: RuleBook, on: date
) -> Iterator[tuple[Side, str]]:
    for named, level in found.items():
        whole = f"{level}{rest}"
        if not rest or book.status(whole, "icd10cm", on=on).status in ("active", "header"):
            yield named, whole
