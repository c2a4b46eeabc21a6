"""A book of claims in columns, as the screens of rules read it.

A rule is written once, for one claim (`check(scene)`). Over a book of a million lines a *screen*
names, from columns alone, the claims in which the rule may have anything to say; only those are
then judged by `check`. A screen may name too many, never too few: a test judges every claim
without it and must find the same.

    def screen(columns: ClaimColumns, book: ScreenBook) -> Claims

Rules of grain `line` and `diagnoses` need none: each distinct line or list of diagnoses is judged
once, over all the days on which it gets the same answers (claims/watch.py). They may have one all
the same, or say `together` (see rule.Running), where the distinct lists are many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from superbill.rules.book import RuleBook
from superbill.rules.claim import Payer, Setting

Ints = NDArray[np.int32]
Claims = NDArray[np.int32]
"""Numbers of claims, ascending, each once."""


@dataclass(frozen=True, slots=True)
class ClaimColumns:
    """Claims of one setting and one payer. One element a line; lines of a claim stand together, and
    claims are numbered from 0 in their order.

    claim: number of the line's claim
    code: place in `codes`, the distinct (code, system) in display form
    modifiers: place in `modifier_sets`, the distinct tuples
    units: as billed; on: days since 1970-01-01
    count: how many claims there are
    diagnoses: one a claim: place in `diagnosis_lists`, the distinct lists; None: not given
    patient: one a claim: the patient's number, -1 where not known; None: not given
    """

    setting: Setting
    payer: Payer
    count: int
    claim: Ints
    code: Ints
    modifiers: Ints
    units: Ints
    on: Ints
    codes: tuple[tuple[str, str], ...]
    modifier_sets: tuple[tuple[str, ...], ...]
    diagnoses: Ints | None = None
    diagnosis_lists: tuple[tuple[str, ...], ...] = ()
    patient: Ints | None = None


class ScreenBook(RuleBook, Protocol):
    """What a screen may ask beside a rule."""

    def frame(self, family: str, name: str, *, on: Any) -> Any:
        """The same table as a Polars LazyFrame, for a scan."""
        ...


Screen = Callable[[ClaimColumns, ScreenBook], Claims]
