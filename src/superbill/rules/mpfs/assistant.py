"""`mpfs.assistant`: an assistant at surgery is one that Medicare pays for this code."""

from __future__ import annotations

from superbill.rules.claim import Scene
from superbill.rules.mpfs.judging import At, Told, by_modifier, on_schedule, over_lines
from superbill.rules.rule import Outcome

MODIFIERS = ("80", "81", "82", "AS")

RULE = on_schedule(
    "mpfs.assistant",
    "Modifiers 80, 81, 82 and AS agree with the assistant at surgery indicator",
    "assistant at surgery; Claims Processing Manual, chapter 12, section 20.4.3",
)


def check(scene: Scene) -> Outcome:
    """A finding for each of these modifiers that the indicator does not simply permit; no look-up
    for a line that has none of them. Parameters: indicators/assistant.yaml."""
    return over_lines(RULE, scene, _look, wants=lambda line: not _OF.isdisjoint(line.modifiers))


def _look(at: At, told: Told) -> str:
    return by_modifier(told, at, "assistant", MODIFIERS)


_OF = frozenset(MODIFIERS)
