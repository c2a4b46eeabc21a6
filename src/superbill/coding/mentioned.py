"""Diagnoses by name: every disorder that a note mentions, as a code with a confidence.

Measured on 2026-11-25 on the development part of CodiEsp (250 notes, machine-translated English;
experts coded every mention, which is not US guideline coding): micro-F1 0.46, MAP 0.33 with the
Index loaded, 0.46 and 0.31 with the embedded data only. Weights of generic features were fitted on
its training part; kinds of error were read in both parts while this was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from superbill.citation import Citation
from superbill.codesets.answers import Status
from superbill.coding.codes import Codes
from superbill.coding.diagnoses import NOT_CURRENT
from superbill.coding.guidelines import guideline, guidelines_of
from superbill.coding.ladder import Ladder
from superbill.coding.linking import Linked, Linker
from superbill.coding.mention_features import confidence_of, features, weights
from superbill.coding.phrase_book import PhraseBook
from superbill.coding.proposal import Proposal, together
from superbill.coding.result import Role
from superbill.errors import NotLoaded
from superbill.notes.attributes import attributes_of
from superbill.notes.disorders import Disorder
from superbill.notes.values import Document
from superbill.rules.icd10cm.seventh import seventh
from superbill.search.terms.term import KINDS

TOO_WEAK = "The words alone are too weak a sign of it (confidence {found:.2f} of {least:.2f})."
UNCERTAIN = "The note calls it uncertain."
_SHOWN = 0.05
"""A candidate of less confidence is not shown at all."""
_PLACES = 8
"""Places of a note that are shown for one code."""
_SOURCES = {
    "title": "ICD-10-CM title",
    "inclusion term": "ICD-10-CM inclusion term",
    "index": "ICD-10-CM Index to Diseases and Injuries",
    "neoplasm table": "ICD-10-CM Table of Neoplasms",
    "former title": "ICD-9-CM title, by CMS's equivalence mapping",
    "synonym": "superbill synonyms",
}
DENIED = ("negated", "family", "hypothetical")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A code with the mentions that lead to it. best: the one that names it most fully;
    confidence: how often such a code is right, see mention_features; denied: the mentions that deny
    it or tell it of others, where others affirm it"""

    code: str
    best: Linked
    every: tuple[Linked, ...]
    confidence: float
    denied: tuple[Linked, ...] = ()


@lru_cache(maxsize=4)
def linker_of(phrases: PhraseBook, book: Codes, on: date) -> Linker:
    """The linker of one day."""

    def ask(code: str) -> Status | None:
        try:
            return book.status(code, "icd10cm", on=on)
        except NotLoaded:
            return None

    def takes(code: str) -> Mapping[str, str]:
        try:
            return seventh(code, book, on=on).takes
        except NotLoaded:
            return {}

    return Linker(phrases, Ladder(phrases.index, phrases.part, ask, takes))


def mentioned(
    disorders: Sequence[Disorder], document: Document, linker: Linker, phrases: PhraseBook
) -> list[Mentioned]:
    """Each code once, the surest first."""
    by_code: dict[str, list[Linked]] = {}
    told = attributes_of(document, disorders)
    for disorder, attributes in zip(disorders, told, strict=True):
        for linked in linker.link(disorder, document.text, attributes):
            by_code.setdefault(linked.code, []).append(linked)
    found = [
        _mentioned(code, every, by_code, phrases, len(document.text))
        for code, every in by_code.items()
    ]
    return sorted(found, key=lambda m: (-m.confidence, m.best.disorder.evidence.start))


def _mentioned(
    code: str, every: list[Linked], codes: dict[str, list[Linked]], phrases: PhraseBook, length: int
) -> Mentioned:
    told = [one for one in every if one.disorder.evidence.assertion not in DENIED] or every
    best = max(told, key=lambda one: (len(set(one.disorder.words)), one.disorder.exact))
    sure = confidence_of(features(best, told, codes, phrases, length=length))
    denied = tuple(one for one in every if one not in told)
    return Mentioned(code, best, tuple(told), sure, denied)


def mention_proposals(
    found: Sequence[Mentioned], phrases: PhraseBook, *, setting: str, least: float | None = None
) -> list[Proposal]:
    """What is sure enough to report, the surest first, then what was rejected and why. least:
    confidence that is enough, where it isn't the fitted one."""
    least = weights().least if least is None else least
    made = [_proposal(one, phrases, setting, least) for one in found if one.confidence >= _SHOWN]
    return sorted(made, key=lambda p: p.rejected is not None)


def _proposal(one: Mentioned, phrases: PhraseBook, setting: str, least: float) -> Proposal:
    part, term = phrases.part, one.best.term
    why = list(citations_of(one, phrases))
    rejected = _rejected(one, setting, least)
    if one.best.disorder.evidence.assertion == "possible" and rejected is None:
        why.append(guideline("uncertain_inpatient").citation())
    evidence = sorted({x.disorder.evidence for x in one.every}, key=lambda e: (e.start, -e.end))
    return Proposal(
        "icd10cm", one.code, part.text(term), "secondary", tuple(evidence[:_PLACES]), tuple(why),
        confidence=0.0 if rejected else round(one.confidence, 3), rejected=rejected,
    )  # fmt: skip


def citations_of(one: Mentioned, phrases: PhraseBook) -> tuple[Citation, ...]:
    """The wording that names the code, where it stands, and the way down from a heading."""
    part, term = phrases.part, one.best.term
    release = phrases.index.sources[int(part.source[term])]
    why = [
        Citation(_SOURCES[KINDS[part.kind[term]]], f"{one.best.named}: {part.text(term)}", release)
    ]
    if one.best.named != one.code:
        why.append(Citation("ICD-10-CM Tabular List", f"under {one.best.named}: {_step(one.best)}"))
    return (*why, *guidelines_of(one.code))


def _step(best: Linked) -> str:
    """Why this one of the codes below what was named, in words."""
    if best.said:
        return "the note's words name it among the codes there"
    if best.guessed:
        return (
            "the note's words don't decide among the codes there; this one is the list's remainder"
        )
    return "no word of the note says more; it is the unspecified or plain case"


def joined_by_code(
    known: Sequence[Proposal], named: Sequence[Proposal], *, setting: str
) -> tuple[Proposal, ...]:
    """Two lists as one, a code once: reported where either list reports it, the surest first and
    leading; then what both reject."""
    by_code = {p.code: p for p in known if not _within(p, named)}
    for one in named:
        other = by_code.get(one.code)
        by_code[one.code] = one if other is None else _joined(one, other)
    lead: Role = "principal" if setting == "inpatient" else "first_listed"
    kept = sorted((p for p in by_code.values() if p.rejected is None), key=lambda p: -p.confidence)
    told = [replace(p, role=lead if n == 0 else "secondary") for n, p in enumerate(kept)]
    return (*told, *(p for p in by_code.values() if p.rejected is not None))


def _within(one: Proposal, named: Sequence[Proposal]) -> bool:
    """Whether all that a proposal is told by lies within longer names of other things: `obesity`
    within `morbid obesity`."""
    spans = [(e.start, e.end) for p in named if p.code != one.code for e in p.evidence]
    return bool(one.evidence) and all(
        any(a <= e.start and e.end <= b and b - a > e.end - e.start for a, b in spans)
        for e in one.evidence
    )


def _joined(one: Proposal, other: Proposal) -> Proposal:
    """What is reported stands before what is rejected; of two of a kind the first, with the
    evidence and the reasons of both."""
    if (one.rejected is None) != (other.rejected is None):
        return one if one.rejected is None else other
    return replace(
        one,
        evidence=together(one.evidence, other.evidence),
        why=tuple(dict.fromkeys((*one.why, *other.why))),
    )


def _rejected(one: Mentioned, setting: str, least: float) -> str | None:
    said = {x.disorder.evidence.assertion for x in one.every}
    told = one.best.disorder.evidence.assertion
    if told in DENIED:
        return NOT_CURRENT[told]
    if said == {"possible"} and setting != "inpatient":
        return UNCERTAIN
    if one.confidence < least:
        return TOO_WEAK.format(found=one.confidence, least=least)
    return None
