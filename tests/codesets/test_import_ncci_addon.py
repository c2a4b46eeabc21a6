"""Add-on code edits: the workbook and its fixed-width twin, with all of their dates."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from ncci_files import FIXTURES, REAL, Loaded, copied, load, workbook

TEXT = FIXTURES / "AOC_V2030Q3-F-MCR.txt"
RELEASE = "ncci.addon 2030-07-01"
HEADER = [
    "AOC_Edit_Type",
    "Add-On_Code",
    "AOC_DelDT",
    "Primary_Code",
    "Primary_Code_DelDT",
    "AOC_Edit_EffDT",
    "AOC_Edit_DelDT",
    "Special_Instruction_Notes",
]

CONTRACTOR = "Contractor Defined Primary Codes"
ENDED, HALF = date(2029, 12, 31), date(2030, 6, 30)
# Add-on, primary, type, the edit's two days, the codes' last days, primary text, instruction.
EDITS: list[tuple[Any, ...]] = [
    ("Y0001", "Z0001", 1, date(2013, 4, 1), None, None, None, None, None),
    ("Y0001", "Z0002", 1, date(2020, 1, 1), HALF, None, HALF, None, None),
    ("Y0002", None, 2, date(2013, 4, 1), None, None, None, "CCCCC", CONTRACTOR),
    ("Y0003", None, 3, date(2024, 12, 31), None, None, None, "CCCCC", None),
    ("Y0003", "Z0003", 3, date(2024, 12, 31), None, None, None, None, None),
    ("Y0004", "Z0004", 1, date(2018, 1, 1), date(2018, 1, 1), ENDED, HALF, None,
     "Made-up instruction"),
    ("Y0004", "Z0004", 1, date(2020, 1, 1), ENDED, ENDED, HALF, None, None),
]  # fmt: skip


def edits(loaded: Loaded, release: str = RELEASE) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in loaded.rows(release, "addon")]


def book_of_text(folder: Path, name: str = "AOC_V2030Q3-MCR.xlsx") -> Path:
    """The workbook that is the twin of the fixed-width fixture."""
    cuts = (0, 1, 6, 13, 18, 25, 32, 39, None)
    rows = [
        [line[a:b].strip() for a, b in pairwise(cuts)]
        for line in TEXT.read_text("ascii").splitlines()
    ]
    return workbook(folder / name, [["A made-up notice.\nOf two lines."], HEADER, *rows])


def test_fixed_width_records_are_read_with_all_their_dates(tmp_path: Path) -> None:
    loaded = load(tmp_path, TEXT)
    assert edits(loaded) == EDITS
    release = loaded.releases[RELEASE]
    assert (release.kind, release.start, release.end) == (
        "dated",
        date(2013, 4, 1),
        date(2030, 10, 1),
    )


def test_the_workbook_holds_the_same_edits_and_goes_before_the_text(tmp_path: Path) -> None:
    loaded = load(tmp_path / "home", TEXT, book_of_text(tmp_path))
    assert edits(loaded) == EDITS
    assert "not read" in loaded.outcomes[TEXT.name].message


def test_days_as_numbers_of_a_workbook_are_the_same_days(tmp_path: Path) -> None:
    rows = [HEADER, ["1", "Y0001", "", "Z0001", "", "2024366", "2025001", ""]]
    book = workbook(tmp_path / "AOC_V2030Q3-MCR.xlsx", rows, numbers=(0, 5, 6))
    ((*_, effective, deletion, _a, _p, _t, _i),) = edits(load(tmp_path / "home", book))
    assert (effective, deletion) == (date(2024, 12, 31), date(2025, 1, 1))


def test_a_code_is_found_with_all_its_primaries(tmp_path: Path) -> None:
    table = load(tmp_path, TEXT).table(RELEASE, "addon")
    assert [row["primary"] for row in table.find("Y0003")] == [None, "Z0003"]
    assert len(table.find("Y0004", "Z0004")) == 2
    assert table.find("Z0001") == []


def test_a_revised_quarter_and_medicaid_are_told_by_their_names(tmp_path: Path) -> None:
    revised = copied(TEXT, tmp_path, name="AOC_V2030Q3_01-MCR.txt")
    medicaid = copied(TEXT, tmp_path, name="AOC_V2030Q3-F-MCD.txt")
    loaded = load(tmp_path / "home", revised, medicaid)
    assert sorted(loaded.releases) == [RELEASE, "ncci.addon.medicaid 2030-07-01"]


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("2Y0002", "4Y0002"), 3, "'4' is none of 1, 2, 3"),
        (("Z0003", "Z00-3"), 4, "'Z00-3' is no code"),
        (("2030181", "2030366"), 2, "'2030366' is no date"),
        (("CCCCC       2024366", "CCCCC              "), 5, "the date is blank"),
        (("Z0003       2024366", "Z0003       2030274"), 4, "an edit later than the edition"),
        (("20200012030181", "20310012030181"), 2, "the deletion date is before"),
        (("1Y0001       Z0001", "1Y0001       CCCCC"), 1, "type 1 has primary codes of its own"),
        (("20180012018001", "20200012018001"), 7, "the deletion date is before"),
        (("20180012018001", "20200012020001"), 6, "the edit stands twice"),
    ],
    ids=[
        "unknown type", "no code", "no such day of the year", "no first day", "a later quarter's",
        "ends before it begins", "type 1 without a code", "ends before it begins, last row",
        "one edit twice",
    ],
)  # fmt: skip
def test_a_fault_names_file_and_line_and_changes_nothing(
    tmp_path: Path, change: tuple[str, str], line: int, says: str
) -> None:
    loaded = load(tmp_path / "home", copied(TEXT, tmp_path, change))
    assert not loaded.releases
    assert f"{TEXT.name}:{line}:" in loaded.refusal(TEXT.name)
    assert says in loaded.refusal(TEXT.name)


def test_a_text_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    cut = tmp_path / TEXT.name
    cut.write_bytes(TEXT.read_bytes()[:-60])
    assert "cut short" in load(tmp_path / "home", cut).refusal(TEXT.name)


@pytest.mark.parametrize(
    ("header", "row", "says"),
    [
        (HEADER[:-2], ["1", "Y0001", "", "Z0001", "", "2024366"], "the header is not that"),
        ([*HEADER, "More"], ["1", "Y0001", "", "Z0001", "", "2024366"], "the header is not that"),
        (HEADER, ["1", "Y0001", "", "Z0001", "", "2024366", "", "", "x"], "'x' stands in no"),
    ],
    ids=["a column less", "a column more", "a cell more"],
)
def test_a_workbook_of_other_columns_is_refused(
    tmp_path: Path, header: list[str], row: list[str], says: str
) -> None:
    book = workbook(tmp_path / "AOC_V2030Q3-MCR.xlsx", [header, row])
    assert says in load(tmp_path / "home", book).refusal(book.name)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(tmp_path_factory.mktemp("real"), REAL / "AOC_V2026Q2-MCR.xlsx")


@pytest.mark.real_data
def test_the_workbook_of_cms_holds_what_a_second_reading_finds(real: Loaded) -> None:
    from python_calamine import CalamineWorkbook

    def day(text: str) -> date | None:
        return date(int(text[:4]) - 1, 12, 31) + timedelta(int(text[4:])) if text else None

    sheet = CalamineWorkbook.from_path(str(REAL / "AOC_V2026Q2-MCR.xlsx")).get_sheet_by_index(0)
    expected: Counter[tuple[Any, ...]] = Counter()
    for kind, addon, addon_end, primary, primary_end, begins, ends, _ in sheet.to_python()[2:]:
        code = None if primary == "CCCCC" else primary
        days = (day(str(text)) for text in (begins, ends, addon_end, primary_end))
        expected[addon, code, int(str(kind)), *days] += 1
    found = edits(real, "ncci.addon 2026-04-01")
    assert Counter(row[:7] for row in found) == expected
    assert len(found) == 9_000
    assert Counter(row[2] for row in found) == {1: 8_293, 2: 47, 3: 660}


@pytest.mark.real_data
def test_the_edits_in_force_in_may_2026_are_those_of_a_third_reading(real: Loaded) -> None:
    on = date(2026, 5, 15)
    in_force = [
        row
        for row in real.rows("ncci.addon 2026-04-01", "addon")
        if row["effective_date"] <= on
        and row["deletion_date"] != row["effective_date"]
        and not any(
            row[end] is not None and row[end] < on
            for end in ("deletion_date", "addon_deletion_date", "primary_deletion_date")
        )
    ]
    assert len(in_force) == 7_740
