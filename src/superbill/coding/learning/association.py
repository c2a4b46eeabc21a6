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
from superbill.coding.learning.mining import Block, Flags, Pairs, Small
from superbill.coding.learning.note_words import LONGEST, Keys, Numbers
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


def _features(pairs: Pairs, block: Block, vocabulary: Vocabulary, given: Numbers) -> Matrix:
    """given: by code, the notes that have it."""
    runs = block.phrases.some(pairs.phrase)
    size = runs.size
    own, weight = vocabulary.shares(block.miner.words_of(runs)[0], pairs.code)
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
    """Pairs of a block, counted on some notes: those of phrase p are rows at[p] to at[p + 1]."""

    at: Numbers
    pairs: Pairs
    features: Matrix


def counted(
    block: Block, vocabulary: Vocabulary, fold: int | None, given: Numbers, *,
    among: Keys | None = None,
) -> Counted:  # fmt: skip
    """The pairs that are worth weighing, by the notes that are not of a fold (see Block.pairs).
    given: by code, how many of these notes have it."""
    pairs = block.pairs(fold, among=among)
    runs = block.phrases.some(pairs.phrase)
    seldom = np.flatnonzero((pairs.k == 1) & (pairs.n == 1) & (runs.size >= _LONG))
    own, _ = vocabulary.shares(block.miner.words_of(runs.some(seldom))[0], pairs.code[seldom])
    keep = np.ones(len(pairs.phrase), dtype=bool)
    keep[seldom[own < _OWN_WORDS_LEAST]] = False
    pairs = Pairs(*(column[keep] for column in pairs))
    return Counted(
        np.searchsorted(pairs.phrase, np.arange(len(block.phrases.key) + 1)), pairs,
        _features(pairs, block, vocabulary, given),
    )  # fmt: skip


class Seen(NamedTuple):
    """Where pairs stand in notes. features: of the pairs; pair: row of `features`; group: sentence
    and code, as a number; skip: one word was left out; right: whether the code is proved there;
    order: which of two that are as sure goes first, until they are put together"""

    features: Matrix
    pair: Small
    group: Numbers
    skip: Flags
    right: Flags
    order: Numbers


def seen(found: Counted, block: Block, fold: int) -> Seen:
    """The places of pairs in the weighed notes of a fold, on which they were not counted."""
    phrase, sentence, runs = block.held(fold)
    place, row = _rows_of(phrase, found.at)
    group = sentence[place] * len(block.miner.codes) + found.pairs.code[row]
    own, pair = np.unique(row, return_inverse=True)
    known = block.miner.right
    at = np.minimum(np.searchsorted(known, group), max(0, len(known) - 1))
    right = known[at] == group if len(known) else np.zeros(len(group), np.bool_)
    runs = runs.some(place)
    # The shorter first, as they are looked for in a note.
    wide = 2 * LONGEST * (runs.size + (runs.skip > 0).astype(np.int64)) + runs.skip
    order = wide * len(block.miner.note_of) + runs.first
    return Seen(found.features[own], pair.astype(np.int32), group, runs.skip > 0, right, order)


def together(parts: Sequence[Seen]) -> Seen:
    """What several blocks show of one fold."""
    before = np.cumsum([0, *(len(p.features) for p in parts)])
    order = np.argsort(np.concatenate([p.order for p in parts]), kind="stable")
    return Seen(
        np.concatenate([p.features for p in parts]),
        np.concatenate([p.pair + np.int32(before[n]) for n, p in enumerate(parts)])[order],
        np.concatenate([p.group for p in parts])[order],
        np.concatenate([p.skip for p in parts])[order],
        np.concatenate([p.right for p in parts])[order],
        np.zeros(0, np.int64),
    )


def _rows_of(phrase: Numbers, at: Numbers) -> tuple[Numbers, Numbers]:
    """For each phrase all its rows: places among `phrase`, and rows."""
    first = at[phrase]
    many = at[phrase + 1] - first
    place = np.repeat(np.arange(len(phrase)), many)
    step = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
    return place, np.repeat(first, many) + step


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


def weigh(folds: Sequence[Seen]) -> Matrix:
    """The weight of each feature, and of a word left out, from notes that were not counted."""
    weights = np.zeros(FEATURES + 1)
    weights[[1, 2, 10]] = 1.0, -1.0, 1.0  # where to begin: often together, and its own words
    for _ in range(_ROUNDS):
        rows: list[Matrix] = []
        right: list[Matrix] = []
        for one in folds:
            own = one.features @ weights[:_SKIP]
            best = surest(own[one.pair] + weights[_SKIP] * one.skip, one.group)
            skip = one.skip[best].astype(np.float64)
            rows.append(np.column_stack((one.features[one.pair[best]], skip)))
            right.append(one.right[best].astype(np.float64))
        weights = fit(np.concatenate(rows), np.concatenate(right), ridge=_RIDGE)
    return weights


def surest(values: Matrix, group: Numbers) -> Numbers:
    """The place of the greatest value of each group, by group."""
    order = np.lexsort((-values, group))
    ordered = group[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return order[first]
