"""`device.market`: the product that a code is about was on the US market on the date of service."""

from __future__ import annotations

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


def check(scene: Scene) -> Outcome:
    """A warning for each product that was off the market that day, naming every line it
    concerns; a check for each that was on it."""
    concerned: dict[MarketStatus, list[str]] = {}
    files: dict[MarketStatus, Card] = {}
    by_code = {readings(card.code)[0].code: card for card in scene.cards if card.market}
    for line in scene.claim.lines:
        card = by_code.get(line.code)
        for status in card.market if card else ():
            concerned.setdefault(status, []).append(line.code)
            files.setdefault(status, card) if card else None
    findings: list[Finding] = []
    checked: list[Check] = []
    for status, codes in _one_a_product(concerned).items():
        if within(scene.on, status.start, status.end):
            checked.append(Check(RULE.id, None, f"{status.product} was on the market"))
        else:
            findings.append(_finding(status, tuple(codes), files[status], scene))
    return Outcome(tuple(findings), tuple(checked))


def _one_a_product(found: dict[MarketStatus, list[str]]) -> dict[MarketStatus, list[str]]:
    """The cards of a procedure and of its device speak of one product: it is said once."""
    first: dict[tuple[object, ...], MarketStatus] = {}
    merged: dict[MarketStatus, list[str]] = {}
    for status, codes in found.items():
        key = (status.product, status.start, status.end)
        merged.setdefault(first.setdefault(key, status), []).extend(codes)
    return {status: list(dict.fromkeys(codes)) for status, codes in merged.items()}


def _finding(status: MarketStatus, codes: tuple[str, ...], card: Card, scene: Scene) -> Finding:
    before = status.start is not None and scene.on < status.start
    when = (
        f"came to the US market on {status.start.isoformat()}"
        if before and status.start
        else f"has been off the US market since {status.end.isoformat() if status.end else ''}"
    )
    return Finding(
        RULE.id, "warning", "before market" if before else "off market", codes,
        f"{status.product} {when}; the date of service is {scene.on.isoformat()}. {status.message}",
        "Check the date of service and which device was used. The code itself is judged by"
        " code.valid.",
        None, Citation(f"superbill card {card.code}, reviewed {card.reviewed.isoformat()}",
                       f"market; {status.source}"),
    )  # fmt: skip
