"""A note's reading becomes codes: the stages in their order.

reading -> select (match) -> variants -> services (devices, ICD-10-PCS) + diagnoses
        -> confirm -> rules -> CodingResult
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, Protocol

from superbill.codesets.shelf import LOADS
from superbill.coding import queries
from superbill.coding.codes import Codes, split_code
from superbill.coding.confirm import Confirmed, confirm
from superbill.coding.diagnoses import diagnosis_proposals
from superbill.coding.guided.condition import Case
from superbill.coding.guided.proposals import GuidedDiagnoses, guided_diagnoses
from superbill.coding.learning.applied import Applied
from superbill.coding.mentioned import joined_by_code, linker_of, mention_proposals, mentioned
from superbill.coding.named_services import (
    NamedServices,
    is_of_pregnancy,
    left_to_names,
    named_services,
    on_no_card,
    without_tables_of,
)
from superbill.coding.patients import SEVERAL, patients_in
from superbill.coding.phrase_book import PhraseBook
from superbill.coding.proposal import Proposal
from superbill.coding.result import Candidate, CodingResult, Query
from superbill.coding.select import Selection, select
from superbill.coding.services import Services, claim_services, decided
from superbill.coding.stay import stay_services
from superbill.coding.variants import Visit
from superbill.coding.words import words_of
from superbill.errors import NotLoaded
from superbill.knowledge.card import Card
from superbill.knowledge.lexicon import Lexicon
from superbill.notes.attributes import measured
from superbill.notes.disorders import Disorder
from superbill.notes.language import other_language
from superbill.notes.named_frames import NamedProcedure
from superbill.notes.values import Document, Mention, Procedure
from superbill.rules.claim import ClaimLines, Line, payer_named, setting_named
from superbill.rules.run import run_rules

Policy = Literal["guideline", "mentions"]

OTHER_LANGUAGE = (
    "The note is in {language}, as far as its words tell: what it denies or doubts is read in"
    " English only, so nothing is coded."
)
_OPERATIVE = ("resect", "excise", "remove", "curette", "divide", "deliver", "ablate", "fulgurate")
_ROLES = ("principal", "first_listed", "secondary", "procedure", "device")


class NoteReading(Protocol):
    """What the reading of a note yields (notes.reading)."""

    @property
    def document(self) -> Document: ...

    @property
    def mentions(self) -> tuple[Mention, ...]: ...

    @property
    def procedures(self) -> tuple[Procedure, ...]: ...

    @property
    def disorders(self) -> tuple[Disorder, ...]: ...

    @property
    def named(self) -> tuple[NamedProcedure, ...]: ...


def code_reading(
    reading: NoteReading, *, book: Codes, cards: Sequence[Card], lexicon: Lexicon, on: date,
    setting: str, payer: str, policy: Policy = "guideline", phrases: PhraseBook | None = None,
    learned: Applied | None = None,
) -> CodingResult:  # fmt: skip
    """Everything that the note supports on a date of service.

    `codes` holds the diagnoses first, the principal or first-listed one leading, then procedures
    (treatments before examinations, then in the note's order), each device after the others;
    every one of them is in force that day. `candidates` holds what was rejected, with the reason.
    `policy` mentions keeps what is part of another service, and gives an ICD-10-PCS prefix where
    the note doesn't determine a code. `phrases`: the book that the reading's disorders were named
    by, which leads each to its code; their diagnoses come with policy mentions only. `learned`:
    what the user's own notes taught, which then weighs these and adds its own.

    Raises WrongUsage for a setting or payer that isn't one.
    """
    words = words_of(term for kind in lexicon.by_kind.values() for term in kind.values())
    visit = Visit(reading.document, words, setting_named(setting), on)
    guided = policy == "guideline"
    services, selection = _services(reading, visit, book, cards, guided=guided)

    def active(code: str) -> bool:
        try:
            return book.status(code, "icd10cm", on=on).active
        except NotLoaded:
            return False

    diagnoses = GuidedDiagnoses(diagnosis_proposals(
        reading.mentions, services.matches, words, setting=setting, active=active, guided=guided
    ))  # fmt: skip
    if phrases is not None and guided:
        diagnoses = _by_guidelines(diagnoses.proposals, reading, services, visit, book, phrases)
    elif phrases is not None:
        diagnoses = GuidedDiagnoses(_with_mentioned(
            diagnoses.proposals, reading, book, phrases, setting=setting, on=on, learned=learned
        ))  # fmt: skip
    proposals = (*diagnoses.proposals, *services.proposals)
    language = other_language(reading.document.text)
    if language is not None:
        because = OTHER_LANGUAGE.format(language=language)
        proposals = tuple(replace(p, rejected=p.rejected or because) for p in proposals)
        services = replace(services, queries=(), messages=(because,))
        diagnoses = GuidedDiagnoses(())
    people = patients_in(reading.document)
    if len(people) > 1:
        proposals = tuple(replace(p, rejected=p.rejected or SEVERAL) for p in proposals)
        services = replace(services, queries=(queries.whose_note(people),), messages=(SEVERAL,))
        diagnoses = GuidedDiagnoses(())
    confirmed = [confirm(p, book, on=on) for p in proposals]
    return _result(
        reading, visit, confirmed, services, selection, book, cards, payer, diagnoses=diagnoses
    )


def _by_guidelines(
    known: Sequence[Proposal], reading: NoteReading, services: Services, visit: Visit, book: Codes,
    phrases: PhraseBook,
) -> GuidedDiagnoses:  # fmt: skip
    """The diagnoses by lexicon and cards, and those that the note names, by the guidelines."""
    reasons = [d.code for m in services.matches for d in m.card.diagnoses]
    case = Case(
        reading.document, visit.on, setting_named(visit.setting), book,
        measured(reading.document),
        tuple(split_code(code, system="icd10cm")[1] for code in reasons),
    )  # fmt: skip
    linker = linker_of(phrases, book, visit.on)
    found = mentioned(reading.disorders, reading.document, linker, phrases)
    return guided_diagnoses(known, found, phrases, case)


def _with_mentioned(
    diagnoses: Sequence[Proposal], reading: NoteReading, book: Codes, phrases: PhraseBook, *,
    setting: str, on: date, learned: Applied | None,
) -> tuple[Proposal, ...]:  # fmt: skip
    """The diagnoses and those that the note mentions by name, the surest first; a code that both
    find has the evidence of both. What was learned of procedures comes after them."""
    found = mentioned(reading.disorders, reading.document, linker_of(phrases, book, on), phrases)
    if learned is None:
        named = mention_proposals(found, phrases, setting=setting)
        return joined_by_code(diagnoses, named, setting=setting)
    told = learned.tell(reading.document, found, setting=setting)
    joined = joined_by_code(diagnoses, told.diagnoses, setting=setting)
    return (*joined, *told.procedures)


def _services(
    reading: NoteReading, visit: Visit, book: Codes, cards: Sequence[Card], *, guided: bool
) -> tuple[Services, Selection]:
    # A device's own card describes the placing too, but the device goes with its procedure.
    devices = {device.code for card in cards for device in card.devices}
    services = tuple(card for card in cards if card.code not in devices)
    found, selection = decided(select(reading.procedures, services, guideline=guided), visit)
    named = left_to_names(reading.named, reading.procedures, selection)
    if visit.setting == "inpatient":
        stay = stay_services(found, selection, visit, book, guided=guided)
        found_named = named_services(
            named, book, on=visit.on, guided=guided, gravid=is_of_pregnancy(reading.mentions)
        )
        return _with_named(stay, found_named), selection
    by_code = {card.code: card for card in cards}
    services = claim_services(found, selection, by_code, setting=visit.setting, words=visit.words)
    spoken = (e for p in reading.procedures for e in p.evidence)
    return replace(services, messages=(*services.messages, *on_no_card(named, spoken))), selection


def _with_named(stay: Services, found: NamedServices) -> Services:
    """The procedures of a stay, and those that the note only names; the same words lead to a table
    once."""
    return replace(
        stay,
        proposals=(*without_tables_of(found, stay.proposals), *found.proposals),
        queries=(*stay.queries, *found.queries),
    )


def _result(
    reading: NoteReading, visit: Visit, confirmed: Sequence[Confirmed], services: Services,
    selection: Selection, book: Codes, cards: Sequence[Card], payer: str, *,
    diagnoses: GuidedDiagnoses,
) -> CodingResult:  # fmt: skip
    every = _once([c.candidate for c in confirmed])
    codes = sorted((c for c in every if c.rejected is None), key=lambda c: _ROLES.index(c.role))
    report = run_rules(
        _claim(codes), book=book, cards=tuple(cards), on=visit.on, setting=visit.setting,
        payer=payer_named(payer),
    )  # fmt: skip
    emitted = [c for c in confirmed if c.candidate.rejected is None]
    said = [*services.messages, *(c.message for c in confirmed), *_unbegun(selection)]
    said += _on_no_card(selection)
    said += _late(visit.on, emitted)
    return CodingResult(
        note=reading.document.name,
        on=visit.on,
        setting=visit.setting,
        codes=tuple(codes),
        candidates=tuple(c for c in every if c.rejected is not None),
        findings=report.findings,
        checked=report.checked,
        queries=(*services.queries, *diagnoses.queries, *_reason_unknown(codes, services)),
        stale=any(c.stale for c in emitted),
        messages=tuple(dict.fromkeys(m for m in said if m)),
        steps=diagnoses.steps,
    )


def _late(on: date, emitted: Sequence[Confirmed]) -> list[str]:
    """That editions older than the day answered, in one line, with what loads a newer one."""
    late = [c.candidate for c in emitted if c.stale and not c.message]
    if not late:
        return []
    editions = ", ".join(dict.fromkeys(c.confirmed_by or c.system for c in late))
    loads = "; ".join(dict.fromkeys(LOADS[c.system] for c in late))
    return [
        f"{on.isoformat()} is later than what the newest edition at hand covers, which answered:"
        f" {editions}; load a newer one with: {loads}."
    ]


def _once(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Each code once: where it was chosen anywhere, its rejections are not shown."""
    kept: dict[tuple[str, str], Candidate] = {}
    for one in candidates:
        before = kept.get((one.system, one.code))
        if before is None or (before.rejected and not one.rejected):
            kept[one.system, one.code] = one
    return list(kept.values())


def _claim(codes: Sequence[Candidate]) -> ClaimLines:
    whole = [c for c in codes if c.complete]
    return ClaimLines(
        tuple(Line(c.code, c.system, c.modifiers, c.units) for c in whole if c.system != "icd10cm"),
        tuple(c.code for c in whole if c.system == "icd10cm"),
    )


def _unbegun(selection: Selection) -> list[str]:
    """What was meant and, by the note, not begun is no service, and the answer says so."""
    chosen = {m.card.code for m in selection.chosen}
    return [
        f"{m.card.name}: the note does not show that it was done; no code is reported."
        for m in selection.unbegun
        if m.card.code not in chosen
    ]


def _on_no_card(selection: Selection) -> list[str]:
    """What was done and is described by no card is told, so that silence is never taken for
    completeness."""
    done = [p for p in selection.unmatched if p.outcome == "completed" and p.action in _OPERATIVE]
    return [
        f"“{p.evidence[0].text}”: no knowledge card describes this; no code is reported for it."
        for p in done
        if p.evidence
    ]


def _reason_unknown(codes: Sequence[Candidate], services: Services) -> list[Query]:
    """A procedure without a diagnosis can't be reported: the reason is asked for."""
    if not codes or any(c.system == "icd10cm" for c in codes) or not services.matches:
        return []
    first = services.matches[0]
    return [queries.reason_for_procedure(first.procedure, first.card.name)]
