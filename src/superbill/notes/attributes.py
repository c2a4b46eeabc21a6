"""What a note says about the disorders that it names, and the facts that it measures."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from superbill.notes.assertions import Cue, assert_by, find_cues
from superbill.notes.attribute_scope import Scope, Span
from superbill.notes.attribute_words import attribute_words
from superbill.notes.causes import causes
from superbill.notes.disorders import Disorder
from superbill.notes.measured import measured
from superbill.notes.side_letters import SIDE, side_letters
from superbill.notes.values import Assertion, Attribute, Document, Evidence, Sentence
from superbill.notes.whole_note import VISIT, of_the_note

__all__ = ["Attribute", "attributes_of", "measured"]

_UNTRUE: tuple[Assertion, ...] = ("negated", "hypothetical", "family")
_LONG, _PIECE = 2_000, 1_000
"""Characters beyond which a sentence is no sentence (a list run together, a table) and is read in
pieces, and of a piece."""
_DENIALS = ("without", "no ", "not ", "non", "denies", "did not")
"""A value that itself denies something (`without loss of consciousness`) is no denied value."""


def attributes_of(
    document: Document, disorders: Sequence[Disorder]
) -> tuple[tuple[Attribute, ...], ...]:
    """What the note says about each of its disorders: one tuple a disorder, in their order, by
    place. What a sentence denies is not said. Nothing is raised."""
    told: list[list[Attribute]] = [[] for _ in disorders]
    for sentence, spans in _by_sentence(document, disorders):
        for place, attribute in _in_sentence(document, sentence, spans):
            told[place].append(attribute)
    for place, attribute in of_the_note(document, disorders, told):
        told[place].append(attribute)
    return tuple(tuple(sorted(a, key=lambda x: x.evidence.start)) for a in told)


def _by_sentence(
    document: Document, disorders: Sequence[Disorder]
) -> Iterator[tuple[Sentence, list[Span]]]:
    """Each sentence, or piece of a long one, with the names that begin in it."""
    starts = [s.start for s in document.sentences]
    spans: dict[tuple[int, int], list[Span]] = {}
    for place, disorder in enumerate(disorders):
        e = disorder.evidence
        n = bisect_right(starts, e.start) - 1
        sentence = document.sentences[n]
        piece = 0
        if sentence.end - sentence.start > _LONG:
            piece = (e.start - sentence.start) // _PIECE
        begin = sentence.start + piece * _PIECE
        spans.setdefault((n, piece), []).append(
            Span(e.start - begin, e.end - begin, e.text, place, bool(disorder.sides))
        )
    for (n, piece), there in spans.items():
        sentence = document.sentences[n]
        if sentence.end - sentence.start > _LONG:
            begin = sentence.start + piece * _PIECE
            last = begin + max(_PIECE, *(s.end for s in there))
            sentence = replace(sentence, start=begin, end=min(last, sentence.end))
        yield sentence, there


def _in_sentence(
    document: Document, sentence: Sentence, spans: Sequence[Span]
) -> Iterator[tuple[int, Attribute]]:
    text = document.text[sentence.start : sentence.end]
    found = [*attribute_words().find(text), *side_letters(text)]
    scope = Scope(text, spans, found)
    sided = {s.place for s in spans if s.sided}
    cues: tuple[Cue, ...] | None = None
    taken: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for one in sorted(found, key=lambda f: f.start - f.end):
        if one.kind == VISIT:
            continue
        said: Assertion = "affirmed"
        if not any(s.start <= one.start and one.end <= s.end for s in spans):
            cues = find_cues(text) if cues is None else cues
            said = assert_by(cues, text, one.start)[0]
        if said in _UNTRUE and not one.value.startswith(_DENIALS):
            continue
        evidence = _evidence(one.start, one.end, document, sentence, said)
        for place in scope.spoken_of(one):
            if one.kind == SIDE and place in sided:
                continue
            longer = taken.setdefault((place, one.kind), [])
            if not any(start < one.end and one.start < end for start, end in longer):
                longer.append((one.start, one.end))
                yield place, Attribute(one.kind, one.value, evidence, one.number, one.unit)
    for place, kind, value, start, end, other in causes(text, spans):
        evidence = _evidence(start, end, document, sentence, "affirmed")
        yield place, Attribute(kind, value, evidence, other=other)


def _evidence(
    start: int, end: int, document: Document, sentence: Sentence, said: Assertion
) -> Evidence:
    start, end = start + sentence.start, end + sentence.start
    return Evidence(start, end, document.text[start:end], sentence.section, said)
