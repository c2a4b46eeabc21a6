"""The names of diagnoses as the reading of notes wants them, and back from a name to the index."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from superbill.coding.cutter import Cutter, small_words
from superbill.coding.phrase_arrays import Keyed, phrase_arrays
from superbill.notes.disorders import Names
from superbill.search.index import Index
from superbill.search.layout import Part
from superbill.search.wording import words_of

SYSTEM = "icd10cm"


@dataclass(frozen=True, eq=False)
class PhraseBook:
    """names: what the reading of a note is given; kin: for each word of the index the number of
    the word that stands for its kin."""

    index: Index
    part: Part
    names: Names
    kin: NDArray[np.int64]
    exact: Keyed
    akin: Keyed
    _shares: dict[tuple[frozenset[int], str], float] = field(
        default_factory=dict[tuple[frozenset[int], str], float]
    )

    def terms_of(self, name: int, *, exact: bool) -> list[int]:
        """The terms of the index that a name stands for."""
        keyed = self.exact if exact else self.akin
        return keyed.terms[keyed.at[name] : keyed.at[name + 1]].tolist()

    def code_of(self, term: int) -> str:
        return self.part.codes[int(self.part.code[term])]

    def named(self, words: frozenset[int], *, exact: bool) -> list[int]:
        """The terms of the index that are told by just these words, as they are written or by
        their kin."""
        numbers = np.array(sorted(words), dtype=np.int64)
        if exact:
            keys, hashes = self.names.exact, self.names.hashes
        else:
            keys, hashes = self.names.akin, self.names.kin_hashes
            numbers = np.unique(self.kin[numbers])
        key = np.sum(hashes[numbers], dtype=np.uint64)
        at = int(np.searchsorted(keys, key))
        return self.terms_of(at, exact=exact) if at < len(keys) and keys[at] == key else []

    def kin_of(self, text: str) -> frozenset[int]:
        """The telling words of a text by what stands for their kin; empty where one is unknown."""
        number = self.index.vocabulary.number
        words = [w for w in words_of(text) if w not in small_words()]
        if not all(w in number for w in words):
            return frozenset()
        return frozenset(int(self.kin[number[w]]) for w in words)

    def concentration(self, words: frozenset[int], category: str) -> float:
        """Of the terms that hold the rarest of the words, the share that leads to a category: near
        1 for `asthma`, near 0 for `hand`."""
        key = words, category
        if key not in self._shares:
            part = self.part
            rarest = max(words, key=lambda w: float(part.weight[w]))
            terms = part.held_by[part.held_at[rarest] : part.held_at[rarest + 1]]
            codes: list[int] = part.code[terms].tolist()
            of_it = sum(part.codes[c].startswith(category) for c in codes)
            self._shares[key] = of_it / max(1, len(codes))
        return self._shares[key]


@lru_cache(maxsize=2)
def phrase_book(index: Index) -> PhraseBook | None:
    """The book of an index; None where it has no ICD-10-CM."""
    part = index.part(SYSTEM)
    if part is None:
        return None
    made = phrase_arrays(index, part)
    exact, akin = made.exact, made.akin
    names = Names(
        exact.keys, akin.keys, exact.joined, akin.joined, made.hashes, made.kin_hashes,
        Cutter(index.vocabulary.number, exact.keys, made.hashes),
    )  # fmt: skip
    return PhraseBook(index, part, names, made.kin, exact, akin)
