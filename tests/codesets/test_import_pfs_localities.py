"""GPCI, localities, anaesthesia factors and OPPS caps: one table in CSV, workbook and text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pfs_files import FIXTURES, Loaded, changed, load, workbook_of, written, zipped

SOURCES = {
    "pfs.gpci": ("GPCI2025", "gpci", (0, 1)),
    "pfs.locality": ("25LOCCO", "locality", ()),
    "pfs.anesthesia": ("ANES2025", "anesthesia", ()),
    "pfs.oppscap": ("OPPSCAP_Oct", "oppscap", (0, 1, 2, 3, 4)),
}
"""Family: the name of its files, its table, and the columns that its workbook keeps as text."""


def table_of(loaded: Loaded, family: str) -> list[dict[str, Any]]:
    (release,) = loaded.releases
    assert release == f"{family} 2025-10-01"
    return loaded.table(release, SOURCES[family][1])


def from_archive(tmp_path: Path, *members: Path) -> Loaded:
    return load(tmp_path / "home", zipped(tmp_path / "rvu25d-0.zip", *members))


def test_gpci(tmp_path: Path) -> None:
    rows = table_of(from_archive(tmp_path, FIXTURES / "GPCI2025.csv"), "pfs.gpci")
    assert rows == [
        {"mac": "09902", "locality": "00", "state": "BB", "name": "SOUTHLAND",
         "work": Decimal("1.013"), "work_without_floor": None,
         "pe": Decimal("1.000"), "mp": Decimal("1.177")},
        {"mac": "99102", "locality": "01", "state": "AA", "name": "NORTHLAND",
         "work": Decimal("1.500"), "work_without_floor": None,
         "pe": Decimal("1.080"), "mp": Decimal("0.590")},
        {"mac": "99102", "locality": "99", "state": "AA", "name": "REST OF NORTHLAND",
         "work": Decimal("1.000"), "work_without_floor": None,
         "pe": Decimal("0.900"), "mp": Decimal("0.575")},
    ]  # fmt: skip


def test_the_notes_below_the_table_are_remarks(tmp_path: Path) -> None:
    loaded = from_archive(tmp_path, FIXTURES / "GPCI2025.csv")
    assert loaded.releases["pfs.gpci 2025-10-01"].remarks == (
        "MAC Assignments as of November 22, 2030",
        "*Work GPCI reflects an invented floor.",
        "***Note: the floor of 1.0 is in force, for now.",
    )


@pytest.mark.parametrize(
    ("why", "changes", "work", "without"),
    [
        ("the header says with the floor", [], "1.000", None),
        ("the header says no floor", [(" (with 1.0 Floor)***", "")], "1.000", None),
        ("without it only: it is the index there is", [("(with 1.0", "(without 1.0")],
         "1.000", "1.000"),
        ("both", [("2025 PW GPCI (with 1.0 Floor)***",
                   "2025 PW GPCI (without 1.0 Floor),2025 PW GPCI (with 1.0 Floor)"),
                  (",99,REST OF NORTHLAND,1,", ",99,REST OF NORTHLAND,0.965,1,"),
                  ("NORTHLAND*,1.5,", "NORTHLAND*,1.5,1.5,"),
                  ("SOUTHLAND**,1.013,", "SOUTHLAND**,1.013,1.013,"), (",\r\n", ",,\r\n")],
         "1.000", "0.965"),
    ],
)  # fmt: skip
def test_the_work_index_with_and_without_its_floor(
    tmp_path: Path, why: str, changes: list[tuple[str, str]], work: str, without: str | None
) -> None:
    loaded = from_archive(tmp_path, changed(tmp_path, "GPCI2025.csv", *changes))
    row = next(r for r in table_of(loaded, "pfs.gpci") if r["locality"] == "99")
    assert row["work"] == Decimal(work), why
    assert row["work_without_floor"] == (None if without is None else Decimal(without)), why


def test_localities(tmp_path: Path) -> None:
    """The state stands beside its first locality only; counties go on in the next row; a locality
    of two contractors stands twice."""
    loaded = from_archive(tmp_path, FIXTURES / "25LOCCO.csv")
    assert [tuple(row.values()) for row in table_of(loaded, "pfs.locality")] == [
        ("09902", "00", "SOUTHLAND", "STATEWIDE", "ALPHA, BETA, GAMMA AND DELTA"),
        ("99102", "01", "NORTHLAND", "CAPITAL", "FIRST, SECOND AND ST. THIRD"),
        ("99102", "99", "NORTHLAND", "REST OF STATE", "ALL OTHER COUNTIES"),
    ]
    assert loaded.releases["pfs.locality 2025-10-01"].remarks == (
        "99102 99 stands twice in the same words and is kept once.",
        "* Payment locality is serviced by two carriers.",
    )


def test_a_state_is_not_carried_over_a_blank_row(tmp_path: Path) -> None:
    """The text of October 2025 lost a state: its localities are not those of the state before."""
    lost = changed(tmp_path, "25LOCCO.csv", ("SOUTHLAND ", ""))
    loaded = from_archive(tmp_path, lost)
    states = {row["mac"]: row["state"] for row in table_of(loaded, "pfs.locality")}
    assert states == {"09902": None, "99102": "NORTHLAND"}
    (release,) = loaded.releases.values()
    assert "The file names no state for 1 localities." in release.remarks


def test_anesthesia_factors(tmp_path: Path) -> None:
    loaded = from_archive(tmp_path, FIXTURES / "ANES2025.csv")
    national = Decimal("20.1234")
    assert [tuple(row.values()) for row in table_of(loaded, "pfs.anesthesia")] == [
        ("09902", "00", "SOUTHLAND", Decimal("9.3100"), national),
        ("99102", "01", "NORTHLAND", Decimal("27.8600"), national),
        ("99102", "99", "REST OF NORTHLAND", Decimal("20.3000"), national),
    ]


def test_opps_caps(tmp_path: Path) -> None:
    loaded = from_archive(tmp_path, FIXTURES / "OPPSCAP_Oct.csv")
    assert [tuple(row.values()) for row in table_of(loaded, "pfs.oppscap")] == [
        ("00004", None, "99102", "01", "A", Decimal("28.26"), Decimal("28.26")),
        ("00004", None, "99102", "99", "A", Decimal("25.10"), Decimal("26.00")),
        ("00004", "TC", "99102", "01", "A", Decimal("24.94"), Decimal("24.94")),
        ("9990T", "TC", "09902", "00", "C", Decimal("1150.69"), Decimal("1150.69")),
    ]


@pytest.mark.parametrize("family", list(SOURCES))
@pytest.mark.parametrize("twin", [".txt", ".prn", ".xlsx"])
def test_the_text_and_the_workbook_are_the_same_table(
    tmp_path: Path, family: str, twin: str
) -> None:
    """CMS calls its texts .prn or .txt; they don't state the national anaesthesia factor."""
    stem, _, texts = SOURCES[family]
    csv = from_archive(tmp_path / "csv", FIXTURES / f"{stem}.csv")
    if twin == ".xlsx":
        other = workbook_of(f"{stem}.csv", tmp_path, texts=texts)
    else:
        other = changed(tmp_path, f"{stem}.txt", name=stem + twin)
    wanted = table_of(csv, family)
    if family == "pfs.anesthesia" and twin != ".xlsx":
        wanted = [{**row, "national": None} for row in wanted]
    assert table_of(from_archive(tmp_path / "twin", other), family) == wanted


@pytest.mark.parametrize("family", list(SOURCES))
def test_of_the_three_the_csv_is_read(tmp_path: Path, family: str) -> None:
    stem, _, texts = SOURCES[family]
    book = workbook_of(f"{stem}.csv", tmp_path, texts=texts)
    loaded = from_archive(tmp_path, FIXTURES / f"{stem}.txt", book, FIXTURES / f"{stem}.csv")
    (release,) = loaded.releases.values()
    assert [Path(f.name).name for f in release.files] == [f"{stem}.csv"]


@pytest.mark.parametrize("family", list(SOURCES))
@pytest.mark.parametrize(
    ("why", "old", "new"),
    [
        ("line ends of Unix", b"\r\n", b"\n"),
        ("a byte order mark", b"", b"\xef\xbb\xbf"),
        ("trailing blank columns", b"\r\n", b",,\r\n"),
    ],
)
def test_oddities_of_the_text_change_nothing(
    tmp_path: Path, family: str, why: str, old: bytes, new: bytes
) -> None:
    name = f"{SOURCES[family][0]}.csv"
    data = (FIXTURES / name).read_bytes()
    odd = data.replace(old, new) if old else new + data
    loaded = from_archive(tmp_path / "odd", written(tmp_path, name, odd))
    plain = from_archive(tmp_path / "plain", FIXTURES / name)
    assert table_of(loaded, family) == table_of(plain, family), why


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("GPCI2025.csv", "pfs.gpci 2025-01-01"),
        ("25LOCCO.csv", "pfs.locality 2025-01-01"),
        ("ANES2025.csv", "pfs.anesthesia 2025-01-01"),
    ],
)
def test_alone_a_table_of_a_year_begins_with_the_year(
    tmp_path: Path, name: str, release: str
) -> None:
    assert list(load(tmp_path, FIXTURES / name).releases) == [release]


def test_caps_alone_need_their_edition(tmp_path: Path) -> None:
    """Their name says the month and no year."""
    caps = FIXTURES / "OPPSCAP_Oct.csv"
    assert "--release" in load(tmp_path / "a", caps).refusal(caps.name)
    loaded = load(tmp_path / "b", caps, given=date(2025, 10, 1))
    assert loaded.releases["pfs.oppscap 2025-10-01"].end == date(2026, 1, 1)


@pytest.mark.parametrize("name", ["GPCI2025.csv", "25LOCCO.csv", "ANES2025.csv"])
def test_an_archive_of_another_year_is_refused(tmp_path: Path, name: str) -> None:
    loaded = load(tmp_path / "home", zipped(tmp_path / "RVU24D.zip", FIXTURES / name))
    assert loaded.refusal(name).startswith("the table is of 2025, its archive of 2024")


@pytest.mark.parametrize(
    ("why", "name", "old", "new", "says"),
    [
        ("cut within a row", "GPCI2025.csv", ",1,1.177\r\n", "\r\n", ":6: the row has 5 cells"),
        ("a column is missing", "GPCI2025.csv", "State,", ",", "the column 'STATE' is missing"),
        ("no work index", "GPCI2025.csv", "2025 PW GPCI (with 1.0 Floor)***,", ",",
         ":4: '1.5' stands in column 5, which has no name"),
        ("a number with a letter", "GPCI2025.csv", "0.575", "0.5l5", ":5: mp: '0.5l5' is not"),
        ("a fourth place", "GPCI2025.csv", "0.575", "0.5755", ":5: mp: '0.5755' has more"),
        ("a locality twice", "GPCI2025.csv", "AA,99", "AA,01", ":5: 99102 01 stands on line 4"),
        ("a locality that is none", "GPCI2025.csv", "AA,99", "AA,9X", "'9X' is not a locality"),
        ("rows after the notes", "GPCI2025.csv", ",,,,,,\r\n*Work", "99103,AA,02,X,1,1,1\r\n*Work",
         ":8: rows go on after the notes"),
        ("a contractor that is none", "25LOCCO.csv", "9902,0", "99O2,0", "'99O2' is not a"),
        ("a locality twice in other words", "25LOCCO.csv", "REST OF STATE,ALL OTHER",
         "REST OF STATE,SOME OTHER", ":7: 99102 99 stands on line 6 in other words"),
        ("counties of no locality", "25LOCCO.csv", ",,,,\r\n99102,1", ",,,,LONE\r\n99102,1",
         ":4: counties stand beside no locality"),
        ("two columns of factors", "ANES2025.csv", "CF of 20.1234", "CF of 20.1234,Anes CF",
         "2 columns of conversion factors"),
        ("cents with a letter", "ANES2025.txt", "2030", "2O30", ":2: '2O30' is not a factor"),
        ("a status that is none", "OPPSCAP_Oct.csv", "00004,,A,99102,99", "00004,,Y,99102,99",
         ":3: status: 'Y' is none"),
        ("a code that is none", "OPPSCAP_Oct.csv", "9990T", "990T", ":5: '990T' is not"),
        ("a cap twice", "OPPSCAP_Oct.csv", "99102,99", "99102,01", ":3: 00004 99102 01 stands on"),
        ("a record cut short", "OPPSCAP_Oct.txt", "26.00", "26.0", ":2: the record has 37"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused(
    tmp_path: Path, why: str, name: str, old: str, new: str, says: str
) -> None:
    loaded = from_archive(tmp_path, changed(tmp_path, name, (old, new)))
    assert says in loaded.refusal(name), why
    assert not loaded.releases
