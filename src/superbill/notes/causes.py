"""Which disorder of a sentence the note makes the cause of which, and what else it joins.

`A due to B` makes B the cause of A, `A complicated by B` makes A the cause of B. `A with B` and `A
in the setting of B` only join them: whether a join is a cause is for the conventions of coding to
say. What the note says is not a cause (`not due to`) is told too: it ends what they presume.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from superbill.notes.attribute_scope import Span

_LINK = re.compile(
    r"(?P<unrelated>\b(?:not (?:due|secondary|related) to|unrelated to|not caused by|"
    r"not (?:felt|thought) to be (?:due|secondary|related) to|independent of))\b"
    r"|(?P<cause>\b(?:due to|secondary to|2/2|caused by|as a result of|resulting from|because of|"
    r"attributed to|attributable to|on account of|owing to|related to|from|d/t|2\u00b0 to|"
    r"2o to|manifestation of|complication of)(?!\w))"
    r"|(?P<effect>\b(?:complicated by|leading to|led to|resulting in|resulted in|causing|"
    r"caused(?! by)|c/b|with resultant|with resulting|progressing to|progressed to))(?!\w)"
    r"|(?P<association>\b(?:associated with|in the setting of|i/s/o|accompanied by|along with|"
    r"with|in association with|w/)(?!\w))",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[;!?\n]|\.(?=\s+[A-Z]|\s*\Z)"
    r"|\b(?:but|who|which|presents?|presented|was|were|is|are|has|had|denies)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"\s*(?:,|and|,\s*and|&|/|or)?\s*(?:(?:a|an|the|her|his|acute|chronic|severe|mild|moderate|"
    r"right|left|bilateral|new|known)\s+){0,3}\Z",
    re.IGNORECASE,
)
_GAP = re.compile(r"[\w\s,'/()-]{0,60}\Z")
_NAMED_ALONE = ("cause", "unrelated")
_VAGUE = ("from", "related to", "complication of", "manifestation of")
"""Joining words that tell a cause between two disorders, and too much else besides."""
_SHORTEST = 3
_NO_CAUSE = ("home", "work", "the", "a", "an", "unknown")
_MOST_WORDS = 6
_AFTER = re.compile(r"\s*(?:(?:the|an|a) )?((?:[^\W_]+[ '/-]?){1,12})")


class Joint(NamedTuple):
    """A word that joins: `kind` as the groups of _LINK."""

    start: int
    end: int
    kind: str


def causes(
    sentence: str, spans: Sequence[Span]
) -> Iterator[tuple[int, str, str, int, int, int | None]]:
    """(disorder, kind, value, start, end, other): kind is `cause`, `effect`, `association` or
    `unrelated`; the words at [start, end) name the other. A cause that is no disorder (`due to a
    fall`) has no other. Both of two disorders are told of each other."""
    heads: dict[int, list[Span]] = {}
    for m in _LINK.finditer(sentence):
        kind = m.lastgroup or ""
        subject = _before(sentence, m.start(), spans)
        if not subject:
            continue
        objects = _after(sentence, m.end(), spans)
        if kind == "cause":
            heads.update({one.place: subject for one in objects})
        elif kind == "association":
            # Of `A due to B with C` it is A that has C with it, as much as B.
            subject = [*subject, *(h for s in subject for h in heads.get(s.place, ()))]
        for one in objects:
            for own in subject:
                if own.place == one.place or _overlap(own, one):
                    continue
                mine, theirs = _KINDS[kind]
                yield own.place, mine, one.text, one.start, one.end, one.place
                yield one.place, theirs, own.text, own.start, own.end, own.place
        if not objects and kind in _NAMED_ALONE and m[0].lower() not in _VAGUE:
            words = _AFTER.match(sentence, m.end())
            if words is not None and _is_name(words[1]):
                start, end = words.start(1), _few(sentence, words)
                for own in subject:
                    yield own.place, kind, sentence[start:end], start, end, None


_KINDS = {
    "cause": ("cause", "effect"),
    "effect": ("effect", "cause"),
    "association": ("association", "association"),
    "unrelated": ("unrelated", "unrelated"),
}


def _before(sentence: str, place: int, spans: Sequence[Span]) -> list[Span]:
    """The disorders that stand right before: those that end last, with nothing that parts."""
    end = max((s.end for s in spans if s.end <= place), default=None)
    if end is None or _ENDS.search(sentence, end, place) or not _GAP.match(sentence[end:place]):
        return []
    if _LINK.search(sentence, end, place):
        return []
    return [s for s in spans if s.end == end]


def _after(sentence: str, place: int, spans: Sequence[Span]) -> list[Span]:
    """The disorders that follow: the first, and those that a list adds to it."""
    following = sorted(s for s in spans if s.start >= place)
    if not following or not _GAP.match(sentence[place : following[0].start]):
        return []
    gap = sentence[place : following[0].start]
    if _ENDS.search(gap) or _LINK.search(gap) or gap.count(",") or len(gap.split()) > _MOST_WORDS:
        return []
    found = [following[0]]
    for one in following[1:]:
        if one.start == found[0].start or _LISTED.match(sentence[found[-1].end : one.start]):
            found.append(one)
        elif one.start >= found[-1].end:
            break
    return found


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _is_name(words: str) -> bool:
    first = words.split()[0].lower()
    return len(words.strip()) >= _SHORTEST and not first.isdigit() and first not in _NO_CAUSE


def _few(sentence: str, words: re.Match[str]) -> int:
    end, stop = words.end(1), _ENDS.search(sentence, words.start(1), words.end(1))
    if stop is not None:
        end = stop.start()
    places = [m.end() for m in re.finditer(r"\S+", sentence[words.start(1) : end])]
    return words.start(1) + (places[:_MOST_WORDS] or [0])[-1]
