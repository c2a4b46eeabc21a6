"""What every tool works with: the data home, opened, and the project's knowledge."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from superbill.codesets.book import CodeBook
from superbill.codesets.embedded import Notice, Progress, ensure
from superbill.codesets.location import default_home
from superbill.tools.embedded_sources import EMBEDDED

if TYPE_CHECKING:
    from superbill.coding.learning.applied import Applied
    from superbill.coding.phrase_book import PhraseBook
    from superbill.knowledge.card import Card
    from superbill.knowledge.lexicon import Lexicon
    from superbill.search.index import Index


def _quiet_progress(what: str, done: int, total: int, title: str) -> None:
    """Shows nothing."""


def _quiet_notice(message: str) -> None:
    """Says nothing."""


class Context:
    """One data home, opened for reading.

    home: the folder; None: `$SUPERBILL_HOME`, else the platform's folder for a user's data
    known_on: answer as the files stood on that day
    progress, notice: told of compilation on first use, and of waiting for another process

    Raises WrongUsage where the folder can't be made, StoreDamaged where it can't be read.
    """

    def __init__(
        self,
        home: Path | None = None,
        *,
        known_on: date | None = None,
        progress: Progress = _quiet_progress,
        notice: Notice = _quiet_notice,
    ):
        self.home = home or default_home()
        self.known_on = known_on
        self.progress = progress
        self.notice = notice
        self.catalogue = ensure(self.home, EMBEDDED, progress=progress, notice=notice)
        self._learned: dict[str, Applied] = {}
        self.book = CodeBook(self.home, self.catalogue, known_on=known_on)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The knowledge cards, from their compiled release."""
        from superbill.knowledge.compiled import read_cards

        return read_cards(self.book, self.home)

    def cards_of(self, codes: Collection[str]) -> tuple[Card, ...]:
        """The cards of some codes in display form: a check of one claim needs no others."""
        from superbill.knowledge.compiled import read_cards

        return read_cards(self.book, self.home, codes=codes)

    @cached_property
    def index(self) -> Index:
        """The search index of the catalogue; written first where it is missing."""
        from superbill.search.index import open_index

        return open_index(self.home, self.catalogue, notice=self.notice)

    @cached_property
    def lexicon(self) -> Lexicon:
        from superbill.knowledge.lexicon import load_lexicon

        return load_lexicon()

    def learned(self, name: str, book: PhraseBook) -> Applied:
        """What the user's own notes taught, ready for use. Raises WrongUsage with the names there
        are, StoreDamaged."""
        if name not in self._learned:
            from superbill.coding.learning.applied import Applied
            from superbill.coding.learning.store import load

            self._learned[name] = Applied(load(self.home, name), book)
        return self._learned[name]

    def close(self) -> None:
        self.book.close()

    def __enter__(self) -> Context:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
