"""Words that no source holds: what they may be misspellings of, and what they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from superbill.errors import CardRefused
from superbill.search.wording import words_of

COMPOUNDS = Path(__file__).parents[1] / "knowledge" / "words" / "compounds.txt"

_SHORTEST_CORRECTED = 5
_ONE_SLIP_FROM, _TWO_SLIPS_FROM = 5, 8
"""Letters from which a word may be one slip, and two, from another: shorter ones are too near to
everything."""

_SURE_FROM, _WELL_HELD = 6, 10
"""A shorter word is put right only to one that so many terms hold."""

_NEARNESS = {1: 0.85, 2: 0.7}
_MOST = 4
_VOWELS = frozenset("aeiouy")
_PIECE, _TAIL = 0.45, 0.6
_SHORTEST_TAIL = 5


class Speller:
    """Knows the words of an index, by length. held: how many terms hold each word."""

    def __init__(self, words: tuple[str, ...], held: Sequence[int]):
        self._held = dict(zip(words, held, strict=True))
        self._number = {word: place for place, word in enumerate(words)}
        self._by_length: dict[int, list[str]] = {}
        for word in words:
            # Without a vowel it is an abbreviation, which anything of its length is a slip from.
            if word.isalpha() and len(word) > 3 and not _VOWELS.isdisjoint(word):
                self._by_length.setdefault(len(word), []).append(word)

    def corrections(self, word: str) -> dict[int, float]:
        """Words that differ by a slip or two, by number, with their nearness, those that most
        terms hold first; the fewest slips only, never the word itself. Slips are letters left out,
        added, changed or swapped."""
        if not word.isalpha() or len(word) < _SHORTEST_CORRECTED:
            return {}
        from rapidfuzz import process  # only a word that is unknown pays for it
        from rapidfuzz.distance import OSA

        slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        # An s that was taken for a plural's may have been the slip: `diabets`.
        found: list[tuple[int, str]] = []
        for spelled in (word, f"{word}s"):
            for length in range(len(spelled) - slips, len(spelled) + slips + 1):
                choices = self._by_length.get(length, ())
                hits = process.extract(
                    spelled, choices, scorer=OSA.distance, score_cutoff=slips, limit=_MOST
                )
                found += [(int(d), choice) for choice, d, _ in hits if choice != word]
            if found:
                break
        if len(word) < _SURE_FROM:
            found = [(d, choice) for d, choice in found if self._held[choice] >= _WELL_HELD]
        if not found:
            return {}
        fewest = min(distance for distance, _ in found)
        best = sorted(
            {choice for distance, choice in found if distance == fewest},
            key=lambda choice: (-self._held[choice], choice),
        )[:_MOST]
        return {self._number[choice]: _NEARNESS[fewest] for choice in best}

    def pieces(self, word: str) -> dict[int, float]:
        """What a compound is made of: what its first piece means, and its last one or the word
        that it ends in (`post-poliomyelitis`). Nothing where only one of the two is known: a word
        that happens to end in -itis is no inflammation of anything."""
        begins, ends = compounds()
        front = _longest(word, begins, at_end=False)
        back = _longest(word, ends, at_end=True)
        rest = word[len(front) :].removeprefix("o") if front else ""
        tail = self._number.get(rest) if len(rest) >= _SHORTEST_TAIL else None
        if not front or (tail is None and not back):
            return {}
        found = self._numbers(begins[front], _PIECE)
        if back:
            found |= self._numbers(ends[back], _PIECE)
        if tail is not None:
            found[tail] = _TAIL
        return found

    def _numbers(self, words: tuple[str, ...], near: float) -> dict[int, float]:
        return {self._number[w]: near for w in words if w in self._number}


def _longest(word: str, pieces: Mapping[str, tuple[str, ...]], *, at_end: bool) -> str:
    """The longest piece that the word begins, or ends, with; it never is the word itself."""
    for size in range(len(word) - 3, 2, -1):
        piece = word[-size:] if at_end else word[:size]
        if piece in pieces:
            return piece
    return ""


@cache
def compounds(
    path: Path = COMPOUNDS,
) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Pieces that begin a word and pieces that end one, each with the words that it means; both
    with and without the vowel that joins them. Raises CardRefused with file and line."""
    begins: dict[str, tuple[str, ...]] = {}
    ends: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        piece, colon, meant = line.partition(": ")
        words = tuple(words_of(meant))
        if not colon or not words or piece.count("-") != 1:
            raise CardRefused("A line is `nephro-: words` or `-itis: words`.",
                              where=f"{path.name}:{number}")  # fmt: skip
        folded = words_of(piece.strip("-"))[0]
        if piece.endswith("-"):
            begins[folded] = words
            if folded.endswith("o"):
                begins.setdefault(folded[:-1], words)
        else:
            ends[folded] = words
    return begins, ends
