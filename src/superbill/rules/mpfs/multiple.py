"""`mpfs.multiple`: modifier 51 on a code, and what payment does with it."""

from __future__ import annotations

from superbill.rules.claim import Scene
from superbill.rules.mpfs.judging import At, Told, by_modifier, on_schedule, over_lines
from superbill.rules.rule import Outcome

MODIFIERS = ("51",)

RULE = on_schedule(
    "mpfs.multiple",
    "Modifier 51 and what Medicare does with it",
    "multiple procedure (modifier 51); Claims Processing Manual, chapter 12, section 40.6",
)


def check(scene: Scene) -> Outcome:
    """A finding for each of these modifiers that the indicator does not simply permit; no look-up
    for a line that has none of them. Parameters: indicators/multiple_procedure.yaml."""
    return over_lines(RULE, scene, _look, wants=lambda line: not _OF.isdisjoint(line.modifiers))


def _look(at: At, told: Told) -> str:
    return by_modifier(told, at, "multiple_procedure", MODIFIERS)


_OF = frozenset(MODIFIERS)
