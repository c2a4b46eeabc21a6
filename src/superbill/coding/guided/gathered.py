"""All that a note may be coded for: what it mentions by name, and what lexicon and cards know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from superbill.coding.guided.condition import Case, Condition, Conditions
from superbill.coding.guided.places import kind_at, operation, sentence_of
from superbill.coding.guided.signs import FINDINGS, no_sign, of_a_thing
from superbill.coding.linking import Linked
from superbill.coding.mentioned import Mentioned, citations_of
from superbill.coding.phrase_book import PhraseBook
from superbill.coding.proposal import Proposal
from superbill.notes.assertions import assert_span
from superbill.notes.values import Evidence

_TREATED = re.compile(
    r"\A[^.;\n]{0,20}resolved,? (?:w/|with|after|following|in (?:the )?(?:ed|er|clinic)|here|s/p)",
    re.IGNORECASE,
)
"""What was there when the patient came, and went by what was done."""


def gathered(
    known: Sequence[Proposal], found: Iterable[Mentioned], phrases: PhraseBook, case: Case
) -> Conditions:
    """known: the diagnoses by the lexicon and the cards; found: those by name, of which the
    mentions count that are signs of the code (signs.py). Where both read the same words the longer
    name stands, else the lexicon's."""
    named = [c for one in found if (c := _of_mention(one, phrases, case)) is not None]
    spans = [e for c in named if c.stands for e in c.evidence if not _of_findings(e, case)]
    of_lexicon = [
        c for p in known
        if (c := _of_proposal(p, case)) is not None and (c := _left(c, spans, case)) is not None
    ]  # fmt: skip
    taken = [e for c in of_lexicon if c.stands for e in c.evidence]
    of_lexicon = [_with_beside(c, named) for c in of_lexicon]
    return (*of_lexicon, *(c for c in named if not _shares(c, taken)))


def _of_findings(evidence: Evidence, case: Case) -> bool:
    """Whether it is a finding of an operation, of which it isn't settled yet that it counts."""
    return evidence.section == FINDINGS and operation(case)


def _of_mention(one: Mentioned, phrases: PhraseBook, case: Case) -> Condition | None:
    facts = case.billable(one.code)
    if facts is None:
        return None
    every, denied = _resolved(one.every, case), _resolved(one.denied, case)
    every += tuple(x for x in denied if x.disorder.evidence.assertion == "affirmed")
    judged = [(x, no_sign(x, phrases, case)) for x in every]
    kept = tuple(x for x, why in judged if why is None)
    made = Condition(
        facts, phrases.part.text(one.best.term), _evidence(kept or every), kept or every,
        citations_of(one, phrases), round(one.confidence, 3),
        denied=_evidence([x for x in denied if x.disorder.evidence.assertion != "affirmed"]),
    )  # fmt: skip
    if kept:
        return made
    return made.refused(next(why for _, why in judged if why is not None))


def _resolved(mentions: Sequence[Linked], case: Case) -> tuple[Linked, ...]:
    """The mentions; what a stay concludes as resolved was there, and was treated (section III)."""
    return tuple(_was_there(one, case) for one in mentions)


def _was_there(one: Linked, case: Case) -> Linked:
    evidence = one.disorder.evidence
    if evidence.assertion != "negated":
        return one
    if kind_at(case, evidence) != "conclusion":
        return one
    said = sentence_of(case, evidence)
    text = f"{said.before}{evidence.text}{said.after}"
    _, cue = assert_span(text, len(said.before), len(said.before) + len(evidence.text))
    if cue is None or "resolved" not in cue.text.lower():
        return one
    if not case.inpatient and not _TREATED.search(said.after):
        return one  # a visit tells so of what is over
    affirmed = replace(evidence, assertion="affirmed")
    return one._replace(disorder=replace(one.disorder, evidence=affirmed))


def _evidence(mentions: Sequence[Linked]) -> tuple[Evidence, ...]:
    return tuple(sorted({x.disorder.evidence for x in mentions}, key=lambda e: (e.start, -e.end)))


def _of_proposal(one: Proposal, case: Case) -> Condition | None:
    facts = case.billable(one.code)
    if facts is None:
        return None
    return Condition(facts, one.name, one.evidence, (), one.why, one.confidence, one.rejected)


def _left(one: Condition, spans: Sequence[Evidence], case: Case) -> Condition | None:
    """The condition by what lies within no longer name, and names no test or service there; None
    where nothing is left."""
    if not one.evidence:
        return one
    left = tuple(
        e for e in one.evidence if not of_a_thing(case.document.text, e) and not _within(e, spans)
    )
    return replace(one, evidence=left) if left else None


def _with_beside(one: Condition, named: Sequence[Condition]) -> Condition:
    """The lexicon's condition with the mentions of the same words by name."""
    spans = {(e.start, e.end) for e in one.evidence}
    same = tuple(
        m for c in named for m in c.mentions
        if (m.disorder.evidence.start, m.disorder.evidence.end) in spans
    )  # fmt: skip
    return replace(one, beside=same) if same else one


def _within(evidence: Evidence, spans: Sequence[Evidence]) -> bool:
    """Whether it lies within a longer name."""
    return any(
        s.start <= evidence.start and evidence.end <= s.end
        and s.end - s.start > evidence.end - evidence.start
        for s in spans
    )  # fmt: skip


def _shares(one: Condition, taken: Sequence[Evidence]) -> bool:
    """Whether all its words are read by the lexicon already."""
    return bool(one.evidence) and all(
        any(t.start < e.end and e.start < t.end for t in taken) for e in one.evidence
    )
