"""A date of service that notes what is asked of it.

A book of a million claims has few codes and many days, and most answers hold over many of them. A
rule is judged on one day; what it asks of the day tells for which others its answer holds: it
compares the day with the dates of a row (any day on the same side of them would do), gives it to
the code book (see watch.py), or uses it itself, in a message for one (no other day would do).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Self

FIRST, LAST = date.min.toordinal(), date.max.toordinal()


class Asked:
    """What was asked of a day: the answer holds for the ordinals from `low` to `high`; where it is
    `exact`, for that day alone; where it was `quoted`, for those days as far as it doesn't show."""

    __slots__ = ("exact", "high", "low", "quoted")

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forgets what was asked."""
        self.low, self.high, self.exact, self.quoted = FIRST, LAST, False, False

    def before(self, ordinal: int, *, so: bool) -> bool:
        """The day was found to lie before another, or not."""
        if so:
            self.high = min(self.high, ordinal - 1)
        else:
            self.low = max(self.low, ordinal)
        return so

    def within(self, first: int, end: int) -> None:
        """The answer holds for all days of [first, end)."""
        self.low, self.high = max(self.low, first), min(self.high, end - 1)


@lru_cache
def _month(day: date) -> tuple[int, int]:
    """Its first day, and that of the next."""
    first = day.replace(day=1)
    return first.toordinal(), (first + timedelta(31)).replace(day=1).toordinal()


class WatchedDay(date):  # noqa: PLW1641 -- its hash is among what is set below
    """A date in all respects, beside the note that it takes."""

    __slots__ = ("_asked", "_plain")
    _asked: Asked
    _plain: date

    @classmethod
    def of(cls, day: date, asked: Asked) -> Self:
        made = date.__new__(cls, day.year, day.month, day.day)
        made._asked, made._plain = asked, day
        return made

    @property
    def plain(self) -> date:
        """The date alone, for who notes in another way what depends on it."""
        return self._plain

    # Whatever else is compared with a day raises TypeError, as with any date.
    def __lt__(self, other: date) -> bool:
        return self._compared(other)

    def __ge__(self, other: date) -> bool:
        return not self._compared(other)

    def __le__(self, other: date) -> bool:
        return self._compared(other, or_equal=True)

    def __gt__(self, other: date) -> bool:
        return not self._compared(other, or_equal=True)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, date):
            return NotImplemented
        if self._compared(other) or not self._compared(other, or_equal=True):
            return False
        if not (isinstance(other, WatchedDay) and other._asked is self._asked):
            self._asked.exact = True
        return True

    def isoformat(self) -> str:
        """For a message, or for a use that QuotedDay notes."""
        self._asked.quoted = True
        return QuotedDay.of(self._plain.isoformat(), self._asked)

    def __str__(self) -> str:
        return self.isoformat()

    def __format__(self, spec: str) -> str:
        if not spec:
            return self.isoformat()
        self._asked.exact = True
        return format(self._plain, spec)

    def replace(self, *args: Any, **parts: Any) -> date:
        """The first of its month, say, is that of every day of the month."""
        if not args and len(parts) == 1 and "day" in parts:
            self._asked.within(*_month(self._plain))
        else:
            self._asked.exact = True
        return self._plain.replace(*args, **parts)

    def _compared(self, other: date, *, or_equal: bool = False) -> bool:
        """Whether it lies before the other, or is it."""
        mine, ordinal = date.toordinal(self), date.toordinal(other)
        ordinal += or_equal
        if isinstance(other, WatchedDay):
            if other._asked is not self._asked:
                self._asked.exact = other._asked.exact = True
            return mine < ordinal  # of one watch: the same day, whichever it is
        return self._asked.before(ordinal, so=mine < ordinal)


class QuotedDay(str):
    """A day as text, for a message. Whatever else is done with the text is a use of the day."""

    __slots__ = ("_asked", "_plain")
    _asked: Asked
    _plain: str

    @classmethod
    def of(cls, text: str, asked: Asked) -> Self:
        made = str.__new__(cls, text)
        made._asked, made._plain = asked, text
        return made

    @property
    def plain(self) -> str:
        return self._plain


def _exact(kind: type, name: str) -> Callable[..., Any]:
    """Whatever else a date can do, done, and noted as a use of the day itself."""
    own: Any = getattr(kind, name)

    def used(self: Any, *args: Any, **more: Any) -> Any:
        self._asked.exact = True  # pyright: ignore[reportPrivateUsage]
        # Of itself a watched day would make others, which nobody watches.
        return own(self.plain, *args, **more)

    return used


def _exact_part(name: str) -> Callable[[WatchedDay], int]:
    def part(self: WatchedDay) -> int:
        self._asked.exact = True  # pyright: ignore[reportPrivateUsage]
        return getattr(self.plain, name)

    return part


_KEPT = {
    "__class__", "__new__", "__init__", "__init_subclass__", "__subclasshook__", "__doc__",
    "__getattribute__", "__setattr__", "__delattr__", "__getstate__", "__dir__", "__sizeof__",
    "__str__", "__format__",
}  # fmt: skip
_DAYS_OWN = {
    "__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__", "replace", "isoformat", "min",
    "max", "resolution", "fromtimestamp", "fromordinal", "fromisoformat", "fromisocalendar",
    "today", "strptime", "year", "month", "day",
}  # fmt: skip
_TEXTS_OWN = {"__add__", "__radd__", "maketrans"}

for _name in set(dir(date)) - _KEPT - _DAYS_OWN:
    setattr(WatchedDay, _name, _exact(date, _name))
for _name in ("year", "month", "day"):
    setattr(WatchedDay, _name, property(_exact_part(_name)))
for _name in set(dir(str)) - _KEPT - _TEXTS_OWN:
    setattr(QuotedDay, _name, _exact(str, _name))
WatchedDay.__ne__ = object.__ne__  # by __eq__, above
