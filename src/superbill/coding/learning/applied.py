"""What was learned, put to use on a note: proposals that the gate then confirms on the date."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from superbill.citation import Citation
from superbill.coding.learning.candidates import Learnable, candidates
from superbill.coding.learning.course import Coded
from superbill.coding.learning.learned import Learned
from superbill.coding.learning.lexicon import Place, Table, table_from
from superbill.coding.learning.note_words import WordReader
from superbill.coding.mentioned import TOO_WEAK, UNCERTAIN, Mentioned, mention_proposals
from superbill.coding.phrase_book import PhraseBook
from superbill.coding.proposal import Proposal
from superbill.notes.values import Document, Evidence

_SHOWN = 0.05
"""A candidate of less confidence is not shown at all."""
_PLACES = 8
_NEAR = 2.0
"""Log-odds by which a further place may be less sure than the surest, to be shown too."""
_LIMIT = 30.0
_TITLE = "{code}, as the course {course} codes these words"


@dataclass(frozen=True, slots=True)
class Told:
    """diagnoses: from built-in names and learned phrases, weighed as the course taught; procedures:
    prefixes of ICD-10-PCS, which are no whole codes"""

    diagnoses: list[Proposal]
    procedures: list[Proposal]


@dataclass(frozen=True, eq=False)
class Applied:
    """What was learned, ready for any number of notes."""

    learned: Learned
    book: PhraseBook

    @cached_property
    def _reader(self) -> WordReader:
        return WordReader(self.book)

    @cached_property
    def _table(self) -> Table:
        return table_from(self.learned.phrases, self._reader, self.learned.skip)

    def tell(self, document: Document, found: Sequence[Mentioned], *, setting: str) -> Told:
        """The proposals for a note. found: what the built-in book finds in it; what the note denies
        of it stays denied, and no learned phrase is looked for in words that are denied."""
        places = self._table.find(self._reader.read(document))
        return Told(
            self._diagnoses(document, places, found, setting),
            self._procedures(document, places, setting),
        )

    def _weighed(
        self, document: Document, places: dict[Coded, list[Place]], found: Sequence[Mentioned],
        system: str,
    ) -> list[tuple[float, Learnable]]:  # fmt: skip
        ranking = self.learned.ranking.get(system)
        if ranking is None:
            return []
        weights = ranking.weights
        made = candidates(document, places, found, self.learned.rates, self.book, system=system)
        weighed = [
            (_chance(sum(weights.get(name, 0.0) * v for name, v in one.features.items())), one)
            for one in made
        ]
        return sorted(((s, one) for s, one in weighed if s >= _SHOWN), key=lambda w: -w[0])

    def _diagnoses(
        self, document: Document, places: dict[Coded, list[Place]], found: Sequence[Mentioned],
        setting: str,
    ) -> list[Proposal]:  # fmt: skip
        ranking = self.learned.ranking.get("icd10cm")
        if ranking is None:
            return mention_proposals(found, self.book, setting=setting)
        weighed = self._weighed(document, places, found, "icd10cm")
        known = {one.code.code: (sure, one) for sure, one in weighed}
        named = [
            replace(m, confidence=known[m.code][0] if m.code in known else 0.0)
            for m in found
        ]  # fmt: skip
        made = {
            p.code: p
            for p in mention_proposals(named, self.book, setting=setting, least=ranking.least)
        }
        for sure, one in weighed:
            if one.places:
                own = self._by_phrase(document, sure, one, ranking.least, setting)
                before = made.get(one.code.code)
                made[own.code] = own if before is None else _with_phrases(before, own)
        return sorted(made.values(), key=lambda p: (p.rejected is not None, -p.confidence))

    def _procedures(
        self, document: Document, places: dict[Coded, list[Place]], setting: str
    ) -> list[Proposal]:
        ranking = self.learned.ranking.get("icd10pcs")
        if ranking is None or setting != "inpatient":
            return []
        weighed = self._weighed(document, places, (), "icd10pcs")
        return [
            replace(
                self._by_phrase(document, sure, one, ranking.least, setting),
                role="procedure", complete=False,
            )
            for sure, one in weighed
            if sure >= ranking.least
        ]  # fmt: skip

    def _by_phrase(
        self, document: Document, sure: float, one: Learnable, least: float, setting: str
    ) -> Proposal:
        course = self.learned.about.name
        first = one.places[0]
        text = document.text[first.start : first.end]
        why = Citation(
            f"learned from {self.learned.about.course}",
            f"{one.code.code} for “{' '.join(text.split())}” ({first.support} times)",
            course,
        )
        shown = [p for p in one.places if p.weight >= first.weight - _NEAR][:_PLACES]
        rejected = TOO_WEAK.format(found=sure, least=least) if sure < least else None
        if setting != "inpatient" and all(p.said == "possible" for p in one.places):
            rejected = rejected or UNCERTAIN
        return Proposal(
            one.code.system, one.code.code, _TITLE.format(code=one.code.code, course=course),
            "secondary", _evidence(document, shown), (why,),
            confidence=0.0 if rejected else round(sure, 3), rejected=rejected,
        )  # fmt: skip


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-min(_LIMIT, max(-_LIMIT, logit))))


def _evidence(document: Document, places: Sequence[Place]) -> tuple[Evidence, ...]:
    made = [
        Evidence(
            p.start, p.end, document.text[p.start : p.end],
            document.sentences[p.sentence].section, p.said,
        )
        for p in places
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda e: e.start))


def _with_phrases(named: Proposal, learned: Proposal) -> Proposal:
    """A code that both find: as the built-in book tells it, with the places and the reason that
    were learned. What the note denies, or calls uncertain, stays so."""
    more = [
        e for e in learned.evidence
        if not any(e.start < o.end and o.start < e.end for o in named.evidence)
    ]  # fmt: skip
    evidence = sorted((*named.evidence, *more), key=lambda e: e.start)
    return replace(named, evidence=tuple(evidence[:_PLACES]), why=(*named.why, *learned.why))
