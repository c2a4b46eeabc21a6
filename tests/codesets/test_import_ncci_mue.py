"""MUE tables: setting from the content, edition from the name, every value as published."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ncci_files import FIXTURES, REAL, Loaded, copied, load, workbook

CMS = FIXTURES / "MCR_MUE_PractitionerServices_Eff_07-01-2030.csv"
DME = FIXTURES / "MCR_MUE_DMESupplierServices_Eff_07-01-2030.csv"
DIGITS = FIXTURES / "mue_outpatient_2030q3.csv"
BARE = FIXTURES / "mue_practitioner_2030q4.csv"

HEADER = [
    "HCPCS/\nCPT Code",
    "Outpatient Hospital Services MUE Values",
    "MUE Adjudication Indicator",
    "MUE Rationale",
]


def limits(loaded: Loaded, release: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in loaded.rows(release, "mue")]


def test_a_table_of_cms_is_read_below_its_notice(tmp_path: Path) -> None:
    """The notice has a byte of Windows-1252, line ends and a comma; the header a line end; a value
    a comma; a code blanks."""
    loaded = load(tmp_path, CMS)
    assert limits(loaded, "ncci.mue.practitioner 2030-07-01") == [
        ("Y0001", 1, 2, "Made-up / Instruction"),
        ("Y0002", 1200, 3, "Clinical: Made-up"),
        ("Z001T", 0, 1, "Made-up Policy"),
    ]
    release = next(iter(loaded.releases.values()))
    assert (release.kind, release.start, release.end) == (
        "edition",
        date(2030, 7, 1),
        date(2030, 10, 1),
    )


def test_oddities_of_the_text_change_nothing(tmp_path: Path) -> None:
    """A mark of byte order, blank columns, a blank row, the header again, `3.00`, a note below."""
    assert limits(load(tmp_path, DME), "ncci.mue.dme 2030-07-01") == [
        ("Y0001", 3, 3, "Made-up"),
        ("Y0002", 2, 2, "Made-up"),
    ]


@pytest.mark.parametrize(
    ("path", "release", "expected"),
    [
        (DIGITS, "ncci.mue.outpatient 2030-07-01", [("Y0001", 1, 2, "Made-up"),
                                                   ("Y0002", 4, 3, "Made-up")]),
        (BARE, "ncci.mue.practitioner 2030-10-01", [("Y0001", 1, 2, "Made-up")]),
    ],
    ids=["setting in the rows", "setting in the name"],
)  # fmt: skip
def test_reshaped_tables_load_too(
    tmp_path: Path, path: Path, release: str, expected: list[tuple[Any, ...]]
) -> None:
    assert limits(load(tmp_path, path), release) == expected


def test_a_workbook_holds_the_same_table(tmp_path: Path) -> None:
    rows = [["A made-up notice, of\nseveral lines."], HEADER]
    rows += [["Y0001", "7", "1 Line Edit", "Made-up"], ["Y0002", "0", "1 Line Edit", "Made-up"]]
    name = "MCR_MUE_OutpatientHospitalServices_Eff_07-01-2030.xlsx"
    book = workbook(tmp_path / name, rows, numbers=(1,))
    assert limits(load(tmp_path / "home", book), "ncci.mue.outpatient 2030-07-01") == [
        ("Y0001", 7, 1, "Made-up"),
        ("Y0002", 0, 1, "Made-up"),
    ]


def test_of_the_table_of_cms_and_a_reshaped_one_that_of_cms_is_read(tmp_path: Path) -> None:
    other = copied(BARE, tmp_path / "in", name="mue_practitioner_2030q3.csv")
    loaded = load(tmp_path / "home", other, CMS)
    assert len(limits(loaded, "ncci.mue.practitioner 2030-07-01")) == 3
    assert "not read" in loaded.outcomes[other.name].message


@pytest.mark.parametrize(
    ("path", "change", "line", "says"),
    [
        (DIGITS, ("Y0002,4", "Y002,4"), 3, "'Y002' is no code"),
        (DIGITS, ("Y0002,4", "Y0002,"), 3, "neither a row of the table nor"),
        (DIGITS, ("Y0002,4", "Y0002,-4"), 3, "'-4' is no number of units"),
        (DIGITS, ("Y0002,4", "Y0002,4.5"), 3, "'4.5' is no number of units"),
        (DIGITS, ("Y0002,4,3", "Y0002,4,4"), 3, "'4' is none of 1, 2, 3"),
        (DIGITS, ("Y0002,4,3,Made-up", "Y0002,4,3,"), 3, "the cell is blank"),
        (DIGITS, ("Y0002", "Y0001"), 3, "Y0001 stands twice"),
        (DIGITS, ("3,Made-up,Outpatient Hospital", "3,Made-up,DME Supplier"), 3, "'DME Supplier'"),
        (DIGITS, ("3,Made-up,Outpatient Hospital", "3,Made-up,Outpatient Hospital,x"), 3, "'x'"),
        (DME, ("3.00,3 Date of Service Edit: Clinical", "3,3 Line Edit"), 8, "'3 Line Edit'"),
        (DME, ("3.00,3 Date of Service Edit: Clinical", "3,3"), 8, "and its words"),
    ],
    ids=[
        "short code", "no value", "negative", "half a unit", "unknown indicator", "no rationale",
        "code twice", "another setting's row", "a cell more", "words of another digit", "no words",
    ],
)  # fmt: skip
def test_a_fault_names_file_and_line_and_changes_nothing(
    tmp_path: Path, path: Path, change: tuple[str, str], line: int, says: str
) -> None:
    given = copied(path, tmp_path, change)
    loaded = load(tmp_path / "home", given)
    assert not loaded.releases
    assert f"{given.name}:{line}:" in loaded.refusal(given.name)
    assert says in loaded.refusal(given.name)


@pytest.mark.parametrize(
    ("source", "name", "says"),
    [
        (DME, "MCR_MUE_PractitionerServices_Eff_07-01-2030.csv", "the name says practitioner"),
        (BARE, "mue_2030q4.csv", "neither content nor name says which setting"),
        (BARE, "mue_practitioner.csv", "neither content nor name says which edition"),
        (BARE, "mue_practitioner_Eff_13-01-2030.csv", "names no day of the calendar"),
        (CMS, "MCR_MUE_PractitionerServices_Eff_07-01-2030.excerpt.csv", "an excerpt"),
    ],
    ids=["another setting's name", "no setting", "no edition", "no such day", "an excerpt"],
)
def test_names_that_say_too_little_or_something_else_are_refused(
    tmp_path: Path, source: Path, name: str, says: str
) -> None:
    loaded = load(tmp_path / "home", copied(source, tmp_path, name=name))
    assert not loaded.releases
    assert says in loaded.refusal(name)


def test_a_table_without_a_column_is_not_taken_for_one(tmp_path: Path) -> None:
    given = copied(BARE, tmp_path, ("code,mue,mai", "code,mue,more"))
    assert load(tmp_path / "home", given).refusal(given.name) == "not recognised"


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "release", "columns", "indicators"),
    [
        ("mue_practitioner_2024q3.csv", "practitioner 2024-07-01",
         "hcpcs_code mue_units mue_mai mue_rationale", (41, 5157, 9479)),
        ("mue_outpatient_2024q3.csv", "outpatient 2024-07-01",
         "hcpcs_code mue_units mue_mai mue_rationale", (42, 5802, 8784)),
        ("mue_dme_2024q3.csv", "dme 2024-07-01",
         "hcpcs_code mue_units mue_mai mue_rationale", (23, 1256, 1649)),
        ("mue_practitioner_2026q2.csv", "practitioner 2026-04-01",
         "code mue mai rationale", (41, 5417, 9637)),
    ],
)  # fmt: skip
def test_real_tables_hold_what_a_second_reading_finds(
    tmp_path: Path, name: str, release: str, columns: str, indicators: tuple[int, int, int]
) -> None:
    loaded = load(tmp_path, REAL / name)
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        expected = sorted(
            tuple(row[column] for column in columns.split()) for row in csv.DictReader(file)
        )
    found = limits(loaded, f"ncci.mue.{release}")
    assert [(code, str(value), str(mai), why) for code, value, mai, why in found] == expected
    counted = Counter(mai for _, _, mai, _ in found)
    assert tuple(counted[mai] for mai in (1, 2, 3)) == indicators


@pytest.mark.real_data
def test_the_limit_of_the_first_code_is_the_known_one(tmp_path: Path) -> None:
    loaded = load(tmp_path, REAL / "mue_practitioner_2024q3.csv")
    (row,) = loaded.table("ncci.mue.practitioner 2024-07-01", "mue").find("58565")
    assert (row["value"], row["mai"]) == (1, 2)
