"""Which diagnoses a rule may speak of together: what spares a book of claims most of its pairs.

A rule about pairs of diagnoses speaks of few of them: those of which one's notes name the other,
those of one category, those with a code of a certain kind. Its *meeting* names these among the
distinct codes of a book, once; all other pairs it passes over in silence. It may name too many,
never too few: a test runs the rule over pairs that it leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from superbill.rules.book import RuleBook


@dataclass(frozen=True, slots=True)
class Meeting:
    """Codes by their places in a list of them.

    pairs: of which the rule may say what it says of neither alone, the lesser place first; a place
        with itself: the same code twice
    wide: codes that may make such a pair with any other
    """

    pairs: frozenset[tuple[int, int]] = frozenset()
    wide: frozenset[int] = frozenset()

    def __or__(self, other: Meeting) -> Meeting:
        return Meeting(self.pairs | other.pairs, self.wide | other.wide)

    def holds(self, pair: tuple[int, ...]) -> bool:
        """Whether the rule may speak of a pair, in either order."""
        one, other = pair
        return (
            one in self.wide
            or other in self.wide
            or (min(one, other), max(one, other)) in self.pairs
        )


Meet = Callable[[Sequence[str], RuleBook, date], Meeting]
"""The meeting of distinct diagnosis codes, in display form, on a day."""
