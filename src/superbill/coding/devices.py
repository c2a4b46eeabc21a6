"""The HCPCS codes of devices that the note shows left in place."""

from __future__ import annotations

from collections.abc import Mapping

from superbill.coding.codes import split_code
from superbill.coding.confidence import confidence
from superbill.coding.match import Match
from superbill.coding.proposal import Proposal, card_citation
from superbill.knowledge.card import Card

NOT_PLACED = "The note shows no such device left in place."


def device_proposals(match: Match, cards: Mapping[str, Card]) -> tuple[Proposal, ...]:
    """One proposal for each device of the card that the procedure used: chosen where it was
    completed, on a side at least, else rejected.

    A device code of the cards stands for the whole set that a procedure uses (the card's `note`
    says so), so it is one unit.
    """
    procedure = match.procedure
    found: list[Proposal] = []
    for device in match.card.devices:
        if procedure.device != device.device:
            continue
        system, code = split_code(device.code, system="hcpcs")
        own = cards.get(device.code)
        placed = procedure.outcome == "completed" or bool(procedure.sides)
        found.append(
            Proposal(
                system, code, own.name if own else device.device.replace("_", " "), "device",
                procedure.evidence, (card_citation(match.card, f"device: {device.note}"),),
                confidence=confidence(places=len(procedure.evidence), fields=1) if placed else 0.0,
                rejected=None if placed else NOT_PLACED,
            )
        )  # fmt: skip
    return tuple(found)
