"""A code before it is confirmed: what the stages of coding hand to the gate (confirm.py)."""

from __future__ import annotations

from dataclasses import dataclass

from superbill.citation import Citation
from superbill.coding.result import Role
from superbill.knowledge.card import Card
from superbill.notes.values import Evidence


@dataclass(frozen=True, slots=True)
class Proposal:
    """The fields are those of Candidate; `name` is our own name for the code, for where no
    publisher's title is at hand."""

    system: str
    code: str
    name: str
    role: Role
    evidence: tuple[Evidence, ...]
    why: tuple[Citation, ...] = ()
    modifiers: tuple[str, ...] = ()
    units: int = 1
    confidence: float = 0.0
    rejected: str | None = None
    complete: bool = True


def card_citation(card: Card, part: str) -> Citation:
    """The card as a source: its file, which part of it, and when it was last reviewed."""
    return Citation(
        f"superbill knowledge card {card.file}", f"{part}; reviewed {card.reviewed.isoformat()}"
    )


def together(*groups: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence of several groups, each span once, in the order given."""
    return tuple({(e.start, e.end): e for group in reversed(groups) for e in reversed(group)}
                 .values())[::-1]  # fmt: skip
