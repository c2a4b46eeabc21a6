"""The HCPCS codes of devices that the note shows left in place."""

from __future__ import annotations

from collections.abc import Mapping

from superbill.coding.codes import split_code
from superbill.coding.confidence import confidence
from superbill.coding.match import Match
from superbill.coding.proposal import Proposal, card_citation
from superbill.coding.words import Words, speaks_of
from superbill.knowledge.card import Card, Device

OTHER_PRODUCT = "The words do not name this product."
NOT_PLACED = "The note shows no such device left in place."


def device_proposals(match: Match, cards: Mapping[str, Card], words: Words) -> tuple[Proposal, ...]:
    """One proposal for each device of the card that the procedure used: chosen where it was
    completed, on a side at least, else rejected.

    A device code of the cards stands for the whole set that a procedure uses (the card's `note`
    says so), so it is one unit. Of several codes for one kind of device the product that the
    words name decides; where they name none, no code is chosen.
    """
    procedure = match.procedure
    found: list[Proposal] = []
    same = [d for d in match.card.devices if d.device == procedure.device]
    for device in same:
        system, code = split_code(device.code, system="hcpcs")
        own = cards.get(device.code)
        placed = procedure.outcome == "completed" or bool(procedure.sides)
        refused = None if placed else NOT_PLACED
        if placed and len(same) > 1 and not _names_product(device, match, words):
            refused = OTHER_PRODUCT
        found.append(
            Proposal(
                system, code, own.name if own else device.device.replace("_", " "), "device",
                procedure.evidence, (card_citation(match.card, f"device: {device.note}"),),
                confidence=confidence(places=len(procedure.evidence), fields=1)
                if refused is None else 0.0,
                rejected=refused,
            )
        )  # fmt: skip
    return tuple(found)


def _names_product(device: Device, match: Match, words: Words) -> bool:
    """Whether the words of the procedure name the product that the card's entry is for."""
    told = " ".join(e.text for e in match.procedure.evidence)
    products = words.of_kind("product")
    return any(speaks_of(p, device.note) and speaks_of(p, told) for p in products)
