"""What an importer wrote, read back from the store as plain rows."""

from contextlib import closing
from pathlib import Path

from superbill.codesets.draft import Draft
from superbill.codesets.store import StoreWriter, open_store


def store_of(draft: Draft, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "store.sqlite"
    with StoreWriter(path) as writer:
        draft.fill(writer)
    return path


def rows(path: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    with closing(open_store(path)) as db:
        return [tuple(row) for row in db.execute(query, values)]


def column(path: Path, query: str, *values: object) -> list[object]:
    return [row[0] for row in rows(path, query, *values)]
