"""A list of codes is loaded whole, below its sections and tables, or refused with its line."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.icd10pcs import codes as icd10pcs_codes
from superbill.codesets.sources.icd10pcs import titles as icd10pcs_titles
from superbill.codesets.sources.icd10pcs import tuva as icd10pcs_tuva
from superbill.codesets.store import StoreWriter, open_store
from superbill.errors import ReleaseRefused

TEXT = """\
0UL78DZ Occlusion of Bilateral Fallopian Tubes with Intraluminal Device, Endoscopic
0UL78ZZ Occlusion of Bilateral Fallopian Tubes, Endoscopic
GZ2ZZZZ Crisis Intervention
"""

CSV = """\
"0UL78DZ","Occlusion of Bilateral Fallopian Tubes with Intraluminal Device, Endoscopic"
GZ2ZZZZ,Crisis Intervention
"""


def rows(draft: Draft, folder: Path) -> list[tuple[object, ...]]:
    store = folder / "store.sqlite"
    with StoreWriter(store) as writer:
        draft.fill(writer)
    with closing(open_store(store)) as db:
        return db.execute(
            "SELECT code, kind, billable, parent, title, short FROM concept ORDER BY position"
        ).fetchall()


def written(folder: Path, text: str) -> Files:
    path = folder / "codes.txt"
    path.write_text(text, encoding="utf-8")
    return {"codes": path}


def test_codes_stand_below_their_tables_and_sections(tmp_path: Path):
    found = rows(icd10pcs_codes.draft(written(tmp_path, TEXT)), tmp_path)
    assert [(r[0], r[1], r[2], r[3]) for r in found] == [
        ("0", "section", 0, None),
        ("0UL", "table", 0, "0"),
        ("0UL78DZ", "code", 1, "0UL"),
        ("0UL78ZZ", "code", 1, "0UL"),
        ("G", "section", 0, None),
        ("GZ2", "table", 0, "G"),
        ("GZ2ZZZZ", "code", 1, "GZ2"),
    ]
    titles = {r[0]: r[4] for r in found}
    assert titles["0UL"] == "Medical and Surgical, Female Reproductive System, Occlusion"
    assert titles["GZ2"] == "Mental Health, Crisis Intervention"  # its body system is None


def test_csv_gives_the_same_rows_as_text(tmp_path: Path):
    found = rows(icd10pcs_tuva.draft(written(tmp_path, CSV)), tmp_path)
    assert [r[0] for r in found] == ["0", "0UL", "0UL78DZ", "G", "GZ2", "GZ2ZZZZ"]
    assert found[2][4].endswith("Intraluminal Device, Endoscopic")


@pytest.mark.parametrize(
    ("reader", "text", "where", "reason"),
    [
        (icd10pcs_codes.draft, TEXT + "0UL7 Short\n", "codes.txt:4", "a space"),
        (icd10pcs_codes.draft, TEXT + "GZ2ZZOZ Letter O\n", "codes.txt:4", "no ICD-10-PCS code"),
        (icd10pcs_codes.draft, TEXT + "GZ2ZZZZ Twice\n", "codes.txt:4", "twice"),
        (icd10pcs_codes.draft, TEXT + "0UL78ZZ Order\n", "codes.txt:4", "out of order"),
        (icd10pcs_codes.draft, TEXT + "GZ3ZZZZ  \n", "codes.txt:4", "no title"),
        (icd10pcs_codes.draft, TEXT + "YZ3ZZZZ What\n", "codes.txt:4", "no section Y"),
        (icd10pcs_codes.draft, TEXT + "\n", "codes.txt:4", "a space"),
        (icd10pcs_codes.draft, "", "codes.txt", "no code"),
        (icd10pcs_tuva.draft, CSV + "GZ3ZZZZ\n", "codes.txt:3", "two columns"),
        (icd10pcs_tuva.draft, CSV + '"GZ3ZZZZ","Medication\n', "codes.txt:3", "not CSV"),
    ],
)
def test_fault_is_refused_with_its_line(
    reader: Callable[[Files], Draft], text: str, where: str, reason: str, tmp_path: Path
):
    with pytest.raises(ReleaseRefused, match=reason) as refusal:
        rows(reader(written(tmp_path, text)), tmp_path)
    assert refusal.value.where == where


def database(folder: Path, *codes: tuple[object, ...]) -> Files:
    path = folder / "icd10pcs.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "CREATE TABLE pcs_codes (code TEXT PRIMARY KEY, billable INTEGER NOT NULL,"
            " short_name TEXT NOT NULL, long_name TEXT NOT NULL)"
        )
        db.executemany("INSERT INTO pcs_codes VALUES (?, ?, ?, ?)", codes)
        db.commit()
    return {"database": path}


def test_titles_come_in_order_and_never_decide_validity(tmp_path: Path):
    draft = icd10pcs_titles.draft(
        database(tmp_path, ("0UL78ZZ", 1, "Short b", "Long b"), ("0UL78DZ", 1, "Short a", "Long a"))
    )
    found = rows(draft, tmp_path)
    assert [r[0] for r in found] == ["0", "0UL", "0UL78DZ", "0UL78ZZ"]
    assert found[2][4:] == ("Long a", "Short a")
    assert draft.family != "icd10pcs"  # the family whose editions decide
    assert any("Partial" in remark for remark in draft.remarks)


def test_title_of_a_code_that_is_not_billable_is_refused(tmp_path: Path):
    draft = icd10pcs_titles.draft(database(tmp_path, ("0UL78DZ", 0, "Short", "Long")))
    with pytest.raises(ReleaseRefused, match="not billable"):
        rows(draft, tmp_path)
