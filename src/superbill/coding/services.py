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
from superbill.coding.select import Selection, SetAside
from superbill.coding.taken_in import taken_in
from superbill.coding.variants import Reported, Visit, reported
from superbill.coding.words import Words
from superbill.knowledge.card import Card
from superbill.notes.values import Evidence

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
        proposals += [line, *device_proposals(one.match, cards, words)]
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


def line_of(one: Reported) -> Proposal:
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
