"""The names of diagnoses as arrays, made from the search index and kept beside it.

A name is the sum, modulo 2**64, of the hashes of its telling words, each counted once. Making the
arrays takes half a second; they are kept in the index's own folder, written whole and then put in
place by one renaming, and go with it. Where nothing can be written there, they are made each time.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from superbill.coding.cutter import JOINERS, small_words
from superbill.notes.disorders import LONGEST
from superbill.search.index import Index
from superbill.search.kinship import equivalents, root_of
from superbill.search.layout import Part
from superbill.search.terms.term import KINDS
from superbill.search.wording import stem, words_of

NAMING = ("title", "inclusion term", "index", "neoplasm table", "former title", "synonym")
"""Kinds of terms that name a diagnosis. The tables of drugs and of external causes name other
things, and a card's plain names are of services."""

_WITH_PARENTHESES = ("title", "inclusion term")
_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")

_FORMAT = 3
"""Raised when the arrays or what they are made from change."""

_SEED = 20261125
_WORD_BITS = 20
_WORD = (1 << _WORD_BITS) - 1
_LONG = 6
"""Letters beyond which an ending that `root_of` leaves is taken off."""


class Keyed(NamedTuple):
    """keys: sorted, one a name; at[n] to at[n + 1]: the places of its terms in `terms`; joined:
    whether one of them names things joined"""

    keys: NDArray[np.uint64]
    at: NDArray[np.int64]
    terms: NDArray[np.int32]
    joined: NDArray[np.bool_]


class PhraseArrays(NamedTuple):
    """exact: names as they are written; akin: with each word brought to its kin
    kin: for each word the number of the word that stands for its kin
    hashes: what each word adds to a key, 0 for those that no name is told by; kin_hashes likewise
    """

    exact: Keyed
    akin: Keyed
    kin: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    kin_hashes: NDArray[np.uint64]


def phrase_arrays(index: Index, part: Part) -> PhraseArrays:
    """The arrays of one part of an index, opened where they are kept, else made and kept."""
    folder = index.folder / f"names-{part.system}-{_version()}"
    try:
        return _opened(folder)
    except (OSError, ValueError):
        made = _made(part, index.vocabulary.words)
        _keep(made, folder)
        return made


def _version() -> str:
    told = repr((_FORMAT, LONGEST, NAMING, JOINERS, sorted(small_words())))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _opened(folder: Path) -> PhraseArrays:
    """Raises OSError or ValueError where a file is not there or not whole."""

    def load(name: str) -> Any:
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))

    exact, akin = (Keyed(*(load(f"{k}.{n}") for n in Keyed._fields)) for k in ("exact", "akin"))
    return PhraseArrays(exact, akin, *(load(n) for n in ("kin", "hashes", "kin_hashes")))


def _keep(made: PhraseArrays, folder: Path) -> None:
    incoming = folder.with_name(f".{folder.name}-{os.getpid()}")
    try:
        incoming.mkdir()
        for name in ("kin", "hashes", "kin_hashes"):
            np.save(incoming / f"{name}.npy", getattr(made, name))
        for kind, keyed in (("exact", made.exact), ("akin", made.akin)):
            for name in Keyed._fields:
                np.save(incoming / f"{kind}.{name}.npy", getattr(keyed, name))
        incoming.rename(folder)
    except OSError:  # no room, no right to write, or another process was first
        shutil.rmtree(incoming, ignore_errors=True)


def _made(part: Part, words: Sequence[str]) -> PhraseArrays:
    small = np.array([w in small_words() for w in words], dtype=bool)
    random = np.random.default_rng(_SEED)
    hashes = random.integers(1, 2**64 - 1, size=len(words), dtype=np.uint64)
    kin = _kin(words)
    kin_hashes = hashes[kin]
    hashes[small] = 0
    kin_hashes[small] = 0
    pairs = _pairs(part, small, _bracketed(part, words))
    joins = _joining(part, words)
    kin_pairs = _distinct(pairs >> _WORD_BITS << _WORD_BITS | kin[pairs & _WORD])
    exact = _keyed(pairs, hashes, joins)
    return PhraseArrays(exact, _keyed(kin_pairs, kin_hashes, joins), kin, hashes, kin_hashes)


def _bracketed(part: Part, words: Sequence[str]) -> NDArray[np.bool_]:
    """Which places of `words_of` hold a word of a title's parentheses or brackets: `(congestive)`
    may be said or not, `[E. coli]` is a synonym (Guidelines I.A.7)."""
    found = np.zeros(len(part.words_of), dtype=bool)
    kinds = [KINDS.index(kind) for kind in _WITH_PARENTHESES]
    for term in np.flatnonzero(np.isin(part.kind, kinds)).tolist():
        text = part.text(term)
        bracketed = "(" in text or "[" in text
        outside = set(words_of(_PARENTHESES.sub(" ", text))) if bracketed else None
        if outside:
            for place in range(part.words_at[term], part.words_at[term + 1]):
                word = int(part.words_of[place])
                found[place] = word >= 0 and words[word] not in outside
    return found


def _pairs(part: Part, small: NDArray[np.bool_], bracketed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Term and word in one number, of the naming terms of at most LONGEST telling words."""
    kinds = [KINDS.index(kind) for kind in NAMING]
    words = np.asarray(part.words_of).astype(np.int64)
    sizes = np.diff(part.words_at)
    terms = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    keep = (words >= 0) & ~bracketed & np.isin(part.kind, kinds)[terms]
    terms, words = terms[keep], words[keep]
    telling = ~small[words]
    pairs = _distinct(terms[telling] << _WORD_BITS | words[telling])
    counts = np.bincount(pairs >> _WORD_BITS, minlength=len(sizes))
    return pairs[counts[pairs >> _WORD_BITS] <= LONGEST]


def _distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sorted, each once. np.unique hashes first, which is slower here by far."""
    ordered = np.sort(numbers)
    return ordered[_firsts(ordered)]


def _firsts(ordered: NDArray[Any]) -> NDArray[np.int64]:
    """Where each run of equal values begins."""
    if not len(ordered):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))


def _joining(part: Part, words: Sequence[str]) -> NDArray[np.bool_]:
    """Which terms name things joined, by their words."""
    joiners = {stem(w) for w in JOINERS}
    numbers = [n for n, w in enumerate(words) if w in joiners]
    sizes = np.diff(part.words_at)
    terms = np.repeat(np.arange(len(sizes)), sizes)
    found = np.zeros(len(sizes), dtype=bool)
    found[terms[np.isin(part.words_of, numbers)]] = True
    return found


def _keyed(pairs: NDArray[np.int64], hashes: NDArray[np.uint64], joins: NDArray[np.bool_]) -> Keyed:
    term = pairs >> _WORD_BITS
    first = _firsts(term)
    sums: NDArray[np.uint64] = (
        np.add.reduceat(hashes[pairs & _WORD], first) if len(first) else np.zeros(0, np.uint64)
    )
    order = np.argsort(sums, kind="stable")
    terms, ordered = term[first][order].astype(np.int32), sums[order]
    at = _firsts(ordered)
    joined: Any = np.logical_or.reduceat(joins[terms], at) if len(at) else np.zeros(0, bool)
    return Keyed(ordered[at], np.concatenate((at, [len(terms)])).astype(np.int64), terms, joined)


def _kin(words: Sequence[str]) -> NDArray[np.int64]:
    """For each word the number of the first of its kin: of one root, or of one line of
    equivalents where that is the only line it is on."""
    equal = equivalents().equal
    leader: dict[str, int] = {}
    found = np.arange(len(words), dtype=np.int64)
    for number, word in enumerate(words):
        others = equal.get(word, frozenset())
        family = min((word, *others)) if others and _one_line(word) else word
        family = _root(family) if family.isalpha() else family
        found[number] = leader.setdefault(family, number)
    return found


def _root(word: str) -> str:
    """The root of a word, also of `painful` and of `transplantation`."""
    root = root_of(word.removesuffix("ful") if len(word) > _LONG else word)
    return root.removesuffix("at") if len(root) > _LONG else root


def _one_line(word: str) -> bool:
    """Whether all that a word equals are equal among themselves."""
    equal = equivalents().equal
    group = {word, *equal[word]}
    return all({w, *equal.get(w, ())} == group for w in group)
