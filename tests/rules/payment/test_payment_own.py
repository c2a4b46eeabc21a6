"""The user's own fee schedules: strict files, dates, and the same rules of modifiers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from payment_book import fee_schedule, pfs_row

from superbill.errors import CardRefused, NotLoaded, WrongUsage
from superbill.rules.payment.claim import pay
from superbill.rules.payment.own import own_base_units, own_fees, schedule_of
from superbill.rules.written import line_of

ON = date(2024, 7, 15)
YAML = """payer: Example Plan
provenance: contract 2024, exhibit B
fees:
  - {code: G9901, amount: "120.00", start: 2024-01-01, end: 2025-01-01}
  - {code: G9901, amount: "130.00", start: 2025-01-01}
  - {code: G9901, modifier: "26", amount: "40.00", start: 2024-01-01}
  - {code: G9902, amount: "60.00", start: 2024-01-01}
"""
HEAD = "payer,code,modifier,amount,start,end,provenance\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(YAML)
    (tmp_path / "other.csv").write_text(
        HEAD + "Other Plan,G9901,,99.50,2024-01-01,,letter of 2 May\n"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("payer", "line", "on", "amount"),
    [
        ("Example Plan", "G9901", ON, "120.00"),
        ("example  plan", "G9901", date(2024, 12, 31), "120.00"),
        ("Example Plan", "G9901", date(2025, 1, 1), "130.00"),
        ("Example Plan", "G9901-26", ON, "40.00"),
        ("Example Plan", "G9901-50", ON, "180.00"),
        ("Example Plan", "G9903", ON, None),
        ("Example Plan", "G9901", date(2023, 12, 31), None),
        ("Other Plan", "G9901", ON, "99.50"),
    ],
)
def test_amounts(folder: Path, payer: str, line: str, on: date, amount: str | None) -> None:
    rows = [pfs_row("G9901", bilateral="1"), pfs_row("G9901", modifier="26")]
    book = fee_schedule(*rows, start=date(2023, 1, 1), end=None)
    found = pay(book, [line_of(line)], on=on, pos="11", own=schedule_of(folder, payer))
    (only,) = found.lines
    assert (None if only.amount is None else str(only.amount)) == amount
    assert found.shares is None
    assert (only.citation is not None) == (amount is not None)


def test_own_fees_are_ranked_by_medicares_indicators(folder: Path) -> None:
    rows = [pfs_row("G9901", multiple_procedure="2"), pfs_row("G9902", multiple_procedure="2")]
    found = pay(
        fee_schedule(*rows), [line_of("G9902"), line_of("G9901")], on=ON, pos="22",
        own=schedule_of(folder, "Example Plan"),
    )  # fmt: skip
    assert [str(line.amount) for line in found.lines] == ["30.00", "120.00"]


def test_each_fee_says_where_it_stands(folder: Path) -> None:
    fee = schedule_of(folder, "Example Plan").find("G9901", "26", on=ON)
    assert fee is not None
    assert fee.amount == Decimal("40.00")
    assert fee.citation.locator == "plan.yaml:6; contract 2024, exhibit B"


def test_an_unknown_payer_is_not_loaded(folder: Path) -> None:
    with pytest.raises(NotLoaded, match="there are: Example Plan, Other Plan"):
        schedule_of(folder, "Third Plan")
    assert list(own_fees(folder / "nowhere")) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        pytest.param(YAML.replace("code: G9902", "cod: G9902"), "plan.yaml:7", id="unknown key"),
        pytest.param(YAML.replace('"60.00"', '"NaN"'), "plan.yaml:7", id="no number"),
        pytest.param(YAML.replace('"60.00"', '"-1"'), "plan.yaml:7", id="negative"),
        pytest.param(YAML.replace('"60.00"', '"1e99"'), "plan.yaml:7", id="endless"),
        pytest.param(YAML.replace('"60.00", start: 2024-01-01', '"60.00", start: soon'),
                     "plan.yaml:7", id="no date"),
        pytest.param(YAML.replace("end: 2025-01-01", "end: 2024-01-01"), "plan.yaml:4",
                     id="ends where it starts"),
        pytest.param(YAML.replace("end: 2025-01-01", "end: 2025-01-02"), "plan.yaml:5",
                     id="two fees on one day"),
        pytest.param(YAML.replace("provenance: contract 2024, exhibit B\n", ""), "plan.yaml:1",
                     id="no provenance"),
    ],
)  # fmt: skip
def test_faults_of_yaml_name_their_line(tmp_path: Path, text: str, where: str) -> None:
    (tmp_path / "plan.yaml").write_text(text)
    with pytest.raises(CardRefused, match=where):
        schedule_of(tmp_path, "Example Plan")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        pytest.param("payer,code\n", "own.csv:1", id="other columns"),
        pytest.param(HEAD + "P,G9901,,x,2024-01-01,,s\n", "own.csv:2", id="no number"),
        pytest.param(HEAD + "P,G9901,,5,2024-01-01,,s\nP,G9901,,5\n", "own.csv:3", id="short"),
        pytest.param(HEAD + "P,G9901,,5,1.1.2024,,s\n", "own.csv:2", id="no date"),
        pytest.param(HEAD + "P,,,5,2024-01-01,,s\n", "own.csv:2", id="no code"),
        pytest.param(HEAD + "P,G9901,,5,2024-01-01,,\n", "own.csv:2", id="no provenance"),
        pytest.param(HEAD + "P,G9901,,5,2024-01-01,2023-01-01,s\n", "own.csv:2", id="backwards"),
    ],
)
def test_faults_of_csv_name_their_line(tmp_path: Path, text: str, where: str) -> None:
    (tmp_path / "own.csv").write_text(text)
    with pytest.raises(WrongUsage, match=where):
        list(own_fees(tmp_path))


def test_base_units_of_the_users_own_file(tmp_path: Path) -> None:
    (tmp_path / "anesthesia_base_units.yaml").write_text(
        "- {code: '00100', base_units: 5, start: 2024-01-01, provenance: CMS file of 2024}\n"
    )
    found = own_base_units(tmp_path, "00100", on=ON)
    assert found is not None
    assert found[0] == 5
    assert own_base_units(tmp_path, "00100", on=date(2023, 12, 31)) is None
    assert own_base_units(tmp_path, "00102", on=ON) is None
    assert list(own_fees(tmp_path)) == []
