"""Which of the disorders of a sentence some words speak of.

Words within a name, or that reach into it, belong to it. Others belong to the name that follows or
to the one before: to the one with less between, where adjectives lean to what follows and stages,
healing and what is joined by `with` to what went before. A name of which the words can't be said is
passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from superbill.notes.attribute_words import Found

_MARKS = re.compile(r"[;:•\n]|\.(?=\s)|--")
_LIGHT = re.compile(r"[,()\[\]/-]")
_JOINED = re.compile(r"\b(?:and|or|but|plus|then|due|secondary|from|after)\b|&", re.IGNORECASE)
_FILLING = re.compile(
    r"\b(?:the|a|an|is|was|are|were|be|been|being|now|currently|has|had|still|at|of|with|in|on|"
    r"to|for|as|this|her|his|their|right|left|bilateral)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_COMMA = re.compile(r",\s{0,3}")
_FOLLOWING = re.compile(r"\s{1,3}([^\W_]+)")
_COSTS_MARK, _COSTS_JOINED, _COSTS_LEANING, _COSTS_NAME = 6.0, 3.5, 1.5, 2.0
_COSTS_TAKEN = 5.0
"""What an adjective costs that another word follows: it is that word's (`chronic treatment`)."""
_AT_MOST = 4.0
_FAR = 400.0
_LONGEST_GAP = 160
"""Characters between words and a name that is near."""


class Span(NamedTuple):
    """A disorder's name at [start, end) of its sentence. place: among the note's disorders; sided:
    whether its side is known."""

    start: int
    end: int
    text: str
    place: int
    sided: bool = False


class Scope:
    """The names of a sentence, and the words that may say something about them."""

    def __init__(self, sentence: str, spans: Sequence[Span], every: Sequence[Found]):
        self._sentence, self._spans, self._every = sentence, spans, every
        self._starts = sorted({s.start for s in spans})
        self._begins = frozenset(f.start for f in every)
        self._fit: dict[re.Pattern[str] | None, list[Span]] = {None: list(spans)}
        plain = list(sentence)
        for found in every:
            plain[found.start : found.end] = " " * (found.end - found.start)
        self._plain = "".join(plain)

    def spoken_of(self, found: Found) -> list[int]:
        """The places of the disorders that the words speak of; none where they speak of none."""
        fit = self._that_fit(found.said_of)
        if found.reach != "next":
            return self._nearest(found, fit)
        # Of what stands next to them, or of nothing: the stage of a tumour is no kidney's.
        next_to = self._nearest(found, self._spans)
        return [s.place for s in fit if s.place in next_to]

    def _that_fit(self, said_of: re.Pattern[str] | None) -> list[Span]:
        known = self._fit.get(said_of)
        if known is None and said_of is not None:
            known = self._fit[said_of] = [s for s in self._spans if said_of.search(s.text)]
        return known or []

    def _nearest(self, found: Found, fit: Sequence[Span]) -> list[int]:
        own = [s for s in fit if s.start < found.end and found.start < s.end]
        # Words that are all of a name (`with hyperglycemia`) may tell more of the one beside it.
        if any(s.start < found.start or found.end < s.end for s in own):
            return [s.place for s in own]
        others = [s for s in fit if s not in own] if own else fit
        return [s.place for s in own] + self._beside(found, others)

    def _beside(self, found: Found, fit: Sequence[Span]) -> list[int]:
        before = max((s.end for s in fit if s.end <= found.start), default=None)
        after = min((s.start for s in fit if s.start >= found.end), default=None)
        back = self._cost(before, found.start) if before is not None else _FAR
        ahead = self._cost(found.end, after) if after is not None else _FAR
        if found.leans == "next":
            back += _COSTS_LEANING + _COSTS_TAKEN * self._is_taken(found)
        ahead += _COSTS_LEANING * (found.leans == "last" or self._ends_with(found))
        if min(back, ahead) > (_FAR - 1 if found.reach == "far" else _AT_MOST):
            return []
        if back <= ahead:
            return [s.place for s in fit if s.end == before]
        return [s.place for s in fit if s.start == after]

    def _is_taken(self, found: Found) -> bool:
        """Whether a plain word follows right after."""
        rest = _FOLLOWING.match(self._sentence, found.end)
        if rest is None or rest.start(1) in self._begins:
            return False
        return not (_FILLING.fullmatch(rest[1]) or _JOINED.fullmatch(rest[1]))

    def _ends_with(self, found: Found) -> bool:
        """Whether a comma after the words ends what they belong to (`depression, severe, with`);
        it doesn't where another adjective follows (`severe, persistent asthma`)."""
        comma = _COMMA.match(self._sentence, found.end)
        if comma is None:
            return False
        return not any(o.leans == "next" and o.start == comma.end() for o in self._every)

    def _cost(self, start: int, end: int) -> float:
        """How much parts two places: words that are no attribute, marks, joining words, names."""
        if end - start > _LONGEST_GAP:
            return _FAR / 2
        text = self._plain[start:end]
        names = bisect_left(self._starts, end) - bisect_left(self._starts, start)
        return (
            len(_WORD.findall(_FILLING.sub(" ", _JOINED.sub(" ", text))))
            + 0.5 * len(_LIGHT.findall(text))
            + _COSTS_MARK * len(_MARKS.findall(text))
            + _COSTS_JOINED * len(_JOINED.findall(text))
            + _COSTS_NAME * names
        )
