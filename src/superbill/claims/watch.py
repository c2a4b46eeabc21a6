"""A scene that notes what a rule looks at, so that its answer serves every line that looks alike.

A rule is pure: what it did not look at can't have mattered. Judging one line says of which fields
the answer depends, and on which days it holds; all lines of the book that agree in them are
answered with it. `modifiers`, `units` and the rest are noted by name, the day as day.py tells, and
the code book by the era of the day (codesets/era.py) or the release whose table answered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from superbill.claims.day import Asked, QuotedDay, WatchedDay
from superbill.codesets.answers import Concept, Status
from superbill.errors import NotLoaded
from superbill.rules.claim import Line, Patient
from superbill.rules.rule import Outcome

Days = NDArray[np.bool_]
"""Of the distinct days of a book, those on which an answer holds."""


class Watch:
    """What one judgement looked at.

    fields: names of what was read of line and patient
    """

    __slots__ = ("_days", "_ordinals", "asked", "fields")

    def __init__(self, ordinals: NDArray[np.int64]):
        self.fields: set[str] = set()
        self.asked = Asked()
        self._ordinals = ordinals
        self._days: list[Days] = []

    def begin(self) -> None:
        """Forgets the last judgement."""
        self.fields.clear()
        self._days.clear()
        self.asked.begin()

    def only(self, days: Days | None) -> None:
        """The answer holds at most on these days; None: on all."""
        if days is not None:
            self._days.append(days)

    def shown(self, outcome: Outcome, day: date) -> None:
        """The answer was found: a day that it quotes is of it, one that only its checks quote is
        not."""
        if self.asked.quoted and not self.asked.exact and outcome.findings:
            text = day.isoformat()
            self.asked.exact = any(text in repr(finding) for finding in outcome.findings)

    def holds(self, day: int) -> Days | None:
        """The days on which the answer holds, of which the place of its own is given; None: all
        the days of the book."""
        asked = self.asked
        if asked.exact:
            alone = np.zeros(len(self._ordinals), np.bool_)
            alone[day] = True
            return alone
        found: Days | None = None
        if asked.low > self._ordinals[0] or asked.high < self._ordinals[-1]:
            found = (self._ordinals >= asked.low) & (self._ordinals <= asked.high)
        for days in self._days:
            found = days if found is None else found & days
        return found


def _noted(kind: type[Any], name: str) -> Any:
    slot = getattr(kind, name)

    def read(self: Any) -> Any:
        self.watch.fields.add(name)
        return slot.__get__(self)

    return property(read, slot.__set__)


class WatchedLine(Line):
    """A line of which each field but the code notes that it was read. The day notes it itself."""

    __slots__ = ("watch",)
    watch: Watch


class WatchedPatient(Patient):
    """A patient of whom each field notes that it was read."""

    __slots__ = ("watch",)
    watch: Watch


LINE_FIELDS = tuple(f.name for f in fields(Line) if f.name not in ("code", "system", "on"))
PATIENT_FIELDS = tuple(f.name for f in fields(Patient))
for _name in LINE_FIELDS:
    setattr(WatchedLine, _name, _noted(Line, _name))
for _name in PATIENT_FIELDS:
    setattr(WatchedPatient, _name, _noted(Patient, _name))


class WatchedBook:
    """The code book, asked on watched days. What it says of a code it is asked once an era."""

    def __init__(self, book: Any, watch: Watch, days: tuple[date, ...]):
        self._book = book
        self._watch = watch
        self._days = days
        self._eras: dict[tuple[str, ...], tuple[dict[date, Hashable], dict[Hashable, Days]]] = {}
        self._statuses: dict[tuple[str, str, Hashable], Status] = {}
        self._concepts: dict[tuple[str, str, Hashable], Concept] = {}

    def status(self, code: str, system: str, *, on: date) -> Status:
        if not isinstance(on, WatchedDay):
            return self._book.status(code, system, on=on)
        key = (code, system, self.era(system, on))
        found = self._statuses.get(key)
        if found is None:
            found = self._statuses[key] = self._book.status(code, system, on=on.plain)
        return found._replace(on=on)

    def concept(self, code: str, system: str, *, on: date) -> Concept:
        if not isinstance(on, WatchedDay):
            return self._book.concept(code, system, on=on)
        key = (code, system, self.era(system, on))
        found = self._concepts.get(key)
        if found is None:
            found = self._book.concept(code, system, on=on.plain)
            if any(on.plain.isoformat() in message for message in found.messages):
                self._watch.asked.exact = True  # they quote the day
            else:
                self._concepts[key] = found
        return found._replace(status=found.status._replace(on=on))

    def table(self, family: str, name: str, *, on: date) -> Any:
        if not isinstance(on, WatchedDay):
            return self._book.table(family, name, on=on)
        self._same((family, name), on.plain, lambda day: self._table_era(family, name, day))
        return self._book.table(family, name, on=on.plain)

    def era(self, system: str, on: date) -> Hashable:
        """See CodeBook.era; None where it has none, for want of a list."""
        if not isinstance(on, WatchedDay):
            return self._book.era(system, on)
        return self._same(("", system), on.plain, lambda day: self._book.era(system, day))

    def __getattr__(self, name: str) -> Any:
        """Anything else that a code book can do: its answer is taken to hold for the day alone."""
        own = getattr(self._book, name)

        def asked(*args: Any, **more: Any) -> Any:
            self._watch.asked.exact = True
            return own(*map(_plain, args), **{key: _plain(value) for key, value in more.items()})

        return asked if callable(own) else own

    def _table_era(self, family: str, name: str, day: date) -> Hashable:
        table = self._book.table(family, name, on=day)
        return (table.release.id, table.stale)

    def _same(self, key: tuple[str, ...], day: date, era: Callable[[date], Hashable]) -> Hashable:
        """Notes the days on which a part of the book answers as on this one, and gives its era."""
        eras = self._eras.get(key)
        if eras is None:
            of_day = {d: _era_or_none(era, d) for d in self._days}
            kinds = list(of_day.values())
            held = {kind: np.array([k == kind for k in kinds], np.bool_) for kind in set(kinds)}
            # One era over all days says nothing: no array is kept for it.
            eras = self._eras[key] = (of_day, held if len(held) > 1 else {})
        of_day, held = eras
        found = of_day[day]
        self._watch.only(held.get(found))
        return found


def first_of_each_era(book: Any, system: str, days: tuple[date, ...]) -> tuple[date, ...]:
    """Days on which a code book gives all the answers that it gives on any of some days."""
    first: dict[Hashable, date] = {}
    for day in days:
        first.setdefault(_era_or_none(lambda d: book.era(system, d), day), day)
    return tuple(first.values())


def _era_or_none(era: Callable[[date], Hashable], day: date) -> Hashable:
    try:
        return era(day)
    except NotLoaded:
        return None


def _plain(value: Any) -> Any:
    return value.plain if isinstance(value, (WatchedDay, QuotedDay)) else value


def watched_line(line: Line, day: WatchedDay, watch: Watch) -> WatchedLine:
    """The line on its day, which is watched."""
    made = WatchedLine(line.code, line.system, on=day, **{n: getattr(line, n) for n in LINE_FIELDS})
    object.__setattr__(made, "watch", watch)  # frozen, like what it is one of
    return made


def watched_patient(patient: Patient, watch: Watch) -> WatchedPatient:
    made = WatchedPatient(**{n: getattr(patient, n) for n in PATIENT_FIELDS})
    object.__setattr__(made, "watch", watch)  # frozen, like what it is one of
    return made
