"""What a note names: the lexicon's terms in each sentence, with side and assertion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import cast

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.assertions import Cue, assert_by, find_cues
from superbill.notes.narrative import wording
from superbill.notes.phrases import Hit, Label, Phrases
from superbill.notes.sides import SideWord, find_sides
from superbill.notes.values import Assertion, Document, Evidence, Mention, Sentence, Side
from superbill.notes.words import Word, words

KINDS = (
    "action",
    "site",
    "target",
    "approach",
    "device",
    "circumstance",
    "procedure",
    "condition",
    "reason",
    "product",
)

_NOUNS = {"approach", "device", "target", "site", "product"}
_FALSE = "pseudo"
_REACH_BEFORE, _REACH_AFTER = 40, 30
"""Characters between a thing and the side word that belongs to it."""


def find_mentions(document: Document, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Every term of the lexicon in the note, by place. Of overlapping phrases of one kind the
    longest stands; terms of different kinds may share words (`tubal clip` names site and device).
    """
    phrases = _phrases(lexicon)
    return tuple(
        mention
        for sentence in document.sentences
        for mention in _mentions(document, sentence, phrases)
    )


@lru_cache(maxsize=4)
def _phrases(lexicon: Lexicon) -> Phrases:
    known: list[tuple[str, Label]] = [
        (phrase, (kind, term.id))
        for kind in KINDS
        for term in lexicon.terms(kind)
        for phrase in term.phrases
    ]
    false = [(phrase, (_FALSE, "")) for phrase in wording().plain.pseudo_phrases]
    return Phrases(known + false)


def _mentions(document: Document, sentence: Sentence, phrases: Phrases) -> Iterator[Mention]:
    text = document.text[sentence.start : sentence.end]
    found = phrases.spelt(words(text, sentence.start))
    hits = phrases.find(found)
    if not hits:
        return
    false = [(h.first, h.last) for h in hits if h.label[0] == _FALSE]
    cues, sides = find_cues(text), find_sides(text, sentence.start)
    for hit in hits:
        if _stands(hit, found, document.text, false):
            yield _mention(hit, found, document, sentence, cues=cues, sides=sides)


def _stands(hit: Hit, found: Sequence[Word], text: str, false: Sequence[tuple[int, int]]) -> bool:
    kind = hit.label[0]
    if kind == _FALSE or any(first <= hit.first and hit.last <= last for first, last in false):
        return False
    last = found[hit.last]
    # `inserted` has the stem of `insert`, and names no device; `lining` is a noun.
    said = text[last.start : last.end].lower()
    verbal = said.endswith(("ed", "ing")) and said not in wording().plain.nouns_in_ing
    return not (verbal and kind in _NOUNS and hit.first == hit.last)


def _mention(
    hit: Hit,
    found: Sequence[Word],
    document: Document,
    sentence: Sentence,
    *,
    cues: Sequence[Cue],
    sides: Sequence[SideWord],
) -> Mention:
    start, end = found[hit.first].start, found[hit.last].end
    text = document.text[sentence.start : sentence.end]
    said, _ = assert_by(cues, text, start - sentence.start)
    kind, concept = hit.label
    evidence = Evidence(
        start, end, document.text[start:end], sentence.section, _in_section(sentence.section, said)
    )
    return Mention(kind, concept, evidence, _side(start, end, sides))


def _in_section(section: str, said: Assertion) -> Assertion:
    """What a section says of all it holds, where the sentence doesn't say otherwise."""
    role = wording().plain.section_roles.get(section, "narrative")
    if said == "affirmed" and role == "history":
        return cast(Assertion, "historical")
    return cast(Assertion, "family") if said != "negated" and role == "family" else said


def _side(start: int, end: int, sides: Sequence[SideWord]) -> Side | None:
    """The nearest side word, before rather than after."""
    before = [w for w in sides if w.end <= start and start - w.end <= _REACH_BEFORE]
    inside = [w for w in sides if start <= w.start and w.end <= end]
    after = [w for w in sides if end <= w.start and w.start - end <= _REACH_AFTER]
    nearest = inside or before[-1:] or after[:1]
    return nearest[0].side if nearest else None
