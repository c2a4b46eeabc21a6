"""Titles of every code and heading, in every edition at hand, and the tabular list's other names.

The index holds all editions together; which of its codes are in force on a day is asked of the
code book, never of the index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from superbill.codesets.release import Release
from superbill.search.terms.term import Term

_TITLES = (
    "SELECT c.system, c.code, COALESCE(c.title, c.short), p.title FROM concept c"
    " LEFT JOIN concept p ON p.system = c.system AND p.code = c.parent"
    " WHERE COALESCE(c.title, c.short) IS NOT NULL AND c.kind NOT IN ('chapter', 'block')"
)
_NOTES = (
    "SELECT system, code, text FROM note WHERE kind IN ('inclusion_term', 'includes')"
    " AND code NOT IN (SELECT code FROM concept WHERE kind IN ('chapter', 'block'))"
)
_FULL_LENGTH = 8
"""Characters of an ICD-10-CM code with a 7th character, its dot counted."""


def titles(release: Release, db: sqlite3.Connection) -> Iterator[Term]:
    """ICD-10-CM codes that only a 7th character tells apart are left to the heading above them:
    fifty thousand times the same words with an encounter's would drown it."""
    kind = "card" if release.family == "cards" else "title"
    for system, code, text, above in db.execute(_TITLES):
        full = system == "icd10cm" and len(code) >= _FULL_LENGTH
        if not (full and (above is None or text.startswith(f"{above}, "))):
            yield Term(system, code, kind, text, release.id)


def other_names(release: Release, db: sqlite3.Connection) -> Iterator[Term]:
    """Inclusion terms and what a heading says that it includes."""
    for system, code, text in db.execute(_NOTES):
        yield Term(system, code, "inclusion term", text, release.id)


def former_titles(
    release: Release, db: sqlite3.Connection, icd9cm: sqlite3.Connection | None
) -> Iterator[Term]:
    """The ICD-9-CM titles of what CMS's equivalence mapping leads to an ICD-10-CM code: names of
    the same diseases in older words. Where one led to many codes, its words decide for none."""
    if icd9cm is None:
        return
    old = dict(icd9cm.execute("SELECT code, title FROM concept WHERE system = 'icd9cm'"))
    rows = db.execute(
        "SELECT code, target FROM crosswalk WHERE system = 'icd9cm' AND target_system = 'icd10cm'"
        " AND target != '' AND json_extract(attributes, '$.combination') = 0"
        " AND json_extract(attributes, '$.approximate') = 0"
    )
    led: dict[str, list[str]] = {}
    for code, target in rows:
        led.setdefault(code, []).append(target)
    for code, targets in led.items():
        title = old.get(code)
        if title and len(targets) <= _FEW and len(targets[0]) < _FULL_LENGTH:
            for target in targets:
                yield Term("icd10cm", target, "former title", title, release.id)


_FEW = 2


def places(db: sqlite3.Connection) -> Iterator[tuple[str, str, str | None, bool]]:
    """System, code, the code above it (None above a category) and whether it can be billed."""
    above: set[tuple[str, str]] = set(
        db.execute("SELECT system, code FROM concept WHERE kind IN ('chapter', 'block')")
    )
    rows = db.execute("SELECT system, code, parent, billable FROM concept")
    for system, code, parent, billable in rows:
        if (system, code) not in above:
            yield system, code, None if (system, parent) in above else parent, bool(billable)
