"""What becomes of a code when less was done than it describes: one side, stopped, failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from superbill.citation import Citation
from superbill.coding import queries
from superbill.coding.anesthesia import anesthesia_in
from superbill.coding.match import Match
from superbill.coding.modifiers import When, modifier_rule
from superbill.coding.place import equipment_in
from superbill.coding.proposal import card_citation
from superbill.coding.result import Query
from superbill.coding.sides import BOTH, single_sides
from superbill.coding.words import Words
from superbill.knowledge.card import Card
from superbill.notes.values import Document, Evidence, Procedure

CANCELLED = "It was cancelled before it began, by the account."
SILENT = "A heading names both sides, and the account tells of one: which is so, isn't told."
NO_OWNER = "Whether it is reported whole hangs on whose equipment was used, which isn't told."
NO_STATE = "Its modifier hangs on the state of anesthesia, which the note does not tell."


@dataclass(frozen=True, slots=True)
class Reported:
    """A chosen procedure as it goes on the claim. `withheld`: why it doesn't, else None;
    `released`: what is part of it when it is done may stand in its place."""

    match: Match
    modifiers: tuple[str, ...] = ()
    withheld: str | None = None
    released: bool = False
    queries: tuple[Query, ...] = ()
    why: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """What a variant may hang on besides the procedure itself."""

    document: Document
    words: Words
    setting: str
    on: date


def reported(match: Match, visit: Visit) -> Reported:
    """The modifiers of one chosen procedure, or why it is withheld, with the questions open."""
    procedure = match.procedure
    if procedure.outcome in ("stopped", "failed") and not procedure.sides:
        return _ended(match, visit)
    if visit.setting == "practitioner" and _has_components(match.card):
        return _component(match, visit)
    laterality = match.frame.laterality
    if laterality == "bilateral":
        return _bilateral(match, visit)
    if laterality == "unilateral" and set(single_sides(procedure.sides)) == set(BOTH):
        return _with_modifier(match, visit, "both_sides")
    if laterality == "unilateral" and not procedure.sides:
        return Reported(match, queries=(queries.which_sides(procedure, visit.words),))
    return Reported(match)


def _has_components(card: Card) -> bool:
    """Whether the fee schedule divides it into a professional and a technical component."""
    return any(f.table == "mpfs" and f.field == "pctc" and f.value == "1" for f in card.facts)


def _component(match: Match, visit: Visit) -> Reported:
    """A test with the hospital's equipment is the clinician's by its professional component."""
    equipment = equipment_in(visit.document)
    if equipment.owner == "practice":
        return Reported(match, evidence=equipment.evidence)
    if equipment.owner == "not_told":
        query = queries.whose_equipment(match.procedure, match.card.name)
        return Reported(match, withheld=NO_OWNER, queries=(query,))
    rule = modifier_rule("professional", setting=visit.setting, anesthesia="not_told", on=visit.on)
    if rule is None:
        return Reported(match)
    return Reported(match, (rule.modifier,), why=(rule.citation(),), evidence=equipment.evidence)


def _bilateral(match: Match, visit: Visit) -> Reported:
    """A code that stands for both sides: in full, or reduced where one was done."""
    procedure = match.procedure
    sides = single_sides(procedure.sides)
    if not sides:
        return Reported(match, queries=(queries.which_sides(procedure, visit.words),))
    open_questions: tuple[Query, ...] = ()
    if len(sides) == len(BOTH):
        if procedure.device and procedure.count is not None and procedure.count < len(BOTH):
            name = visit.words.name("device", procedure.device)
            open_questions = (queries.device_count(procedure, name),)
        return Reported(match, queries=open_questions)
    if procedure.silent_sides:
        query = queries.other_side(procedure, sides[0], visit.words)
        return Reported(match, withheld=SILENT, queries=(query,))
    if not procedure.failed_sides:
        open_questions = (queries.other_side(procedure, sides[0], visit.words),)
    return _with_modifier(match, visit, "one_side", open_questions)


def _ended(match: Match, visit: Visit) -> Reported:
    """Begun, and nothing completed: what is reported hangs on why it ended."""
    procedure, name = match.procedure, match.card.name
    if procedure.reason_class is None:
        query = queries.reason_for_ending(procedure, name)
        return Reported(
            match, withheld="It was not completed, and the note does not say why.",
            released=procedure.outcome == "failed", queries=(query,),
        )  # fmt: skip
    state = anesthesia_in(visit.document, _told(procedure)).state
    if state == "before_room" or (state == "before" and visit.setting != "outpatient"):
        return Reported(match, withheld=CANCELLED)
    if procedure.reason_class == "patient_safety" and procedure.outcome == "stopped":
        return _with_modifier(match, visit, "stopped")
    reasons = {"technical": "for a technical reason", "choice": "by choice",
               "patient_safety": "for the patient's safety"}  # fmt: skip
    why = reasons.get(procedure.reason_class, "")
    return Reported(
        match,
        withheld=f"It was completed on no side, {why}; what was really done is reported instead.",
        released=True,
        queries=(queries.how_far(procedure, name),),
    )


def _told(procedure: Procedure) -> tuple[Evidence, ...]:
    return (*procedure.evidence, *((procedure.reason,) if procedure.reason else ()))


def _with_modifier(
    match: Match, visit: Visit, when: When, open_questions: tuple[Query, ...] = ()
) -> Reported:
    procedure, card = match.procedure, match.card
    told = _told(procedure)
    state = anesthesia_in(visit.document, told)
    rule = modifier_rule(when, setting=visit.setting, anesthesia=state.state, on=visit.on)
    if rule is None:
        # Inpatient claims take no such modifier; elsewhere the state of anesthesia is missing.
        if visit.setting == "outpatient" and when == "stopped":
            query = queries.anesthesia_state(procedure, card.name)
            return Reported(match, withheld=NO_STATE, queries=(*open_questions, query))
        return Reported(match, queries=open_questions)
    why = [rule.citation()]
    why += [card_citation(card, f"variant {v.when}: {v.note}")
            for v in card.variants if v.when == when]  # fmt: skip
    evidence = told[len(procedure.evidence) :]
    evidence += state.evidence if rule.anesthesia != "any" else ()
    return Reported(match, (rule.modifier,), queries=open_questions, why=tuple(why),
                    evidence=evidence)  # fmt: skip
