"""Sides that a note writes in letters or in brackets: `R knee pain`, `Lt`, `b/l`, `(left)`.

The words themselves are read with the names (name_sides.py); a disorder that has none there takes
these, where they stand next to it.
"""

from __future__ import annotations

import re

from superbill.notes.attribute_words import Found
from superbill.notes.sides import find_sides

SIDE = "side"

_WRITTEN = re.compile(
    r"\b(?:(?-i:[RL])|rt|lt|bilat|b/l)\b|\((?:left|right|bilateral|both)\)", re.IGNORECASE
)
_EYES = re.compile(r"(?<![\w/])O[DSU](?![\w/])")
_EYE_SIDES = {"OD": "right", "OS": "left", "OU": "bilateral"}
"""Oculus dexter, sinister, uterque. Of what is no disorder of the eye a side says nothing."""
_UNEQUAL = re.compile(r"\b[RL] ?[<>] ?[RL]\b")
"""Both, one more than the other."""
_WORDS = ("left", "right", "bilateral", "bilaterally", "both")


def side_letters(sentence: str) -> list[Found]:
    """The side letters of a sentence, and its side words in brackets, by place."""
    eyes = [
        Found(m.start(), m.end(), SIDE, _EYE_SIDES[m[0]], None, "next", "next")
        for m in _EYES.finditer(sentence)
    ]
    if not _WRITTEN.search(sentence):
        return eyes
    found = [(m.start(), m.end(), "bilateral") for m in _UNEQUAL.finditer(sentence)]
    found += [
        (w.start, w.end, w.side) for w in find_sides(sentence)
        if _is_meant(sentence, w.start, w.end)
    ]  # fmt: skip
    sides = [Found(start, end, SIDE, side, None, "next", "next") for start, end, side in found]
    return sorted((*eyes, *sides), key=lambda f: f.start)


def _is_meant(sentence: str, start: int, end: int) -> bool:
    if sentence[start:end].lower() not in _WORDS:
        return True
    return sentence[start - 1 : start] == "(" and sentence[end : end + 1] == ")"
