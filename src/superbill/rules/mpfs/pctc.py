"""`mpfs.pctc`: modifiers 26 and TC, and the place of service, agree with the PC/TC indicator."""

from __future__ import annotations

from superbill.rules.claim import Scene
from superbill.rules.mpfs.judging import At, Told, by_modifier, on_schedule, over_lines, tell
from superbill.rules.rule import Outcome

MODIFIERS = ("26", "TC")

RULE = on_schedule(
    "mpfs.pctc",
    "Modifiers 26 and TC agree with the PC/TC indicator",
    "attachment A, PC/TC indicator; Claims Processing Manual, chapter 13, sections 20.1 and 20.2",
)

HOSPITAL = ("19", "21", "22", "23")
"""Places of service in a hospital: off campus and on campus outpatient, inpatient, emergency
(Claims Processing Manual, chapter 13, section 20.2.1, and chapter 26, section 10.5)."""

INPATIENT = "21"


def check(scene: Scene) -> Outcome:
    """A finding for 26 or TC where the indicator does not permit it, and for a technical or
    incident-to service in a hospital where the place of service is known. Parameters:
    indicators/pctc.yaml."""
    return over_lines(RULE, scene, _look)


def _look(at: At, told: Told) -> str:
    said = by_modifier(told, at, "pctc", MODIFIERS)
    value = at.row.meaning("pctc")
    of = _place(at)
    found = value.verdict_on(of) if value and of else None
    if found is not None:
        tell(told, at, "pctc", found, before=f"The place of service is {at.line.pos}.")
    return said


def _place(at: At) -> str | None:
    """In which way the place of service counts, as indicators/pctc.yaml names it."""
    if at.line.pos is None or "26" in at.line.modifiers:
        return None
    if at.line.pos in HOSPITAL:
        if at.row.indicator("pctc") == "8" and at.line.pos != INPATIENT:
            return "outside hospital"
        return "hospital TC" if "TC" in at.line.modifiers else "hospital"
    return "outside hospital"
