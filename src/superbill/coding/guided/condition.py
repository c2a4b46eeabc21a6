"""What the stages hand on: conditions with all that the note says for them, and what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from superbill.citation import Citation
from superbill.coding.codes import Codes
from superbill.coding.linking import Linked
from superbill.coding.proposal import together
from superbill.coding.result import Step
from superbill.errors import NotLoaded
from superbill.notes.assertions import Cue, assert_by, find_cues
from superbill.notes.attributes import Attribute
from superbill.notes.section_kinds import SectionKind, kind_of
from superbill.notes.values import Assertion, Document, Evidence, Sentence
from superbill.notes.words import Word, exact_words
from superbill.rules.claim import Setting
from superbill.rules.icd10cm.facts import Facts, facts_of


@dataclass(frozen=True, slots=True)
class Condition:
    """A diagnosis on its way: a code in force on the day, and what the note says for it.

    facts: of the code; name: the wording by which it was found
    mentions: those that lead to it; none where the lexicon, a card or a stage gave it
    confidence: see mention_features; for the others coding/confidence.py
    rejected: why it isn't reported, in a sentence; None while it stands
    denied: where the note denies it, or tells it of others, besides
    beside: mentions of the same words by a name, where the lexicon gave it: what the note says
        about them is said about it
    """

    facts: Facts
    name: str
    evidence: tuple[Evidence, ...]
    mentions: tuple[Linked, ...] = ()
    why: tuple[Citation, ...] = ()
    confidence: float = 0.0
    rejected: str | None = None
    denied: tuple[Evidence, ...] = ()
    beside: tuple[Linked, ...] = ()

    @property
    def code(self) -> str:
        return self.facts.code

    @property
    def stands(self) -> bool:
        return self.rejected is None

    @property
    def said(self) -> frozenset[Assertion]:
        """What the note says of its mentions."""
        return frozenset(e.assertion for e in self.evidence)

    @property
    def kinds(self) -> frozenset[SectionKind]:
        """Of the sections in which the note tells of it."""
        return frozenset(kind_of(e.section) for e in self.evidence)

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """What the note says about its mentions."""
        return tuple(a for one in (*self.mentions, *self.beside) for a in one.attributes)

    def refused(self, because: str, *why: Citation) -> Condition:
        return replace(self, rejected=because, why=(*self.why, *why))

    def with_why(self, *why: Citation) -> Condition:
        return replace(self, why=tuple(dict.fromkeys((*self.why, *why))))


Conditions = tuple[Condition, ...]


class Staged(NamedTuple):
    """What a stage gives back: the conditions, and what it did to them."""

    conditions: Conditions
    steps: tuple[Step, ...] = ()


@dataclass(slots=True)
class Line:
    """A sentence: its words as they are written, and its cues, found when they are asked for."""

    start: int
    text: str
    section: str
    words: tuple[Word, ...]
    stems: frozenset[str]
    _cues: tuple[Cue, ...] | None = None

    @classmethod
    def of(cls, sentence: Sentence, document: Document) -> Line:
        text = document.text[sentence.start : sentence.end]
        words = tuple(exact_words(text))
        stems = frozenset(w.stem for w in words)
        return cls(sentence.start, text, sentence.section, words, stems)

    def says(self, place: int) -> Assertion:
        """What it says of the words that begin at a place in it."""
        if self._cues is None:
            self._cues = find_cues(self.text)
        return assert_by(self._cues, self.text, place)[0]


@dataclass(frozen=True, slots=True)
class Case:
    """The note and the encounter that all stages may look at.

    measured: facts of the note as a whole (age, BMI, weeks of gestation, ...)
    reasons: codes for which a procedure of the note was done, by its card, first first
    """

    document: Document
    on: date
    setting: Setting
    book: Codes
    measured: tuple[Attribute, ...] = ()
    reasons: tuple[str, ...] = ()
    _known: dict[str, Facts | None] = field(default_factory=dict[str, "Facts | None"])
    _lines: list[Line] = field(default_factory=list["Line"])

    def lines(self) -> Sequence[Line]:
        """The words of its sentences, read once for all stages."""
        if not self._lines:
            self._lines.extend(Line.of(s, self.document) for s in self.document.sentences)
        return self._lines

    @property
    def inpatient(self) -> bool:
        return self.setting == "inpatient"

    def facts(self, code: str) -> Facts | None:
        """Of a code or heading that is in force on the day; None of any other."""
        if code not in self._known:
            try:
                found = facts_of(self.book, code, self.on)
            except NotLoaded:
                found = None
            there = found is not None and found.status in ("active", "header")
            self._known[code] = found if there else None
        return self._known[code]

    def billable(self, code: str) -> Facts | None:
        """As `facts`, of codes that can be reported only."""
        found = self.facts(code)
        return found if found is not None and found.status == "active" else None

    def concludes(self) -> bool:
        """Whether the note has a section of its conclusions."""
        return any(kind_of(s.name) == "conclusion" for s in self.document.sections)


Stage = Callable[[Conditions, Case], Staged]


def merged(conditions: Iterable[Condition]) -> Conditions:
    """Each code once, in the order of its first place; what stands anywhere stands, with the
    evidence and the reasons of all that stand."""
    kept: dict[str, Condition] = {}
    for one in conditions:
        before = kept.get(one.code)
        if before is None or (before.rejected and not one.rejected):
            kept[one.code] = one
        elif bool(before.rejected) == bool(one.rejected):
            kept[one.code] = replace(
                before,
                evidence=together(before.evidence, one.evidence),
                mentions=tuple(dict.fromkeys((*before.mentions, *one.mentions))),
                why=tuple(dict.fromkeys((*before.why, *one.why))),
                confidence=max(before.confidence, one.confidence),
                denied=together(before.denied, one.denied),
            )
    return tuple(kept.values())


def standing(conditions: Sequence[Condition]) -> Conditions:
    """Those that are not rejected."""
    return tuple(c for c in conditions if c.stands)


def apart(
    conditions: Sequence[Condition], stands: Callable[[Condition], bool]
) -> tuple[Conditions, Conditions]:
    """Those for which `stands` holds, and the others."""
    return (
        tuple(c for c in conditions if stands(c)),
        tuple(c for c in conditions if not stands(c)),
    )
