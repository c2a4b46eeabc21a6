"""OPPS Addendum B and the status indicators."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pfs_files import FIXTURES, changed, load, workbook_of, written, zipped

CSV, RESHAPED = "2025_October_addendum_b.csv", "addendum_b_2025-07.csv"
RELEASE = "opps 2025-10-01"


def test_addendum_b(tmp_path: Path) -> None:
    """No payment is a blank or a lone point; dollars have sign and commas, drugs three places."""
    loaded = load(tmp_path, FIXTURES / CSV)
    rows = {row.pop("code"): row for row in loaded.table(RELEASE, "opps")}
    assert list(rows) == ["00001", "00003", "00004", "A0001", "Q0001"]
    assert {column for column, value in rows["00001"].items() if value is not None} == {"status"}
    assert rows["00003"] == {
        "status": "J1", "apc": "5415", "relative_weight": Decimal("51.2345"),
        "payment_rate": Decimal("4512.300"), "national_copayment": None,
        "minimum_copayment": Decimal("902.460"), "adjusted_copayment": None,
        "ira_coinsurance": None, "copayment_note": None, "pass_through_end": None, "change": "*",
    }  # fmt: skip
    assert rows["00004"]["national_copayment"] == Decimal("20.100")
    assert rows["Q0001"] == {
        "status": "G", "apc": "9999", "relative_weight": None,
        "payment_rate": Decimal("0.125"), "national_copayment": None,
        "minimum_copayment": Decimal("0.025"), "adjusted_copayment": Decimal("0.020"),
        "ira_coinsurance": "18.80", "copayment_note": "Copayment capped at the invented deductible",
        "pass_through_end": "09/30/2025", "change": None,
    }  # fmt: skip


def test_the_release_says_its_quarter_and_what_was_odd(tmp_path: Path) -> None:
    release = load(tmp_path, FIXTURES / CSV).releases[RELEASE]
    assert (release.start, release.end) == (date(2025, 10, 1), date(2026, 1, 1))
    assert release.remarks == ("1 codes had a stray character behind them, which is left out.",)


def test_no_descriptor_is_written(tmp_path: Path) -> None:
    for file in load(tmp_path, FIXTURES / CSV).home.rglob("*"):
        if file.is_file():
            assert b"Invented" not in file.read_bytes(), file


def test_the_workbook_is_the_same_table(tmp_path: Path) -> None:
    """It holds APC 0521 as a number, without its zero."""
    clean = changed(tmp_path, CSV, ("Q0001\xff", "Q0001"), name="utf8.csv")
    book = workbook_of(str(clean), tmp_path / "2025_October_addendum_b", texts=(0,))
    named = book.rename(book.with_name("2025_October_addendum_b.xlsx"))
    wanted = load(tmp_path / "csv", FIXTURES / CSV).table(RELEASE, "opps")
    for row in wanted:
        if row["ira_coinsurance"]:
            row["ira_coinsurance"] = "18.80"
    assert load(tmp_path / "xlsx", named).table(RELEASE, "opps") == wanted


@pytest.mark.parametrize(
    ("why", "archive", "name", "edition"),
    [
        ("the file's name", "download.zip", CSV, "2025-10-01"),
        ("the archive's name", "january-2025-opps-addendum-b.zip", "b.csv", "2025-01-01"),
        ("a short month", "Addendum_B_Jul_2025.zip", "b.csv", "2025-07-01"),
    ],
)
def test_a_name_says_the_quarter(
    tmp_path: Path, why: str, archive: str, name: str, edition: str
) -> None:
    member = changed(tmp_path, CSV, name=name)
    loaded = load(tmp_path / "home", zipped(tmp_path / archive, member))
    assert list(loaded.releases) == [f"opps {edition}"], why


def test_the_title_counts_before_the_name(tmp_path: Path) -> None:
    titled = changed(tmp_path, CSV, ("for CY 2025", "for April 2025"), name="b.csv")
    assert list(load(tmp_path / "a", titled).releases) == ["opps 2025-04-01"]
    other = changed(tmp_path, CSV, ("for CY 2025", "for April 2025"))
    said = load(tmp_path / "b", other).refusal(CSV)
    assert said.startswith("the content says 2025-04-01; the publisher's name says 2025-10-01")


def test_a_reshaped_addendum_has_code_status_and_rate(tmp_path: Path) -> None:
    loaded = load(tmp_path, FIXTURES / RESHAPED)
    kept = [
        (row["code"], row["status"], row["payment_rate"], row["apc"])
        for row in loaded.table("opps 2025-07-01", "opps")
    ]
    assert kept == [
        ("00001", "N", None, None),
        ("00003", "J1", Decimal("4512.300"), None),
        ("Q0001", "G", Decimal("0.125"), None),
    ]
    assert "Reshaped" in loaded.releases["opps 2025-07-01"].remarks[0]


@pytest.mark.parametrize(
    ("why", "old", "new", "says"),
    [
        ("a column is missing", "Relative Weight,", ",", "'RELATIVE WEIGHT' is missing"),
        ("a column is not known", "IRA Coinsurance percentage", "Coinsurance", "is not known"),
        ("cut within a row", ",1.0100,$88.96 ,$20.10,$17.80 ,,,,,\r\n", ",1.0\r\n",
         ":7: the row has 5 cells, the header 13"),
        ("a code that is none", "00004,Inv", "0004,Inv", ":7: '0004' is not a procedure code"),
        ("a status that is none", ",Q1,", ",Q12,", ":7: 'Q12' is not a status indicator"),
        ("a rate in words", "$88.96", "see text", ":7: payment_rate: 'see text' is not a number"),
        ("a code twice", "00004,Inv", "00003,Inv", ":7: 00003 stands on line 6 already"),
        ("rows after a notice", "00004,Inv", "A notice,,,,,,,,,,,,\r\n00004,Inv",
         ":8: rows go on after the notices"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused(
    tmp_path: Path, why: str, old: str, new: str, says: str
) -> None:
    loaded = load(tmp_path / "home", changed(tmp_path, CSV, (old, new)))
    assert says in loaded.refusal(CSV), why
    assert not loaded.releases


def test_notices_and_blank_lines_below_the_rows_are_passed(tmp_path: Path) -> None:
    data = (FIXTURES / CSV).read_bytes() + b",,,,,,,,,,,,\r\nAn invented notice,,,,,,,,,,,,\r\n"
    loaded = load(tmp_path / "home", written(tmp_path, CSV, data))
    assert len(loaded.table(RELEASE, "opps")) == 5


def test_status_indicators_of_addendum_d1(tmp_path: Path) -> None:
    loaded = load(tmp_path, FIXTURES / "2025_addendum_d1.csv")
    assert [tuple(r.values()) for r in loaded.table("opps.status 2025-01-01", "opps_status")] == [
        ("A", "Invented services, of several kinds", "Not paid under OPPS."),
        ("J1", "Invented whole services", "Paid under OPPS; all else is packaged."),
    ]


def test_a_reshaped_list_is_dated_by_the_addendum_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "opps"
    listed = changed(folder, "status-indicators.csv")
    assert "--release" in load(tmp_path / "alone", listed).refusal(listed.name)
    changed(folder, RESHAPED)
    loaded = load(tmp_path / "beside", folder)
    assert [tuple(r.values()) for r in loaded.table("opps.status 2025-07-01", "opps_status")] == [
        ("A", "Invented services", "Sometimes"),
        ("J1", "Invented whole services", "Always"),
    ]


def test_a_reshaped_list_beside_two_addenda_needs_its_edition(tmp_path: Path) -> None:
    for name in ("status-indicators.csv", RESHAPED, CSV):
        changed(tmp_path / "opps", name)
    loaded = load(tmp_path / "home", tmp_path / "opps")
    assert "--release" in loaded.refusal("status-indicators.csv")
    assert sorted(loaded.releases) == ["opps 2025-07-01", RELEASE]
