"""The whole of a code on one day: titles, place in the hierarchy, instructions, properties."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from superbill.citation import Citation
from superbill.codesets.answers import Concept, Note, Relative, Status
from superbill.codesets.nearest import nearest_valid, title_of, valid_within
from superbill.codesets.release import Release
from superbill.codesets.shelf import CARDS, LOADS, Book, TableView, View
from superbill.codesets.systems import SYSTEMS

_CONCEPT = "SELECT kind, billable, parent, title, short FROM concept WHERE system = ? AND code = ?"
_CHILDREN = (
    "SELECT code, title, billable FROM concept WHERE system = ? AND parent = ? ORDER BY position"
)
# Each step of the chain gives one row, so they come out nearest first.
_ABOVE = """
WITH RECURSIVE above (code, parent, title, billable) AS (
    SELECT p.code, p.parent, p.title, p.billable FROM concept c JOIN concept p
    ON p.system = c.system AND p.code = c.parent WHERE c.system = ? AND c.code = ?
    UNION ALL
    SELECT p.code, p.parent, p.title, p.billable FROM above a JOIN concept p
    ON p.system = ? AND p.code = a.parent
)
SELECT code, title, billable FROM above
"""
_NOTES = (
    "SELECT code, kind, text FROM note WHERE system = ? AND code IN (levels)"
    " ORDER BY code, position"
)
_EXTENSIONS = (
    "SELECT character, text FROM extension WHERE system = ? AND code = ? ORDER BY character"
)
_MEDIUM = "SELECT value FROM property WHERE system = ? AND code = ? AND name = 'medium'"
_CROSSWALK = (
    "SELECT target_system, target, attributes FROM crosswalk"
    " WHERE system = ? AND code = ? ORDER BY target_system, position"
)
_VALIDITY = 'SELECT start, "end" FROM validity WHERE system = ? AND code = ? ORDER BY start'


def concept_of(status: Status, view: View) -> Concept:
    """Everything at hand about the code that `status` is of. Unknown codes get the nearest
    valid ones instead."""
    code = status.code
    used: dict[str, Release] = {}
    titles = _titles(code, view, used)
    parents = _parents(code, view)
    notes, seventh = _tabular(code, parents, view)
    if view.notes is not None and (notes or seventh):
        used[view.notes.release.id] = view.notes.release
    properties = _properties(status, seventh, view, used)
    sections = _sections(code, view, used)
    messages = _messages(status, view, used)
    used.setdefault(view.validity.release.id, view.validity.release)
    plain = sections.get("plain_name")
    return Concept(
        status=status,
        titles={**titles, "plain": plain},
        release=_release(view.validity.release),
        parents=parents,
        children=_children(status, view),
        notes=notes,
        properties=properties,
        sections=sections,
        citations=tuple(
            Citation(r.title, f"{SYSTEMS[view.system].title} {code}", r.id, r.url)
            for r in used.values()
        ),
        messages=tuple(messages),
        notes_release=view.notes.release.id if view.notes else None,
        nearest=nearest_valid(code, view) if status.status in ("unknown", "deleted") else (),
    )


def _release(release: Release) -> Mapping[str, Any]:
    return {
        "id": release.id,
        "publisher": release.publisher,
        "start": release.start.isoformat(),
        "end": release.end.isoformat() if release.end else None,
    }


def _titles(code: str, view: View, used: dict[str, Release]) -> dict[str, str | None]:
    """Long, medium and short title, each from the nearest publisher's release that states it. A
    card's name is the project's own; a medium title only the AMA's files have."""
    long = medium = short = None
    for book in view.titles:
        if book.release.family == CARDS:
            continue
        row = book.db.execute(_CONCEPT, (view.system, code)).fetchone()
        if row is None:
            continue
        if long is None and row[3] is not None:
            long = row[3]
            medium = _medium(code, view, book)
            used[book.release.id] = book.release
        if row[4] is not None:
            short = row[4]
            used[book.release.id] = book.release
            break
    return {"short": short, "medium": medium, "long": long}


def _medium(code: str, view: View, book: Book) -> str | None:
    if view.system != "cpt":
        return None
    row = book.db.execute(_MEDIUM, (view.system, code)).fetchone()
    return json.loads(row[0])["text"] if row else None


_CATEGORY = 3
"""Characters of a category of ICD-10-CM."""


def _parents(code: str, view: View) -> tuple[Relative, ...]:
    """What is above the code, nearest first, by the nearest release that says so.

    An order file ends at categories, where the tabular list goes on to blocks and chapters, whose
    notes hold too: above a category the next release is asked.
    """
    above: list[Relative] = []
    highest = code
    for book in view.titles:
        rows = book.db.execute(_ABOVE, (view.system, highest, view.system)).fetchall()
        above += [Relative(c, title, bool(billable)) for c, title, billable in rows]
        highest = above[-1].code if above else code
        if above and not (view.system == "icd10cm" and len(highest) == _CATEGORY):
            break
    return tuple(above)


def _children(status: Status, view: View) -> tuple[Relative, ...]:
    if status.active:
        return ()
    for book in view.titles:
        rows = book.db.execute(_CHILDREN, (view.system, status.code)).fetchall()
        if rows:
            return tuple(Relative(c, title, bool(billable)) for c, title, billable in rows)
    if view.system == "icd10pcs" and len(status.code) < 7 and view.axes is not None:
        from superbill.codesets import pcs_axes  # no other system has axes

        return tuple(
            Relative(status.code + value, label, len(status.code) == 6)
            for value, label in pcs_axes.values(view.axes.db, status.code)
        )
    if status.status == "header":  # one that no list states: the codes themselves
        stem = f"{status.code}." if "." not in status.code else status.code
        return tuple(Relative(c, title_of(c, view), True) for c in valid_within(stem, view))
    return ()


def _tabular(
    code: str, parents: tuple[Relative, ...], view: View
) -> tuple[tuple[Note, ...], dict[str, str]]:
    """The notes that hold at the code, its own first; and the 7th characters that codes at and
    below it take, of which the nearest definition holds."""
    if view.notes is None:
        return (), {}
    levels = [code, *(p.code for p in parents)]
    at_level: dict[str, list[Note]] = {level: [] for level in levels}
    query = _in_levels(_NOTES, len(levels))
    for at, kind, text in view.notes.db.execute(query, (view.system, *levels)):
        at_level[at].append(Note(kind, text, at))
    defining = next((level for level in levels if level in view.extended), None)
    seventh: dict[str, str] = {}
    if defining is not None:
        seventh = dict(view.notes.db.execute(_EXTENSIONS, (view.system, defining)).fetchall())
    return tuple(note for level in levels for note in at_level[level]), seventh


@lru_cache(64)
def _in_levels(query: str, count: int) -> str:
    return query.replace("(levels)", f"({','.join('?' * count)})")


def _messages(status: Status, view: View, used: Mapping[str, Release]) -> list[str]:
    said = [status.message] if status.message else []
    notes = view.notes.release if view.notes else None
    by_card = view.validity.release.family == CARDS
    if view.system == "cpt" and by_card:
        said.append(
            "The official descriptor is the American Medical Association's and is shown when "
            "your own licensed file is loaded; the words here are superbill's."
        )
    if view.stale and not by_card:
        said.append(_stale(view, [view.validity.release, *([notes] if notes else [])]))
    if status.active and status.title is None:
        said.append("No release at hand states its title.")
    if notes and notes.id in used and not notes.answers_for(view.on):
        said.append(f"Instructions from the nearest tabular list at hand, {notes.id}.")
    other = [name for name in used if name in view.of_other_days]
    if other:
        said.append(
            f"Stated by the nearest edition at hand, not by that of the day: {_listed(other)}."
        )
    return said


def _stale(view: View, covered: Iterable[Release]) -> str:
    ended = [r.id for r in covered if r.end is not None and view.on >= r.end]
    return (
        f"{view.on} is later than what the newest edition at hand covers, which answered: "
        f"{_listed(ended)}; load a newer one with: {LOADS[view.system]}."
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _properties(
    status: Status, seventh: Mapping[str, str], view: View, used: dict[str, Release]
) -> dict[str, Any]:
    code, system, day = status.code, view.system, view.day
    found: dict[str, Any] = {"billable": status.active}
    periods = view.validity.db.execute(_VALIDITY, (system, code)).fetchall()
    if periods:
        found["valid"] = [{"start": start, "end": end} for start, end in periods]
    if seventh:
        found["seventh_characters"] = seventh
    if view.axes is not None and system == "icd10pcs":
        from superbill.codesets import pcs_axes  # no other system has axes

        used[view.axes.release.id] = view.axes.release
        found["axes"] = [a.as_dict() for a in pcs_axes.axes(view.axes.db, code)]
    if view.properties is not None:
        asked = (system, code) * len(view.properties.releases)
        for place, name, _, text in view.properties.db.execute(view.properties.query, asked):
            value = json.loads(text)
            if _holds_on(day, value):
                release: Release = view.properties.releases[int(place)]
                found.setdefault(name, []).append({**value, "release": release.id})
                used[release.id] = release
    for table in view.tables:
        rows = table.rows.find(code)
        if rows:
            used[table.release.id] = table.release
            found[table.release.family] = [_stated(row, table) for row in rows]
    walks = _crosswalks(code, view, used)
    if walks:
        found["crosswalks"] = walks
    return found


def _crosswalks(code: str, view: View, used: dict[str, Release]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for book in view.crosswalks:
        for system, target, text in book.db.execute(_CROSSWALK, (view.system, code)):
            walk = {"system": system, "code": target, **json.loads(text)}
            found.append({**walk, "release": book.release.id})
            used[book.release.id] = book.release
    return found


def _stated(row: Mapping[str, Any], table: TableView) -> dict[str, Any]:
    """What a row of a large table says, as JSON has it; what is blank is left out."""
    said = {
        name: value if isinstance(value, (str, int)) else str(value)
        for name, value in row.items()
        if value is not None and name != "code"
    }
    return {**said, "release": table.release.id, **({"stale": True} if table.stale else {})}


def _holds_on(day: str, value: Mapping[str, Any]) -> bool:
    """Whether a property is so on a day; one without dates is so in its whole edition."""
    start, end = value.get("start"), value.get("end")
    return (not start or start <= day) and (not end or day < end)


def _sections(code: str, view: View, used: dict[str, Release]) -> dict[str, Any]:
    if view.cards is None:
        return {}
    row = view.cards.db.execute(
        "SELECT body FROM card WHERE system = ? AND code = ?", (view.system, code)
    ).fetchone()
    if row is None:
        return {}
    used[view.cards.release.id] = view.cards.release
    return json.loads(row[0])
