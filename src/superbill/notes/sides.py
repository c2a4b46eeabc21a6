"""Right, left, both: the side words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from superbill.notes.narrative import wording
from superbill.notes.values import Side

_BOTH = (
    r"bilateral(?:ly)?|both|neither|each (?:side|tub\w+|fallopian|ostium|of the)|either side"
    r"|two tubes|two fallopian tubes|right (?:and|&) (?:the )?left|left (?:and|&) (?:the )?right"
    r"|[RL] ?(?:and|&|\+) ?[RL]|right ?\+ ?left|left ?\+ ?right|B/L|R/L|L/R|bilat\b\.?"
)
# A bare r or l is a side only before the thing it is the side of; a capital that stands alone is
# one too, but as an initial or a unit.
_OF = r"(?= (?:tub|fallop|ost|ovar|side|corn|adnex))"
_ALONE = r"(?<![\d.&'/-])(?<!\d )(?<!dr )(?<!dr\. )(?-i:{letter})\b(?![./&'])"
_SIDE = re.compile(
    rf"\b(?:(?P<bilateral>{_BOTH})\b"
    rf"|(?P<right>right\b|rt\b\.?|r{_OF}|{_ALONE.format(letter='R')})"
    rf"|(?P<left>left\b|lt\b\.?|l{_OF}|{_ALONE.format(letter='L')}))",
    re.IGNORECASE,
)

_OTHER: dict[Side, Side] = {"right": "left", "left": "right"}


@dataclass(frozen=True, slots=True)
class SideWord:
    """A side word at [start, end)."""

    start: int
    end: int
    side: Side


def find_sides(text: str, offset: int = 0) -> list[SideWord]:
    """The side words of `text`; `offset` is added to their places. `left in place` is none.

    >>> [w.side for w in find_sides("The right tube; the IUD was left in place")]
    ['right']
    """
    text = re.sub(r"\s", " ", text)
    false = [m.span() for m in wording().pseudo_sides.finditer(text)]
    found: list[SideWord] = []
    for m in _SIDE.finditer(text):
        side: Side = "bilateral" if m["bilateral"] else "right" if m["right"] else "left"
        if not any(start <= m.start() < end for start, end in false):
            found.append(SideWord(m.start() + offset, m.end() + offset, side))
    return found


def merged(sides: Iterable[Side]) -> tuple[Side, ...]:
    """The sides as one would say them: right and left are bilateral.

    >>> merged(["right", "left"]), merged(["left"]), merged([])
    (('bilateral',), ('left',), ())
    """
    there = set(sides)
    if "bilateral" in there or {"right", "left"} <= there:
        return ("bilateral",)
    return tuple(side for side in ("right", "left") if side in there)


def each(sides: Iterable[Side]) -> tuple[Side, ...]:
    """The sides one by one: bilateral is right and left."""
    there = set(sides)
    return tuple(s for s in ("right", "left") if s in there or "bilateral" in there)


def opposite(side: Side) -> Side | None:
    """The other side, None of both."""
    return _OTHER.get(side)
