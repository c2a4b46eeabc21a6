"""The index on disk: which arrays there are, and how they are opened.

An index is a folder of arrays that are mapped into memory, never parsed: opening it costs
milliseconds, and processes share its pages. It is made of releases and can be thrown away.

    vocabulary.txt      every word, a line each; its number is its line
    words.held          how many terms hold each word
    kin.{at,word,near}  words that may stand for a word (roots, equivalents), and how near, 0 to 1
    and for each system:
    SYSTEM.codes.txt    every code, a heading whose codes are in it too
    SYSTEM.{above,titled,billable,side_open}  by code: the number of the heading above it, and of
                        the term that is its title (-1: none); 1 where it can be billed; 1 where its
                        title leaves open a side that others below its heading name
    SYSTEM.term.*       code, kind, source (number of its release), mass; by term
    SYSTEM.words.{at,of}     the words of each term in order; negative: -1 - word, may be left out
    SYSTEM.held.{at,by}      the terms that hold each word, leaving out optional ones
    SYSTEM.vectored, .vectors    terms that have a vector of meaning, and these, of length 1
    SYSTEM.texts.{at,bytes}  each term as its source writes it, UTF-8
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FORMAT = 7
"""Raised when the arrays, or the reading of words that they depend on, change."""

Ints = NDArray[np.int32]
Reals = NDArray[np.float32]


class Part(NamedTuple):
    """The index of one system."""

    system: str
    codes: tuple[str, ...]
    above: Ints
    titled: Ints
    billable: NDArray[np.uint8]
    side_open: NDArray[np.uint8]
    code: Ints
    kind: NDArray[np.uint8]
    source: NDArray[np.uint8]
    mass: Reals
    words_at: Ints
    words_of: Ints
    held_at: Ints
    held_by: Ints
    weight: Reals
    vectored: Ints
    vectors: Reals
    texts_at: Ints
    texts_bytes: NDArray[np.uint8]

    def words(self, term: int) -> list[int]:
        return self.words_of[self.words_at[term] : self.words_at[term + 1]].tolist()

    def text(self, term: int) -> str:
        raw: Any = self.texts_bytes[self.texts_at[term] : self.texts_at[term + 1]]
        return raw.tobytes().decode()


class Kin(NamedTuple):
    """at[w] to at[w + 1]: the places in `word` and `near` of what may stand for w."""

    at: Ints
    word: Ints
    near: Reals


PART_ARRAYS = tuple(name for name in Part._fields if name not in ("system", "codes"))


def array_path(folder: Path, owner: str, name: str) -> Path:
    return folder / f"{owner}.{name}.npy"


def open_part(folder: Path, system: str) -> Part:
    arrays: dict[str, Any] = {
        name: np.load(array_path(folder, system, name), mmap_mode="r") for name in PART_ARRAYS
    }
    codes = tuple((folder / f"{system}.codes.txt").read_text(encoding="utf-8").splitlines())
    # Plain arrays over the map: a memmap's own slicing costs a microsecond each.
    return Part(system, codes, **{name: np.asarray(a) for name, a in arrays.items()})


def open_kin(folder: Path) -> Kin:
    return Kin(*(np.load(array_path(folder, "kin", name)) for name in Kin._fields))


def open_held(folder: Path) -> Ints:
    return np.load(array_path(folder, "words", "held"))
