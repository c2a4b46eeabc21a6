"""Chosen procedures as the procedures of an inpatient stay: ICD-10-PCS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from superbill.coding import queries
from superbill.coding.codes import Codes
from superbill.coding.confidence import confidence
from superbill.coding.guidelines import guideline
from superbill.coding.pcs import Composed, compose
from superbill.coding.proposal import Proposal, card_citation
from superbill.coding.result import Query
from superbill.coding.select import Selection
from superbill.coding.services import Services, doubts, line_of, open_questions, set_aside
from superbill.coding.variants import Reported, Visit
from superbill.errors import NotLoaded
from superbill.knowledge.card import Card
from superbill.notes.values import Procedure

INPATIENT = "An inpatient facility claim reports procedures in ICD-10-PCS."


def stay_services(
    found: Sequence[Reported], selection: Selection, visit: Visit, book: Codes, *, guided: bool
) -> Services:
    """Procedures of an inpatient stay: ICD-10-PCS, the CPT codes shown as not reported."""
    proposals: list[Proposal] = []
    asked: list[Query] = []
    messages: list[str] = []
    for one in found:
        proposals.append(replace(line_of(one), rejected=one.withheld or INPATIENT))
        if one.withheld is not None:
            if _ended(one):
                messages.append(f"{one.match.card.name}: {guideline('pcs_discontinued').says}")
            continue
        if _ended(one):
            continue
        composed = _composed(one.match.procedure, one.match.card, visit, book)
        messages += [composed.remark] if composed.remark else []
        proposals += _pcs_proposals(one, composed, guided=guided)
        if not composed.codes and not composed.remark:
            asked.append(_pcs_query(one, composed, visit))
    if not guided:
        proposals += _without_card(selection.unmatched, visit, book)
    looks = _inspections(found, selection, visit, book)
    if not looks:
        # B3.3 wants the root operation that was performed, and the note tells of none.
        asked += [queries.how_far(r.match.procedure, r.match.card.name) for r in found if _ended(r)]
    return Services(
        (*proposals, *looks, *set_aside(selection.aside)),
        tuple(dict.fromkeys((*open_questions(found, selection), *asked))),
        tuple(messages),
        tuple(r.match for r in found),
    )


def _ended(one: Reported) -> bool:
    """Begun, and completed on no side."""
    procedure = one.match.procedure
    return procedure.outcome in ("stopped", "failed") and not procedure.sides


def _composed(procedure: Procedure, card: Card | None, visit: Visit, book: Codes) -> Composed:
    """As `compose`; where no ICD-10-PCS speaks of the day, nothing, and the remark says so."""
    try:
        return compose(procedure, card, visit.words, book, on=visit.on)
    except NotLoaded as missing:
        return Composed((), missing="the ICD-10-PCS code", remark=str(missing))


def _without_card(procedures: Iterable[Procedure], visit: Visit, book: Codes) -> list[Proposal]:
    """What no card describes, as far as the lexicon's table words reach (policy `mentions`)."""
    found: list[Proposal] = []
    for procedure in procedures:
        if procedure.outcome != "completed":
            continue
        composed = _composed(procedure, None, visit, book)
        name = visit.words.name("action", procedure.action)
        sure = confidence(places=len(procedure.evidence), fields=0, questions=1)
        codes = composed.codes or ((composed.prefix[:4],) if len(composed.prefix) > 2 else ())
        found += [
            Proposal("icd10pcs", code, name, "procedure", procedure.evidence, composed.why,
                     confidence=sure, complete=bool(composed.codes))
            for code in codes
        ]  # fmt: skip
    return found


def _pcs_proposals(one: Reported, composed: Composed, *, guided: bool) -> list[Proposal]:
    match = one.match
    evidence, citations = match.procedure.evidence, (card_citation(match.card, "frames"),)
    if composed.codes:
        sure = confidence(places=len(evidence), fields=match.stated, questions=doubts(one))
        return [
            Proposal("icd10pcs", code, match.card.name, "procedure", evidence,
                     (*composed.why, *citations), confidence=sure)
            for code in composed.codes
        ]  # fmt: skip
    if guided or len(composed.prefix) < 3:
        return []
    return [
        Proposal("icd10pcs", composed.prefix[:4], match.card.name, "procedure", evidence, citations,
                 confidence=confidence(places=len(evidence), fields=0, questions=1), complete=False)
    ]  # fmt: skip


def _pcs_query(one: Reported, composed: Composed, visit: Visit) -> Query:
    procedure = one.match.procedure
    if composed.missing == "the body part":
        return queries.which_sides(procedure, visit.words)
    return queries.deciding_fact(procedure.evidence, (composed.missing,))


def _inspections(
    found: Sequence[Reported], selection: Selection, visit: Visit, book: Codes
) -> list[Proposal]:
    """B3.3: of a procedure of which nothing was completed, the look that was a part of it."""
    ended = {r.match.card.code for r in found if _ended(r)}
    proposals: list[Proposal] = []
    for part in selection.aside:
        if part.match is None or part.beside not in ended:
            continue
        if part.card.extent != "diagnostic" or part.match.procedure.outcome == "planned":
            continue
        composed = _composed(part.match.procedure, part.card, visit, book)
        why = (*composed.why, guideline("pcs_discontinued").citation())
        proposals += [
            Proposal("icd10pcs", code, part.card.name, "procedure", part.evidence, why,
                     confidence=confidence(places=len(part.evidence), fields=part.match.stated))
            for code in composed.codes
        ]  # fmt: skip
    return proposals
