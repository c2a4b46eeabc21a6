"""Clauses: the parts of a sentence that each tell of one thing done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from superbill.notes.narrative import Role, wording
from superbill.notes.sides import SideWord, find_sides
from superbill.notes.values import Document, Mention, Sentence

_ALWAYS = re.compile(
    r";|\s[-–—]+\s|—|,?\s+(?:but|however|although|though|whereas|while|after which"
    r"|at which point|at which time|followed by|and so|so that)\b",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r":\s+|,\s*(?:and\s+|then\s+)*|\s+(?:and|&|\+|(?<!was\s)(?<!were\s)then)\s+|\s*/\s*"
    r"|\s+(?=(?:before|until|prior to)\b)",
    re.IGNORECASE,
)
_IN_TITLES = re.compile(r"\s+(?:with|w/|including|plus)\s*", re.IGNORECASE)

_HEADS = {"action", "procedure"}


@dataclass(frozen=True, slots=True)
class Clause:
    """[start, end) of the document, with what it names. `first`: begins its sentence."""

    start: int
    end: int
    text: str
    sentence: Sentence
    role: Role
    first: bool
    mentions: tuple[Mention, ...]
    sides: tuple[SideWord, ...]

    @property
    def mentions_things(self) -> bool:
        """Whether it names anything that could be acted on."""
        return any(m.kind in ("site", "target", "device", "approach") for m in self.mentions)

    def of(self, kind: str) -> list[Mention]:
        """The mentions of a kind, by place."""
        return [m for m in self.mentions if m.kind == kind]


def find_clauses(
    document: Document, sentence: Sentence, mentions: Sequence[Mention], role: Role
) -> list[Clause]:
    """The clauses of a sentence in order; together they are the whole of it.

    A comma or `and` parts two clauses only where both sides have a verb of their own (in a title:
    name a procedure of their own), so that lists of things stay whole.
    """
    cuts = [sentence.start, *_cuts(document, sentence, mentions, role), sentence.end]
    clauses: list[Clause] = []
    for start, end in pairwise(cuts):
        text = document.text[start:end]
        if text.strip(" \t\n,;:.-"):
            inside = tuple(m for m in mentions if start <= m.evidence.start < end)
            sides = tuple(find_sides(text, start))
            clauses.append(
                Clause(start, end, text, sentence, role, not clauses, inside, sides)
            )  # fmt: skip
    return clauses


def _cuts(
    document: Document, sentence: Sentence, mentions: Sequence[Mention], role: Role
) -> list[int]:
    text, start, end = document.text, sentence.start, sentence.end
    always = {m.start() for m in _ALWAYS.finditer(text, start, end)}
    perhaps = {m.start() for m in _PERHAPS.finditer(text, start, end)}
    if role == "title":
        perhaps |= {m.start() for m in _IN_TITLES.finditer(text, start, end)}
    places = sorted(p for p in always | perhaps if not _within_phrase(p, mentions))
    cuts: list[int] = []
    for i, place in enumerate(places):
        last = cuts[-1] if cuts else sentence.start
        following = places[i + 1] if i + 1 < len(places) else sentence.end
        if place in always or (
            # The short part first: the other may be all of a long sentence before it.
            _has_head(document, place, following, mentions, role)
            and _has_head(document, last, place, mentions, role)
        ):
            cuts.append(place)
    return cuts


def _within_phrase(place: int, mentions: Sequence[Mention]) -> bool:
    return any(m.evidence.start <= place < m.evidence.end for m in mentions)


def _has_head(
    document: Document, start: int, end: int, mentions: Sequence[Mention], role: Role
) -> bool:
    text = document.text[start:end]
    inside = [m for m in mentions if start <= m.evidence.start < end]
    if role == "title":
        return any(m.kind in {*_HEADS, "device"} for m in inside)
    say = wording()
    patterns = (say.finite, say.failed, say.repeated, say.coils_seen, say.stopped_sure)
    if any(p.search(text) for p in patterns):
        return True
    return any(m.kind in _HEADS and not _is_noun(m.evidence.text) for m in inside)


def _is_noun(text: str) -> bool:
    words = text.lower().split()
    past = set(words) & set(wording().plain.irregular_past)
    return not (words[-1].endswith(("ed", "ing")) or past)
