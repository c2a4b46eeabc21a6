"""What a clause tells: things done, tried, failed, meant or broken off, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from superbill.notes.values import Evidence, Side

Status = Literal["done", "attempted", "failed", "not_done", "planned"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a procedure is, in the lexicon's identifiers, sides apart."""

    action: str
    site: str | None = None
    target: str | None = None
    approach: str | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something failed or was broken off: the note's words, and their class if known."""

    evidence: Evidence
    reason_class: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing told of one frame. `sides` is empty where the clause and its context name none."""

    frame: Frame
    sides: tuple[Side, ...]
    status: Status
    evidence: Evidence
    reason: Reason | None = None
    count: int | None = None
    claimed_bilateral: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """The operation was broken off. `sure`: said outright, not inferred from a word that also ends
    operations that were finished. `about`: actions and devices named with it, empty for all."""

    evidence: Evidence
    reason: Reason | None
    sure: bool
    about: frozenset[str]
