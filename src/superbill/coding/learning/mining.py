"""Counting which phrases stand where which codes were given.

A *unit* is what a code is proved by: the sentences that its evidence stands in, else the whole
note. Phrases are counted by unit (n, and k with the code) and by note (notes, and both), all in
arrays: a course of 500 notes has some 800,000 phrases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

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

_LEAST_SHARE = 0.1
"""Of a phrase's units, how many must have the code for the pair to be looked at."""
_ONCE_AT_MOST = 4
"""Units of a phrase that stood with the code only once."""
_NOTES_LEAST, _NOTES_SHARE = 2, 0.2
"""Without evidence: notes with phrase and code at least, and their share of the phrase's."""


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


class Phrases(NamedTuple):
    """Every phrase of a course. keys: sorted; where: note, first and last word of one place where
    it stands, the word left out (-1: none), and how many words it has"""

    keys: Keys
    where: Numbers


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


class Miner:
    """The counts of a course, for any part of its notes."""

    def __init__(self, course: Sequence[Read], codes: Sequence[Coded]):
        self.codes = tuple(codes)
        number = {code: n for n, code in enumerate(codes)}
        made = [_windows(n, read) for n, read in enumerate(course)]
        sentences = np.cumsum([0, *(len(read.document.sentences) for read in course)])
        every = np.concatenate([m[0] for m in made])
        where = np.concatenate([m[1] for m in made])
        keys, at, place = np.unique(every, return_index=True, return_inverse=True)
        self.course = tuple(course)
        self.phrases = Phrases(keys, where[at, :5])
        self._first_word = np.cumsum([0, *(len(read.words.key) for read in course)])
        self._kin = np.concatenate([read.words.kin for read in course])
        self._key = np.concatenate([read.words.key for read in course])
        self._unit, self._unit_note = _distinct(place, sentences[where[:, 0]] + where[:, 5],
                                                where[:, 0])  # fmt: skip
        self._noted, self._noted_in = _distinct(place, where[:, 0], where[:, 0])
        marks = [
            (sentences[n] + unit, number[code])
            for n, read in enumerate(course)
            for code in read.note.codes
            for unit in read.units_of(code)
        ]
        given = [(n, number[code]) for n, read in enumerate(course) for code in read.note.codes]
        vague = [
            (n, number[code])
            for n, read in enumerate(course)
            for code in read.note.codes
            if not read.units_of(code)
        ]
        wide = len(codes)
        units = int(sentences[-1])
        self._with, self._with_in = _joined(self._unit, self._unit_note, marks, units, wide)
        common = np.bincount(self._noted[:, 0], minlength=len(keys)) >= _NOTES_LEAST
        kept: Flags = common[self._noted[:, 0]]
        notes = len(course)
        self._given = _joined(self._noted[kept], self._noted_in[kept], given, notes, wide)
        self._vague = _joined(self._noted[kept], self._noted_in[kept], vague, notes, wide)
        self._category = np.unique([code.system + code.code[:3] for code in codes],
                                   return_inverse=True)[1]  # fmt: skip

    def words_of(self, phrases: Numbers) -> tuple[Numbers, Keys]:
        """The words of some phrases, a row each: their numbers in the index (-1: not in it, -2: no
        word) and what stands for them in keys (0: no word)."""
        note, first, last, skipped, _ = self.phrases.where[phrases].T
        at = first[:, None] + np.arange(LONGEST)[None, :]
        out = (at > last[:, None]) | (at == skipped[:, None])
        place = np.minimum(self._first_word[note][:, None] + at, max(0, len(self._kin) - 1))
        return np.where(out, -2, self._kin[place]), np.where(out, np.uint64(0), self._key[place])

    def sizes_of(self, phrases: Numbers) -> Numbers:
        return self.phrases.where[phrases, 4]

    def written(self, phrase: int) -> str:
        """A phrase as a note of the course writes it."""
        place: list[int] = self.phrases.where[phrase].tolist()
        note, first, last, skipped, _ = place
        words, text = self.course[note].words, self.course[note].note.text
        spans = [
            (int(words.start[n]), int(words.end[n])) for n in range(first, last + 1) if n != skipped
        ]
        return " ".join(text[start:end] for start, end in dict.fromkeys(spans))

    def pairs(self, notes: Flags) -> Pairs:
        """What some of the notes tell. notes: which of them, by number."""
        wide, many = len(self.codes), len(self.phrases.keys)
        n = np.bincount(self._unit[notes[self._unit_note], 0], minlength=many)
        in_notes = np.bincount(self._noted[notes[self._noted_in], 0], minlength=many)
        told, k = np.unique(self._with[notes[self._with_in]], return_counts=True)
        together, both = np.unique(self._given[0][notes[self._given[1]]], return_counts=True)
        loose, loosely = np.unique(self._vague[0][notes[self._vague[1]]], return_counts=True)
        share = loosely / np.maximum(1, in_notes[loose // wide])
        loose = loose[(loosely >= _NOTES_LEAST) & (share >= _NOTES_SHARE)]
        pair = np.union1d(told, loose)
        phrase, code = pair // wide, pair % wide
        k = _looked_up(pair, told, k)
        both = np.maximum(_looked_up(pair, together, both), np.minimum(k, 1))
        n, in_notes = n[phrase], in_notes[phrase]
        kin = phrase * wide + self._category[code]
        group, inverse = np.unique(kin, return_inverse=True)
        kin_k: Any = np.bincount(inverse, weights=k, minlength=len(group))[inverse]
        keep = (k >= _LEAST_SHARE * n) & ((k != 1) | (n <= _ONCE_AT_MOST)) & (k > 0)
        keep |= np.isin(pair, loose)
        return Pairs(*(a[keep].astype(np.int64) for a in
                       (phrase, code, k, n, both, in_notes, np.minimum(kin_k, n))))  # fmt: skip


def _windows(number: int, read: Read) -> tuple[Keys, Numbers]:
    """Of each run of words the key; and note, first, last, skipped, size and sentence."""
    found = windows_of(read.words)
    note = np.full(len(found.key), number)
    sentence = read.words.sentence[found.first]
    where = np.stack((note, found.first, found.last, found.skipped, found.size, sentence), axis=1)
    return found.key, where


def _distinct(phrase: Numbers, unit: Numbers, note: Numbers) -> tuple[Numbers, Numbers]:
    """Phrase and unit, each pair once, and the note that it is of."""
    wide = int(unit.max(initial=0)) + 1
    pair, at = np.unique(phrase * wide + unit, return_index=True)
    return np.stack((pair // wide, pair % wide), axis=1), note[at]


def _joined(
    phrases: Numbers, notes: Numbers, marks: Sequence[tuple[int, int]], units: int, wide: int
) -> tuple[Numbers, Numbers]:
    """Phrase * wide + code of every phrase in a unit with every code of that unit."""
    table = np.array(sorted(set(marks)), dtype=np.int64).reshape(-1, 2)
    at = np.searchsorted(table[:, 0], np.arange(units + 1))
    many = np.diff(at)[phrases[:, 1]]
    row = np.repeat(np.arange(len(phrases)), many)
    step = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    code = table[at[phrases[row, 1]] + step, 1]
    return phrases[row, 0] * wide + code, notes[row]


def _looked_up(wanted: Numbers, known: Numbers, values: Numbers) -> Numbers:
    """The values of those that are known, else 0. known: sorted."""
    if not len(known):
        return np.zeros(len(wanted), np.int64)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, values[at], 0)
