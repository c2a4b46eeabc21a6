"""The learned lexicon: phrases that point to codes, and how they are found in a note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from superbill.coding.learning.association import Counted, places_of, surest
from superbill.coding.learning.course import Coded
from superbill.coding.learning.mining import BLOCK, Block, Miner, Runs
from superbill.coding.learning.note_words import Keys, NoteWords, Numbers, WordReader, windows_of
from superbill.coding.learning.regression import Matrix
from superbill.notes.values import Assertion

LEAST = -3.2
"""Log-odds of a phrase that is kept at least: about one in twenty-five."""
_GAIN = 0.25
"""Log-odds that a word more must add, for the longer phrase to be kept."""
_OFTEN = 2
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """words: as a note writes them, in any order; weight: log-odds that the code is meant where
    they stand; support: places of the course with both; of: places with the words"""

    words: str
    system: str
    code: str
    weight: float
    support: int
    of: int


class Place(NamedTuple):
    """The surest phrase for a code in a sentence, and where it stands."""

    weight: float
    start: int
    end: int
    support: int
    size: int
    sentence: int
    said: Assertion


@dataclass(frozen=True, slots=True)
class Table:
    """Phrases by key, each with all its codes. skip: what a word left out adds to a weight"""

    codes: tuple[Coded, ...]
    keys: Keys
    at: Numbers
    code: Numbers
    weight: Matrix
    support: Numbers
    skip: float

    def find(self, words: NoteWords) -> dict[Coded, list[Place]]:
        """For each code its places, one a sentence, the surest first."""
        windows = windows_of(words)
        place, row = places_of(windows.key, self.keys, self.at)
        if not len(place):
            return {}
        weight = self.weight[row] + self.skip * (windows.skipped[place] >= 0)
        sentence = words.sentence[windows.first[place]]
        group = sentence * len(self.codes) + self.code[row]
        found: dict[Coded, list[Place]] = {}
        for n in surest(weight, group).tolist():
            if weight[n] < LEAST:
                continue
            at, of = int(place[n]), int(row[n])
            first, last = int(windows.first[at]), int(windows.last[at])
            one = Place(
                float(weight[n]), int(words.start[first]), int(words.end[last]),
                int(self.support[of]), int(windows.size[at]), int(sentence[n]), words.said[first],
            )  # fmt: skip
            found.setdefault(self.codes[int(self.code[of])], []).append(one)
        for places in found.values():
            places.sort(key=lambda p: (-p.weight, p.start))
        return found


class Likely(NamedTuple):
    """Pairs with their weights: phrases by their runs, codes by number, and as in mining.Pairs."""

    runs: Runs
    code: Numbers
    weight: Matrix
    k: Numbers
    n: Numbers

    def some(self, which: Any) -> Likely:
        """Those that an index of the arrays picks."""
        return Likely(
            self.runs.some(which), self.code[which], self.weight[which], self.k[which],
            self.n[which],
        )  # fmt: skip


def likely(found: Counted, block: Block, weights: Matrix) -> Likely:
    """The pairs of a block that point to their codes often enough."""
    weight = np.round(found.features @ weights[:-1], _DECIMALS)
    at = np.flatnonzero(weight >= LEAST)
    pairs = found.pairs
    runs = block.phrases.some(pairs.phrase[at])
    return Likely(runs, pairs.code[at], weight[at], pairs.k[at], pairs.n[at])


def all_of(parts: Sequence[Likely]) -> Likely:
    """What several blocks found, in their order."""
    return Likely(
        Runs(
            np.concatenate([p.runs.key for p in parts]),
            np.concatenate([p.runs.first for p in parts]),
            np.concatenate([p.runs.size for p in parts]),
            np.concatenate([p.runs.skip for p in parts]),
        ),
        np.concatenate([p.code for p in parts]),
        np.concatenate([p.weight for p in parts]),
        np.concatenate([p.k for p in parts]),
        np.concatenate([p.n for p in parts]),
    )


def kept_of(found: Likely, miner: Miner) -> Likely:
    """The pairs that add something: surer than with any one word less."""
    wide = np.uint64(2 * len(miner.codes) + 1)
    key, code = found.runs.key, found.code.astype(np.uint64)
    # A pair by one number: that two of them meet is as unlikely as that two keys do.
    names = key * wide + code
    order = np.argsort(names)
    ordered = names[order]
    adds = np.ones(len(names), dtype=bool)
    for begin in range(0, len(names), BLOCK):
        some = slice(begin, begin + BLOCK)
        parts = miner.words_of(found.runs.some(some))[1]
        several = found.runs.size[some] > 1
        k, n, own = found.k[some], found.n[some], found.weight[some]
        for column in range(parts.shape[1]):
            less = (key[some] - parts[:, column]) * wide + code[some]
            at = np.minimum(np.searchsorted(ordered, less), max(0, len(ordered) - 1))
            known = (ordered[at] == less) & (parts[:, column] != 0) & several
            shorter = order[at]
            # Seen often and always together: the longer phrase is the shorter one's neighbourhood.
            same = (found.k[shorter] == k) & (found.n[shorter] == n) & (k >= _OFTEN)
            adds[some] &= ~(known & (same | (found.weight[shorter] + _GAIN >= own)))
    return found.some(np.flatnonzero(adds))


def table_of(kept: Likely, miner: Miner, skip: float) -> Table:
    """The table of counted pairs."""
    return _table(miner.codes, kept.runs.key, kept.code, kept.weight, kept.k, skip)


def _table(
    codes: Sequence[Coded], keys: Keys, code: Numbers, weight: Matrix, support: Numbers, skip: float
) -> Table:
    order = np.argsort(keys, kind="stable")
    names, at = np.unique(keys[order], return_index=True)
    return Table(
        tuple(codes), names, np.append(at, len(order)).astype(np.int64), code[order],
        weight[order], support[order], skip,
    )  # fmt: skip


def phrases_of(kept: Likely, miner: Miner, reader: WordReader) -> list[Phrase]:
    """The pairs in words, the surest first. A phrase that read by itself is another (half of what
    an abbreviation stands for) is left out."""
    made: list[Phrase] = []
    written: dict[int, str] = {}
    runs = kept.runs
    keys: list[int] = runs.key.tolist()
    for n, key in enumerate(keys):
        if key not in written:
            place = int(runs.first[n]), int(runs.size[n]), int(runs.skip[n])
            words = " ".join(miner.written(*place).split())
            written[key] = words if reader.key_of(words) == key else ""
        if written[key]:
            code = miner.codes[int(kept.code[n])]
            weight, counts = float(kept.weight[n]), (int(kept.k[n]), int(kept.n[n]))
            made.append(Phrase(written[key], code.system, code.code, weight, *counts))
    return sorted(made, key=lambda p: (-p.weight, p.words, p.code))


def table_from(phrases: Iterable[Phrase], reader: WordReader, skip: float) -> Table:
    """The table of phrases that are written out. Of two that are one the last stands."""
    keys: dict[str, int] = {}
    held: dict[tuple[int, Coded], Phrase] = {}
    for phrase in phrases:
        if phrase.words not in keys:
            keys[phrase.words] = reader.key_of(phrase.words)
        if keys[phrase.words]:
            held[keys[phrase.words], Coded(phrase.system, phrase.code)] = phrase
    codes = sorted({code for _, code in held})
    number: Mapping[Coded, int] = {code: n for n, code in enumerate(codes)}
    return _table(
        codes, np.array([key for key, _ in held], dtype=np.uint64),
        np.array([number[code] for _, code in held], dtype=np.int64),
        np.array([p.weight for p in held.values()], dtype=np.float64),
        np.array([p.support for p in held.values()], dtype=np.int64), skip,
    )  # fmt: skip
