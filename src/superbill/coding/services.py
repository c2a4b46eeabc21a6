"""Chosen procedures as the service lines of a claim: CPT and HCPCS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from superbill.coding import queries
from superbill.coding.codes import split_code
from superbill.coding.confidence import confidence
from superbill.coding.devices import device_proposals
from superbill.coding.match import Match
from superbill.coding.proposal import Proposal, card_citation, together
from superbill.coding.result import Query
from superbill.coding.select import Selection, SetAside, includes
from superbill.coding.sides import BOTH, single_sides
from superbill.coding.taken_in import taken_in
from superbill.coding.variants import Reported, Visit, reported
from superbill.coding.words import Words
from superbill.knowledge.card import Card
from superbill.notes.values import Evidence

WITH_ITS_PROCEDURE = "The procedure that it goes with is withheld."
HEADINGS = ("procedure_performed", "procedure_planned")
UNTOLD = "A heading names an operation that takes it in, of which the account tells nothing."
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
        and not any(includes(r.match.card, s.card) for r in found if r.withheld is None)
    ]  # fmt: skip
    found += [reported(s.match, visit) for s in back if s.match is not None]
    left = tuple(s for s in selection.aside if s not in back)
    return tuple(_untold(r, selection) for r in found), replace(selection, aside=left)


def _untold(one: Reported, selection: Selection) -> Reported:
    """What would be a part of an operation that a heading names, and of which the account neither
    tells nor denies anything, is withheld: whether it stands alone isn't known."""
    chosen = {m.card.code for m in selection.chosen}
    silent = [
        m for m in selection.unbegun
        if m.card.code not in chosen
        and not any(e.assertion == "negated" for e in m.procedure.evidence)
    ]  # fmt: skip
    if one.withheld is None and any(includes(m.card, one.match.card) for m in silent):
        return replace(one, withheld=UNTOLD)
    return one


def claim_services(
    found: Sequence[Reported],
    selection: Selection,
    cards: Mapping[str, Card],
    *,
    setting: str,
    words: Words,
) -> Services:
    """Lines of a professional, outpatient or supplier's claim: CPT and HCPCS."""
    proposals: list[Proposal] = []
    for one in found:
        line = line_of(one)
        whole = taken_in(line.code, selection.unmatched)
        if whole is not None and line.rejected is None:
            line = replace(line, rejected=whole.reason, why=(*line.why, whole.citation()))
        if setting == "dme" and line.system == "cpt" and line.rejected is None:
            line = replace(line, rejected=DME)
        devices = device_proposals(one.match, cards, words)
        if one.withheld is not None:
            devices = [replace(d, confidence=0.0, rejected=d.rejected or WITH_ITS_PROCEDURE)
                       for d in devices]  # fmt: skip
        # A device is no surer than the procedure that it was used in.
        sure = line.confidence
        proposals += [line, *(replace(d, confidence=min(d.confidence, sure)) for d in devices)]
    return Services(
        (*proposals, *set_aside(selection.aside)),
        open_questions(found, selection),
        (),
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


def doubts(one: Reported) -> int:
    """How much stands against a chosen procedure, in open questions: one for each that is asked,
    one where only a heading names it, one where a side that the code stands for isn't told."""
    procedure = one.match.procedure
    account = any(e.section not in HEADINGS for e in procedure.evidence)
    both = one.match.frame.laterality == "bilateral"
    told = {*single_sides(procedure.sides), *single_sides(procedure.failed_sides)}
    untold = both and procedure.outcome == "completed" and told != set(BOTH)
    return len(one.queries) + (not account) + untold


def line_of(one: Reported) -> Proposal:
    match = one.match
    system, code = split_code(match.card.code, system="cpt")
    evidence = together(match.procedure.evidence, one.evidence)
    return Proposal(
        system, code, match.card.name, "procedure", evidence,
        (card_citation(match.card, "frames"), *one.why), one.modifiers,
        confidence=confidence(
            places=len(evidence), fields=match.stated, questions=doubts(one)
        ),
        rejected=one.withheld,
    )  # fmt: skip


def set_aside(aside: Iterable[SetAside]) -> list[Proposal]:
    found: list[Proposal] = []
    for one in aside:
        system, code = split_code(one.card.code, system="cpt")
        found.append(
            Proposal(system, code, one.card.name, "procedure", one.evidence, one.why,
                     rejected=one.reason)
        )  # fmt: skip
    return found


def open_questions(found: Sequence[Reported], selection: Selection) -> tuple[Query, ...]:
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
