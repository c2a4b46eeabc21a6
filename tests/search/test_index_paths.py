"""The alphabetic index and the tables, as paths that a coder would read: nested levels, modifiers,
see, the table of neoplasms. All entries are invented."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import pytest

from superbill.codesets.release import Release
from superbill.search.terms.index_paths import index_terms
from superbill.search.terms.neoplasms import SiteTable, drug_terms
from superbill.search.terms.term import Term

RELEASE = Release(
    "icd10cm.index", date(2030, 10, 1), "Made up", "nobody", "edition", date(2030, 10, 1), None,
    date(2030, 10, 1), ("icd10cm",), "none", "", "made up",
)  # fmt: skip


class Line(NamedTuple):
    """An entry as it is printed: how deep it stands, its title, and what stands behind it."""

    level: int
    title: str
    code: str | None = None
    see: str | None = None
    qualifier: str | None = None
    cells: dict[str, str] | None = None


ENTRIES = (
    Line(0, "Grumbling, grumbled, grumbly", "R99.0", qualifier="(acute) (of old)"),
    Line(1, "belly", "R99.1"),
    Line(2, "lower, right", "R99.11", qualifier="(quadrant)"),
    Line(2, "in pregnancy", "O99.8-"),
    Line(1, "tooth", see="Gnashing, tooth"),
    Line(0, "Gnashing", "K99.0", qualifier="(idle)"),
    Line(1, "tooth", "K99.1"),
    Line(2, "milk", "K99.11"),
    Line(2, "wisdom", "K99.12"),
    Line(0, "Rumbling", see="Grumbling"),
    Line(0, "Nowhere", see="Utopia, lost"),
    Line(0, "Blobosis", see="Neoplasm, spleen, malignant"),
    Line(0, "Bloboma", see="Neoplasm, benign, by site"),
    Line(0, "Stone", "N99"),
)
SITES = (
    Line(0, "Neoplasm, neoplastic", cells={"Malignant Primary": "C80.1"}),
    Line(1, "spleen", qualifier="(pulp)",
         cells={"Malignant Primary": "C26.1", "Benign": "D13.9", "Uncertain Behavior": ""}),
    Line(2, "edge", cells={"Malignant Primary": "C26.1-", "Malignant Secondary": "C78.8"}),
)  # fmt: skip
DRUGS = (
    Line(0, "Moonshine", cells={
        "Poisoning Accidental (unintentional)": "T99.1X1",
        "Adverse effect": "T99.1X5",
        "Another column": "T99.9",
    }),
)  # fmt: skip


def database(lines: Sequence[Line]) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute(
        "CREATE TABLE term (position INTEGER, level INTEGER, parent INTEGER, title TEXT,"
        " qualifier TEXT, see TEXT, code TEXT, cells TEXT)"
    )
    above: dict[int, int] = {}
    for position, line in enumerate(lines, 1):
        above[line.level] = position
        cells = json.dumps(line.cells) if line.cells else None
        row = (position, line.level, above.get(line.level - 1), line.title, line.qualifier,
               line.see, line.code, cells)  # fmt: skip
        db.execute("INSERT INTO term VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return db


@pytest.fixture
def sites() -> Iterator[SiteTable]:
    db = database(SITES)
    yield SiteTable(RELEASE, db)
    db.close()


@pytest.fixture
def entries(sites: SiteTable) -> Iterator[list[Term]]:
    db = database(ENTRIES)
    yield list(index_terms(RELEASE, db, kind="index", sites=sites))
    db.close()


def said(terms: list[Term], code: str) -> set[str]:
    return {term.text for term in terms if term.code == code}


@pytest.mark.parametrize(
    ("code", "path", "why"),
    [
        ("R99.0", "Grumbling", "a lead term; its other forms may be left out"),
        ("R99.1", "Grumbling belly", "one level down"),
        ("R99.11", "Grumbling belly lower, right", "two, with what is set apart by a comma"),
        ("O99.8", "Grumbling belly in pregnancy", "a dash says only that more follows"),
        ("K99.1", "Grumbling tooth", "see: the code of what it names, under its own words"),
        ("K99.11", "Grumbling tooth milk", "and the codes below that"),
        ("K99.12", "Gnashing tooth wisdom", "which have their own path too"),
        ("R99.11", "Rumbling belly lower, right", "a whole lead term by another name"),
        ("C26.1", "Blobosis", "a reference into the table of neoplasms"),
        ("N99", "Stone", "an entry alone"),
    ],
)
def test_paths(entries: list[Term], code: str, path: str, why: str) -> None:
    assert path in said(entries, code), why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Nowhere", "a reference that can't be followed to its end leads to no code"),
        ("Bloboma", "nor one that leaves the site to the reader"),
    ],
)
def test_what_leads_nowhere_is_left_out(entries: list[Term], text: str, why: str) -> None:
    assert [term for term in entries if term.text.startswith(text)] == [], why


def test_nonessential_modifiers_may_be_said_or_not(entries: list[Term]) -> None:
    (term,) = (t for t in entries if t.text == "Grumbling belly lower, right")
    for word in ("acute", "quadrant", "grumbled", "grumbly"):
        assert word in term.optional, "those of the entry and of all above it"


def test_of_an_alias_the_modifiers_of_both(entries: list[Term]) -> None:
    (term,) = (t for t in entries if t.text == "Grumbling tooth" and t.code == "K99.1")
    assert "acute" in term.optional
    assert "idle" in term.optional


def test_terms_name_kind_and_release(entries: list[Term]) -> None:
    assert {(t.system, t.kind, t.release) for t in entries} == {
        ("icd10cm", "index", "icd10cm.index 2030-10-01")
    }


def test_a_site_is_said_with_each_behaviour(sites: SiteTable) -> None:
    terms = list(sites.terms())
    assert "malignant neoplasm of spleen" in said(terms, "C26.1")
    assert "benign neoplasm of spleen" in said(terms, "D13.9")
    assert "secondary malignant neoplasm of spleen edge" in said(terms, "C78.8")
    assert "malignant neoplasm of spleen edge" in said(terms, "C26.1"), "without its dash"
    assert all(term.code for term in terms), "an empty cell is no code"
    (spleen,) = (t for t in terms if t.text == "malignant neoplasm of spleen")
    assert {"cancer", "carcinoma"} <= set(spleen.optional.split())
    assert "pulp" in spleen.optional


@pytest.mark.parametrize(
    ("see", "code", "why"),
    [
        ("Neoplasm, spleen, malignant", "C26.1", "a site and a behaviour"),
        ("Neoplasm, spleen, benign", "D13.9", "another column"),
        ("Neoplasm, spleen, edge, secondary", "C78.8", "a site below a site"),
        ("Neoplasm, malignant", "C80.1", "no site: the first line of the table"),
        ("Neoplasm, benign, by site", None, "the site is left to the reader"),
        ("Neoplasm, spleen", None, "no behaviour"),
        ("Neoplasm, spleen, in situ", None, "a column that the site has not"),
        ("Neoplasm, moon, malignant", None, "no such site"),
    ],
)
def test_references_into_the_table(sites: SiteTable, see: str, code: str | None, why: str) -> None:
    assert sites.referred(see) == code, why


def test_a_substance_is_said_with_each_circumstance() -> None:
    terms = list(drug_terms(RELEASE, database(DRUGS)))
    assert said(terms, "T99.1X1") == {"poisoning by Moonshine"}
    assert said(terms, "T99.1X5") == {"adverse effect of Moonshine"}
    assert said(terms, "T99.9") == set(), "a column that nobody reads"
    assert all(term.kind == "drug table" for term in terms)
