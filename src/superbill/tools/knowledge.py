"""Check the knowledge cards against what the releases at hand say."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from superbill.errors import NotLoaded
from superbill.knowledge.check import Disagreement, check_cards
from superbill.tools.context import Context


@dataclass(frozen=True, slots=True)
class KnowledgeCheck:
    """How many cards were held against the releases, and where they differ."""

    cards: int
    disagreements: tuple[Disagreement, ...]
    messages: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "cards": self.cards,
            "disagreements": [asdict(d) for d in self.disagreements],
            "messages": list(self.messages),
        }


def knowledge_check(context: Context) -> KnowledgeCheck:
    """Holds every fact of every card that a release at hand also states against that release."""
    unknown: set[str] = set()

    def is_valid(system: str, code: str, on: date) -> bool | None:
        try:
            status = context.book.status(code, system, on=on)
        except NotLoaded:
            unknown.add(system)
            return None
        if status.confirmed_by == "card":  # a card can't vouch for a card
            unknown.add(system)
            return None
        return status.active

    def title_of(system: str, code: str, on: date) -> str | None:
        try:
            return context.book.status(code, system, on=on).title
        except NotLoaded:
            return None

    def fact(table: str, _code: str, _field: str, _on: date) -> str | None:
        unknown.add(table)  # no release at hand holds a table of facts yet
        return None

    found = check_cards(context.cards, is_valid=is_valid, title_of=title_of, fact=fact)
    return KnowledgeCheck(
        len(context.cards),
        found,
        tuple(f"not checked against {name}: not loaded" for name in sorted(unknown)),
    )
