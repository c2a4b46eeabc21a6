"""`mpfs.team`: a team of surgeons is paid for this code."""

from __future__ import annotations

from superbill.rules.claim import Scene
from superbill.rules.mpfs.judging import At, Told, by_modifier, on_schedule, over_lines
from superbill.rules.rule import Outcome

MODIFIERS = ("66",)

RULE = on_schedule(
    "mpfs.team",
    "Modifier 66 agrees with the team surgery indicator",
    "team surgery; Claims Processing Manual, chapter 12, section 40.8",
)


def check(scene: Scene) -> Outcome:
    """A finding for each of these modifiers that the indicator does not simply permit; no look-up
    for a line that has none of them. Parameters: indicators/team.yaml."""
    return over_lines(RULE, scene, _look, wants=lambda line: not _OF.isdisjoint(line.modifiers))


def _look(at: At, told: Told) -> str:
    return by_modifier(told, at, "team", MODIFIERS)


_OF = frozenset(MODIFIERS)
