"""The alphabetic indexes: each entry as the whole path that a coder would read down to it.

An entry that says `see` gets the codes of the entry that it names, with its own words; so
`Lithiasis, see Calculus` makes every calculus findable as a lithiasis.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from superbill.codesets.release import Release
from superbill.search.terms.neoplasms import SiteTable
from superbill.search.terms.term import Term
from superbill.search.wording import words_of

_ENTRIES = "SELECT position, level, parent, title, qualifier, see, code FROM term ORDER BY position"
_MOST_ALIASES = 80
"""Entries below one `see` that are repeated under its words; `Injury` alone has thousands."""


class Entry(NamedTuple):
    position: int
    parent: int | None
    title: str
    qualifier: str
    see: str | None
    code: str | None


class Index:
    """The entries of one index, with what stands below each."""

    def __init__(self, db: sqlite3.Connection):
        self.entries: dict[int, Entry] = {}
        self.below: dict[int | None, list[int]] = {}
        self._named: dict[tuple[int | None, tuple[str, ...]], int] = {}
        for position, _, parent, title, qualifier, see, code in db.execute(_ENTRIES):
            entry = Entry(position, parent, title or "", qualifier or "", see, code)
            self.entries[position] = entry
            self.below.setdefault(parent, []).append(position)
            name = tuple(words_of(entry.title.partition(",")[0]))
            self._named.setdefault((parent, name), position)

    def path(self, position: int | None, *, until: int | None = None) -> tuple[str, str]:
        """Titles from the lead term down, and the nonessential modifiers on the way.

        until: an entry above, which is left out with all above it
        """
        titles: list[str] = []
        optional: list[str] = []
        while position is not None and position != until:
            entry = self.entries[position]
            said, forms = _said(entry.title)
            titles.append(said)
            optional += [entry.qualifier, forms]
            position = entry.parent
        return " ".join(reversed(titles)), " ".join(reversed(optional))

    def resolve(self, see: str) -> int | None:
        """The entry that a reference names (`Pain, abdominal`); None where it can't be followed
        to its end."""
        at: int | None = None
        for part in see.split(","):
            name = tuple(words_of(part))
            found = self._named.get((at, name)) or self._holding(at, set(name))
            if found is None:
                return None
            at = found
        return at

    def _holding(self, at: int | None, words: set[str]) -> int | None:
        if at is None or not words:
            return None
        for position in self.below.get(at, ()):
            if words <= set(words_of(self.entries[position].title)):
                return position
        return None

    def descendants(self, position: int) -> Iterator[int]:
        for child in self.below.get(position, ()):
            yield child
            yield from self.descendants(child)


def index_terms(
    release: Release, db: sqlite3.Connection, *, kind: str, sites: SiteTable | None = None
) -> Iterator[Term]:
    """Every entry that leads to a code.

    sites: the table of neoplasms, where it is at hand, for entries that refer to it
    """
    index = Index(db)
    system = release.systems[0]
    for position, entry in index.entries.items():
        words, optional = index.path(position)
        if entry.code:
            yield Term(system, _code(entry.code), kind, words, release.id, optional)
        if not entry.see:
            continue
        if sites is not None and entry.see.startswith("Neoplasm,"):
            code = sites.referred(entry.see)
            if code:
                yield Term(system, code, kind, words, release.id, optional)
            continue
        target = index.resolve(entry.see)
        if target is not None:
            yield from _aliases(index, target, words, optional, release, kind)


def _aliases(
    index: Index, target: int, words: str, optional: str, release: Release, kind: str
) -> Iterator[Term]:
    system = release.systems[0]
    code = index.entries[target].code
    if code:
        more = index.path(target)[1]
        yield Term(system, _code(code), kind, words, release.id, f"{optional} {more}".strip())
    for count, below in enumerate(index.descendants(target)):
        if count >= _MOST_ALIASES:
            return
        code = index.entries[below].code
        if code:
            tail, more = index.path(below, until=target)
            text = f"{words} {tail}"
            yield Term(system, _code(code), kind, text, release.id, f"{optional} {more}".strip())


def _said(title: str) -> tuple[str, str]:
    """A lead term apart from its other forms: of `Ulcer, ulcerated, ulcerating` one is enough."""
    first, *others = title.split(", ")
    if not others or len(first) < _SAME_BEGINNING:
        return title, ""
    beginning = first[:_SAME_BEGINNING].lower()
    forms = [o for o in others if o.lower().startswith(beginning)]
    kept = [o for o in others if not o.lower().startswith(beginning)]
    return ", ".join([first, *kept]), " ".join(forms)


_SAME_BEGINNING = 4
"""Letters that forms of one word share."""


def _code(printed: str) -> str:
    """A code as the index prints it: a dash says that more characters follow."""
    return printed.rstrip("-").rstrip(".")
