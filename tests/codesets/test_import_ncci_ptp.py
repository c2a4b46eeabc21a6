"""PTP edits: four parts make a release, whatever their notation, and a fault names its line."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ncci_files import (
    FIXTURES,
    REAL,
    Loaded,
    copied,
    load,
    practitioner_parts,
    workbook,
    workbook_of,
)

PRACTITIONER = "ncci.ptp.practitioner 2030-07-01"
OUTPATIENT = "ncci.ptp.outpatient 2030-07-01"
PART_1 = "ccipra-v362r0-f1.TXT"

Row = tuple[Any, ...]

EDITS: list[Row] = [
    ("Y0001", "Y0002", 0, date(2020, 1, 1), date(2025, 12, 31), False, "Made-up reason two"),
    ("Y0001", "Y0002", 1, date(2030, 4, 1), None, False, "Made-up reason two"),
    ("Y0001", "Y0003", 0, date(1996, 1, 1), None, True, "Made-up reason one"),
    ("Y0001", "Z0009", 9, date(2021, 1, 1), date(2021, 1, 1), False, "Made-up reason one"),
    ("Y0002", "Y0001", 1, date(2022, 1, 1), None, False, "Made-up reason one"),
    ("Y0004", "Z001T", 1, date(2030, 7, 1), None, False, "Made-up reason one"),
    ("Z001T", "Y0004", 0, date(2022, 1, 1), date(2030, 12, 31), False, "Made-up reason two"),
]


def edits(loaded: Loaded, release: str) -> list[Row]:
    return [tuple(row.values()) for row in loaded.rows(release, "ptp")]


def loaded_with(folder: Path, *changes: tuple[str, str]) -> Loaded:
    """The practitioner fixture with another part 1."""
    first, *others = practitioner_parts()
    return load(folder / "home", copied(first, folder, *changes), *others)


def test_four_parts_make_one_release_with_every_period_of_a_pair(tmp_path: Path) -> None:
    loaded = load(tmp_path, *practitioner_parts())
    assert edits(loaded, PRACTITIONER) == EDITS
    release = loaded.releases[PRACTITIONER]
    assert (release.kind, release.start, release.end) == (
        "dated",
        date(1996, 1, 1),
        date(2030, 10, 1),
    )
    assert release.counts == {"ptp": 7}
    assert len(release.files) == 4


def test_a_pair_is_found_in_its_own_direction(tmp_path: Path) -> None:
    table = load(tmp_path, *practitioner_parts()).table(PRACTITIONER, "ptp")
    assert [row["indicator"] for row in table.find("Y0001", "Y0002")] == [0, 1]
    assert [row["indicator"] for row in table.find("Y0002", "Y0001")] == [1]
    assert table.find("Y0003", "Y0001") == []
    assert len(table.find("Y0001")) == 4


def test_oddities_of_the_text_change_nothing(tmp_path: Path) -> None:
    """A mark of byte order, blanks around codes, blank lines, four notations of a day, a blank in
    the place of *, blank columns, a header repeated among the rows, and a note below them."""
    loaded = load(tmp_path, *FIXTURES.glob("ccioph-*.txt"))
    day, reason = date(2030, 7, 1), "Made-up reason one"
    assert edits(loaded, OUTPATIENT) == [
        ("Y0001", "Y0003", 0, day, None, False, reason),
        ("Y0002", "Y0003", 1, day, None, False, reason),
        ("Y0003", "Y0001", 1, day, date(2030, 12, 31), False, reason),
        ("Y0004", "Y0001", 1, day, None, False, reason),
        ("Y0005", "Y0001", 1, day, None, False, reason),
        ("Y0006", "Y0001", 1, day, None, False, reason),
    ]


def test_a_notice_in_windows_1252_is_no_fault(tmp_path: Path) -> None:
    first, *others = practitioner_parts()
    named = tmp_path / first.name
    named.write_bytes(first.read_bytes().replace(b"made-up notice", b"made-up\xae notice"))
    assert PRACTITIONER in load(tmp_path / "home", named, *others).releases


def test_workbooks_hold_the_same_table(tmp_path: Path) -> None:
    books = [
        workbook_of(part, tmp_path / "books", delimiter="\t", numbers=(3, 4, 5))
        for part in practitioner_parts()
    ]
    assert edits(load(tmp_path / "home", *books), PRACTITIONER) == EDITS


def test_a_workbook_may_wrap_its_headings_within_cells(tmp_path: Path) -> None:
    header = [
        "Column 1",
        "Column 2",
        "*=in existence\nprior to 1996",
        "Effective\nDate",
        "Deletion\nDate\n*=no data",
        "Modifier\n0=not allowed\n1=allowed\n9=not applicable",
        "PTP Edit Rationale",
    ]
    row = ["Y0001", "Y0002", "", "20300401", "*", "1", "Made-up reason"]
    books = [
        workbook(
            tmp_path / f"ccipra-v362r0-f{number}.xlsx",
            [["A made-up notice"], header, [f"Y000{number}", *row[1:-1], "Made-up"]],
        )
        for number in range(1, 5)
    ]
    found = edits(load(tmp_path / "home", *books), PRACTITIONER)
    assert [row[0] for row in found] == ["Y0001", "Y0002", "Y0003", "Y0004"]


def test_of_text_and_workbook_in_one_zip_the_text_is_read(tmp_path: Path) -> None:
    zips: list[Path] = []
    for part in practitioner_parts():
        book = workbook(tmp_path / f"{part.stem}.xlsx", [["Column 1", "Column 2"]])
        zips.append(tmp_path / f"medicare-ncci-2030q3-practitioner-ptp-edits-{part.stem}.zip")
        with zipfile.ZipFile(zips[-1], "w") as archive:
            archive.write(book, book.name)
            archive.write(part, part.name)
    loaded = load(tmp_path / "home", *zips)
    assert edits(loaded, PRACTITIONER) == EDITS
    assert "not read" in loaded.outcomes["ccipra-v362r0-f2.xlsx"].message


def test_the_same_parts_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    parts = practitioner_parts()
    once, again = load(tmp_path / "a", *parts), load(tmp_path / "b", *reversed(parts))
    assert once.releases[PRACTITIONER].contents == again.releases[PRACTITIONER].contents


def test_a_reshaped_table_says_what_it_lost(tmp_path: Path) -> None:
    loaded = load(tmp_path, *FIXTURES.glob("ptp_practitioner_2030q4*"))
    release = loaded.releases["ncci.ptp.practitioner 2030-10-01"]
    assert edits(loaded, release.id) == [
        ("Y0001", "Y0003", 0, None, None, None, "Made-up reason one"),
        ("Y0002", "Y0001", 1, None, date(2030, 12, 31), None, "Made-up reason two"),
    ]
    assert release.start == date(2030, 10, 1)
    assert any("effective dates not stated" in remark for remark in release.remarks)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("medicaid-ncci-q3-2030-ptp-edits-practitioner-services.txt", "medicaid.practitioner"),
        ("MCD-PTP-OutpatientHospital-Effective_07012030.txt", "medicaid.outpatient"),
    ],
    ids=["quarter before the year", "day, in one figure"],
)
def test_medicaid_has_tables_of_its_own(tmp_path: Path, name: str, family: str) -> None:
    given = copied(practitioner_parts()[0], tmp_path, name=name)
    assert list(load(tmp_path / "home", given).releases) == [f"ncci.ptp.{family} 2030-07-01"]


def test_parts_are_loaded_all_or_none(tmp_path: Path) -> None:
    loaded = load(tmp_path, *practitioner_parts()[:2])
    assert not loaded.releases
    assert "part 3 and 4 of the table is not there" in loaded.refusal(PART_1)


@pytest.mark.parametrize(
    ("changes", "line", "says"),
    [
        ([("Y0001\tY0003", "Y001\tY0003")], 7, "'Y001' is no code"),
        ([("Y0001\tY0003", "y0001\tY0003")], 7, "'y0001' is no code"),
        ([("20300401\t*", "20300431\t*")], 8, "'20300431' is no date"),
        ([("20300401\t*", "*\t*")], 8, "Effective Date: '*' is no date"),
        ([("20300401\t*", "2030366\t*")], 8, "'2030366' is no date"),
        ([("20300401\t*", "20301001\t*")], 8, "an edit later than the edition"),
        ([("20251231\t0", "20191231\t0")], 9, "the deletion date is before"),
        ([("20251231\t0", "*\t0")], 9, "Y0001 and Y0002: the pair is in force twice"),
        ([("20251231\t0", "20251231\t2")], 9, "'2' is none of 0, 1, 9"),
        ([("20251231\t0", "20251231\t")], 9, "'blank' is none of 0, 1, 9"),
        ([("*\t19960101", "x\t19960101")], 7, "'x' is neither blank nor *"),
        ([("0\tMade-up reason two", "0\t")], 9, "the cell is blank"),
        ([("1\tMade-up reason two", "1\tMade-up reason two\tmore")], 8, "8 columns, not 7"),
        ([("0\tMade-up reason one", "0\tMade-up reason one\tmore")], 7, "'more' stands in no"),
        ([("\t*\t19960101\t*\t0\tMade-up reason one", "")], 7, "2 columns, not 7"),
        ([("Y0001\tY0002\t\t2020", "Y0001\t\t\t2020")], 9, "neither a row of the table nor"),
        ([("Made-up reason two\r\nY0001\tY0002", "Made-up reason two\r\nA note.\r\nY0001\tY0002")],
         9, "neither a row of the table nor"),
        ([("Y0001\tY0003", "Y001\tY003")], 7, "nor its header"),
        ([("Deletion\t", "Dropped\t")], None, "the header is not that of the table"),
        ([("20251231\t0\tMade-up reason two\r\n", "20251231\t0\tMade-up rea")], None, "cut short"),
    ],
    ids=[
        "short code", "small letter", "no such day", "no effective date", "no such day of a year",
        "a later quarter's edit", "ends before it begins", "two open periods", "unknown indicator",
        "no indicator", "unknown mark", "no rationale", "a column more", "a column more at first",
        "a row cut short", "no column 2", "a note between rows", "first row garbled",
        "another header", "the file cut short",
    ],
)  # fmt: skip
def test_a_fault_names_file_and_line_and_changes_nothing(
    tmp_path: Path, changes: list[tuple[str, str]], line: int | None, says: str
) -> None:
    loaded = loaded_with(tmp_path, *changes)
    assert not loaded.releases
    refusal = loaded.refusal(PART_1)
    assert says in refusal
    assert line is None or f"{PART_1}:{line}:" in refusal


def test_a_row_that_stands_twice_is_refused(tmp_path: Path) -> None:
    row = "Y0001\tY0002\t\t20200101\t20251231\t0\tMade-up reason two\r\n"
    refusal = loaded_with(tmp_path, (row, row + row)).refusal(PART_1)
    assert f"{PART_1}:10: Y0001 and Y0002: the row stands twice." in refusal


def test_a_row_in_another_encoding_is_refused(tmp_path: Path) -> None:
    first, *others = practitioner_parts()
    named = tmp_path / first.name
    named.write_bytes(first.read_bytes().replace(b"0\tMade-up", b"0\tMade\xae-up"))
    assert f"{PART_1}:7: the line is not utf-8" in load(tmp_path / "h", named, *others).refusal(
        PART_1
    )


def test_a_part_in_the_place_of_another_is_refused(tmp_path: Path) -> None:
    first, second, third, fourth = practitioner_parts()
    swapped = copied(fourth, tmp_path, name=second.name)
    loaded = load(tmp_path / "home", first, swapped, third, fourth)
    assert not loaded.releases
    assert "they overlap" in loaded.refusal(PART_1)


@pytest.mark.parametrize(
    ("name", "archive", "says"),
    [
        ("edits.txt", "", "no name says which part"),
        ("v362r0-f1.txt", "", "practitioners or of hospitals"),
        ("ccipra-v362r0-f1.txt", "ccioph-v362r0-f1.zip", "differ in the setting"),
        ("ccipra-v362r0-f1.txt", "medicare-ncci-2030q4-ptp.zip", "differ in the edition"),
        ("ccipra-v362r0-f1.excerpt.txt", "", "an excerpt is not the table"),
        ("ccipra-r0-f1.txt", "", "neither content nor name says which edition"),
    ],
    ids=["no part", "no setting", "two settings", "two editions", "an excerpt", "no edition"],
)
def test_names_that_say_too_little_or_two_things_are_refused(
    tmp_path: Path, name: str, archive: str, says: str
) -> None:
    given = copied(practitioner_parts()[0], tmp_path, name=name)
    if archive:
        with zipfile.ZipFile(tmp_path / archive, "w") as packed:
            packed.write(given, given.name)
        given = tmp_path / archive
    loaded = load(tmp_path / "home", given)
    assert not loaded.releases
    assert says in loaded.refusal(name)


def test_the_user_says_the_edition_where_no_name_does(tmp_path: Path) -> None:
    parts = [
        copied(part, tmp_path, name=part.name.replace("v362r0", "r0"))
        for part in practitioner_parts()
    ]
    loaded = load(tmp_path / "home", *parts, given=date(2030, 7, 1))
    assert list(loaded.releases) == [PRACTITIONER]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(tmp_path_factory.mktemp("real"), *REAL.glob("ptp_*"))


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("setting", "pairs", "in_force"),
    [("practitioner", 2_546_017, 1_669_820), ("outpatient", 1_775_818, 1_335_857)],
)
def test_the_tables_of_2024_hold_what_a_second_reading_finds(
    real: Loaded, setting: str, pairs: int, in_force: int
) -> None:
    import duckdb

    parquet = real.file(f"ncci.ptp.{setting} 2024-07-01", "ptp.parquet")
    read = (
        "SELECT column1, column2, strptime(deletion_date, '%Y%m%d')::DATE AS deletion_date, "
        f"modifier::INT AS indicator, r.rationale FROM read_csv('{REAL}/ptp_{setting}_2024q3"
        f".csv.gz', all_varchar = true) JOIN read_csv('{REAL}/ptp_{setting}_2024q3.rationales"
        ".csv', all_varchar = true) r USING (rationale_id)"
    )
    kept = f"SELECT column1, column2, deletion_date, indicator, rationale FROM '{parquet}'"
    with duckdb.connect() as db:
        # Of equal size, so that what is in one and not in the other would show.
        missing = db.execute(f"SELECT count(*) FROM ({read} EXCEPT ALL {kept})").fetchone()
        assert missing == (0,)
        live = "deletion_date IS NULL OR deletion_date >= DATE '2024-07-01' AND indicator <> 9"
        counted = db.execute(
            f"SELECT count(*), count(*) FILTER ({live}), count(effective_date) FROM '{parquet}'"
        ).fetchone()
    assert counted == (pairs, in_force, 0)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("setting", "column2", "indicators"),
    [
        *[("practitioner", code, [1]) for code in ("57800", "58555", "76000", "99213")],
        *[("practitioner", code, [0]) for code in ("58100", "58615", "58671", "64435", "51701")],
        *[("practitioner", code, [0]) for code in ("51702", "57400", "57410", "69990")],
        ("outpatient", "64435", [1]),
        *[("practitioner", code, []) for code in ("58340", "74740", "58558", "58562", "58563")],
        *[("practitioner", code, []) for code in ("58353", "11976", "58301")],
    ],
)
def test_the_edits_of_the_first_code_are_the_known_ones(
    real: Loaded, setting: str, column2: str, indicators: list[int]
) -> None:
    table = real.table(f"ncci.ptp.{setting} 2024-07-01", "ptp")
    in_force = [row for row in table.find("58565", column2) if row["deletion_date"] is None]
    assert [row["indicator"] for row in in_force] == indicators
    assert not [r for r in table.find(column2, "58565") if r["deletion_date"] is None]
