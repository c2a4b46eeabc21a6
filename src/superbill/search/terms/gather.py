"""All terms of all releases at hand. A new source of words is named here."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from superbill.codesets.catalogue import Catalogue
from superbill.codesets.release import Release
from superbill.codesets.store import FILE_NAME, open_store
from superbill.search.terms.codes import former_titles, other_names, places, titles
from superbill.search.terms.index_paths import index_terms
from superbill.search.terms.neoplasms import SiteTable, drug_terms
from superbill.search.terms.own import card_terms, synonym_terms
from superbill.search.terms.term import Term

Reader = Callable[[Release, sqlite3.Connection], Iterator[Term]]

_BY_FAMILY: dict[str, Reader] = {
    "cards": card_terms,
    "icd10cm.external_cause": lambda r, db: index_terms(r, db, kind="external cause index"),
    "icd10cm.drug": drug_terms,
    "icd10pcs.index": lambda r, db: index_terms(r, db, kind="index"),
}
NEWEST_ONLY = frozenset({*_BY_FAMILY, "icd10cm.index", "icd10cm.neoplasm"})
"""Families of which an older edition has nothing that the newest lacks but what was withdrawn."""


class Gathered(NamedTuple):
    """terms: every term; places: of each code, by system and code, what is above it and whether it
    can be billed, in the newest edition that lists it"""

    terms: Iterator[Term]
    places: Mapping[tuple[str, str], tuple[str | None, bool]]


@contextmanager
def gathered(home: Path, catalogue: Catalogue) -> Generator[Gathered]:
    """Every term of every release in the catalogue, and the project's own synonyms."""
    stores: dict[str, sqlite3.Connection] = {}
    try:
        for entry in catalogue.entries:
            stores[entry.release.id] = open_store(home / "releases" / entry.folder / FILE_NAME)
        releases = [e.release for e in catalogue.entries]
        yield Gathered(_terms(releases, stores), _places(releases, stores))
    finally:
        for db in stores.values():
            db.close()


def _places(
    releases: list[Release], stores: dict[str, sqlite3.Connection]
) -> dict[tuple[str, str], tuple[str | None, bool]]:
    found: dict[tuple[str, str], tuple[str | None, bool]] = {}
    for release in sorted(releases, key=lambda r: r.edition):
        if release.holds("concept"):
            for system, code, parent, billable in places(stores[release.id]):
                found[system, code] = (parent, billable)
    return found


def _terms(releases: list[Release], stores: dict[str, sqlite3.Connection]) -> Iterator[Term]:
    newest = {r.family: r for r in sorted(releases, key=lambda r: r.edition)}
    site_release = newest.get("icd10cm.neoplasm")
    sites = SiteTable(site_release, stores[site_release.id]) if site_release else None
    icd9cm = newest.get("icd9cm")
    yield from synonym_terms()
    for release in releases:
        db = stores[release.id]
        if release.holds("concept"):
            yield from titles(release, db)
        if release.holds("note"):
            yield from other_names(release, db)
        if newest[release.family] is not release:
            continue
        if release.family in _BY_FAMILY:
            yield from _BY_FAMILY[release.family](release, db)
        if release.family == "icd10cm.index":
            yield from index_terms(release, db, kind="index", sites=sites)
        if release.family == "gem.icd9cm-icd10cm":
            yield from former_titles(release, db, stores[icd9cm.id] if icd9cm else None)
    if sites is not None:
        yield from sites.terms()
