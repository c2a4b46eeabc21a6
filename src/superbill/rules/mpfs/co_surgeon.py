"""`mpfs.co_surgeon`: two surgeons are paid for this code."""

from __future__ import annotations

from superbill.rules.claim import Scene
from superbill.rules.mpfs.judging import At, Told, by_modifier, on_schedule, over_lines
from superbill.rules.rule import Outcome

MODIFIERS = ("62",)

RULE = on_schedule(
    "mpfs.co_surgeon",
    "Modifier 62 agrees with the co-surgeons indicator",
    "co-surgeons; Claims Processing Manual, chapter 12, section 40.8",
)


def check(scene: Scene) -> Outcome:
    """A finding for each of these modifiers that the indicator does not simply permit; no look-up
    for a line that has none of them. Parameters: indicators/co_surgeon.yaml."""
    return over_lines(RULE, scene, _look, wants=lambda line: not _OF.isdisjoint(line.modifiers))


def _look(at: At, told: Told) -> str:
    return by_modifier(told, at, "co_surgeon", MODIFIERS)


_OF = frozenset(MODIFIERS)
