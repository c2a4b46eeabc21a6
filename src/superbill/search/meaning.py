"""Nearness in meaning: a vector for any text, from the pieces of its words.

A word's vector is the sum of those of the word itself and of its runs of three to five letters, so
a word that no source holds still means what its pieces mean (`neurinomatosis`). The table of pieces
is `meaning.npz`, made by benchmarks/train_meaning.py: distilled from a sentence model's vectors of
the names at hand, then tuned so that names of one code lie together. Nothing but this table is
needed at run time, and any text has its vector in some microseconds. What was compared, and how
well each did, is in docs/decisions/0008.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from superbill.search.layout import Part, Reals
from superbill.search.wording import wording

TABLE = Path(__file__).with_name("meaning.npz")

LEAST_NEARNESS = 0.6
"""Cosine below which a term is not offered for its meaning alone."""

DIMENSIONS = 64

SHORTEST = 4
"""Letters of a word whose runs of letters are looked at."""


class Meaning(NamedTuple):
    """piece: piece of a word -> its row; vectors: rows, int8; rarity: by row; scale: of a vector"""

    piece: dict[str, int]
    vectors: Any
    rarity: Any
    scale: float


@cache
def meaning() -> Meaning:
    with np.load(TABLE) as table:
        pieces = bytes(table["pieces"]).decode().split("\n")
        return Meaning(
            {piece: row for row, piece in enumerate(pieces)},
            table["vectors"],
            table["rarity"].astype(np.float32),
            float(table["scale"]),
        )


def pieces_of(word: str) -> list[tuple[str, float]]:
    """A word's pieces with their shares: the word as `w...`, and its runs of letters, which
    together weigh as the square root of their number."""
    share = wording().light.get(word, 1.0)
    found = [(f"w{word}", share)]
    if len(word) >= SHORTEST:
        edged = f"<{word}>"
        runs = [edged[at : at + n] for n in (3, 4, 5) for at in range(len(edged) - n + 1)]
        found += [(run, share / len(runs) ** 0.5) for run in runs]
    return found


@lru_cache(100_000)
def _word_vector(word: str) -> Reals:
    table = meaning()
    rows: list[int] = []
    shares: list[float] = []
    for piece, share in pieces_of(word):
        row = table.piece.get(piece)
        if row is not None:
            rows.append(row)
            shares.append(share)
    if not rows:
        return np.zeros(DIMENSIONS, dtype=np.float32)
    weights = np.array(shares, dtype=np.float32) * table.rarity[rows]
    return weights @ (table.vectors[rows].astype(np.float32) * np.float32(table.scale))


def vector_of(words: Sequence[str]) -> Reals:
    """The vector of a text by its words (see wording.words_of), of length 1; zeros where nothing
    of it is known."""
    total = np.zeros(DIMENSIONS, dtype=np.float32)
    for word in dict.fromkeys(words):
        total += _word_vector(word)
    length = float(np.linalg.norm(total))
    return total / np.float32(length) if length else total


def nearest_terms(part: Part, vector: Reals, *, most: int) -> tuple[list[int], Reals]:
    """The terms nearest in meaning, nearest first; and by code the cosine of its nearest term, 0
    where none has a vector."""
    if not len(part.vectored):
        return [], np.zeros(len(part.codes), dtype=np.float32)
    cosines: Reals = part.vectors @ vector
    some = np.flatnonzero(cosines >= LEAST_NEARNESS)
    if len(some) > most:
        some = some[np.argpartition(-cosines[some], most)[:most]]
    order = some[np.argsort(-cosines[some], kind="stable")]
    by_code = np.zeros(len(part.codes), dtype=np.float32)
    np.maximum.at(by_code, part.code[part.vectored], cosines)
    return part.vectored[order].tolist(), by_code
