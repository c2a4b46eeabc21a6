"""A home with the invented fee schedule of October 2025, lent to pages in the engine's place."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from superbill.codesets.book import CodeBook
from superbill.codesets.catalogue import read_current
from superbill.codesets.home import publish, writing
from superbill.codesets.importing.load import load_paths

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "pfs"
NAMES = ("PPRRVU2025_Oct.csv", "GPCI2025.csv", "25LOCCO.csv")


class Small:
    """A context of a home without the embedded code book."""

    def __init__(self, home: Path):
        self.home = home
        self.known_on = None
        self.catalogue = read_current(home)
        self.book = CodeBook(home, self.catalogue)


def fee_home(home: Path, *, names: tuple[str, ...] = NAMES) -> Small:
    """The home, with these files of the fixtures imported."""
    with writing(home, notice=lambda _: None) as current:
        entries, outcomes = load_paths(
            home, current, [str(FIXTURES / name) for name in names], given=None,
            attested=frozenset(), progress=lambda *_: None,
        )  # fmt: skip
        assert len(entries) == len(names), outcomes
        publish(home, current, added=entries, action="import")
    return Small(home)


def lending(small: Small) -> Callable[[], AbstractContextManager[Small]]:
    """What stands in for `engine`."""

    @contextmanager
    def lent() -> Generator[Small]:
        yield small

    return lent
