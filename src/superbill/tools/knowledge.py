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

    def fact(table: str, code: str, field: str, on: date) -> str | None:
        value = _stated(context, table, code, field, on)
        if value is None:
            unknown.add(f"{table} of {on}")
        return value

    found = check_cards(context.cards, is_valid=is_valid, title_of=title_of, fact=fact)
    return KnowledgeCheck(
        len(context.cards),
        found,
        tuple(f"not checked against {name}: not loaded" for name in sorted(unknown)),
    )


_FAMILIES = {
    "mpfs": ("pfs", "pfs"),
    "ncci.mue.practitioner": ("ncci.mue.practitioner", "mue"),
}
"""A card's name of a table: the family and table that hold it."""

_COLUMNS = {"mue": "value"}


def _stated(context: Context, table: str, code: str, field: str, on: date) -> str | None:
    """What the edition of that day says: empty where it has no such row, None where that very
    edition is not at hand (another one may rightly say another thing)."""
    if table not in _FAMILIES:
        return None
    family, name = _FAMILIES[table]
    try:
        view = context.book.table(family, name, on=on)
    except NotLoaded:
        return None
    if view.release.edition != on:
        return None
    rows = view.rows.find(code, "") if name == "pfs" else view.rows.find(code)
    if not rows:
        return ""
    value = rows[0][_COLUMNS.get(field, field)]
    return "" if value is None else str(value)
