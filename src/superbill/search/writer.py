"""Writes the index of all terms, once for each state of the catalogue."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from superbill.search.kinship import kin_of
from superbill.search.layout import PART_ARRAYS, array_path
from superbill.search.meaning import DIMENSIONS, vector_of
from superbill.search.terms.term import KINDS, Term
from superbill.search.wording import is_band, wording, words_of

MEANT_SYSTEMS = ("icd10cm", "cpt", "hcpcs", "cdt")
MEANT_KINDS = ("title", "inclusion term", "former title", "synonym", "card")
"""Systems and kinds of terms that are searched by meaning too: those that read as names. The paths
of an index, the tables of drugs and external causes and ICD-10-PCS repeat few words in long rows,
where words alone do as well."""

Places = Mapping[tuple[str, str], tuple[str | None, bool]]
"""(system, code) -> the code above it, and whether it can be billed."""


_TITLES = ("title", "card")


class Vocabulary:
    """Words by number, in the order in which they came."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self._seen: dict[str, list[int]] = {}

    def numbers(self, text: str) -> list[int]:
        known = self._seen.get(text)
        if known is None:
            number = self.number
            known = [number.setdefault(word, len(number)) for word in words_of(text)]
            self._seen[text] = known
        return known


class PartWriter:
    """Collects the terms of one system, each wording of a code once."""

    def __init__(self, system: str, sources: dict[str, int]):
        self.system = system
        self._sources = sources
        self._codes: dict[str, int] = {}
        self._seen: dict[tuple[int, tuple[int, ...]], int] = {}
        self._title_of: dict[int, int] = {}
        self._rows: dict[str, list[int]] = {"code": [], "kind": [], "source": []}
        self._words: list[int] = []
        self._words_at = [0]
        self._texts: list[bytes] = []

    def add(self, term: Term, words: list[int], optional: list[int]) -> None:
        code = self._codes.setdefault(term.code, len(self._codes))
        key = (code, tuple(sorted(set(words))))
        known = self._seen.get(key)
        if words and term.kind in _TITLES:
            # Of titles the newest; one that was said before as a synonym is the title too.
            self._title_of[code] = len(self._texts) if known is None else known
        if not words or known is not None:
            return
        self._seen[key] = len(self._texts)
        self._rows["code"].append(code)
        self._rows["kind"].append(KINDS.index(term.kind))
        self._rows["source"].append(self._sources.setdefault(term.release, len(self._sources)))
        self._words += words
        self._words += [-1 - word for word in dict.fromkeys(optional) if word not in words]
        self._words_at.append(len(self._words))
        self._texts.append(term.text.encode())

    def write(self, folder: Path, vocabulary: Sequence[str], places: Places) -> Any:
        """Writes the arrays. Returns how many terms hold each word."""
        above, billable = self._standing(places)
        words = np.array(self._words, dtype=np.int32)
        at = np.array(self._words_at, dtype=np.int32)
        term_of = np.repeat(np.arange(len(at) - 1, dtype=np.int32), np.diff(at))
        held_by, held_at, terms_with = _postings(words, term_of, len(vocabulary))
        weight = _weights(vocabulary, terms_with, len(at) - 1)
        sizes = np.array([len(t) for t in self._texts], dtype=np.int64)
        arrays: dict[str, Any] = {
            "above": np.array(above, dtype=np.int32),
            "billable": np.array(billable, dtype=np.uint8),
            "titled": self._titled(len(above)),
            "side_open": self._side_open(above),
            "code": np.array(self._rows["code"], dtype=np.int32),
            "kind": np.array(self._rows["kind"], dtype=np.uint8),
            "source": np.array(self._rows["source"], dtype=np.uint8),
            "mass": _masses(words, term_of, weight, len(at) - 1),
            "words_at": at,
            "words_of": words,
            "held_at": held_at,
            "held_by": held_by,
            "weight": weight,
            **self._vectors(vocabulary),
            "texts_at": np.concatenate(([0], np.cumsum(sizes))).astype(np.int32),
            "texts_bytes": np.frombuffer(b"".join(self._texts), dtype=np.uint8),
        }
        for name in PART_ARRAYS:
            np.save(array_path(folder, self.system, name), arrays[name])
        codes = "\n".join(self._codes)
        (folder / f"{self.system}.codes.txt").write_text(codes, encoding="utf-8")
        return terms_with

    def _vectors(self, vocabulary: Sequence[str]) -> dict[str, Any]:
        """Vectors of the terms that read as names, of systems whose words people choose freely."""
        kinds = [KINDS.index(kind) for kind in MEANT_KINDS] if self.system in MEANT_SYSTEMS else []
        terms = np.flatnonzero(np.isin(np.array(self._rows["kind"], dtype=np.uint8), kinds))
        vectors = np.zeros((len(terms), DIMENSIONS), dtype=np.float32)
        for place, term in enumerate(terms.tolist()):
            held = self._words[self._words_at[term] : self._words_at[term + 1]]
            vectors[place] = vector_of([vocabulary[w] for w in held if w >= 0])
        return {"vectored": terms.astype(np.int32), "vectors": vectors}

    def _standing(self, places: Places) -> tuple[list[int], list[bool]]:
        """What is above each code, and whether it can be billed. Headings that no term is of are
        added, so that each code's chain is whole."""
        above: list[int] = []
        billable: list[bool] = []
        codes = list(self._codes)
        for code in codes:  # grows while it is read
            parent, can_bill = places.get((self.system, code), (None, True))
            if parent is not None and parent not in self._codes:
                self._codes[parent] = len(self._codes)
                codes.append(parent)
            above.append(self._codes[parent] if parent is not None else -1)
            billable.append(can_bill)
        return above, billable

    def _titled(self, count: int) -> Any:
        """The title of each code, by the newest edition that states one."""
        found = np.full(count, -1, dtype=np.int32)
        for code, term in self._title_of.items():
            found[code] = term
        return found

    def _side_open(self, above: list[int]) -> Any:
        title = KINDS.index("title")
        sided: set[int] = set()
        unspecified: set[int] = set()
        for code, kind, text in zip(
            self._rows["code"], self._rows["kind"], self._texts, strict=True
        ):
            if kind == title:
                words = set(text.lower().replace(b",", b" ").split())
                if words & {b"right", b"left"}:
                    sided.add(above[code])
                elif b"unspecified" in words:
                    unspecified.add(code)
        found = np.zeros(len(above), dtype=np.uint8)
        found[[code for code in unspecified if above[code] in sided and above[code] >= 0]] = 1
        return found


def _postings(words: Any, term_of: Any, count: int) -> tuple[Any, Any, Any]:
    """Which terms hold each word, by word; where each word's begin; and how many there are."""
    stated = words >= 0
    pairs = np.unique(words[stated].astype(np.int64) << 32 | term_of[stated])
    word, term = pairs >> 32, (pairs & 0xFFFFFFFF).astype(np.int32)
    terms_with = np.bincount(word, minlength=count)
    return term, np.concatenate(([0], np.cumsum(terms_with))).astype(np.int32), terms_with


def _weights(vocabulary: Sequence[str], terms_with: Any, terms: int) -> Any:
    """How much each word tells: the logarithm of how rare it is, less for the words of `light`."""
    light = wording().light
    rarity = np.log(1.0 + terms / (1.0 + terms_with)) / math.log(1.0 + terms)
    share = np.array([light.get(word, 0.5 if is_band(word) else 1.0) for word in vocabulary])
    return (rarity * share).astype(np.float32)


def _masses(words: Any, term_of: Any, weight: Any, terms: int) -> Any:
    """The weight of all words of each term that must be said, each word once."""
    stated = words >= 0
    pairs = np.unique(term_of[stated].astype(np.int64) << 32 | words[stated])
    return np.bincount(pairs >> 32, weights=weight[pairs & 0xFFFFFFFF], minlength=terms).astype(
        np.float32
    )


def write_index(folder: Path, terms: Iterable[Term], places: Places) -> dict[str, list[str]]:
    """Writes the arrays of all terms into an empty folder. Returns what is in it: `systems`, and
    `sources`, the releases that the terms came from in the order of their numbers."""
    vocabulary = Vocabulary()
    sources: dict[str, int] = {}
    parts: dict[str, PartWriter] = {}
    for term in terms:
        part = parts.get(term.system)
        if part is None:
            part = parts[term.system] = PartWriter(term.system, sources)
        optional = vocabulary.numbers(term.optional) if term.optional else []
        part.add(term, vocabulary.numbers(term.text), optional)
    words = list(vocabulary.number)
    held = np.zeros(len(words), dtype=np.int64)
    for part in parts.values():
        held += part.write(folder, words, places)
    np.save(array_path(folder, "words", "held"), held.astype(np.int32))
    (folder / "vocabulary.txt").write_text("\n".join(words), encoding="utf-8")
    _write_kin(folder, words)
    return {"systems": sorted(parts), "sources": list(sources)}


def _write_kin(folder: Path, words: list[str]) -> None:
    kin = kin_of(words)
    at = np.concatenate(([0], np.cumsum([len(k) for k in kin]))).astype(np.int32)
    np.save(array_path(folder, "kin", "at"), at)
    others = np.array([w for k in kin for w in k], dtype=np.int32)
    np.save(array_path(folder, "kin", "word"), others)
    near = np.array([n for k in kin for n in k.values()], dtype=np.float32)
    np.save(array_path(folder, "kin", "near"), near)
