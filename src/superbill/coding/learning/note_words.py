"""A note as the learner reads it: its telling words in their one form, and every run of them.

A phrase is a set of words in any order: its key is the sum, modulo 2**64, of what stands for each
word. Words that the note denies, or tells of someone else, are left out and part what is around
them: nothing denied is learned from, and nothing denied is coded.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from superbill.coding.phrase_book import PhraseBook
from superbill.notes.assertions import Cue, assert_by, find_cues, tells_of_deeds
from superbill.notes.disorders import Told
from superbill.notes.narrative import wording
from superbill.notes.values import Assertion, Document, Sentence
from superbill.search.wording import stem

LONGEST = 6
"""Words of a phrase at most."""
DENIED = ("negated", "family", "hypothetical")
_WIDEST = 110
"""Characters from a phrase's first word to its last."""
_SKIPS_FROM = 3
"""Words of a run of which one between may be left out."""
_APART = re.compile(r"[;:()\[\]\n!?•]|\.(?=\s)|--")

Numbers = NDArray[np.int64]
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class NoteWords:
    """By word: key, what stands for it in a phrase's key; kin, its number in the index (-1: none);
    start, end; run, which unbroken run it belongs to; sentence, its number; said, its assertion."""

    key: Keys
    kin: Numbers
    start: Numbers
    end: Numbers
    run: Numbers
    sentence: Numbers
    said: tuple[Assertion, ...]


class Windows(NamedTuple):
    """Every run of words that may be a phrase. first, last: places of its words, both included;
    skipped: place of the one that is left out (-1: none); size: words that are told"""

    key: Keys
    first: Numbers
    last: Numbers
    skipped: Numbers
    size: Numbers


class WordReader:
    """Reads notes and phrases with the words of one index."""

    def __init__(self, book: PhraseBook):
        self._book = book
        self._words = book.index.vocabulary.words

    def read(self, document: Document) -> NoteWords:
        """The telling words of a note, apart from those it denies."""
        starts = [s.start for s in document.sentences]
        rows: list[tuple[int, int, int, int, int, int]] = []
        said: list[Assertion] = []
        telling = _Telling(document)
        run = last_end = 0
        last_sentence = -1
        for word in self._book.names.cut(document.text):
            n = bisect_right(starts, word.start) - 1
            if n < 0 or word.start >= document.sentences[n].end:
                continue  # a heading
            between = document.text[last_end : word.start]
            told = telling.of(n, word)
            parts = n != last_sentence or word.kind == "break" or told in DENIED
            run += parts or _APART.search(between) is not None
            last_end, last_sentence = word.end, n
            if word.kind in ("telling", "modifier") and told not in DENIED:
                kin, key = self._known(word, document.text)
                rows.append((key, kin, word.start, word.end, run, n))
                said.append(told)
        return _note_words(rows, said)

    def key_of(self, phrase: str) -> int:
        """The key of a phrase that is written out; 0 where it has no telling word."""
        keys = {
            self._known(word, phrase)[1]
            for word in self._book.names.cut(phrase)
            if word.kind in ("telling", "modifier")
        }
        return sum(keys) % 2**64

    def _known(self, word: Told, text: str) -> tuple[int, int]:
        if word.number < 0:
            return -1, _key(stem(text[word.start : word.end].lower()))
        kin = int(self._book.kin[word.number])
        return kin, _key(self._words[kin])


class _Telling:
    """What a note says of each of its words. Cues are looked for once a sentence."""

    def __init__(self, document: Document):
        self._document = document
        self._cues: dict[int, tuple[Cue, ...]] = {}
        self._roles = wording().plain.section_roles

    def of(self, number: int, word: Told) -> Assertion:
        sentence = self._document.sentences[number]
        text = self._document.text[sentence.start : sentence.end]
        if number not in self._cues:
            cues = tuple(c for c in find_cues(text) if not tells_of_deeds(c, text))
            self._cues[number] = cues
        cues = self._cues[number]
        said: Assertion = "affirmed"
        if cues:
            said = assert_by(cues, text, word.start - sentence.start)[0]
        return _in_section(self._roles, sentence, said)


def _in_section(roles: Mapping[str, str], sentence: Sentence, said: Assertion) -> Assertion:
    role = roles.get(sentence.section, "narrative")
    if said == "affirmed" and role == "history":
        return "historical"
    return "family" if said != "negated" and role == "family" else said


@lru_cache(200_000)
def _key(word: str) -> int:
    """What stands for a word in keys: the same on every machine and with every index."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")


def _note_words(
    rows: list[tuple[int, int, int, int, int, int]], said: list[Assertion]
) -> NoteWords:
    keys = np.array([row[0] for row in rows], dtype=np.uint64)
    rest = np.array([row[1:] for row in rows], dtype=np.int64).reshape(len(rows), 5)
    kin, start, end, run, sentence = (rest[:, n].copy() for n in range(5))
    return NoteWords(keys, kin, start, end, run, sentence, tuple(said))


def windows_of(words: NoteWords) -> Windows:
    """Every run of one to LONGEST words, and those of _SKIPS_FROM and more with one left out."""
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(words.key, dtype=np.uint64)))
    found: list[tuple[Keys, Numbers, Numbers, Numbers, int]] = []
    for size in range(1, min(LONGEST, len(words.key)) + 1):
        first = np.arange(len(words.key) - size + 1)
        last = first + size - 1
        near = words.run[first] == words.run[last]
        near &= words.end[last] - words.start[first] <= _WIDEST
        first, last = first[near], last[near]
        whole = sums[last + 1] - sums[first]
        found.append((whole, first, last, np.full(len(first), -1), size))
        if size >= _SKIPS_FROM:
            found += [
                (whole - words.key[first + n], first, last, first + n, size - 1)
                for n in range(1, size - 1)
            ]
    if not found:
        none = np.zeros(0, np.int64)
        return Windows(np.zeros(0, np.uint64), none, none, none, none)
    return Windows(
        np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found]),
        np.concatenate([f[2] for f in found]), np.concatenate([f[3] for f in found]),
        np.concatenate([np.full(len(f[0]), f[4]) for f in found]),
    )  # fmt: skip
