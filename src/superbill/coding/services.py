"""Chosen procedures as service lines: CPT and HCPCS, or ICD-10-PCS for an inpatient stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from superbill.coding import queries
from superbill.coding.codes import Codes, split_code
from superbill.coding.confidence import confidence
from superbill.coding.devices import device_proposals
from superbill.coding.guidelines import guideline
from superbill.coding.match import Match
from superbill.coding.pcs import Composed, compose
from superbill.coding.proposal import Proposal, card_citation, together
from superbill.coding.result import Query
from superbill.coding.select import Selection, SetAside
from superbill.coding.variants import Reported, Visit, reported
from superbill.knowledge.card import Card
from superbill.notes.values import Evidence

INPATIENT = "An inpatient facility claim reports procedures in ICD-10-PCS."
DME = "A supplier's claim reports no procedures."


@dataclass(frozen=True, slots=True)
class Services:
    """Proposals, chosen and rejected; questions that stay open; remarks for the coder; matches:
    the procedures that are reported, first of them first."""

    proposals: tuple[Proposal, ...]
    queries: tuple[Query, ...]
    messages: tuple[str, ...]
    matches: tuple[Match, ...]


def decided(selection: Selection, visit: Visit) -> tuple[tuple[Reported, ...], Selection]:
    """Each chosen procedure with its variant. Where one is withheld because nothing of it was
    completed, what was set aside as a part of it, and was done, comes back."""
    found = [reported(m, visit) for m in _in_order(selection.chosen)]
    gone = {r.match.card.code for r in found if r.released}
    back = [
        s for s in selection.aside
        if s.match is not None and s.beside in gone and s.match.procedure.outcome == "completed"
    ]  # fmt: skip
    found += [reported(s.match, visit) for s in back if s.match is not None]
    left = tuple(s for s in selection.aside if s not in back)
    return tuple(found), replace(selection, aside=left)


def claim_services(
    found: Sequence[Reported], selection: Selection, cards: Mapping[str, Card], *, setting: str
) -> Services:
    """Lines of a professional, outpatient or supplier's claim: CPT and HCPCS."""
    proposals: list[Proposal] = []
    for one in found:
        line = _line(one)
        if setting == "dme" and line.system == "cpt" and line.rejected is None:
            line = replace(line, rejected=DME)
        proposals += [line, *device_proposals(one.match, cards)]
    return Services(
        (*proposals, *_aside(selection.aside)),
        _questions(found, selection),
        (),
        tuple(r.match for r in found),
    )


def stay_services(
    found: Sequence[Reported], selection: Selection, visit: Visit, book: Codes, *, guided: bool
) -> Services:
    """Procedures of an inpatient stay: ICD-10-PCS, the CPT codes shown as not reported."""
    proposals: list[Proposal] = []
    asked: list[Query] = []
    messages: list[str] = []
    for one in found:
        proposals.append(replace(_line(one), rejected=one.withheld or INPATIENT))
        if one.withheld is not None:
            messages.append(f"{one.match.card.name}: {guideline('pcs_discontinued').says}")
            continue
        if one.match.procedure.outcome in ("stopped", "failed") and not one.match.procedure.sides:
            continue
        composed = compose(one.match.procedure, one.match.card, visit.words, book, on=visit.on)
        messages += [composed.remark] if composed.remark else []
        proposals += _pcs_proposals(one, composed, guided=guided)
        if not composed.codes:
            asked.append(_pcs_query(one, composed, visit))
    proposals += _inspections(found, selection, visit, book)
    return Services(
        (*proposals, *_aside(selection.aside)),
        (*_questions(found, selection), *asked),
        tuple(messages),
        tuple(r.match for r in found),
    )


def _in_order(chosen: Iterable[Match]) -> list[Match]:
    """Treatments before examinations, then the note's order."""
    return sorted(
        chosen,
        key=lambda m: (
            m.card.extent == "diagnostic",
            min((e.start for e in m.procedure.evidence), default=0),
        ),
    )


def _line(one: Reported) -> Proposal:
    match = one.match
    system, code = split_code(match.card.code, system="cpt")
    evidence = together(match.procedure.evidence, one.evidence)
    return Proposal(
        system, code, match.card.name, "procedure", evidence,
        (card_citation(match.card, "frames"), *one.why), one.modifiers,
        confidence=confidence(
            places=len(evidence), fields=match.stated, questions=len(one.queries)
        ),
        rejected=one.withheld,
    )  # fmt: skip


def _aside(aside: Iterable[SetAside]) -> list[Proposal]:
    found: list[Proposal] = []
    for one in aside:
        system, code = split_code(one.card.code, system="cpt")
        found.append(
            Proposal(system, code, one.card.name, "procedure", one.evidence, one.why,
                     rejected=one.reason)
        )  # fmt: skip
    return found


def _questions(found: Sequence[Reported], selection: Selection) -> tuple[Query, ...]:
    asked = [query for one in found for query in one.queries]
    reported_cards = {one.match.card.code for one in found}
    for group in selection.tied:
        facts = [n.deciding_fact for m in group for n in m.card.neighbours
                 if n.code in {o.card.code for o in group}]  # fmt: skip
        facts = facts or [m.card.name for m in group]
        evidence = together(*(m.procedure.evidence for m in group))
        asked.append(queries.deciding_fact(evidence, tuple(dict.fromkeys(facts))))
    for match in selection.unbegun:
        if match.card.code not in reported_cards:
            asked.append(queries.how_far(match.procedure, match.card.name))
    if not found and not selection.tied:
        asked += _silent_facts(selection)
    return tuple(dict.fromkeys(asked))


def _silent_facts(selection: Selection) -> list[Query]:
    """Where nothing fits for want of one fact that the note doesn't tell: which fact."""
    wanted: dict[tuple[Evidence, ...], list[str]] = {}
    for miss in selection.misses:
        if len(miss.differences) == 1 and miss.differences[0].found is None:
            fact = f"the {miss.differences[0].field.replace('_', ' ')}"
            wanted.setdefault(miss.procedure.evidence, []).append(fact)
    return [
        queries.deciding_fact(evidence, tuple(dict.fromkeys(facts)))
        for evidence, facts in wanted.items()
    ]


def _pcs_proposals(one: Reported, composed: Composed, *, guided: bool) -> list[Proposal]:
    match = one.match
    evidence, citations = match.procedure.evidence, (card_citation(match.card, "frames"),)
    if composed.codes:
        sure = confidence(places=len(evidence), fields=match.stated, questions=len(one.queries))
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
    ended = {
        r.match.card.code for r in found
        if r.match.procedure.outcome in ("stopped", "failed") and not r.match.procedure.sides
    }  # fmt: skip
    proposals: list[Proposal] = []
    for part in selection.aside:
        if part.match is None or part.beside not in ended:
            continue
        if part.card.extent != "diagnostic" or part.match.procedure.outcome == "planned":
            continue
        composed = compose(part.match.procedure, part.card, visit.words, book, on=visit.on)
        why = (*composed.why, guideline("pcs_discontinued").citation())
        proposals += [
            Proposal("icd10pcs", code, part.card.name, "procedure", part.evidence, why,
                     confidence=confidence(places=len(part.evidence), fields=part.match.stated))
            for code in composed.codes
        ]  # fmt: skip
    return proposals
