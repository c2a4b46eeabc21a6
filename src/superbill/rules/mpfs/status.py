"""`mpfs.status`: what the fee schedule's status code says of being paid at all."""

from __future__ import annotations

from superbill.rules.claim import Scene
from superbill.rules.mpfs.indicators import Consequence
from superbill.rules.mpfs.judging import At, Told, on_schedule, over_lines, tell
from superbill.rules.rule import Outcome

RULE = on_schedule(
    "mpfs.status",
    "The fee schedule's status lets Medicare pay the code",
    "attachment A, status code; Claims Processing Manual, chapter 23, addendum",
)

EXPECTS_DENIAL = "GY"
"""On a line that is there for the denial, the status is no fault (Claims Processing Manual,
chapter 1, section 60.4)."""

NONCOVERED = "N"

AS_EXPECTED = Consequence(
    "info", "not covered", "Modifier GY says that the denial is expected.", "None is needed."
)


def check(scene: Scene) -> Outcome:
    """A finding for each status but A. Parameters: indicators/status.yaml."""
    return over_lines(RULE, scene, _look)


def _look(at: At, told: Told) -> str:
    value = at.row.meaning("status")
    status = at.row.indicator("status")
    if value is None:
        return f"{at.line.code} has status {status}, which is not known"
    if value.finding is not None:
        expected = status == NONCOVERED and EXPECTS_DENIAL in at.line.modifiers
        tell(told, at, "status", AS_EXPECTED if expected else value.finding)
    return f"{at.line.code} has status {status}"
