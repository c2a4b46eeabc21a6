"""A neoplasm named by its nature and, beside it, by its site: the Table of Neoplasms has its code.

The Index leads there itself: `Carcinoma, see also Neoplasm, by site, malignant`; `Metastasis, see
Neoplasm, secondary`; `Tumor, see also Neoplasm, unspecified behavior, by site`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations

import numpy as np

from superbill.coding.phrase_book import PhraseBook
from superbill.notes.disorders import Told
from superbill.search.terms.term import KINDS

_COLUMNS = {
    "malignant neoplasm of ": "malignant",
    "secondary malignant neoplasm of ": "secondary",
    "carcinoma in situ of ": "in situ",
    "benign neoplasm of ": "benign",
    "neoplasm of uncertain behavior of ": "uncertain",
    "neoplasm of unspecified behavior of ": "unspecified",
}
_BY_NATURE = {"C80.1": "malignant", "C79.9": "secondary", "D09.9": "in situ", "D36.9": "benign",
              "D48.9": "uncertain", "D49.9": "unspecified", "C44.92": "malignant",
              "C68.9": "malignant"}  # fmt: skip
"""Codes of a neoplasm of a site that isn't said (a squamous cell carcinoma's is the skin's until it
is), and the column of the table where the site is."""
SITELESS = frozenset(_BY_NATURE)

_NAMED_BY_SITE = ("neoplasm table", "title")
"""A row of the table that only says what a title says is not in the index a second time."""

_PARTS = re.compile(r",\s|\bor\b")
_MOST_WORDS = 3
_NEAR = 8


class Sites:
    """The table of neoplasms of an index."""

    def __init__(self, book: PhraseBook):
        self._book = book

    def at_site(self, code: str, near: Sequence[Told]) -> tuple[str, int, list[Told]] | None:
        """The code, the term and the words of the site, where they name one of the table for a
        neoplasm without a site; most words first, then the nearest."""
        column = _BY_NATURE.get(code)
        if column is None:
            return None
        words = [w for w in near[:_NEAR] if w.number >= 0 and w.kind == "telling"]
        for size in range(min(_MOST_WORDS, len(words)), 0, -1):
            for some in combinations(words, size):
                site = frozenset(int(self._book.kin[w.number]) for w in some)
                found = self._sites.get((column, site)) if len(site) == size else None
                if found is not None:
                    return (*found, list(some))
        return None

    @cached_property
    def _sites(self) -> dict[tuple[str, frozenset[int]], tuple[str, int]]:
        part = self._book.part
        kinds = [KINDS.index(kind) for kind in _NAMED_BY_SITE]
        found: dict[tuple[str, frozenset[int]], tuple[str, int]] = {}
        for term in np.flatnonzero(np.isin(part.kind, kinds)).tolist():
            text = part.text(term).lower()
            said = next((s for s in _COLUMNS if text.startswith(s)), None)
            if said is None:
                continue
            site = text[len(said) :]
            for words in self._names(site):
                if words:
                    known = self._book.code_of(term), term
                    found.setdefault((_COLUMNS[said], words), known)
        return found

    def _names(self, site: str) -> Iterator[frozenset[int]]:
        """The words of a site as a whole and, where it begins with forms of one word (`uterus,
        uterine corpus`), of the last form alone."""
        yield self._book.kin_of(site)
        first, *_, last = _PARTS.split(site) if _PARTS.search(site) else (site, site)
        short = self._book.kin_of(last)
        if self._book.kin_of(first) <= short:
            yield short
