"""From all cards that fit to those that are reported.

1. What was only planned, not done, or is told of another time or person is set aside.
2. Of the cards that fit one procedure the most specific stays.
3. What the note tells several times is one procedure.
4. What is an integral part of another procedure that was done is not reported beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from superbill.citation import Citation
from superbill.coding.match import Difference, Match, Miss, match
from superbill.coding.proposal import card_citation, together
from superbill.coding.sides import merged
from superbill.knowledge.card import Card
from superbill.notes.values import Evidence, Procedure

NOT_REPORTED = {
    "planned": "The note speaks of it as planned, not as done.",
    "not_done": "The note does not show that it was done.",
}
WITH_LOOK = "with_hysteroscopy"
NOT_ASSERTED = {
    "negated": "The note denies it.",
    "hypothetical": "The note speaks of it as something that may come.",
    "historical": "The note speaks of it as done at an earlier time.",
    "family": "The note speaks of it as done to another person.",
}


@dataclass(frozen=True, slots=True)
class SetAside:
    """A card that fits or nearly does, and why it isn't reported."""

    card: Card
    evidence: tuple[Evidence, ...]
    reason: str
    why: tuple[Citation, ...] = ()
    match: Match | None = None
    beside: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """chosen: one a card; tied: groups of cards that fit one procedure equally well;
    unbegun: procedures that were meant and not begun; unmatched: done, and on no card."""

    chosen: tuple[Match, ...]
    aside: tuple[SetAside, ...]
    tied: tuple[tuple[Match, ...], ...] = ()
    unbegun: tuple[Match, ...] = ()
    unmatched: tuple[Procedure, ...] = ()
    misses: tuple[Miss, ...] = ()


def select(
    procedures: Iterable[Procedure], cards: Sequence[Card], *, guideline: bool = True
) -> Selection:
    """The selection; with `guideline` False, integral services stay (policy `mentions`)."""
    fits: list[Match] = []
    aside: list[SetAside] = []
    misses: list[Miss] = []
    unbegun: list[Match] = []
    unmatched: list[Procedure] = []
    for procedure in _beside_a_look(tuple(procedures)):
        found, near = match(procedure, cards)
        reason = not_reported(procedure)
        if reason is not None:
            aside += [SetAside(m.card, procedure.evidence, reason) for m in found[:1]]
            unbegun += found[:1] if procedure.outcome == "not_done" and _claimed(procedure) else ()
            continue
        misses += near
        best = [m for m in found if m.stated == found[0].stated]
        aside += [_less_specific(m, best[0]) for m in found[len(best) :]]
        fits += best
        if not found:
            unmatched.append(procedure)
    chosen = _one_a_card(fits)
    tied: tuple[tuple[Match, ...], ...] = ()
    if guideline:
        chosen, integral = _without_integral(chosen)
        chosen, tied = _without_ties(chosen, fits)
        aside += integral
    aside += [s for s in _near_misses(misses, chosen) if guideline]
    return Selection(chosen, _not_chosen(aside, chosen), tied, tuple(unbegun), tuple(unmatched),
                     tuple(misses))  # fmt: skip


def _claimed(procedure: Procedure) -> bool:
    """Whether any words speak of it but those that deny it."""
    return any(e.assertion != "negated" for e in procedure.evidence)


def _beside_a_look(procedures: tuple[Procedure, ...]) -> tuple[Procedure, ...]:
    """Each procedure with the circumstance that the cavity was looked into at the same session."""
    looked = any(
        p.action == "inspect" and p.approach == "hysteroscopic" and p.outcome == "completed"
        for p in procedures
    )
    if not looked:
        return procedures
    return tuple(replace(p, circumstances=(*p.circumstances, WITH_LOOK)) for p in procedures)


def not_reported(procedure: Procedure) -> str | None:
    """Why a procedure is no service of this visit, or None where it is."""
    if procedure.outcome in NOT_REPORTED:
        return NOT_REPORTED[procedure.outcome]
    first = procedure.evidence[0].assertion if procedure.evidence else "affirmed"
    return NOT_ASSERTED.get(first)


def includes(one: Card, other: Card) -> tuple[str, Citation] | None:
    """Why `other` is a part of `one`, with the card that says so; None where it isn't."""
    for service in one.integral:
        if service.code == other.code:
            return service.why, card_citation(one, f"integral: {service.service}")
    for neighbour in one.neighbours:
        if neighbour.code == other.code and neighbour.overlap == "includes":
            return neighbour.differs, card_citation(one, f"neighbour {other.code}")
    for neighbour in other.neighbours:
        if neighbour.code == one.code and neighbour.overlap == "included_in":
            return neighbour.differs, card_citation(other, f"neighbour {one.code}")
    return None


def _less_specific(match: Match, best: Match) -> SetAside:
    reason = f"{best.card.name} describes what was done more closely."
    return SetAside(match.card, match.procedure.evidence, reason)


def _one_a_card(fits: Sequence[Match]) -> tuple[Match, ...]:
    groups: dict[str, list[Match]] = {}
    for fit in fits:
        groups.setdefault(fit.card.code, []).append(fit)
    return tuple(
        replace(max(group, key=lambda m: m.stated), procedure=merged([m.procedure for m in group]))
        for group in groups.values()
    )


def _without_integral(
    chosen: tuple[Match, ...],
) -> tuple[tuple[Match, ...], list[SetAside]]:
    kept: list[Match] = []
    aside: list[SetAside] = []
    for one in chosen:
        for other in chosen:
            found = None if other is one else includes(other.card, one.card)
            # Two cards that each claim to include the other: the less specific one goes.
            mutual = found and includes(one.card, other.card) and one.stated > other.stated
            if found and not mutual:
                reason = f"It is part of {other.card.name}: {found[0]}"
                aside.append(
                    SetAside(one.card, one.procedure.evidence, reason, (found[1],), one,
                             other.card.code)
                )  # fmt: skip
                break
        else:
            kept.append(one)
    return tuple(kept), aside


def _without_ties(
    chosen: tuple[Match, ...], fits: Sequence[Match]
) -> tuple[tuple[Match, ...], tuple[tuple[Match, ...], ...]]:
    """Cards that fit the very same words equally well: the note has to decide, not we."""
    cards_of: dict[tuple[Evidence, ...], set[str]] = {}
    for fit in fits:
        cards_of.setdefault(fit.procedure.evidence, set()).add(fit.card.code)
    tied: list[tuple[Match, ...]] = []
    for codes in cards_of.values():
        group = tuple(m for m in chosen if m.card.code in codes)
        if len(group) > 1 and group not in tied:
            tied.append(group)
    out = {m.card.code for group in tied for m in group}
    return tuple(m for m in chosen if m.card.code not in out), tuple(tied)


def _near_misses(misses: Iterable[Miss], chosen: Sequence[Match]) -> list[SetAside]:
    """Cards one fact away from what was done, and the neighbours of what was chosen."""
    found: dict[str, SetAside] = {}
    for miss in misses:
        told = [n for m in chosen for n in m.card.neighbours if n.code == miss.card.code]
        reason = " ".join(_wherein(difference) for difference in miss.differences)
        if told:
            reason = f"{_stop(told[0].differs)} What decides: {_stop(told[0].deciding_fact)}"
        why = (card_citation(miss.card, "frames"),)
        found.setdefault(miss.card.code, SetAside(miss.card, miss.procedure.evidence, reason, why))
    return list(found.values())


def _not_chosen(aside: Iterable[SetAside], chosen: Sequence[Match]) -> tuple[SetAside, ...]:
    taken = {m.card.code for m in chosen}
    kept: dict[str, SetAside] = {}
    for one in aside:
        if one.card.code in taken:
            continue
        before = kept.get(one.card.code)
        kept[one.card.code] = (
            one if before is None
            else replace(before, evidence=together(before.evidence, one.evidence))
        )  # fmt: skip
    return tuple(kept.values())


def _wherein(difference: Difference) -> str:
    wanted, found = _said(difference.wanted), difference.found
    theirs = f"the note's is “{_said(found)}”" if found else "the note names none"
    return f"Its {difference.field} is “{wanted}”; {theirs}."


def _said(identifier: str) -> str:
    return identifier.replace("_", " ")


def _stop(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
