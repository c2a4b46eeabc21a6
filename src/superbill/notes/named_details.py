"""Side, number, size, level, approach and the like in the words around a named procedure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from superbill.notes.procedure_phrases import Act, Line, vocabulary
from superbill.notes.sides import SideWord, merged
from superbill.notes.values import Side

NEAR = 4
"""Words beyond the phrase of a procedure in which its side and approach are looked for."""
_PARTING = frozenset((",", ";", ".", ":", "(", ")", "and", "with", "plus"))
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "single": 1,
            "double": 2, "triple": 3, "quadruple": 4}  # fmt: skip
_COUNT = re.compile(
    r"(?<!\d )\bx ?(\d)\b(?! ?(?:cm|mm|x|×))"
    r"|\b(\d|one|two|three|four|five|six|single|double|triple|quadruple)"
    r" (?:units?|vessels?|stents?|grafts?|screws?|polyps?|lesions?|cycles|sessions|samples|cores)\b"
)
_SIZE = re.compile(r"\b\d+(?:\.\d+)?(?: ?[x×] ?\d+(?:\.\d+)?){0,2} ?(?:cm|mm)\b", re.IGNORECASE)
_LEVEL = re.compile(r"\b([CTLD])(\d{1,2}) ?[-/–] ?([CTLSD]?)(\d{1,2})\b")
_SPINE = {"C": "cervical_spine", "T": "thoracic_spine", "D": "thoracic_spine", "L": "lumbar_spine"}
_SPINAL_ACTS = ("fuse", "fuse_spine", "release", "release_spine", "excise_disc", "excise")


def one_of(line: Line, kind: str, *, first: int, last: int) -> str | None:
    """What the words [first, last] say of a kind, the first of it."""
    hits = line.others.get(kind, ())
    return next((h.label[1] for h in hits if first <= h.first and h.last <= last), None)


def approach_of(line: Line, means: Sequence[Act], *, first: int, last: int) -> str | None:
    """The way to the site: a scope or opening by which it was done, or the word for it nearby."""
    ways = vocabulary().terms.words.ways
    way = next((ways[m.id] for m in means if m.id in ways), None)
    return way or near_one(line, "approach", first=first, last=last)


def near_one(line: Line, kind: str, *, first: int, last: int) -> str | None:
    """As `one_of` of the words [first, last] and those right around them, up to a comma or a
    joining word."""
    low, high = reach(line, first=first, last=last)
    return one_of(line, kind, first=low, last=high)


def reach(line: Line, *, first: int, last: int) -> tuple[int, int]:
    """The words [first, last] and up to NEAR beyond on each side, to a comma or a joining word."""
    said = line.said
    low, high = first, last
    while low > 0 and first - low < NEAR and said[low - 1] not in _PARTING:
        low -= 1
    while high + 1 < len(said) and high - last < NEAR and said[high + 1] not in _PARTING:
        high += 1
    return low, high


def sides_of(line: Line, sides: Sequence[SideWord], *, first: int, last: int) -> tuple[Side, ...]:
    """The sides within the words [first, last], else those right around them, up to a comma or a
    joining word."""
    low, high = reach(line, first=first, last=last)
    start, end = line.place(low, high)
    a, b = line.place(first, last)
    inside: list[Side] = [w.side for w in sides if a <= w.start and w.end <= b]
    near: list[Side] = [w.side for w in sides if start <= w.start and w.end <= end]
    return merged(inside or near)


def around(line: Line, *, first: int, last: int) -> str:
    """The words [first, last] and some beyond."""
    start, end = line.place(max(0, first - NEAR), min(last + NEAR, len(line.words) - 1))
    return line.text[start - line.sentence.start : end - line.sentence.start]


def count_in(text: str) -> int | None:
    """`x3`, `two units`.

    >>> count_in("CABG x3"), count_in("2 units of red cells"), count_in("two hours")
    (3, 2, None)
    """
    m = _COUNT.search(text.lower())
    if m is None:
        return None
    said = m[1] or m[2]
    return int(said) if said.isdigit() else _NUMBERS[said]


def size_in(text: str) -> str | None:
    """`3 x 2 cm`."""
    m = _SIZE.search(text)
    return m[0] if m else None


def levels_in(line: Line, act: str) -> tuple[str, ...]:
    """The levels of the spine that the sentence names, where the act is one done there."""
    if act not in _SPINAL_ACTS:
        return ()
    return tuple(m[0] for m in _LEVEL.finditer(line.text))


def spine_of(level: str) -> str:
    """The region of a level.

    >>> spine_of("L4-L5"), spine_of("L5-S1"), spine_of("C5-6")
    ('lumbar_spine', 'lumbosacral_spine', 'cervical_spine')
    """
    m = _LEVEL.match(level)
    if m is None:
        return "spine"
    return "lumbosacral_spine" if m[3] == "S" else _SPINE[m[1]]
