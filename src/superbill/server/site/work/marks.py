"""The note as a page shows it: cut where evidence begins or ends, and nothing else done to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int, str]
"""Start, end, and the name of what these words prove."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words between two cuts. proves: names of all whose evidence covers them, none: plain text;
    starts: evidence begins with the first of them"""

    start: int
    text: str
    proves: tuple[str, ...]
    starts: bool = False

    @property
    def many(self) -> bool:
        return len(self.proves) > 1


def pieces_of(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The text in pieces, which joined are the text again, whatever the spans: they may overlap,
    repeat, lie in one another, or be none of this text (those are left out).

    >>> [(p.text, p.proves) for p in pieces_of("acute asthma", [(0, 12, "a"), (6, 12, "b")])]
    [('acute ', ('a',)), ('asthma', ('a', 'b'))]
    """
    kept = [s for s in dict.fromkeys(spans) if 0 <= s[0] < s[1] <= len(text)]
    cuts = sorted({0, len(text), *(s[0] for s in kept), *(s[1] for s in kept)})
    opening, closing = _by_place(kept, 0), _by_place(kept, 1)
    open_now: dict[str, int] = {}
    found: list[Piece] = []
    for start, end in pairwise(cuts):
        for name in closing.get(start, ()):
            open_now[name] -= 1
        for name in opening.get(start, ()):
            open_now[name] = open_now.get(name, 0) + 1
        proves = tuple(name for name, count in open_now.items() if count > 0)
        found.append(Piece(start, text[start:end], proves, start in opening))
    return found


def _by_place(spans: Sequence[Span], which: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for span in spans:
        found.setdefault(int(span[which]), []).append(span[2])
    return found
