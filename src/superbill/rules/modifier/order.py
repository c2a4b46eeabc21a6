"""`modifier.order`: payment-affecting modifiers stand first, the side or place last."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Scene
from superbill.rules.finding import Severity
from superbill.rules.modifier.judging import Marked, Told, over_marked, shown
from superbill.rules.modifier.known import known
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_suffix(".yaml")

RULE = Rule(
    id="modifier.order",
    title="Modifiers that affect payment stand first",
    payer="Medicare's claims system and contractors; others by custom",
    source=Citation("superbill rules", "rules/modifier/order.yaml, each kind with its source"),
    grain="line",
)

TIES = (("26", "TC"), ("54", "55", "56"))
"""Of two pricing modifiers, those that choose the row of the fee schedule stand first."""


@dataclass(frozen=True, slots=True)
class Kind:
    """rank: its place among the kinds; also: modifiers of it that known/ does not hold; behind:
    how grave it is where it stands behind one of a later kind."""

    kind: str
    rank: int
    says: str
    also: tuple[str, ...]
    behind: Severity
    source: str
    locator: str


@cache
def kinds() -> tuple[Kind, ...]:
    """All of order.yaml. Raises CardRefused."""
    return tuple(build(Kind, entry) for entry in read_yaml(FILE).items())


def kind_of(modifier: str) -> Kind | None:
    """The kind of a modifier; None where it is not known."""
    entry = known(modifier)
    named = entry.kind if entry else None
    return next((k for k in kinds() if k.kind == named or modifier in k.also), None)


def in_order(modifiers: tuple[str, ...]) -> tuple[str, ...]:
    """The modifiers as they should stand; those of unknown kind with the informational ones.

    >>> in_order(("LT", "59", "26"))
    ('26', '59', 'LT')
    """
    return tuple(sorted(modifiers, key=_rank))


def _rank(modifier: str) -> tuple[int, int]:
    kind = kind_of(modifier)
    tie = next((n for n, group in enumerate(TIES) if modifier in group), len(TIES))
    return (kind.rank if kind else 3, tie)


def check(scene: Scene) -> Outcome:
    """One finding a line, with the order that should be. Parameters: order.yaml."""
    return over_marked(RULE, scene, _look, least=2)


def _look(at: Marked, told: Told) -> None:
    ranked = [(m, k) for m in at.line.modifiers if (k := kind_of(m)) is not None]
    wrong = [
        (second.rank, behind, second, before, first)
        for n, (behind, second) in enumerate(ranked)
        for before, first in ranked[:n]
        if second.rank < first.rank
    ]
    if wrong:
        _, behind, second, before, first = min(wrong, key=lambda w: w[0])
        told.find(
            at, second.behind, "order",
            f"{behind}, which {second.says}, stands behind {before}, which {first.says}.",
            f"Write them as {shown(in_order(at.line.modifiers))}.",
            Citation(second.source, second.locator),
        )  # fmt: skip
        return
    told.check(f"the order of {shown(at.line.modifiers)} is as it should be")
