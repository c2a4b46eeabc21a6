"""The tables of neoplasms and of drugs: a site or a substance, and a column for each behaviour or
circumstance."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from superbill.codesets.release import Release
from superbill.search.terms.term import Term
from superbill.search.wording import words_of

_ROWS = "SELECT position, parent, title, qualifier, cells FROM term ORDER BY position"

# How people say each column of the table of neoplasms; the second, words that may be there too.
_BEHAVIOURS = {
    "Malignant Primary": ("malignant neoplasm of", "primary cancer carcinoma tumor"),
    "Malignant Secondary": ("secondary malignant neoplasm of", "metastasis metastatic cancer to"),
    "Ca in situ": ("carcinoma in situ of", "neoplasm"),
    "Benign": ("benign neoplasm of", "tumor"),
    "Uncertain Behavior": ("neoplasm of uncertain behavior of", "tumor"),
    "Unspecified Behavior": ("neoplasm of unspecified behavior of", "tumor mass"),
}
_REFERRED = {
    "malignant": "Malignant Primary",
    "secondary": "Malignant Secondary",
    "in situ": "Ca in situ",
    "benign": "Benign",
    "uncertain": "Uncertain Behavior",
    "unspecified": "Unspecified Behavior",
}
_CIRCUMSTANCES = {
    "Poisoning Accidental (unintentional)": ("poisoning by", "accidental unintentional overdose"),
    "Poisoning Intentional self-harm": ("intentional self harm poisoning by", "suicide overdose"),
    "Poisoning Assault": ("poisoning by assault", "homicide"),
    "Poisoning Undetermined": ("poisoning by undetermined", "intent"),
    "Adverse effect": ("adverse effect of", "reaction side"),
    "Underdosing": ("underdosing of", "noncompliance"),
}


class SiteTable:
    """The table of neoplasms: the words of each site, and its codes by column."""

    def __init__(self, release: Release, db: sqlite3.Connection):
        self._release = release
        self._rows = list(_paths(db))
        self._named: dict[tuple[str, ...], dict[str, str]] = {}
        for words, _, cells in self._rows:
            self._named.setdefault(tuple(words_of(words)), cells)

    def referred(self, see: str) -> str | None:
        """The code that the index's `Neoplasm, SITE, BEHAVIOUR` refers to; None where it leaves
        the site to the reader."""
        parts = [p.strip() for p in see.split(",")[1:]]
        column = next((_REFERRED[p] for p in reversed(parts) if p in _REFERRED), None)
        site = [p for p in parts if p not in _REFERRED]
        if column is None or "by site" in site:
            return None
        return self._named.get(tuple(words_of(" ".join(site))), {}).get(column)

    def terms(self) -> Iterator[Term]:
        yield from _column_terms(self._rows, _BEHAVIOURS, "neoplasm table", self._release)


def drug_terms(release: Release, db: sqlite3.Connection) -> Iterator[Term]:
    yield from _column_terms(list(_paths(db)), _CIRCUMSTANCES, "drug table", release)


def _column_terms(
    rows: list[tuple[str, str, dict[str, str]]],
    columns: dict[str, tuple[str, str]],
    kind: str,
    release: Release,
) -> Iterator[Term]:
    for words, qualifier, cells in rows:
        for column, code in cells.items():
            if column in columns:
                said, may = columns[column]
                yield Term(
                    release.systems[0], code, kind, f"{said} {words}", release.id,
                    f"{may} {qualifier}",
                )  # fmt: skip


def _paths(db: sqlite3.Connection) -> Iterator[tuple[str, str, dict[str, str]]]:
    above: dict[int | None, tuple[str, str]] = {None: ("", "")}
    for position, parent, title, qualifier, cells in db.execute(_ROWS):
        words, optional = above.get(parent, ("", ""))
        lead = parent is None and title.startswith("Neoplasm")
        path = words if lead else f"{words} {title or ''}".strip()
        may = f"{optional} {qualifier or ''}".strip()
        above[position] = (path, may)
        if cells:
            said = json.loads(cells)
            codes = {c: code.rstrip("-").rstrip(".") for c, code in said.items() if code}
            yield path, may, codes
