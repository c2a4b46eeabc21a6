"""Files loaded into a home of the test's own, without the embedded code book."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from superbill.codesets.book import CodeBook
from superbill.codesets.catalogue import Catalogue, read_current
from superbill.codesets.home import publish, writing
from superbill.codesets.importing.load import Outcome, load_paths


def load(
    home: Path, *paths: Path, given: date | None = None, attested: Iterable[str] = ()
) -> tuple[Catalogue, dict[str, Outcome]]:
    """The catalogue after the load, and what became of each file by its name."""
    with writing(home, notice=lambda _: None) as current:
        entries, outcomes = load_paths(
            home,
            current,
            [str(path) for path in paths],
            given=given,
            attested=frozenset(attested),
            progress=lambda *_: None,
        )
        if entries:
            publish(home, current, added=entries, action="import")
    return read_current(home), {Path(o.shown).name: o for o in outcomes}


def book_of(home: Path, catalogue: Catalogue) -> CodeBook:
    return CodeBook(home, catalogue)
