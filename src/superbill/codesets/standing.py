"""The status of one code on one day, from the release that decides it."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

from superbill.codesets.answers import Status, StatusName
from superbill.codesets.shelf import CARDS, LOADS, Book, View
from superbill.codesets.systems import SYSTEMS
from superbill.errors import NotLoaded

# The table's key orders the rows by start.
_VALIDITY = 'SELECT start, "end" FROM validity WHERE system = ? AND code = ?'
_CONCEPT = "SELECT title, billable FROM concept WHERE system = ? AND code = ?"
_JOINED = (
    'SELECT v.start, v."end", c.title FROM validity v LEFT JOIN stated.concept c'
    " ON c.system = v.system AND c.code = v.code WHERE v.system = ? AND v.code = ?"
)
_BELOW = (
    "SELECT MIN(start), MAX(COALESCE(\"end\", '9999')),"
    " MAX(start <= ? AND COALESCE(\"end\", '9999') > ?)"
    " FROM validity WHERE system = ? AND code > ? AND code < ?"
)
_BLOCKS = "SELECT MIN(code), MAX(code) FROM concept WHERE system = ? AND parent = ?"
_AFTER_ALL_CODES = "~"


def status_of(code: str, view: View) -> Status:
    """Status and title of a code in display form.

    Raises NotLoaded where only knowledge cards speak for the system and none holds the code.
    """
    if view.joined is not None:
        found = _in_one_question(code, view, view.joined)
        if found is not None:
            return found
    title, billable, stated_by = _title(code, view)
    if view.validity.release.kind == "edition":
        return _by_edition(code, view, title)
    rows = view.validity.db.execute(_VALIDITY, (view.system, code)).fetchall()
    if view.validity.release.family == CARDS:
        return _by_card(code, view, rows, title)
    if rows:
        found = _by_rows(code, view, rows, title)
        if found.active:
            return found
        # A code that was divided is a heading from then on.
        divided = _heading(code, view, title, has_codes_below=True)
        return divided if divided.status == "header" else found
    if stated_by is None and _is_range(code, view):
        return _answer(code, view, "unknown", title)
    return _heading(code, view, title, has_codes_below=not billable)


def _in_one_question(code: str, view: View, joined: sqlite3.Connection) -> Status | None:
    """The status of a code that is in force and titled by the nearest release, as nearly all that
    are asked are; None where it takes more to tell. The rest of this module is its oracle."""
    if view.validity.release.family == CARDS:
        return None
    rows = joined.execute(_JOINED, (view.system, code)).fetchall()
    for start, end, title in rows:
        if title is not None and start <= view.day and (end is None or view.day < end):
            deciding = view.validity.release.id
            until = date.fromisoformat(end) if end else None
            return Status(
                view.system, code, view.on, "active", title, deciding, deciding,
                date.fromisoformat(start), until, view.stale,
            )  # fmt: skip
    return None


def _title(code: str, view: View) -> tuple[str | None, bool, Book | None]:
    billable, stated_by = False, None
    for book in view.titles:
        row = book.db.execute(_CONCEPT, (view.system, code)).fetchone()
        if row is None:
            continue
        if stated_by is None:
            billable, stated_by = bool(row[1]), book
        if row[0] is not None:  # a list of bare codes says nothing of titles
            return row[0], billable, stated_by
    return None, billable, stated_by


def _answer(
    code: str,
    view: View,
    status: StatusName,
    title: str | None,
    *,
    period: tuple[str | None, str | None] = (None, None),
    stale: bool = False,
    message: str = "",
) -> Status:
    release = view.validity.release
    start, end = period
    return Status(
        system=view.system,
        code=code,
        on=view.on,
        status=status,
        title=title,
        release=release.id,
        confirmed_by=None
        if status == "unknown"
        else "card"
        if release.family == CARDS
        else release.id,
        start=date.fromisoformat(start) if start else None,
        end=date.fromisoformat(end) if end else None,
        stale=stale or view.stale,
        message=message,
    )


def _by_rows(
    code: str, view: View, rows: list[tuple[str, str | None]], title: str | None
) -> Status:
    day = view.day
    for start, end in rows:
        if start <= day and (end is None or day < end):
            return _answer(code, view, "active", title, period=(start, end))
    ended = [row for row in rows if row[1] is not None and row[1] <= day]
    if ended:
        period = ended[-1]
        again = next((start for start, _ in rows if start > day), None)
        more = f" It is valid again from {again}." if again else ""
        message = f"Deleted: last valid on the day before {period[1]}.{more}"
        return _answer(code, view, "deleted", title, period=period, message=message)
    message = f"Not yet valid: begins on {rows[0][0]}."
    return _answer(code, view, "future", title, period=rows[0], message=message)


def _heading(code: str, view: View, title: str | None, *, has_codes_below: bool) -> Status:
    """A category, block or chapter: in force while any code below it is."""
    if not has_codes_below:
        return _answer(code, view, "unknown", title)
    first, last = _bounds(code, view)
    day = view.day
    start, end, now = view.validity.db.execute(
        _BELOW, (day, day, view.system, first, last + _AFTER_ALL_CODES)
    ).fetchone()
    if start is None:
        return _answer(code, view, "unknown", title)
    period = (start, None if end == "9999" else end)
    if now:
        return _answer(code, view, "header", title, period=period)
    if end <= day:
        message = f"A heading without valid codes since {end}."
        return _answer(code, view, "deleted", title, period=period, message=message)
    message = f"A heading whose first codes begin on {start}."
    return _answer(code, view, "future", title, period=period, message=message)


def _is_range(code: str, view: View) -> bool:
    """A block or a chapter of ICD-10-CM: only the tabular list says which there are. Any other
    heading shows itself by the codes below it, whether a list states it or not."""
    return view.system == "icd10cm" and ("-" in code or code.isdigit())


def _bounds(code: str, view: View) -> tuple[str, str]:
    """The first and the last of what the codes below a heading begin with."""
    if not _is_range(code, view):
        # Without its dot, procedure 25 would begin diagnosis 250.00.
        stem = f"{code}." if view.system == "icd9cm" and "." not in code else code
        return stem, stem
    if "-" in code:
        first, _, last = code.partition("-")
        return first, last
    for book in view.titles:
        first, last = book.db.execute(_BLOCKS, (view.system, code)).fetchone()
        if first is not None:
            return first.partition("-")[0], last.rpartition("-")[2]
    return code, code


def _by_edition(code: str, view: View, title: str | None) -> Status:
    db, release = view.validity.db, view.validity.release
    row = db.execute(_CONCEPT, (view.system, code)).fetchone()
    ended = SYSTEMS[view.system].ended
    if row is not None and ended is not None and view.on >= ended:
        message = f"{SYSTEMS[view.system].title} ended: none of its codes is in force from {ended}."
        return _answer(code, view, "deleted", row[0], message=message)
    if row is not None:
        period = (release.start.isoformat(), release.end.isoformat() if release.end else None)
        return _answer(code, view, "active" if row[1] else "header", title, period=period)
    if _edition_has_below(code, view):
        return _answer(code, view, "header", title)
    holders = [
        b.release
        for b in view.titles
        if b.release.family == view.system
        and b.db.execute(_CONCEPT, (view.system, code)).fetchone() is not None
    ]
    before = [r for r in holders if r.start <= view.on]
    if before:
        message = f"Not in edition {release.edition}; last listed in {before[-1].id}."
        return _answer(code, view, "deleted", title, message=message)
    if holders:
        message = f"Not in edition {release.edition}; first listed in {holders[0].id}."
        return _answer(code, view, "future", title, message=message)
    return _answer(code, view, "unknown", title)


def _edition_has_below(code: str, view: View) -> bool:
    """Lists of valid codes name no headings: what such codes begin with is one."""
    found = view.validity.db.execute(
        "SELECT 1 FROM concept WHERE system = ? AND code > ? AND code < ? AND billable LIMIT 1",
        (view.system, code, code + _AFTER_ALL_CODES),
    ).fetchone()
    return found is not None


def _by_card(
    code: str, view: View, rows: list[tuple[str, str | None]], title: str | None
) -> Status:
    if not rows:
        raise NotLoaded(
            f"{SYSTEMS[view.system].title} is not loaded, and no knowledge card holds {code}.",
            remedy=f"Load it with: {LOADS[view.system]}.",
        )
    found = _by_rows(code, view, rows, title)
    said = json.loads(
        view.validity.db.execute(
            "SELECT value FROM property WHERE system = ? AND code = ? AND name = 'validity'",
            (view.system, code),
        ).fetchone()[0]
    )
    if found.status == "future" and said["start_is"] == "at_least":
        message = f"Not known: the card only shows it in force from {rows[0][0]} on."
        return _answer(code, view, "unknown", title, message=message)
    settles = f"to settle it: {LOADS[view.system]}"
    if found.active and view.day > said["checked"]:
        message = (
            f"{code} stands by its knowledge card alone, last seen in force on"
            f" {said['checked']}; {settles}."
        )
        return _answer(code, view, "active", title, period=rows[-1], stale=True, message=message)
    message = f"{found.message} {code} stands by its knowledge card alone; {settles}.".strip()
    return _answer(code, view, found.status, title, period=(
        found.start.isoformat() if found.start else None,
        found.end.isoformat() if found.end else None,
    ), message=message)  # fmt: skip
