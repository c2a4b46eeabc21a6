"""One procedure told in several places of a note: its sides and its outcome as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from superbill.coding.proposal import together
from superbill.notes.values import Outcome, Procedure, Side

BOTH: tuple[Side, ...] = ("right", "left")


def single_sides(sides: Sequence[Side]) -> tuple[Side, ...]:
    """Sides with `bilateral` taken apart, right before left.

    >>> single_sides(["bilateral", "left"])
    ('right', 'left')
    """
    wanted = set(BOTH) if "bilateral" in sides else set(sides)
    return tuple(side for side in BOTH if side in wanted)


def merged(procedures: Sequence[Procedure]) -> Procedure:
    """One procedure from all that the note says of it.

    A heading names what was meant; the account names what came of it. So a side that failed
    anywhere counts as failed, and a whole that was stopped or failed, with no side told, leaves
    no side done, whatever a heading says.
    """
    first = max(procedures, key=_told)
    if len(procedures) == 1:
        return replace(
            first, sides=single_sides(first.sides), failed_sides=single_sides(first.failed_sides)
        )
    ended = [p for p in procedures if p.outcome in ("stopped", "failed")]
    done = [p for p in procedures if p.outcome == "completed"]
    whole = [p for p in ended if not p.sides and not p.failed_sides]
    failed = single_sides([s for p in procedures for s in p.failed_sides])
    told = [p for p in procedures if p.outcome == "completed" or p.sides]
    sides = single_sides([s for p in told for s in p.sides])
    sides = () if whole else tuple(s for s in sides if s not in failed)
    account = (ended or done or list(procedures))[0]
    outcome: Outcome = "completed" if sides or not ended else account.outcome
    return replace(
        first,
        sides=sides,
        failed_sides=failed,
        outcome=outcome,
        reason=account.reason,
        reason_class=account.reason_class,
        count=max((p.count for p in procedures if p.count is not None), default=None),
        circumstances=tuple(dict.fromkeys(c for p in procedures for c in p.circumstances)),
        evidence=together(first.evidence, *(p.evidence for p in procedures)),
    )


def _told(procedure: Procedure) -> tuple[int, int]:
    """How much of a frame the note told here, for choosing the most telling account."""
    stated = (procedure.site, procedure.target, procedure.approach, procedure.device)
    return sum(field is not None for field in stated), len(procedure.evidence)
