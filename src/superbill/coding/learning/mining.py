"""Counting which phrases stand where which codes were given.

A *unit* is what a code is proved by: the sentences that its evidence stands in, else the whole
note. Phrases are counted by unit (n, and k with the code) and by note (notes, and both), all in
arrays. A course of 500 notes has some two million runs of words, one of 5,000 ten times as many:
runs are kept by their key in a few bytes each and counted a block of keys at a time, so that room
grows with the notes and not with what is counted. A phrase lies in one block, so blocks never
change a count.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from superbill.coding.learning.course import Coded, CourseNote
from superbill.coding.learning.note_words import (
    LONGEST,
    Keys,
    NoteWords,
    Numbers,
    windows_of,
)
from superbill.notes.values import Document

Flags = NDArray[np.bool_]
Small = NDArray[np.int32]
Tiny = NDArray[np.int8]
T = TypeVar("T", bound=np.generic)

_LEAST_SHARE = 0.1
"""Of a phrase's units, how many must have the code for the pair to be looked at."""
_ONCE_AT_MOST = 4
"""Units of a phrase that stood with the code only once."""
_NOTES_LEAST, _NOTES_SHARE = 2, 0.2
"""Without evidence: notes with phrase and code at least, and their share of the phrase's."""
_LOOSE_AT_MOST = 8
"""Codes of a phrase that are looked at without evidence: those that it stands with most often. A
phrase of ten notes stands by chance with two notes' codes of another thing, a dozen times over."""
BLOCK = 500_000
"""Runs of words that are counted at once."""
WEIGHED = 3_000_000
"""Runs at most whose places the weights of two dozen features are fitted on."""
_ROWS_AT_ONCE = 4_000_000
"""Rows that a join makes at once."""


@dataclass(frozen=True, slots=True)
class Read:
    """A note of the course, read."""

    note: CourseNote
    document: Document
    words: NoteWords

    def units_of(self, code: Coded) -> tuple[int, ...]:
        """The sentences that prove a code; none where that is not known."""
        spans = self.note.codes[code]
        return tuple(
            n
            for n, s in enumerate(self.document.sentences)
            if any(s.start < end and start < s.end for start, end in spans)
        )


class Runs(NamedTuple):
    """Runs of words. key: of the words that are told; first: place of the first among all words of
    the course; size: words that are told; skip: steps to the one that is left out (0: none)"""

    key: Keys
    first: Small
    size: Tiny
    skip: Tiny

    def some(self, which: Any) -> Runs:
        """Those that an index of the arrays picks."""
        return Runs(self.key[which], self.first[which], self.size[which], self.skip[which])


class Pairs(NamedTuple):
    """Phrases and codes that stood together. phrase, code: numbers; k of n units have the code; of
    `notes` notes with the phrase, `both` have the code; kin_k: units with a code of its category"""

    phrase: Numbers
    code: Numbers
    k: Numbers
    n: Numbers
    both: Numbers
    notes: Numbers
    kin_k: Numbers


class _Listed(NamedTuple):
    """Codes by place (a sentence, or a note): those of place p are codes[at[p] : at[p + 1]]."""

    at: Numbers
    codes: Numbers

    @classmethod
    def of(cls, marks: Iterable[tuple[int, int]], places: int) -> _Listed:
        table = np.array(sorted(set(marks)), dtype=np.int64).reshape(-1, 2)
        return cls(np.searchsorted(table[:, 0], np.arange(places + 1)), table[:, 1].copy())

    def joined(self, place: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
        """Rows of `place` and the codes there, a row for each code, some million at a time."""
        many = self.at[place + 1] - self.at[place]
        ends = np.cumsum(many)
        begin = 0
        while begin < len(place):
            before = int(ends[begin - 1]) if begin else 0
            end = max(begin + 1, int(np.searchsorted(ends, before + _ROWS_AT_ONCE, side="right")))
            own = many[begin:end]
            row = np.repeat(np.arange(begin, end), own)
            step = np.arange(len(row)) - np.repeat(np.cumsum(own) - own, own)
            yield row, self.codes[self.at[place[row]] + step]
            begin = end


class Miner:
    """The runs and the marks of a course. folds: which fold each note is of; scored: whether its
    places are looked at when its fold is weighed."""

    def __init__(
        self, course: Sequence[Read], codes: Sequence[Coded], folds: Sequence[int],
        scored: Sequence[bool],
    ):  # fmt: skip
        self.codes = tuple(codes)
        self.course = tuple(course)
        self.folds = 1 + max(folds)
        self.fold = np.array(folds, dtype=np.int64)
        self.scored = np.array(scored, dtype=np.bool_)
        number = {code: n for n, code in enumerate(codes)}
        words = [read.words for read in course]
        sentences: Numbers = np.cumsum([0, *(len(read.document.sentences) for read in course)])
        self.first_word: Numbers = np.cumsum([0, *(len(w.key) for w in words)])
        self._kin = np.concatenate([w.kin for w in words]).astype(np.int32)
        self._key = np.concatenate([w.key for w in words])
        self.note_of: Small = np.repeat(
            np.arange(len(course)), np.diff(self.first_word)
        ).astype(np.int32)  # fmt: skip
        self.sentence_of = np.concatenate(
            [w.sentence + sentences[n] for n, w in enumerate(words)]
        ).astype(np.int32)  # fmt: skip
        self.runs = _runs(words, self.first_word)
        units = [{code: read.units_of(code) for code in read.note.codes} for read in course]
        self.marked = _Listed.of(
            ((int(sentences[n]) + s, number[code]) for n, own in enumerate(units)
             for code, places in own.items() for s in places),
            int(sentences[-1]),
        )  # fmt: skip
        self.weighed = self._weighed()
        self.right = self._right(units, number, sentences)
        every = [(n, number[c], not places) for n, own in enumerate(units)
                 for c, places in own.items()]  # fmt: skip
        self.given = _Listed.of(((n, c) for n, c, _ in every), len(course))
        self.vague = _Listed.of(((n, c) for n, c, vague in every if vague), len(course))
        self.category = np.unique([code.system + code.code[:3] for code in codes],
                                  return_inverse=True)[1]  # fmt: skip

    def _weighed(self) -> Flags:
        """The scored notes that the weights of pairs are fitted on: all, but of a course whose runs
        are more than WEIGHED every second, third and so on of each fold."""
        many: Any = np.bincount(self.note_of[self.runs.first], minlength=len(self.course))
        step = max(1, math.ceil(int(many[self.scored].sum()) / WEIGHED))
        chosen = np.zeros(len(self.course), np.bool_)
        for fold in range(self.folds):
            chosen[np.flatnonzero(self.scored & (self.fold == fold))[::step]] = True
        return chosen

    def _right(
        self, units: Sequence[dict[Coded, tuple[int, ...]]], number: dict[Coded, int],
        sentences: Numbers,
    ) -> Numbers:  # fmt: skip
        """Sentence * wide + code where the weighed notes' codes are proved; all sentences of the
        note where that is unknown. Sorted."""
        wide = len(self.codes)
        made = [
            (int(sentences[n]) + s) * wide + number[code]
            for n, own in enumerate(units)
            if self.weighed[n]
            for code, places in own.items()
            for s in places or range(int(sentences[n + 1] - sentences[n]))
        ]
        return np.unique(np.array(made, dtype=np.int64))

    def blocks(self) -> Iterator[Block]:
        """The runs by their keys, all of one key in one block."""
        key = self.runs.key
        begin = 0
        while begin < len(key):
            end = min(begin + BLOCK, len(key))
            if end < len(key):
                end = int(np.searchsorted(key, key[end : end + 1], side="left")[0])
                if end <= begin:  # more of one key than a block holds
                    end = int(np.searchsorted(key, key[begin : begin + 1], side="right")[0])
            yield Block(self, self.runs.some(slice(begin, end)))
            begin = end

    def words_of(self, runs: Runs) -> tuple[Numbers, Keys]:
        """The words of some runs, a row each: their numbers in the index (-1: not in it, -2: no
        word) and what stands for them in keys (0: no word)."""
        step = np.arange(LONGEST)[None, :]
        span = (runs.size + (runs.skip > 0))[:, None]
        out = (step >= span) | ((step == runs.skip[:, None]) & (step > 0))
        place = np.minimum(runs.first[:, None] + step, max(0, len(self._kin) - 1))
        return (
            np.where(out, -2, self._kin[place]).astype(np.int64),
            np.where(out, np.uint64(0), self._key[place]),
        )

    def written(self, first: int, size: int, skip: int) -> str:
        """A phrase as a note of the course writes it."""
        note = int(self.note_of[first])
        words, text = self.course[note].words, self.course[note].note.text
        begin = first - int(self.first_word[note])
        spans = [
            (int(words.start[n]), int(words.end[n]))
            for n in range(begin, begin + size + (skip > 0))
            if not skip or n != begin + skip
        ]
        return " ".join(text[start:end] for start, end in dict.fromkeys(spans))

    def looked_for(self, fold: int) -> Keys:
        """The keys that the scored notes of a fold have, and those with any one word less, by which
        they are judged. Sorted."""
        own = np.flatnonzero(self._held_by(fold, self.runs.first))
        found: list[Keys] = [np.zeros(0, np.uint64)]
        for begin in range(0, len(own), BLOCK):
            some = self.runs.some(own[begin : begin + BLOCK])
            parts = self.words_of(some)[1]
            found.append(np.unique(np.concatenate((some.key, (some.key[:, None] - parts).ravel()))))
        return np.unique(np.concatenate(found))

    def _held_by(self, fold: int, first: Small) -> Flags:
        note = self.note_of[first]
        return (self.fold[note] == fold) & self.scored[note]


def _runs(words: Sequence[NoteWords], first_word: Numbers) -> Runs:
    """The runs of all notes, by key, those of one key in the order of the notes."""
    keys: list[Keys] = []
    firsts: list[Small] = []
    sizes: list[Tiny] = []
    skips: list[Tiny] = []
    for n, own in enumerate(words):
        found = windows_of(own)
        skip = np.where(found.skipped >= 0, found.skipped - found.first, 0)
        keys.append(found.key)
        firsts.append((found.first + first_word[n]).astype(np.int32))
        sizes.append(found.size.astype(np.int8))
        skips.append(skip.astype(np.int8))
    key = np.concatenate(keys)
    keys.clear()
    order = np.argsort(key, kind="stable").astype(np.uint32)  # a course has fewer than 2**32 runs
    key = key[order]
    return Runs(key, _ordered(firsts, order), _ordered(sizes, order), _ordered(skips, order))


def _ordered(parts: list[NDArray[T]], order: NDArray[np.uint32]) -> NDArray[T]:
    """The parts as one array in an order; they are let go on the way."""
    whole = np.concatenate(parts)
    parts.clear()
    return whole[order]


class Block:
    """Some of the phrases of a course, each whole, and what stands with them."""

    def __init__(self, miner: Miner, runs: Runs):
        self.miner = miner
        new = np.concatenate((np.ones(1, np.bool_), runs.key[1:] != runs.key[:-1]))
        self.phrases = runs.some(np.flatnonzero(new))
        self._runs = runs
        self._phrase = np.cumsum(new) - 1

    def held(self, fold: int) -> tuple[Numbers, Numbers, Runs]:
        """Places of the block's phrases in a fold's weighed notes: phrase, sentence and run."""
        note = self.miner.note_of[self._runs.first]
        own = np.flatnonzero((self.miner.fold[note] == fold) & self.miner.weighed[note])
        runs = self._runs.some(own)
        return self._phrase[own], self.miner.sentence_of[runs.first].astype(np.int64), runs

    @cached_property
    def _units(self) -> tuple[Numbers, Numbers, Numbers]:
        """Phrase, sentence and note, each sentence once a phrase."""
        sentence = self.miner.sentence_of[self._runs.first].astype(np.int64)
        return self._distinct(sentence)

    @cached_property
    def _noted(self) -> tuple[Numbers, Numbers, Numbers]:
        """Phrase, note and note again, each note once a phrase."""
        return self._distinct(self.miner.note_of[self._runs.first].astype(np.int64))

    def _distinct(self, unit: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        wide = int(unit.max(initial=0)) + 1
        pair, at = np.unique(self._phrase * wide + unit, return_index=True)
        note = self.miner.note_of[self._runs.first[at]].astype(np.int64)
        return pair // wide, pair % wide, note

    @cached_property
    def _counts(self) -> _Counts:
        return _counts(self.miner, self._units, self._noted, len(self.phrases.key))

    def pairs(self, fold: int | None, *, among: Keys | None = None) -> Pairs:
        """What the notes that are not of a fold tell; all notes where it is None, or where there is
        one fold only. among: keys of the phrases that are wanted, all where it is None"""
        counts, miner = self._counts, self.miner
        wide = len(miner.codes)
        without = None if miner.folds == 1 else fold
        n, in_notes = _left(counts.n, without), _left(counts.notes, without)
        k, both = _left(counts.k, without), _left(counts.both, without)
        loosely = _left(counts.loosely, without)
        phrase, code = counts.pair // wide, counts.pair % wide
        share = loosely / np.maximum(1, in_notes[phrase])
        loose = (loosely >= _NOTES_LEAST) & (share >= _NOTES_SHARE)
        loose &= _among_first(phrase, np.where(loose, loosely, 0), _LOOSE_AT_MOST)
        there = (k > 0) | loose
        if among is not None:
            there &= _is_in(self.phrases.key, among)[phrase]
        at = np.flatnonzero(there)
        phrase, code, k, both, loose = phrase[at], code[at], k[at], both[at], loose[at]
        both = np.maximum(both, np.minimum(k, 1))
        n, in_notes = n[phrase], in_notes[phrase]
        kin = phrase * wide + miner.category[code]
        group, inverse = np.unique(kin, return_inverse=True)
        kin_k: Any = np.bincount(inverse, weights=k, minlength=len(group))[inverse]
        keep = (k >= _LEAST_SHARE * n) & ((k != 1) | (n <= _ONCE_AT_MOST)) & (k > 0)
        keep |= loose
        return Pairs(*(a[keep].astype(np.int64) for a in
                       (phrase, code, k, n, both, in_notes, np.minimum(kin_k, n))))  # fmt: skip


class _Counts(NamedTuple):
    """By fold and phrase, or by fold and pair (phrase * codes + code, sorted), as in Pairs. loosely:
    notes with both where the note does not say which sentence proves the code"""  # noqa: E501

    pair: Numbers
    n: Small
    notes: Small
    k: Small
    both: Small
    loosely: Small


def _counts(
    miner: Miner, units: tuple[Numbers, Numbers, Numbers], noted: tuple[Numbers, Numbers, Numbers],
    phrases: int,
) -> _Counts:  # fmt: skip
    told, k = _joined(miner, miner.marked, units, 1)
    phrase, _, note = noted
    common = np.bincount(phrase, minlength=phrases) >= _NOTES_LEAST
    several = (phrase[common[phrase]], note[common[phrase]], note[common[phrase]])
    loose, loosely = _joined(miner, miner.vague, several, _NOTES_LEAST)
    pair = np.union1d(told, loose)
    return _Counts(
        pair,
        _by_fold(miner, units[0], units[2], phrases),
        _by_fold(miner, phrase, note, phrases),
        _spread(pair, told, k),
        _both(miner, pair, several),
        _spread(pair, loose, loosely),
    )


def _joined(
    miner: Miner, codes: _Listed, places: tuple[Numbers, Numbers, Numbers], least: int
) -> tuple[Numbers, Small]:
    """Phrase * codes + code of every phrase with every code of its unit that stand together at
    least so often, sorted; and by fold how often."""
    phrase, unit, note = places
    wide = len(miner.codes)
    names: list[Numbers] = []
    counts: list[Numbers] = []
    for row, code in codes.joined(unit):
        made = (phrase[row] * wide + code) * miner.folds + miner.fold[note[row]]
        name, count = np.unique(made, return_counts=True)
        names.append(name)
        counts.append(count)
    if not names:
        return np.zeros(0, np.int64), np.zeros((miner.folds, 0), np.int32)
    made, inverse = np.unique(np.concatenate(names), return_inverse=True)
    many: Any = np.bincount(inverse, weights=np.concatenate(counts))
    pair, at = np.unique(made // miner.folds, return_inverse=True)
    by_fold = np.zeros((miner.folds, len(pair)), np.int32)
    by_fold[made % miner.folds, at] = many
    often = by_fold.sum(axis=0) >= least
    return pair[often], by_fold[:, often]


def _both(miner: Miner, pair: Numbers, places: tuple[Numbers, Numbers, Numbers]) -> Small:
    """By fold and pair, the notes with phrase and code."""
    phrase, unit, note = places
    wide = len(miner.codes)
    found: Any = np.zeros(miner.folds * len(pair), np.int64)
    if not len(pair):
        return found.reshape(miner.folds, 0).astype(np.int32)
    for row, code in miner.given.joined(unit):
        made = phrase[row] * wide + code
        at = np.minimum(np.searchsorted(pair, made), len(pair) - 1)
        known = pair[at] == made
        place = miner.fold[note[row[known]]] * len(pair) + at[known]
        found += np.bincount(place, minlength=len(found))
    return found.reshape(miner.folds, len(pair)).astype(np.int32)


def _by_fold(miner: Miner, phrase: Numbers, note: Numbers, phrases: int) -> Small:
    made: Any = np.bincount(miner.fold[note] * phrases + phrase, minlength=miner.folds * phrases)
    return made.reshape(miner.folds, phrases).astype(np.int32)


def _spread(wanted: Numbers, known: Numbers, values: Small) -> Small:
    """The columns of those that are known, else 0. known: sorted, all of it among the wanted."""
    made = np.zeros((values.shape[0], len(wanted)), np.int32)
    made[:, np.searchsorted(wanted, known)] = values
    return made


def _among_first(group: Numbers, values: Numbers, most: int) -> Flags:
    """Which values are among so many greatest of their group. group: sorted"""
    order = np.lexsort((-values, group))
    begins = np.searchsorted(group, group)  # the order within a group is of the group's places
    rank = np.empty(len(group), np.int64)
    rank[order] = np.arange(len(group)) - begins
    return rank < most


def _left(by_fold: Small, fold: int | None) -> Numbers:
    """The sum of all folds but one."""
    total = by_fold.sum(axis=0, dtype=np.int64)
    return total if fold is None else total - by_fold[fold]


def _is_in(keys: Keys, among: Keys) -> Flags:
    """Which keys are among others. among: sorted"""
    if not len(among):
        return np.zeros(len(keys), np.bool_)
    return among[np.minimum(np.searchsorted(among, keys), len(among) - 1)] == keys
