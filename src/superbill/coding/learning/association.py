"""How strongly a phrase points to a code: log-odds from counts, and from the kind of pair it is.

The counts alone would believe whatever stood once beside a code. So the features of a pair (its
counts, its length, whether the code's own official terms hold its words) are weighed by logistic
regression on notes that the counts have not seen; only the surest phrase of a sentence and code
counts, so the regression is made again on these until it settles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from superbill.coding.cutter import small_words
from superbill.coding.learning.course import Coded
from superbill.coding.learning.mining import Flags, Miner, Pairs, Read
from superbill.coding.learning.note_words import Keys, Numbers, windows_of
from superbill.coding.learning.regression import Matrix, fit
from superbill.search.index import Index
from superbill.search.layout import Part

_ROUNDS = 4
_RIDGE = 1.0
_UNKNOWN_WEIGHT = 8.0
"""Weight of a word that the index has not: as much as its rarest."""
_TERMS_AT_MOST = 200
_OWN_WORDS_LEAST = 0.3
"""Of a longer phrase that was seen only once, the share of words that are the code's own."""
_LONG = 3
_HEAVIEST = 10.0
FEATURES = 23
_SKIP = FEATURES
"""The column after the pair's own features: one word of the run is left out."""


class Vocabulary:
    """The words of the official terms of some codes."""

    def __init__(self, index: Index, kin: Numbers, codes: Sequence[Coded]):
        self._weight = np.zeros(len(kin))
        number = index.vocabulary.number
        small = np.array(sorted(number[w] for w in small_words() if w in number), dtype=np.int64)
        held: list[Numbers] = [np.zeros(0, np.int64)]
        self._wide = len(kin)
        for system in {code.system for code in codes}:
            part = index.part(system)
            if part is None:
                continue
            self._weight = np.maximum(self._weight, np.asarray(part.weight, dtype=np.float64))
            of_code = _terms_of(part, codes, system)
            for n, terms in of_code.items():
                words = np.concatenate([part.words(t) for t in terms]).astype(np.int64)
                words = np.setdiff1d(words[words >= 0], small)
                held.append(n * self._wide + np.unique(kin[words]))
        self._held = np.sort(np.concatenate(held))

    def shares(self, words: Numbers, codes: Numbers) -> tuple[Matrix, Matrix]:
        """Of each row of words, the share of weight that the code's terms hold, and all weight.
        words: -1 not in the index, -2 no word."""
        told = words >= -1
        weight = np.where(words >= 0, self._weight[np.maximum(words, 0)], _UNKNOWN_WEIGHT) * told
        wanted = codes[:, None] * self._wide + np.maximum(words, 0)
        at = np.minimum(np.searchsorted(self._held, wanted), max(0, len(self._held) - 1))
        own = (self._held[at] == wanted) & (words >= 0) if len(self._held) else told & False
        total = weight.sum(axis=1)
        return (weight * own).sum(axis=1) / np.maximum(total, 1e-9), total


def _terms_of(part: Part, codes: Sequence[Coded], system: str) -> dict[int, list[int]]:
    """The terms of each code by its number here; of a prefix, those of all codes below it."""
    wanted = {code.code: n for n, code in enumerate(codes) if code.system == system}
    whole = system == "icd10cm"
    place: dict[int, int] = {}
    for number, code in enumerate(part.codes):
        n = wanted.get(code if whole else code[:4])
        if n is not None:
            place[number] = n
    found: dict[int, list[int]] = {}
    for term in np.flatnonzero(np.isin(part.code, list(place))).tolist():
        terms = found.setdefault(place[int(part.code[term])], [])
        if len(terms) < _TERMS_AT_MOST:
            terms.append(term)
    return found


def _features(pairs: Pairs, miner: Miner, vocabulary: Vocabulary, given: Numbers) -> Matrix:
    """given: by code, the notes that have it."""
    size = miner.sizes_of(pairs.phrase)
    own, weight = vocabulary.shares(miner.words_of(pairs.phrase)[0], pairs.code)
    once = (pairs.k <= 1).astype(float)
    weight = np.minimum(weight / _HEAVIEST, _HEAVIEST)
    common = np.log(np.maximum(1, given[pairs.code]))
    single = size == 1
    return np.stack(
        (
            np.ones(len(size)), np.log(pairs.k + 0.3), np.log(pairs.n - pairs.k + 1), once,
            np.log((pairs.both + 0.1) / (pairs.notes + 0.2)),
            np.log(pairs.notes - np.minimum(pairs.both, pairs.notes) + 1),
            single, size == 2, size == _LONG, size > _LONG, own, own * once, own == 0,
            own > 0.999, (own > 0.999) * once, weight, weight * once,
            np.log(pairs.kin_k / np.maximum(1, pairs.n) + 0.05), common, common * once,
            own * single, once * single, once * (size > _LONG),
        ),
        axis=1,
    ).astype(np.float64)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """Pairs of some notes, by the keys of their phrases: a key's pairs stand together."""

    keys: Keys
    at: Numbers
    pairs: Pairs
    features: Matrix


def counted(miner: Miner, vocabulary: Vocabulary, notes: Flags, given: Numbers) -> Counted:
    """The pairs that are worth weighing. notes: by number, which tell; given: by code, how many of
    them have it."""
    pairs = miner.pairs(notes)
    own, _ = vocabulary.shares(miner.words_of(pairs.phrase)[0], pairs.code)
    long = miner.sizes_of(pairs.phrase) >= _LONG
    keep = ~((pairs.k == 1) & (pairs.n == 1) & long & (own < _OWN_WORDS_LEAST))
    pairs = Pairs(*(column[keep] for column in pairs))
    phrases, at = np.unique(pairs.phrase, return_index=True)
    return Counted(
        miner.phrases.keys[phrases], np.append(at, len(pairs.phrase)), pairs,
        _features(pairs, miner, vocabulary, given),
    )  # fmt: skip


class Seen(NamedTuple):
    """Where pairs stand in notes. pair: its number; group: sentence and code, numbered; skip: one
    word was left out; right: by group, whether the code is proved there"""

    pair: Numbers
    group: Numbers
    skip: Numbers
    right: Matrix


def seen(found: Counted, notes: Sequence[Read], codes: Sequence[Coded]) -> Seen:
    """The places of pairs in notes that they were not counted on."""
    parts: list[tuple[Numbers, Numbers, Numbers]] = []
    right: list[Matrix] = []
    groups = 0
    number = {code: n for n, code in enumerate(codes)}
    for read in notes:
        windows = windows_of(read.words)
        place, row = places_of(windows.key, found.keys, found.at)
        if not len(place):
            continue
        sentence = read.words.sentence[windows.first[place]]
        code = found.pairs.code[row]
        wide = len(codes)
        names, group = np.unique(sentence * wide + code, return_inverse=True)
        marked = _marked(read, number, wide)
        right.append(np.isin(names, marked).astype(np.float64))
        skip = (windows.skipped[place] >= 0).astype(np.int64)
        parts.append((row, group + groups, skip))
        groups += len(names)
    if not parts:
        none = np.zeros(0, np.int64)
        return Seen(none, none, none, np.zeros(0))
    joined = [np.concatenate([part[n] for part in parts]) for n in range(3)]
    return Seen(joined[0], joined[1], joined[2], np.concatenate(right))


def _marked(read: Read, number: dict[Coded, int], wide: int) -> Numbers:
    """Sentence * wide + code where the note's codes are proved; all sentences where unknown."""
    every = range(len(read.document.sentences))
    return np.array(
        [s * wide + number[c] for c in read.note.codes for s in read.units_of(c) or every],
        dtype=np.int64,
    )


def places_of(keys: Keys, known: Keys, at: Numbers) -> tuple[Numbers, Numbers]:
    """For each of the keys that is known, all its rows: places among `keys`, and rows."""
    if not len(known):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    found = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    hit = np.flatnonzero(known[found] == keys)
    first = at[found[hit]]
    many = at[found[hit] + 1] - first
    place = np.repeat(hit, many)
    step = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
    return place, np.repeat(first, many) + step


def weigh(folds: Sequence[tuple[Counted, Seen]]) -> Matrix:
    """The weight of each feature, and of a word left out, from notes that were not counted."""
    weights = np.zeros(FEATURES + 1)
    weights[[1, 2, 10]] = 1.0, -1.0, 1.0  # where to begin: often together, and its own words
    for _ in range(_ROUNDS):
        rows: list[Matrix] = []
        right: list[Matrix] = []
        for found, places in folds:
            own = found.features @ weights[:_SKIP]
            best = surest(own[places.pair] + weights[_SKIP] * places.skip, places.group)
            kept = places.pair[best]
            skip = places.skip[best].astype(np.float64)
            rows.append(np.column_stack((found.features[kept], skip)))
            right.append(places.right[places.group[best]])
        weights = fit(np.concatenate(rows), np.concatenate(right), ridge=_RIDGE)
    return weights


def surest(values: Matrix, group: Numbers) -> Numbers:
    """The place of the greatest value of each group, by group."""
    order = np.lexsort((-values, group))
    ordered = group[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return order[first]
