"""The file of a release: one SQLite database, written once, then only read.

Every importer fills the same few tables, whatever the publisher's layout was; every reader knows
only these tables. A release fills those that its file has something to say about.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from superbill.errors import StoreDamaged

FORMAT = 4
"""Version of the tables below. A store of another version is compiled anew, never guessed at."""

FILE_NAME = "store.sqlite"

TABLES: dict[str, tuple[str, ...]] = {
    # A code or a heading. kind: chapter, block, category, code, section, table, drg.
    # position: the publisher's order. title, short: the publisher's long and short title, NULL
    # where the file states none.
    "concept": ("system", "code", "position", "kind", "billable", "parent", "title", "short"),
    # An instruction at a code or heading, in the publisher's order. kind: see NOTE_KINDS.
    "note": ("system", "code", "position", "kind", "text"),
    # A 7th character that codes below `code` take.
    "extension": ("system", "code", "character", "text"),
    # A code was valid in [start, end); NULL end: still so on the last day the release speaks of.
    "validity": ("system", "code", "start", "end"),
    # One code leads to another. attributes: a JSON object of the publisher's flags.
    "crosswalk": ("system", "code", "target_system", "target", "position", "attributes"),
    # Anything else stated of one code. value: JSON.
    "property": ("system", "code", "name", "position", "value"),
    # ICD-10-PCS: within codes that begin with `scope`, the character `value` at `axis` (1 to 7)
    # means `label`. definition, explanation: of root operations and approaches, else NULL.
    "axis": ("system", "scope", "axis", "value", "label", "definition", "explanation"),
    # An entry of an alphabetic index or of a table of terms. source: index, external_cause, drug,
    # neoplasm, definition, device_aggregation. parent: position of the entry it stands under.
    # qualifier: nonessential modifiers. manifestation: code in brackets. cells: JSON, column ->
    # code, of tables.
    "term": (
        "system",
        "source",
        "position",
        "level",
        "parent",
        "title",
        "qualifier",
        "see",
        "see_also",
        "code",
        "manifestation",
        "cells",
    ),
    # A knowledge card of a code, as JSON.
    "card": ("system", "code", "body"),
}

KEYS: dict[str, tuple[str, ...]] = {
    "concept": ("system", "code"),
    "note": ("system", "code", "position"),
    "extension": ("system", "code", "character"),
    "validity": ("system", "code", "start"),
    "crosswalk": ("system", "code", "target_system", "position"),
    "property": ("system", "code", "name", "position"),
    "axis": ("system", "scope", "axis", "value"),
    "term": ("system", "source", "position"),
    "card": ("system", "code"),
}

NOTE_KINDS = (
    "includes",
    "inclusion_term",
    "excludes1",
    "excludes2",
    "code_first",
    "use_additional",
    "code_also",
    "note",
    "seventh_note",
)

_INTEGERS = {"position", "billable", "axis", "level", "parent of term"}
_OPTIONAL = {
    *("parent", "title", "short", "end", "definition", "explanation", "qualifier", "see"),
    *("see_also", "code of term", "manifestation", "cells"),
}


def _create_statements() -> Iterable[str]:
    for table, columns in TABLES.items():
        parts = [
            f"{name} {'INTEGER' if {name, f'{name} of {table}'} & _INTEGERS else 'TEXT'}"
            f"{'' if {name, f'{name} of {table}'} & _OPTIONAL else ' NOT NULL'}"
            for name in columns
        ]
        parts.append(f"PRIMARY KEY ({', '.join(KEYS[table])})")
        yield f'CREATE TABLE "{table}" ({", ".join(_quoted(parts))}) WITHOUT ROWID'
    yield "CREATE INDEX concept_parent ON concept (system, parent, position)"


def _quoted(parts: Iterable[str]) -> Iterable[str]:
    # `end` is a word of SQL.
    return (p.replace("end ", '"end" ', 1) if p.startswith("end ") else p for p in parts)


class StoreWriter:
    """Fills a new store; a context manager. Counts the rows of each table in `counts`.

    The same rows in the same order give the same bytes, so that an import can be repeated and
    compared.
    """

    def __init__(self, path: Path):
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("page_size=4096", "journal_mode=OFF", "synchronous=OFF",
                       "locking_mode=EXCLUSIVE", f"user_version={FORMAT}"):  # fmt: skip
            self._db.execute(f"PRAGMA {pragma}")
        for statement in _create_statements():
            self._db.execute(statement)
        self._db.execute("BEGIN")
        self.counts: dict[str, int] = {}

    def add(self, table: str, rows: Iterable[tuple[object, ...]]) -> int:
        """Adds rows to a table of TABLES, columns in its order. Returns how many.

        Raises sqlite3.IntegrityError where two rows have one key: an importer's fault, or the
        file's, which the importer must report with its line.
        """
        marks = ",".join("?" * len(TABLES[table]))
        cursor = self._db.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
        added = max(cursor.rowcount, 0)
        self.counts[table] = self.counts.get(table, 0) + added
        return added

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._db.execute("COMMIT")
        self._db.close()


def join_store(db: sqlite3.Connection, path: Path, name: str) -> None:
    """Lets an open store's statements read another one too, as the schema `name`."""
    db.execute(f"ATTACH ? AS {name}", (_uri(path),))


def _uri(path: Path) -> str:
    # `immutable` spares the locks: a store never changes once it is in the catalogue.
    return f"file:{quote(os.path.abspath(path))}?mode=ro&immutable=1"  # noqa: PTH100


def open_store(path: Path) -> sqlite3.Connection:
    """Opens a store for reading; several processes and threads may share the file.

    Raises StoreDamaged where it is missing or of another format.
    """
    if not path.is_file():
        raise StoreDamaged(
            "the file of this release is missing.", where=str(path),
            remedy="`superbill data verify --repair` builds it again.",
        )  # fmt: skip
    uri = _uri(path)
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError:
        version = None
    if version != FORMAT:
        db.close()
        raise StoreDamaged(
            f"not a store of format {FORMAT}.", where=str(path),
            remedy="`superbill data verify --repair` builds it again.",
        )  # fmt: skip
    db.execute("PRAGMA mmap_size=1073741824")
    return db
