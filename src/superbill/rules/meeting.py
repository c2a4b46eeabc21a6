"""Which of a claim's diagnoses a rule looks at: what spares a book of claims most of its lists.

A rule about diagnoses speaks of few of them: of a code of a certain kind, of two of which one's
notes name the other, of two of one category. Its *meeting* names these among the distinct codes of
a book, once. Of each claim's list only the codes that matter are then judged, and lists that are
alike in them are judged once; a list in which none matters is passed over in silence.

A meeting may name too many, never too few: a test judges lists with and without the codes that are
left out, and must find the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from superbill.rules.book import RuleBook


@dataclass(frozen=True, slots=True)
class Meeting:
    """Codes by their places in a list of them. Those of which the rule says something of one alone
    matter to it in any case.

    alone: codes that matter wherever they stand
    pairs: codes that matter beside each other, the lesser place first; a place with itself: the
        same code twice
    wide: codes beside which every other matters
    first: whether it matters, where any does, which code leads
    """

    alone: frozenset[int] = frozenset()
    pairs: frozenset[tuple[int, int]] = frozenset()
    wide: frozenset[int] = frozenset()
    first: bool = False

    def __or__(self, other: Meeting) -> Meeting:
        return Meeting(
            self.alone | other.alone,
            self.pairs | other.pairs,
            self.wide | other.wide,
            self.first or other.first,
        )


Meet = Callable[[Sequence[str], RuleBook, date], Meeting]
"""The meeting of distinct diagnosis codes, in display form, on a day."""
