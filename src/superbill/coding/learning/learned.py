"""What was learned from a course: plain frozen values, as they are kept and as they are applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from superbill.coding.learning.lexicon import Phrase
from superbill.coding.learning.rates import Rates


@dataclass(frozen=True, slots=True)
class Ranking:
    """How the candidates of one system are weighed. least: confidence below which a code is shown
    and not reported; weights: by feature"""

    least: float
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What the folds measured: each part of the course coded by what the other parts taught.
    calibration_error: mean distance of the confidence of a tenth and the share that was right there
    """

    f1: float
    precision: float
    recall: float
    average_precision: float
    calibration_error: float | None = None


@dataclass(frozen=True, slots=True)
class About:
    """learned: the day; notes, codes: of the course, codes counted once a note; skipped: rows that
    were left out, by reason; held_out: by system"""

    name: str
    course: str
    learned: str
    notes: int
    codes: int
    folds: int
    skipped: Mapping[str, int] = field(default_factory=dict[str, int])
    held_out: Mapping[str, HeldOut] = field(default_factory=dict[str, HeldOut])


@dataclass(frozen=True, eq=False)
class Learned:
    """skip: what a word left out of a phrase adds to its weight; ranking: by system"""

    about: About
    phrases: tuple[Phrase, ...]
    rates: Rates
    ranking: Mapping[str, Ranking]
    skip: float
