"""`device.market`: the product that a code is about was on the US market on the date of service."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from superbill.citation import Citation
from superbill.codesets.systems import readings
from superbill.dates import within
from superbill.knowledge.card import Card, MarketStatus
from superbill.rules.claim import Scene
from superbill.rules.finding import Check, Finding
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="device.market",
    title="The device was on the US market on the date of service",
    payer="a warning of this project; no payer's edit",
    source=Citation("superbill knowledge cards", "market: product, start, end, source"),
)


@dataclass(slots=True)
class _Concerned:
    """The lines that one product concerns on one day, and a card that speaks of it."""

    status: MarketStatus
    card: Card
    day: date
    at: list[int] = field(default_factory=list[int])


def cards_by_code(cards: tuple[Card, ...]) -> dict[str, Card]:
    """The cards that state the market of a product, by code in display form."""
    return {readings(card.code)[0].code: card for card in cards if card.market}


def check(scene: Scene) -> Outcome:
    """A warning for each product that was off the market on a line's day, naming every line that
    it concerns; a check for each that was on it."""
    findings: list[Finding] = []
    checked: dict[Check, None] = {}
    for found in _concerned(scene):
        status = found.status
        if within(found.day, status.start, status.end):
            checked[Check(RULE.id, None, f"{status.product} was on the market")] = None
        else:
            findings.append(_finding(found, scene))
    return Outcome(tuple(findings), tuple(checked))


def _concerned(scene: Scene) -> tuple[_Concerned, ...]:
    """The cards of a procedure and of its device speak of one product: it is said once a day."""
    by_code = cards_by_code(scene.cards)
    found: dict[tuple[object, ...], _Concerned] = {}
    for at, line in enumerate(scene.claim.lines):
        card = by_code.get(line.code)
        day = scene.day_of(line)
        for status in card.market if card else ():
            key = (status.product, status.start, status.end, day)
            if card is not None:
                found.setdefault(key, _Concerned(status, card, day)).at.append(at)
    return tuple(found.values())


def market_words(status: MarketStatus, on: date) -> str:
    """Where a product stands on a day, as a part of a sentence."""
    if status.start is not None and on < status.start:
        return f"came to the US market on {status.start.isoformat()}"
    if status.end is not None and on >= status.end:
        return f"has been off the US market since {status.end.isoformat()}"
    return "was on the US market"


def citation_of(status: MarketStatus, card: Card) -> Citation:
    named = f"superbill card {card.code}, reviewed {card.reviewed.isoformat()}"
    return Citation(named, f"market; {status.source}")


def _finding(found: _Concerned, scene: Scene) -> Finding:
    status, day = found.status, found.day
    before = status.start is not None and day < status.start
    lines = [str(scene.claim.lines[at]) for at in found.at]
    return Finding(
        RULE.id, "warning", "before market" if before else "off market",
        tuple(dict.fromkeys(lines)),
        f"{status.product} {market_words(status, day)}; the date of service is {day.isoformat()}."
        f" {status.message}",
        "Check the date of service and which device was used. The code itself is judged by"
        " code.valid.",
        None, citation_of(status, found.card), tuple(found.at),
    )  # fmt: skip
