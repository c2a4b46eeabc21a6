"""As-you-type completion: names that go on from what has been typed.

Answered from the same terms as a search, without ranking: all finished words must stand in the
name, and one of its words must begin with the unfinished one. Among those, names that begin as the
text does come first, then the shortest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from superbill.codesets.book import CodeBook
from superbill.search.confirm import Confirmer
from superbill.search.index import Index
from superbill.search.layout import Ints, Part
from superbill.search.terms.term import KINDS
from superbill.search.wording import beginnings_of, words_of

_MOST_ENDINGS = 400
"""Words that an unfinished one may become; the commonest stand for the rest."""

_MOST_LOOKED_AT = 60
_SPOKEN = frozenset({"title", "inclusion term", "synonym", "card"})
"""Kinds of terms that read as a name; an index path does not."""


class Completion(NamedTuple):
    """text: the name, as its source writes it"""

    text: str
    system: str
    code: str
    billable: bool

    def as_dict(self) -> dict[str, Any]:
        return self._asdict()


class Completions(NamedTuple):
    """The answer to what has been typed so far, best first."""

    beginning: str
    on: date
    names: tuple[Completion, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "beginning": self.beginning,
            "on": self.on.isoformat(),
            "completions": [name.as_dict() for name in self.names],
        }


def complete(
    index: Index,
    book: CodeBook,
    beginning: str,
    *,
    on: date,
    systems: Sequence[str] = (),
    limit: int = 10,
) -> tuple[Completion, ...]:
    """The names that may be meant, at most `limit`, each of a code in force on the day."""
    text = beginning[:_LONGEST].lower()
    words = words_of(text)
    unfinished: frozenset[str] = frozenset()
    if not text[-1:].isspace():
        unfinished = beginnings_of(text)
        if unfinished and words and words[-1] in unfinished:
            words.pop()
    if not words and not unfinished:
        return ()
    found: list[tuple[tuple[bool, int, str], str, Part, int]] = []
    for system in tuple(systems) or index.systems:
        part = index.part(system)
        if part is not None:
            found += [
                (_order(part, term, text), system, part, term)
                for term in _terms(index, part, words, unfinished)
            ]
    found.sort(key=lambda item: item[0])
    return tuple(_in_force(found, Confirmer(book, on), limit))


_LONGEST = 100


def _order(part: Part, term: int, text: str) -> tuple[bool, int, str]:
    name = part.text(term).lower()
    return (not name.startswith(text.strip()), len(name), name)


def _in_force(
    found: list[tuple[tuple[bool, int, str], str, Part, int]], confirmer: Confirmer, limit: int
) -> Iterator[Completion]:
    given: set[tuple[str, str]] = set()
    for _, system, part, term in found[:_MOST_LOOKED_AT]:
        code = part.codes[int(part.code[term])]
        if len(given) >= limit:
            return
        status = confirmer.status(code, system) if (system, code) not in given else None
        if status is not None:
            given.add((system, code))
            yield Completion(part.text(term), system, code, status.active)


def _terms(index: Index, part: Part, words: list[str], unfinished: frozenset[str]) -> list[int]:
    """Terms with all the words and one that begins as the unfinished one, the shortest first."""
    held: Ints | None = None
    for word in words:
        number = index.vocabulary.number.get(word)
        if number is None:
            return []
        terms = _holding(part, number)
        held = terms if held is None else held[np.isin(held, terms, assume_unique=True)]
    if unfinished:
        begun = np.zeros(len(part.code), dtype=bool)
        for number in _endings(index, part, unfinished):
            begun[_holding(part, number)] = True
        terms = np.flatnonzero(begun) if held is None else held[begun[held]]
    else:
        terms = _NONE if held is None else held
    spoken = terms[np.isin(part.kind[terms], _SPOKEN_KINDS)]
    if len(spoken) > _MOST_LOOKED_AT:
        lengths = part.texts_at[spoken + 1] - part.texts_at[spoken]
        spoken = spoken[np.argpartition(lengths, _MOST_LOOKED_AT)[:_MOST_LOOKED_AT]]
    return spoken.tolist()


_NONE = np.zeros(0, dtype=np.int32)
_SPOKEN_KINDS = np.array([KINDS.index(kind) for kind in sorted(_SPOKEN)], dtype=np.uint8)


def _holding(part: Part, number: int) -> Ints:
    return part.held_by[part.held_at[number] : part.held_at[number + 1]]


def _endings(index: Index, part: Part, unfinished: frozenset[str]) -> list[int]:
    ordered = index.ordered_words
    numbers: list[int] = []
    for beginning in unfinished:
        first = bisect_left(ordered, beginning)
        last = bisect_left(ordered, beginning + "\x7f")
        numbers += [index.vocabulary.number[w] for w in ordered[first:last]]
    if len(numbers) > _MOST_ENDINGS:
        sizes = part.held_at[np.array(numbers) + 1] - part.held_at[np.array(numbers)]
        most: list[int] = np.argsort(-sizes)[:_MOST_ENDINGS].tolist()
        numbers = [numbers[place] for place in most]
    return numbers
