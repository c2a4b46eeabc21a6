"""Words of the note that are no disorder's name, and what its sentences say of them.

For what the stages look for beside the conditions: drugs, devices, germs, how it happened, and
that two things have nothing to do with each other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from superbill.coding.guided.condition import Case, Condition, Line
from superbill.notes.phrases import Hit, Phrases
from superbill.notes.values import Evidence
from superbill.notes.words import exact_words

_MOST = 8
"""Places of one meaning in one sentence, at most: a sentence that says a word a thousand times says
no more by it."""


class Told(NamedTuple):
    """A phrase in the note. id: what it stands for; sentence: the place of its sentence."""

    id: str
    evidence: Evidence
    sentence: int

    @property
    def so(self) -> bool:
        """Whether the note says that it is so, now."""
        return self.evidence.assertion == "affirmed"


class Wanted(NamedTuple):
    """Phrases to look for. first: the words that they begin with."""

    phrases: Phrases
    first: frozenset[str]


def wanted(known: Iterable[tuple[str, str]], *, apart: bool = False) -> Wanted:
    """A finder of phrases, each with what it stands for, as the words are written.

    apart: phrases of different meanings may overlap; else the longest stands
    """
    listed = tuple(known)
    labels = ((text, (meaning if apart else "told", meaning)) for text, meaning in listed)
    first = frozenset(exact_words(text)[0].stem for text, _ in listed)
    return Wanted(Phrases(labels, exact_words), first)


def told(case: Case, what: Wanted) -> tuple[Told, ...]:
    """Every place where the note says one of them, in its order."""
    found: list[Told] = []
    for n, line in enumerate(case.lines()):
        if not what.first.isdisjoint(line.stems):
            found += _in_line(n, line, what.phrases.find(line.words))
    return tuple(found)


def _in_line(n: int, line: Line, hits: Iterable[Hit]) -> Iterable[Told]:
    counted: dict[str, int] = {}
    for hit in hits:
        meaning = hit.label[1]
        counted[meaning] = counted.get(meaning, 0) + 1
        if counted[meaning] <= _MOST:
            first, last = line.words[hit.first], line.words[hit.last]
            text = line.text[first.start : last.end]
            begin, end = line.start + first.start, line.start + last.end
            yield Told(meaning, Evidence(begin, end, text, line.section, line.says(first.start)), n)


def sentence_of(evidence: Evidence, case: Case) -> int:
    """The place of the sentence in which words stand."""
    sentences = case.document.sentences
    return max(bisect_right(sentences, evidence.start, key=lambda s: s.start) - 1, 0)


def sentences_of(one: Condition, case: Case) -> frozenset[int]:
    """The places of the sentences that tell of a condition."""
    return frozenset(sentence_of(e, case) for e in one.evidence)
