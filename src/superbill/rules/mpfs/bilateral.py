"""`mpfs.bilateral`: modifiers 50, LT and RT and the units agree with the bilateral indicator."""

from __future__ import annotations

from superbill.rules.claim import Line, Scene
from superbill.rules.mpfs.judging import At, Told, by_modifier, on_schedule, over_lines, tell
from superbill.rules.rule import Outcome

RULE = on_schedule(
    "mpfs.bilateral",
    "Modifiers 50, LT and RT and the units agree with the bilateral indicator",
    "bilateral surgery (modifier 50); Claims Processing Manual, chapter 12, section 40.7",
    grain="claim",
)

SIDES = frozenset(("LT", "RT"))

APART = frozenset(("59", "XE", "XP", "XS", "XU", "76", "77", "58", "78", "79"))
"""Modifiers that say that a line is another service than its fellow, and not its other side."""


def check(scene: Scene) -> Outcome:
    """One finding a line, and one a pair of lines with LT and RT of a code on a day. Parameters:
    indicators/bilateral.yaml."""
    return over_lines(RULE, scene, _look)


def _look(at: At, told: Told) -> str:
    line = at.line
    if "50" in line.modifiers:
        said = by_modifier(told, at, "bilateral", ("50",))
        if line.units > 1:
            _by_situation(at, told, "twice")
        return said
    of = SIDES.intersection(line.modifiers)
    if len(of) == 1:
        other = _other_side(at, next(iter(SIDES - of)))
        if other is None:
            return by_modifier(told, at, "bilateral", ("LT", "RT"))
        # The pair is told of once, at its first line.
        if other > at.place:
            _by_situation(at, told, "both sides", other)
        return f"{line.code} with LT and RT, indicator {at.row.indicator('bilateral')}"
    if line.units > 1 and not of:
        _by_situation(at, told, "units")
    return f"{line.code} has indicator {at.row.indicator('bilateral')}"


def _other_side(at: At, side: str) -> int | None:
    """The place of the line that tells of the same code's other side on that day, or None."""
    return next(
        (
            place
            for place, line in enumerate(at.scene.claim.lines)
            if place != at.place
            and line.code == at.line.code
            and at.scene.day_of(line) == at.on
            and side in line.modifiers
            and _component(line) == _component(at.line)
            and APART.isdisjoint((*line.modifiers, *at.line.modifiers))
        ),
        None,
    )


def _component(line: Line) -> frozenset[str]:
    return frozenset(("26", "TC")).intersection(line.modifiers)


def _by_situation(at: At, told: Told, of: str, other: int | None = None) -> None:
    value = at.row.meaning("bilateral")
    found = value.verdict_on(of) if value else None
    if found is not None:
        tell(told, at, "bilateral", found, places=() if other is None else (at.place, other))
