"""Procedures of a note x frames of the cards: which cards fit, and which nearly do.

A card fits when the procedure meets every field that one of its frames states. What a frame leaves
open doesn't matter to the code. What the note leaves open, and the frame states, is not met: a
code is not read into a silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from superbill.knowledge.card import Card, Frame
from superbill.notes.values import Procedure

FIELDS = ("action", "site", "target", "approach", "device")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that a frame states and the procedure doesn't meet. `found` is None where the note
    is silent."""

    field: str
    wanted: str
    found: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """A card that fits. `stated` is the number of fields its frame states: its specificity."""

    procedure: Procedure
    card: Card
    frame: Frame
    stated: int


@dataclass(frozen=True, slots=True)
class Miss:
    """A card of the same action and site, or nearly, that doesn't fit, and wherein."""

    procedure: Procedure
    card: Card
    differences: tuple[Difference, ...]


def match(
    procedure: Procedure, cards: Iterable[Card]
) -> tuple[tuple[Match, ...], tuple[Miss, ...]]:
    """The cards that fit a procedure, most specific first, and the near misses."""
    fits: list[Match] = []
    near: list[Miss] = []
    for card in cards:
        compared = [(differences(procedure, frame), frame) for frame in card.frames]
        fitting = [frame for found, frame in compared if not found]
        if fitting:
            best = max(fitting, key=stated_fields)
            fits.append(Match(procedure, card, best, stated_fields(best)))
        elif compared:
            found = min((found for found, _ in compared), key=len)
            if _is_near(found):
                near.append(Miss(procedure, card, found))
    return tuple(sorted(fits, key=lambda m: -m.stated)), tuple(near)


def differences(procedure: Procedure, frame: Frame) -> tuple[Difference, ...]:
    """The fields of `frame` that `procedure` doesn't meet; empty: it fits."""
    found: list[Difference] = []
    for field in FIELDS:
        wanted: str | None = getattr(frame, field)
        has: str | None = getattr(procedure, field)
        if wanted is not None and wanted != has:
            found.append(Difference(field, wanted, has))
    if frame.circumstance is not None and frame.circumstance not in procedure.circumstances:
        found.append(Difference("circumstance", frame.circumstance, None))
    return tuple(found)


def stated_fields(frame: Frame) -> int:
    return sum(getattr(frame, field) is not None for field in (*FIELDS, "circumstance"))


def _is_near(found: tuple[Difference, ...]) -> bool:
    """Same action at the same site, or one fact away from fitting."""
    fields = {difference.field for difference in found}
    return len(found) == 1 or not fields & {"action", "site"}
