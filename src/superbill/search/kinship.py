"""Which words may stand for a word: those of one root, and those that mean the same.

    kin_of(vocabulary) -> for each word, the numbers of its kin and how near each is

Nearness is a share of a full match: what it is for each kind of kinship stands in KINSHIP.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from superbill.errors import CardRefused
from superbill.search.wording import is_band, stem, wording, words_of

EQUIVALENTS = Path(__file__).parents[1] / "knowledge" / "words" / "equivalents.txt"

ROOT, EQUAL, IMPLIED, BAND = 0.85, 0.9, 0.8, 0.7
"""Nearness of: another form of the word, a word that means the same, a word that it implies, and
`chromosome` for a chromosome's band."""

_SHORTEST_ROOT = 4


class Equivalents(NamedTuple):
    """equal: word -> words that mean the same; implied: word -> words that it may mean;
    phrases: words in a row -> words in a row"""

    equal: Mapping[str, frozenset[str]]
    implied: Mapping[str, frozenset[str]]
    phrases: Mapping[tuple[str, ...], frozenset[tuple[str, ...]]]


@cache
def equivalents(path: Path = EQUIVALENTS) -> Equivalents:
    """The file of equivalents. Raises CardRefused with file and line."""
    equal: dict[str, set[str]] = {}
    implied: dict[str, set[str]] = {}
    phrases: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        pairs = list(_pairs(line))
        if not pairs:
            raise CardRefused(
                "A line is `word | word` or `word -> words`.", where=f"{path.name}:{number}"
            )
        for said, meant, both in pairs:
            if len(said) == 1 and (len(meant) == 1 or not both):
                table = equal if both else implied
                table.setdefault(said[0], set()).update(meant)
            else:
                phrases.setdefault(said, set()).add(meant)
    return Equivalents(
        {w: frozenset(m) for w, m in equal.items()},
        {w: frozenset(m) for w, m in implied.items()},
        {w: frozenset(m) for w, m in phrases.items()},
    )


def _pairs(line: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    left, arrow, right = line.partition("->")
    if arrow:
        said, meant = tuple(words_of(left)), tuple(words_of(right))
        if said and meant:
            yield said, meant, False
        return
    group = [tuple(words_of(part)) for part in line.split("|")]
    if len(group) < 2 or not all(group):
        return
    for said in group:
        for meant in group:
            if meant != said:
                yield said, meant, True


def root_of(word: str) -> str:
    """What the forms of a word share: `atrophic` and `atrophy`, `arthritic` and `arthritis`."""
    for ending, other in wording().roots:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            return word[: -len(ending)] + other
    return word


def kin_of(vocabulary: Iterable[str]) -> list[dict[int, float]]:
    """For each word in order, its kin by number, the nearest sense of each."""
    vocabulary = list(vocabulary)
    number = {word: place for place, word in enumerate(vocabulary)}
    by_root: dict[str, list[int]] = {}
    for place, word in enumerate(vocabulary):
        if word.isalpha():
            by_root.setdefault(root_of(word), []).append(place)
    known = equivalents()
    return [_kin(word, number, by_root, known) for word in vocabulary]


def _kin(
    word: str, number: Mapping[str, int], by_root: Mapping[str, list[int]], known: Equivalents
) -> dict[int, float]:
    found: dict[int, float] = {}
    for table, near in ((known.implied, IMPLIED), (known.equal, EQUAL)):
        for other in table.get(word, ()):
            if other in number:
                found[number[other]] = near
    if word.isalpha():
        for place in by_root.get(root_of(word), ()):
            found[place] = max(found.get(place, 0.0), ROOT)
    if is_band(word) and (place := number.get(stem("chromosome"))) is not None:
        found[place] = BAND
    found.pop(number[word], None)
    return found
