"""The era of a day: days on which a system's code book gives the same answers.

A book of a million claims asks of few codes on many days; what holds on one day of an era holds on
all. Within an era the same releases answer, and no date that stands in their rows lies between two
of its days: `status` and `concept` differ by the day asked alone, which they echo.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Hashable, Iterable

from superbill.codesets.shelf import BESIDE, Book, View
from superbill.codesets.systems import SYSTEMS

_ROW_DATES = (
    'SELECT start FROM validity WHERE system = ? UNION SELECT "end" FROM validity WHERE system = ?'
)
_PROPERTY_DATES = (
    "SELECT json_extract(value, '$.start') FROM {schema}.property WHERE system = ?"
    " UNION SELECT json_extract(value, '$.end') FROM {schema}.property WHERE system = ?"
    " UNION SELECT json_extract(value, '$.checked') FROM {schema}.property WHERE system = ?"
)


class Eras:
    """Tells the eras of views (see shelf.py). The dates in a release's rows are read once."""

    def __init__(self) -> None:
        self._dates: dict[tuple[str, str], tuple[str, ...]] = {}

    def of(self, view: View) -> Hashable:
        """Equal for two days of a system exactly where nothing at hand could tell them apart."""
        return (*_releases(view), bisect_right(self._dates_of(view), view.day))

    def _dates_of(self, view: View) -> tuple[str, ...]:
        found: set[str] = set()
        for book in (view.validity, *view.titles):
            found.update(self._read(view, book, _ROW_DATES, "main", book.db))
        if view.validity.release.family == "cards":
            found.update(self._read(view, view.validity, _PROPERTY_DATES, "main"))
        if view.properties is not None:
            for place, release in enumerate(view.properties.releases):
                schema = f"r{place}" if place else "main"
                book = Book(release, view.properties.db)
                found.update(self._read(view, book, _PROPERTY_DATES, schema))
        ended = None if view.system in BESIDE else SYSTEMS[view.system].ended
        return tuple(sorted({*found, ended.isoformat()} if ended else found))

    def _read(
        self, view: View, book: Book, query: str, schema: str, db: sqlite3.Connection | None = None
    ) -> tuple[str, ...]:
        key = (view.system, f"{book.release.id} {query[:20]}")
        if key not in self._dates:
            asked = query.format(schema=schema)
            rows = (db or book.db).execute(asked, (view.system,) * asked.count("?"))
            self._dates[key] = tuple(str(row[0]) for row in rows if row[0])
        return self._dates[key]


def _releases(view: View) -> tuple[Hashable, ...]:
    def ids(books: Iterable[Book | None]) -> tuple[str, ...]:
        return tuple(b.release.id if b else "" for b in books)

    notes = view.notes.release if view.notes else None
    return (
        ids((view.validity, view.notes, view.axes, view.cards)),
        ids(view.titles),
        ids(view.crosswalks),
        tuple(r.id for r in view.properties.releases) if view.properties else (),
        view.of_other_days,
        tuple((t.release.id, t.stale) for t in view.tables),
        notes is not None and notes.answers_for(view.on),
        view.stale,
    )
