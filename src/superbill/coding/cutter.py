"""A note's text into words as the search index reads its terms, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from superbill.coding.shorthand import shorthand
from superbill.knowledge.synonyms import load_abbreviations
from superbill.notes.disorders import Letters, Told, WordKind
from superbill.notes.values import Side
from superbill.search.wording import stem, wording, words_of

JOINERS = ("and", "with", "due")
"""Words that part two things, but in the names of things joined: `nausea with vomiting`."""

_LISTERS = ("or", "plus", "versus")

_SMALL_SHARE = 0.05
_SMALL_TOO = ("with", "a", "s")
_PAST = ("history", "personal", "past")
_BREAKS = ("no", "not", "without", "nor", "but", "except", "neither", "denies", "denied")
_SIDES: dict[str, Side] = {"right": "right", "left": "left", "bilateral": "bilateral",
                           "both": "bilateral"}  # fmt: skip
_MODIFIERS = (*_SIDES, "unilateral", "acute", "chronic", "severe",
              "mild", "moderate", "recurrent", *_PAST)  # fmt: skip
"""Words that a name may hold or lack: what stands beside it then says more of it (ladder.py)."""

_WORD = re.compile(r"[^\W_]+(?:['’`´]s\b)?(?:\.\d+)*")
_IN_CONTEXT = frozenset(chain("aixv"))
"""Letters that are names or numerals only after some words."""

_HAND = re.compile(r"[ -]{0,2}(?:hand(?:ed(?:ness)?\b|[ -]{1,2}domina))", re.IGNORECASE)
"""After a side: it is that of the hand the patient writes with."""
_TO = re.compile(r"\s{1,4}to\b", re.IGNORECASE)
"""After `secondary`: it joins a thing and its cause, as `due to` does."""

_AROUND = 60
_LONG_WORD = re.compile(r"[A-Z]{7}")
_FEW_LETTERS = 2
_REMEMBERED = 100_000


@cache
def small_words() -> frozenset[str]:
    """Words that no name is told by."""
    light = {w for w, share in wording().light.items() if share <= _SMALL_SHARE}
    return frozenset(light | {stem(w) for w in _SMALL_TOO})


def is_shouted(text: str, place: int) -> bool:
    """Whether the words around a place are all in capitals, so that capitals tell nothing there: no
    small letter is near, and a word that is longer than any abbreviation."""
    around = text[max(place - _AROUND, 0) : place + _AROUND]
    return around.isupper() and _LONG_WORD.search(around) is not None


class _Held:
    """The words that a text holds, read when first asked for."""

    def __init__(self, text: str):
        self._text = text

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(w for m in set(_WORD.findall(self._text)) for w in words_of(m))


class Cutter:
    """Reads texts. number: of each word of the index; keys: sorted, of names as they are written;
    hashes: what each word adds to a key."""

    def __init__(
        self, number: Mapping[str, int], keys: NDArray[np.uint64], hashes: NDArray[np.uint64]
    ):
        self._number, self._keys, self._hashes = number, keys, hashes
        self._kinds: dict[str, WordKind] = dict.fromkeys(small_words(), "small")
        self._kinds |= dict.fromkeys(map(stem, JOINERS), "joiner")
        self._kinds |= dict.fromkeys(map(stem, _LISTERS), "lister")
        self._kinds |= dict.fromkeys(map(stem, _BREAKS), "break")
        self._kinds |= dict.fromkeys(map(stem, _MODIFIERS), "modifier")
        self._past = frozenset(map(stem, _PAST))
        self._secondary, self._spread = stem("secondary"), stem("metastatic")
        self._sides: dict[str, Side] = {stem(word): side for word, side in _SIDES.items()}
        self._read: dict[str, tuple[str, ...]] = {}
        self._letters = {a.letters: a.meanings for a in load_abbreviations()}
        self._expanded: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._short = shorthand()

    def __call__(self, text: str) -> Iterator[Told]:
        """The words of a text, by place."""
        held, before = _Held(text), ""
        for m in _WORD.finditer(text):
            token = self._short.written(m[0], before)
            capitals = token[-1].isupper() or token[:-1].isupper()
            known = capitals and token in self._letters and not is_shouted(text, m.start())
            meant, letters = self._meant(token, held) if known else ((), None)
            for word in meant or self._plain(token, before):
                kind = self._kind(word, text, m.end())
                yield Told(
                    self._number.get(word, -1), m.start(), m.end(), kind, letters,
                    word in self._past, self._sides.get(word) if kind == "modifier" else None,
                    word == self._spread,
                )  # fmt: skip
            before = token

    def _kind(self, word: str, text: str, end: int) -> WordKind:
        """What a word is to names; the next words tell of two that may be another thing."""
        kind = self._kinds.get(word, "telling")
        if word in self._sides and _HAND.match(text, end):
            return "small"
        return "joiner" if word == self._secondary and _TO.match(text, end) else kind

    def _plain(self, token: str, before: str) -> tuple[str, ...]:
        lettered = token.lower().rstrip("abcd") in _IN_CONTEXT or token in ("a", "A")
        key = f"{before} {token}" if lettered else token
        read = self._read.get(key)
        if read is None:
            if len(self._read) > _REMEMBERED:
                self._read.clear()
            words = words_of(key)
            read = tuple(words[len(words_of(before)) :] if lettered else words)
            self._read[key] = read
        return read

    def _meant(self, token: str, held: _Held) -> tuple[tuple[str, ...], Letters | None]:
        """The words that letters stand for: of their meanings that are names the one whose words
        the note holds too, else the commonest. Two letters mean too much to be read without
        that, but where they mean one thing only."""
        if token not in self._expanded:
            named = [w for m in self._letters[token] if (w := self._name(m))]
            self._expanded[token] = tuple(named)
        meanings = self._expanded[token]
        told = next((w for w in meanings if held.words.issuperset(w)), None)
        if told is not None:
            return told, "sure"
        if meanings and len(self._letters[token]) == 1:
            return meanings[0], "sure"
        return (meanings[0], "guess") if meanings and len(token) > _FEW_LETTERS else ((), None)

    def _name(self, meaning: str) -> tuple[str, ...]:
        """The words of a meaning, where it is a name; else none."""
        words = tuple(words_of(meaning))
        numbers = sorted({self._number.get(w, -1) for w in words})
        if not numbers or numbers[0] < 0:
            return ()
        key = np.sum(self._hashes[numbers], dtype=np.uint64)
        at = np.searchsorted(self._keys, key)
        return words if at < len(self._keys) and self._keys[at] == key else ()
