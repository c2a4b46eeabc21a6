"""The engine says of a book what the rules say of each of its claims alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from claim_files import HEADER, book_of_rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_rules import RULES, SmallBook

from superbill.claims.book import ClaimBook
from superbill.claims.found import Missing
from superbill.claims.scrub import scrub
from superbill.knowledge.card import Card
from superbill.rules.catalogue import RUNNING
from superbill.rules.claim import Earlier, Scene
from superbill.rules.rule import Running

WIDE = f"{HEADER},payer,setting,age,sex,patient,provider,charge"
_WEIGHT = {"error": 0, "warning": 1, "info": 2}


def rows(codes: Sequence[str], diagnoses: Sequence[str], days: Sequence[str]) -> Any:
    """Rows of a book of few claims, whose lines stand in any order."""
    cells = {
        "claim": st.sampled_from("ABCDEF"),
        "line": st.just(""),
        "code": st.sampled_from(codes),
        "modifiers": st.sampled_from(("", "59", "25", "59;LT", "76", "RT", "50")),
        "units": st.sampled_from(("1", "1", "2", "5", "0")),
        "dos": st.sampled_from(days),
        "dx": st.lists(st.sampled_from(diagnoses), max_size=4).map(";".join),
        "pos": st.sampled_from(("11", "22", "")),
        "payer": st.sampled_from(("", "", "medicaid")),
        "setting": st.sampled_from(("", "", "outpatient", "inpatient")),
        "age": st.sampled_from(("", "6", "44")),
        "sex": st.sampled_from(("", "F", "M")),
        "patient": st.sampled_from(("", "P", "Q")),
        "provider": st.sampled_from(("", "D", "E")),
        "charge": st.sampled_from(("", "10.00")),
    }
    return st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=12)


def written(some: Sequence[dict[str, str]]) -> list[str]:
    return [",".join(row[name] for name in WIDE.split(",")) for row in some]


def one_by_one(
    book: ClaimBook, rules: Sequence[Running], rule_book: Any, cards: tuple[Card, ...]
) -> list[tuple[Any, dict[str, Any]]]:
    """The oracle: every rule over each claim, with the patient's other services picked out of all
    claims of its setting and payer."""
    found: list[tuple[Any, dict[str, Any]]] = []
    grouped = {int(c): (s, p) for s, p, cs in book.groups() for c in cs}
    for number in range(len(book.claims)):
        if number not in grouped:
            continue
        claim = book.claim(number)
        patient = book.claims.patient.of(number)
        earlier = [
            Earlier(
                x.code, x.modifiers, x.on or date.min,
                x.provider or book.claims.provider.of(other),
            )
            for other in grouped
            if other != number and grouped[other] == grouped[number] and patient is not None
            and book.claims.patient.of(other) == patient
            for x in book.claim(other).lines
        ]  # fmt: skip
        scene = Scene(claim, rule_book, cards, book.day(number), *grouped[number])
        with_others = replace(scene, claim=replace(claim, earlier=tuple(earlier)))
        of_claim = [
            finding
            for running in rules
            for finding in running.run(with_others if running.history else scene).findings
        ]
        of_claim.sort(key=lambda f: _WEIGHT[f.severity])
        found += [(book.claims.name.of(number), f.as_dict()) for f in of_claim]
    return found


def engine(
    book: ClaimBook, rules: Sequence[Running], rule_book: Any, cards: tuple[Card, ...]
) -> list[tuple[Any, dict[str, Any]]]:
    found = scrub(book, rule_book=rule_book, cards=cards, missing=Missing(), rules=rules)
    cells = {id(c.finding) for c in book.cells}
    return [(of.claim, of.finding.as_dict()) for of in found if id(of.finding) not in cells]


DAYS = [f"2024-07-{day:02d}" for day in range(1, 20)]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows(("G0101", "Q0091", "J1885", "58565"), ("I10", "E11.9", "Z30.2", "N92.0"), DAYS))
def test_small_rules_over_a_book(tmp_path: Path, some: list[dict[str, str]]) -> None:
    """Every way in which a rule may look at a claim, its day and its tables."""
    book = book_of_rows(tmp_path, *written(some), header=WIDE)
    assert engine(book, RULES, SmallBook(), ()) == one_by_one(book, RULES, SmallBook(), ())


REAL_DAYS = ["2015-09-30", "2015-10-01", "2023-09-30", "2024-03-31", "2024-07-15", "2024-07-16",
             "2024-10-01", "2026-05-15", "2027-01-01"]  # fmt: skip
REAL_CODES = ("58565", "A4264", "58558", "58340", "G0101", "J1885", "99213", "0UL78DZ", "0001F")
REAL_DIAGNOSES = ("Z30.2", "N92.0", "N95.0", "E11.9", "E11.99", "I10", "I50.9", "O80", "Z37.0",
                  "P07.30", "S72.001A", "W19.XXXA", "H54.7", "M17.0", "M17.11")  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows(REAL_CODES, REAL_DIAGNOSES, REAL_DAYS))
def test_the_catalogue_over_a_book(
    tmp_path: Path, context: Any, cards: tuple[Card, ...], some: list[dict[str, str]]
) -> None:
    """All rules that run, over the embedded code book."""
    book = book_of_rows(tmp_path, *written(some), header=WIDE)
    assert engine(book, RUNNING, context.book, cards) == one_by_one(
        book, RUNNING, context.book, cards
    )


def test_a_line_rule_runs_once_for_the_days_of_which_it_says_the_same(tmp_path: Path) -> None:
    """Speed rests on it: 400 lines of one code on 19 days are judged twice or so."""
    ran: list[date] = []
    status = next(r for r in RULES if r.rule.id == "data.status")

    def counted(scene: Scene) -> Any:
        ran.append(scene.on)
        return status.run(scene)

    book = book_of_rows(
        tmp_path,
        *(f"C{i},1,J1885,,{i % 3 + 1},{DAYS[i % 19]},I10,{i % 90:02d}" for i in range(400)),
    )
    scrub(
        book, rule_book=SmallBook(), cards=(), missing=Missing(),
        rules=[status._replace(run=counted)],
    )  # fmt: skip
    assert len(ran) == 2, "one for each era of the book"


def test_a_missing_table_is_said_once_a_run(tmp_path: Path) -> None:
    missing = Missing()
    days = ("2024-07-01", "2024-07-02", "2024-07-15")
    some = [f"C{i},1,J1885,,1,{days[i % 3]},I10,11" for i in range(90)]
    book = book_of_rows(tmp_path, *some)
    rules = [r for r in RULES if r.rule.id == "data.table"]
    for _ in range(2):
        scrub(book, rule_book=SmallBook(), cards=(), missing=missing, rules=rules[:1])
    mine = [f for f in missing.findings() if f.message.startswith("data.table")]
    assert [(f.rule, f.severity, f.remedy) for f in mine] == [
        ("data.missing", "info", "Load it with: nothing.")
    ]
    assert "120 lines or claims" in mine[0].message


@pytest.mark.parametrize("grain", ["line", "claim"])
def test_a_screen_does_not_hide_that_a_table_is_missing(tmp_path: Path, grain: str) -> None:
    """A screen that finds nothing where nothing is loaded would make the claims clean."""
    missing = Missing()
    book = book_of_rows(tmp_path, "A,1,J1885,,1,2024-07-01,I10,11")
    rules = [r for r in RULES if r.rule.id == "data.table" and r.rule.grain == grain]
    scrub(book, rule_book=SmallBook(), cards=(), missing=missing, rules=rules)
    assert "data.table" in missing.rules
    assert not missing.ran


def test_lines_named_in_the_file(tmp_path: Path) -> None:
    """`line` is what the file calls the first line that a finding is of."""
    book = book_of_rows(
        tmp_path,
        "A,10,J1885,,1,2024-07-05,I10,11",
        "A,20,G0101,,1,2024-07-05,I10,11",
        "A,30,Q0091,,1,2024-07-05,I10,11",
    )
    found = scrub(book, rule_book=SmallBook(), cards=(), missing=Missing(), rules=RULES)
    named = {(of.finding.rule, of.finding.message): of.line for of in found}
    assert named["data.beside", "both"] == "20"
    assert named["data.unplaced", "third"] == "30"
    assert named["data.unplaced", "three"] is None
    assert named["data.code", "G0101: a screening"] == "20"
