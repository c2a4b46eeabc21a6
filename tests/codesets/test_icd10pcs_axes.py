"""A character means what its table says; words that titles leave in doubt are no label."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from superbill.codesets import pcs_axes
from superbill.codesets.draft import Files
from superbill.codesets.sources.icd10pcs import axes as icd10pcs_axes
from superbill.codesets.sources.icd10pcs.label_rows import label_rows
from superbill.codesets.sources.icd10pcs.labels import labels_from_titles
from superbill.codesets.sources.icd10pcs.structure import sections
from superbill.codesets.store import StoreWriter, open_store
from superbill.errors import ReleaseRefused

OCCLUSION = "Occlusion: Completely closing an orifice or the"  # cut off, as the file has it
TREE = [
    ("0UL78DZ", "Medical and Surgical", "Female Reproductive System", OCCLUSION,
     "Fallopian Tubes, Bilateral", "Via Natural or Artificial Opening Endoscopic",
     "Intraluminal Device", "No Qualifier"),
    ("0UL50CZ", "Medical and Surgical", "Female Reproductive System", OCCLUSION,
     "Fallopian Tube, Right", "Open", "Extraluminal Device, Drug- eluting", "No Qualifier"),
]  # fmt: skip

TITLES = {
    "4A0234Z": "Measurement of Cardiac Electrical Activity, Percutaneous Approach",
    "4A0235Z": "Measurement of Cardiac Flow, Percutaneous Approach",
    "4A0034Z": "Measurement of Central Nervous Electrical Activity, Percutaneous Approach",
    "4A0B7GZ": "Measurement of Gastrointestinal Secretion, Via Natural or Artificial Opening",
    "B2111ZZ": "Fluoroscopy of Multiple Coronary Arteries using Low Osmolar Contrast",
    "BQ08ZZZ": "Plain Radiography of Left Knee",
    "GZ2ZZZZ": "Crisis Intervention",
    "GZC9ZZZ": "Biofeedback",
    "XW033E5": "Introduction of Agent A into Peripheral Vein, Percutaneous Approach, "
    "New Technology Group 5",
    "XW033E6": "Introduction of Agent B into Peripheral Vein, Percutaneous Approach, "
    "New Technology Group 6",
}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    database, titles = tmp_path / "icd10pcs.db", tmp_path / "titles.csv"
    names = ("code", "sec_def", "bs_def", "ro_def", "bp_def", "ap_def", "dv_def", "qu_def")
    with closing(sqlite3.connect(database)) as db:
        db.execute(f"CREATE TABLE pcs_tree ({', '.join(names)})")
        db.executemany(f"INSERT INTO pcs_tree VALUES ({','.join('?' * 8)})", TREE)
        db.execute(
            "CREATE TABLE pcs_root_operation (section, code, value, definition, explanation)"
        )
        db.execute(
            "INSERT INTO pcs_root_operation VALUES ('0', 'L', 'Occlusion',"
            " 'Completely closing an orifice\nor the lumen', 'Natural or artificial')"
        )
        db.execute("CREATE TABLE pcs_approach (section, code, value, definition)")
        db.execute("INSERT INTO pcs_approach VALUES ('0', '0', 'Open', 'Cutting through the skin')")
        db.commit()
    titles.write_text("".join(f'{c},"{t}"\n' for c, t in TITLES.items()), encoding="utf-8")
    return {"database": database, "titles": titles}


@pytest.fixture
def db(files: Files, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with StoreWriter(tmp_path / "store.sqlite") as writer:
        icd10pcs_axes.draft(files).fill(writer)
    with closing(open_store(tmp_path / "store.sqlite")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("code", "labels"),
    [
        # from the tree
        ("0UL78DZ", ["Fallopian Tubes, Bilateral", "Via Natural or Artificial Opening Endoscopic",
                     "Intraluminal Device", "No Qualifier"]),
        # the hyphen of a line end is mended
        ("0UL50CZ", ["Fallopian Tube, Right", "Open", "Extraluminal Device, Drug-eluting",
                     "No Qualifier"]),
        # a code that no list holds takes the labels of its table
        ("0UL70CZ", ["Fallopian Tubes, Bilateral", "Open", "Extraluminal Device, Drug-eluting",
                     "No Qualifier"]),
        # two functions of one system, and two systems of one function, settle where to cut
        ("4A0034Z", ["Central Nervous", "Percutaneous", "Electrical Activity", "No Qualifier"]),
        # a title of two words with no other beside it could be cut only here
        ("4A0B7GZ", ["Gastrointestinal", "Via Natural or Artificial Opening", "Secretion",
                     "No Qualifier"]),
        # the tables leave out the word Contrast
        ("B2111ZZ", ["Multiple Coronary Arteries", "Low Osmolar", "None", "None"]),
        # the tables put the side after the part
        ("BQ08ZZZ", ["Knee, Left", "None", "None", "None"]),
        ("GZ2ZZZZ", ["None", "None", "None", "None"]),
        # the title is silent on the qualifier: unknown, not guessed
        ("GZC9ZZZ", [None, "None", "None", "None"]),
        # one character, two meanings by the year group
        ("XW033E5", ["Peripheral Vein", "Percutaneous", "Agent A", "New Technology Group 5"]),
        ("XW033E6", ["Peripheral Vein", "Percutaneous", "Agent B", "New Technology Group 6"]),
        ("XW033E7", ["Peripheral Vein", "Percutaneous", None, None]),
    ],
)  # fmt: skip
def test_labels_of_a_code(db: sqlite3.Connection, code: str, labels: list[str | None]):
    assert [axis.label for axis in pcs_axes.axes(db, code)][3:] == labels


def test_axes_have_their_names_and_definitions(db: sqlite3.Connection):
    found = pcs_axes.axes(db, "0UL50CZ")
    assert [axis.name for axis in found] == [
        "Section", "Body System", "Operation", "Body Part", "Approach", "Device", "Qualifier",
    ]  # fmt: skip
    assert found[2].label == "Occlusion"
    assert found[2].definition == "Completely closing an orifice or the lumen"
    assert found[2].explanation == "Natural or artificial"
    assert found[4].definition == "Cutting through the skin"
    assert pcs_axes.axes(db, "B2111ZZ")[4].name == "Contrast"
    assert json.dumps([axis.as_dict() for axis in found])


def test_beginning_of_a_code_has_as_many_axes(db: sqlite3.Connection):
    assert [axis.label for axis in pcs_axes.axes(db, "0UL")] == [
        "Medical and Surgical", "Female Reproductive System", "Occlusion",
    ]  # fmt: skip
    assert pcs_axes.axes(db, "EUL") == ()


@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("", [("0", "Medical and Surgical"), ("4", "Measurement and Monitoring"), ("B", "Imaging"),
              ("G", "Mental Health"), ("X", "New Technology")]),
        ("0", [("U", "Female Reproductive System")]),
        ("0U", [("L", "Occlusion")]),
        ("0UL", [("5", "Fallopian Tube, Right"), ("7", "Fallopian Tubes, Bilateral")]),
        # not every approach of the section: those of the table
        ("0UL7", [("0", "Open"), ("8", "Via Natural or Artificial Opening Endoscopic")]),
        # a later axis decides
        ("XW033", [("E", "Agent A or Agent B")]),
        ("0UL78DZ", []),
        ("E", []),
    ],
)  # fmt: skip
def test_values_after_a_prefix(db: sqlite3.Connection, prefix: str, values: list[tuple[str, str]]):
    assert list(pcs_axes.values(db, prefix)) == values


@pytest.mark.parametrize(
    ("prefix", "axis", "label", "value"),
    [
        ("0UL", 4, "fallopian tubes, bilateral", "7"),  # case
        ("0UL", 4, "Bilateral Fallopian Tubes", "7"),  # order of words
        ("0UL", 6, "Intraluminal Device", "D"),  # a later axis than the next
        ("0U", 3, "occlusion", "L"),
        ("", 1, "Imaging", "B"),
        ("0UL", 4, "Fallopian", None),  # a part of a label is not the label
        ("0UL", 4, "Ovary", None),
    ],
)
def test_value_of_words(
    db: sqlite3.Connection, prefix: str, axis: int, label: str, value: str | None
):
    assert pcs_axes.value_of(db, prefix, axis, label) == value


def test_label_in_doubt_is_left_out():
    """One title alone could be cut after its first or its second word."""
    found = labels_from_titles(
        sections()["4"],
        {"4A0034Z": "Measurement of Central Nervous Pressure, Percutaneous Approach"},
    )
    assert found["4A0034Z"] == (None, "Percutaneous", None, "No Qualifier")


def test_rows_are_as_few_as_say_the_same():
    known = {
        "XW033A1": ("New Technology", None, None, None, "Percutaneous", "Same", "One"),
        "XW043A1": ("New Technology", None, None, None, "Percutaneous", "Same", "One"),
        "XW033B1": ("New Technology", None, None, None, "Percutaneous", "This", "One"),
        "XW033B2": ("New Technology", None, None, None, "Percutaneous", "That", "Two"),
    }
    assert set(label_rows(known, (6,))) == {
        ("XW0", 6, "A", "Same"),
        ("XW033B1", 6, "B", "This"),
        ("XW033B2", 6, "B", "That"),
    }


def test_table_name_other_than_the_projects_is_refused(files: Files, tmp_path: Path):
    with closing(sqlite3.connect(files["database"])) as changed:
        changed.execute("UPDATE pcs_tree SET bs_def = 'Male Reproductive System' WHERE rowid = 2")
        changed.commit()
    with (
        StoreWriter(tmp_path / "store.sqlite") as writer,
        pytest.raises(ReleaseRefused, match="0UL50CZ") as refusal,
    ):
        icd10pcs_axes.draft(files).fill(writer)
    assert refusal.value.where == "icd10pcs.db:2"
