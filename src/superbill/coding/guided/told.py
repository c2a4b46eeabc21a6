"""Words of the note that are no disorder's name, and what its sentences say of them.

For what the stages look for beside the conditions: drugs, devices, germs, how it happened, and
that two things have nothing to do with each other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from superbill.coding.guided.condition import Condition
from superbill.notes.assertions import assert_by, find_cues
from superbill.notes.phrases import Label, Phrases
from superbill.notes.values import Document, Evidence
from superbill.notes.words import Word, exact_words

NOT_SAID = ("negated", "family", "hypothetical")

_Line = tuple[int, list[Word]]


class Told(NamedTuple):
    """A phrase in the note. id: what it stands for; sentence: the place of its sentence."""

    id: str
    evidence: Evidence
    sentence: int

    @property
    def so(self) -> bool:
        """Whether the note says that it is so, now."""
        return self.evidence.assertion == "affirmed"


def phrases(known: Iterable[tuple[str, str]]) -> Phrases:
    """A finder of phrases, each with what it stands for, as the words are written."""
    return Phrases(((text, ("told", meaning)) for text, meaning in known), exact_words)


def told(document: Document, wanted: Phrases) -> tuple[Told, ...]:
    """Every place where the note says one of them, in its order."""
    found: list[Told] = []
    for n, (start, line) in enumerate(_lines(document)):
        hits = wanted.find(line)
        if hits:
            found += [_told(document, n, start, line[h.first], line[h.last], h.label) for h in hits]
    return tuple(found)


def _told(
    document: Document, n: int, start: int, first: Word, last: Word, label: Label
) -> Told:  # fmt: skip
    sentence = document.sentences[n]
    text = document.text[sentence.start : sentence.end]
    said, _ = assert_by(find_cues(text), text, first.start)
    begin, end = start + first.start, start + last.end
    evidence = Evidence(begin, end, document.text[begin:end], sentence.section, said)
    return Told(label[1], evidence, n)


@lru_cache(maxsize=2)
def _lines(document: Document) -> tuple[_Line, ...]:
    """The words of each sentence. Kept for the note at hand: every stage asks for them."""
    return tuple((s.start, exact_words(document.text[s.start : s.end])) for s in document.sentences)


def sentence_of(evidence: Evidence, document: Document) -> int:
    """The place of the sentence in which words stand."""
    return max(bisect_right(_starts(document), evidence.start) - 1, 0)


def sentences_of(one: Condition, document: Document) -> frozenset[int]:
    """The places of the sentences that tell of a condition."""
    return frozenset(sentence_of(e, document) for e in one.evidence)


@lru_cache(maxsize=2)
def _starts(document: Document) -> tuple[int, ...]:
    return tuple(s.start for s in document.sentences)
