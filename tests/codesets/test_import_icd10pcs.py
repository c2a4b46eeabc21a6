"""CMS's ICD-10-PCS files: the tables' rows, written out, are the codes, their labels the labels."""

import csv
import io
import json
import sqlite3
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from imported import column, rows, store_of

from superbill.codesets import pcs_axes
from superbill.codesets.importing.layout import Match, importer_of, recognise
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10pcs import reshaped as pcs_reshaped
from superbill.codesets.sources.icd10pcs import tables as icd10pcs_tables
from superbill.codesets.store import open_store
from superbill.errors import ReleaseRefused

FIXTURES = Path(__file__).parent.parent / "fixtures" / "icd10pcs"
EDITION = date(2030, 10, 1)
TABLES = FIXTURES / "icd10pcs_tables_2031.xml"
DEFINITIONS = FIXTURES / "icd10pcs_definitions_2031.xml"
INDEX = FIXTURES / "icd10pcs_index_2031.xml"
ORDER = FIXTURES / "icd10pcs_order_2031.txt"

GUIDELINES = """\
section,type,idx,content
Convention,Convention,A1,"An invented convention,
which runs over a line."
Root Operation,Plugging,B3.1a,An invented rule.
"""


def match(path: Path, *names: str) -> Match | None:
    found = recognise(Sample(path, str(path), names or (path.name,)))
    return found.match if found else None


def axes_store(folder: Path, *, definitions: Path | None = DEFINITIONS, tables: Path = TABLES):
    files = {"tables": tables, **({"definitions": definitions} if definitions else {})}
    return store_of(icd10pcs_tables.draft(files, edition=EDITION), folder)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    with closing(open_store(axes_store(tmp_path_factory.mktemp("axes")))) as opened:
        yield opened


def reshaped(path: Path, folder: Path, *, lost_root: bool) -> Path:
    """A document as a table of elements and attributes, written with ElementTree."""
    out = io.StringIO()
    levels = [f"level{n}" for n in range(1, 10)]
    if lost_root:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["rowid", "elem", "elemid", "attr", "value", *levels[1:5]])
    else:
        levels = levels[:5] if "definitions" in path.name else levels
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["elem", "elemid", "attr", "value", *levels])
    width, count = (4 if lost_root else len(levels)), 0

    def put(element: ElementTree.Element, above: list[str]) -> None:
        nonlocal count
        count += 1
        path_of = [*above, element.tag]
        shown = path_of[1:] if lost_root else path_of
        text = (element.text or "").strip()
        for attribute, value in [("", text), *element.items()]:
            cells = [element.tag, f"{count}.0", attribute, value]
            cells += [*shown, *[""] * (width - len(shown))]
            if shown and not (lost_root and element.tag == "version"):
                writer.writerow([count, *cells] if lost_root else cells)
        for child in element:
            put(child, path_of)

    put(ElementTree.parse(path).getroot(), [])
    target = folder / f"{path.stem}.csv"
    target.write_text(out.getvalue(), encoding="utf-8")
    return target


@pytest.mark.parametrize(
    ("path", "family", "role"),
    [
        (TABLES, "icd10pcs.axes", "tables"),
        (DEFINITIONS, "icd10pcs.axes", "definitions"),
        (INDEX, "icd10pcs.index", "index"),
        (ORDER, "icd10pcs", "order"),
    ],
)
def test_each_file_is_known_by_its_content(path: Path, family: str, role: str):
    found = match(path)
    assert found is not None
    assert (found.family, found.role, found.named) == (family, role, EDITION)


@pytest.mark.parametrize("path", [TABLES, DEFINITIONS, INDEX, ORDER])
def test_a_name_of_the_other_classification_is_refused(path: Path):
    with pytest.raises(ReleaseRefused, match="is of ICD-10-PCS, the name says ICD-10-CM"):
        match(path, path.name.replace("icd10pcs", "icd10cm"))


@pytest.mark.parametrize("path", [TABLES, DEFINITIONS, INDEX])
def test_a_name_of_another_year_is_refused(path: Path):
    with pytest.raises(ReleaseRefused, match="fiscal year 2031, the name says 2030"):
        match(path, path.name.replace("2031", "2030"))


def test_definitions_alone_are_asked_to_come_with_their_tables():
    assert icd10pcs_tables.missing({"tables", "definitions"}) is None
    assert icd10pcs_tables.missing({"tables"}) is None
    assert "tables" in str(icd10pcs_tables.missing({"definitions"}))


def test_the_rows_of_a_table_are_exactly_its_codes():
    found = icd10pcs_tables.read_tables(TABLES, edition=EDITION)
    assert [code for table in found for code in icd10pcs_tables.expanded(table)] == [
        "0UL50CZ", "0UL58CZ", "0UL60CZ", "0UL68CZ", "0ULG8ZZ", "XW033E5", "XW033E6",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "labels"),
    [
        ("0UL58CZ", ["Made-up System", "Occlusion", "Tube, Right", "Endoscopic", "Clip",
                     "No Qualifier"]),
        ("0ULG8ZZ", ["Made-up System", "Occlusion", "Gallery", "Endoscopic", "No Device",
                     "No Qualifier"]),
        # one value of the sixth axis, two meanings by the seventh
        ("XW033E5", ["Invented Regions", "Introduction", "Vein", "Percutaneous", "Agent A",
                     "Group 5"]),
        ("XW033E6", ["Invented Regions", "Introduction", "Vein", "Percutaneous", "Agent B",
                     "Group 6"]),
    ],
)  # fmt: skip
def test_every_label_is_the_tables(db: sqlite3.Connection, code: str, labels: list[str]):
    assert [axis.label for axis in pcs_axes.axes(db, code)][1:] == labels


def test_operations_and_approaches_are_defined_and_explained(db: sqlite3.Connection):
    found = pcs_axes.axes(db, "0UL58CZ")
    assert (found[2].definition, found[2].explanation) == (
        "Closing a made-up tube",  # the tables' own wording goes before the other file's
        "The tube may be invented",
    )
    assert found[4].definition == "Through an opening that is there already"
    assert found[5].name == "Device"
    assert pcs_axes.axes(db, "XW033E5")[5].name == "Device / Substance / Technology"


def test_a_builder_finds_the_rows_of_a_table(db: sqlite3.Connection):
    stored = db.execute(
        "SELECT value FROM property WHERE code = '0UL' AND name = 'row' ORDER BY position"
    )
    first, second = (json.loads(value) for (value,) in stored)
    assert first == {
        "4": {"5": "Tube, Right", "6": "Tube, Left"},
        "5": {"0": "Open", "8": "Endoscopic"},
        "6": {"C": "Clip"},
        "7": {"Z": "No Qualifier"},
    }
    assert list(second["4"]) == ["G"]


def test_what_parts_and_devices_include_are_terms(db: sqlite3.Connection):
    found = db.execute("SELECT source, title, cells FROM term ORDER BY source, position").fetchall()
    terms = {(source, title): json.loads(cells) for source, title, cells in found}
    assert terms["definition", "Tube, Left"] == {
        "section": "0", "axis": 4, "includes": ["Oviduct", "Salpinx"],
    }  # fmt: skip
    assert terms["definition", "Tube, Right"] == terms["definition", "Tube, Left"]
    assert terms["device_aggregation", "Silver Clip"] == {
        "operation": "Occlusion",
        "body_systems": ["Made-up System"],
        "parent": "Clip",
        "value": "C",
    }


def test_index_terms_lead_to_codes_tables_and_values(tmp_path: Path):
    draft = importer_of("superbill.codesets.sources.icd10pcs.index").draft(
        {"index": INDEX}, edition=EDITION
    )
    assert rows(
        store_of(draft, tmp_path),
        "SELECT position, level, CAST(parent AS INTEGER), title, see, code, cells"
        " FROM term ORDER BY position",
    ) == [
        (1, 0, None, "Clipping", "Occlusion, Made-up System", "0UL", None),
        (2, 0, None, "Closure", None, None, None),
        (3, 1, 2, None, "Occlusion", None, None),
        (4, 1, 2, "Tube", None, None, None),
        (5, 2, 4, "Right", None, "0UL5", None),
        (6, 2, 4, "Gallery", None, "0ULG8ZZ", None),
        (7, 0, None, "SilverSeal (tm)", None, "0UL", '{"use": "Clip in"}'),
    ]


def test_the_order_file_has_tables_and_codes_with_both_titles(tmp_path: Path):
    draft = importer_of("superbill.codesets.sources.icd10pcs.order").draft(
        {"order": ORDER}, edition=EDITION
    )
    assert rows(
        store_of(draft, tmp_path),
        "SELECT code, kind, billable, parent, title, short FROM concept ORDER BY position",
    ) == [
        ("0", "section", 0, None, "Medical and Surgical", None),
        ("0UL", "table", 0, "0", "Medical and Surgical, Made-up System, Occlusion",
         "Made-up System, Occlusion"),
        ("0UL5CZZ", "code", 1, "0UL", "Occlusion of Right Tube with Clip", "Occl R Tube w Clip"),
        ("0UL5DZZ", "code", 1, "0UL", "Occlusion of Right Tube", "Occl R Tube"),
        ("X", "section", 0, None, "New Technology", None),
        ("XW0", "table", 0, "X", "New Technology, Invented, Introduction",
         "Invented, Introduction"),
        ("XW033E5", "code", 1, "XW0", "Introduction of Agent A, Group 5", "Intro Agent A"),
    ]  # fmt: skip


def test_the_same_document_as_a_table_gives_the_same_store(tmp_path: Path):
    tables = reshaped(TABLES, tmp_path, lost_root=True)
    definitions = reshaped(DEFINITIONS, tmp_path, lost_root=False)
    index = reshaped(INDEX, tmp_path, lost_root=False)
    for path, role in ((tables, "tables"), (definitions, "definitions"), (index, "index")):
        found = match(path)
        assert found is not None
        assert (found.role, found.named, found.rank) == (role, EDITION, 1)
    ours = axes_store(tmp_path / "csv", tables=tables, definitions=definitions)
    assert ours.read_bytes() == axes_store(tmp_path / "xml").read_bytes()
    module = importer_of("superbill.codesets.sources.icd10pcs.index")
    ours = store_of(module.draft({"index": index}, edition=EDITION), tmp_path / "csv_index")
    whole = store_of(module.draft({"index": INDEX}, edition=EDITION), tmp_path / "xml_index")
    assert ours.read_bytes() == whole.read_bytes()
    assert any("Reshaped" in r for r in module.draft({"index": index}, edition=EDITION).remarks)


@pytest.mark.parametrize(
    ("path", "found", "put", "line", "says"),
    [
        (TABLES, "<version>2031", "<version>2030", 3, "the file says 2030"),
        (TABLES, 'pcsRow codes="4"', 'pcsRow codes="5"', 19, "a row of 4 codes, where it states 5"),
        (TABLES, '<axis pos="4" values="2">', '<axis pos="4" values="3">', 20, "states 3"),
        (TABLES, '<axis pos="6"', '<axis pos="7"', 30, "axis 6 was due"),
        (TABLES, '<label code="6">', '<label code="5">', 23, "'5' is no value, or stands twice"),
        (TABLES, '<label code="6">', '<label code="O">', 23, "'O' is no value"),
        (TABLES, '<label code="8">Endoscopic', '<label code="8">', 28, "'8' is no value"),
        (TABLES, '<label code="G">Gallery', '<label code="5">Tube, Right', None, None),
        (TABLES, "<definition>", "<remark/><definition>", 17, "<remark> is not expected"),
        (TABLES, "</pcsRow>\n  </pcsTable>\n</ICD10PCS.tabular>\n", "", 106, "not well-formed"),
        (DEFINITIONS, "<title>Occlusion</title>", "", 9, "no title"),
        (DEFINITIONS, '<axis pos="3">', '<axis pos="8">', 7, "<axis> is not expected"),
        (DEFINITIONS, "<operation>Occlusion</operation>", "", 34, "lacks its operation"),
        (INDEX, "<codes>0UL5</codes>", "<codes>OUL5</codes>", 20, "'OUL5' is no ICD-10-PCS"),
        (INDEX, "<code>0ULG8ZZ</code>", "<code>0ULG8Z</code>", 24, "no ICD-10-PCS <code>"),
        (INDEX, '<term level="2">', '<term level="1">', 18, "at level 2"),
        (INDEX, "<see>Occlusion</see>", "", 13, "says nothing"),
        (ORDER, "00003 0UL5DZZ 1", "00003 0UL5DZ  1", 3, "no ICD-10-PCS code"),
        (ORDER, "00001 0UL     0", "00001 0UL1    0", 1, "no ICD-10-PCS table"),
        (ORDER, "00003 0UL5DZZ", "00003 0UM5DZZ", 3, "stands before its table 0UM"),
    ],
)  # fmt: skip
def test_what_is_not_as_published_is_refused_with_its_line(
    tmp_path: Path, path: Path, found: str, put: str, line: int | None, says: str | None
):
    text = path.read_text(encoding="utf-8")
    assert found in text
    bad = tmp_path / path.name
    bad.write_text(text.replace(found, put, 1), encoding="utf-8")
    files = {"tables": TABLES, "definitions": DEFINITIONS, "index": INDEX, "order": ORDER}
    files = {role: bad if p == path else p for role, p in files.items()}
    module = {INDEX: "icd10pcs.index", ORDER: "icd10pcs.order"}.get(path, "icd10pcs.tables")
    draft = importer_of(f"superbill.codesets.sources.{module}").draft(files, edition=EDITION)
    if says is None:  # a value in two rows is no fault as long as no code is in both
        store_of(draft, tmp_path / "store")
        return
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        store_of(draft, tmp_path / "store")
    assert refusal.value.where == f"{bad.name}:{line}"


def test_files_in_one_anothers_place_are_refused(tmp_path: Path):
    with pytest.raises(ReleaseRefused, match=r"is not <ICD10PCS\.tabular>") as refusal:
        axes_store(tmp_path / "store", tables=DEFINITIONS)
    assert refusal.value.where == f"{DEFINITIONS.name}:2"


def test_a_code_in_two_rows_is_refused(tmp_path: Path):
    text = TABLES.read_text(encoding="utf-8")
    bad = tmp_path / "tables.xml"
    bad.write_text(text.replace('<label code="6">Group 6', '<label code="5">Group 5'))
    with pytest.raises(ReleaseRefused, match="XW033E5 stands in two rows"):
        axes_store(tmp_path / "store", tables=bad)


@pytest.mark.parametrize(
    ("found", "put", "line", "says"),
    [
        ("pcsTable,axis,title", "pcsRow,axis,title", 7, "the path .* is broken"),
        (",axis,3.0,pos", ",axis,9.0,pos", 5, "away from its element"),
        ("Made-up System", '"Made-up', None, "not a table|columns"),
        (",label,", ",,label,", 8, "10 columns, not 9"),
    ],
)
def test_a_table_of_elements_with_a_fault_is_refused(
    tmp_path: Path, found: str, put: str, line: int | None, says: str
):
    path = reshaped(TABLES, tmp_path, lost_root=True)
    text = path.read_text(encoding="utf-8")
    if found == ",axis,3.0,pos":
        found = next(r for r in text.splitlines() if ",pos," in r)
        put = found.replace(found.split(",")[2], "99.0")
    assert found in text
    path.write_text(text.replace(found, put, 1), encoding="utf-8")
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        pcs_reshaped.read_document(path)
    where = refusal.value.where or ""
    assert where.startswith(f"{path.name}:")
    assert line is None or where == f"{path.name}:{line}"


def test_guidelines_wait_for_the_user_to_say_their_year(tmp_path: Path):
    path = tmp_path / "pcs_guidelines.csv"
    path.write_text(GUIDELINES)
    found = match(path)
    assert found is not None
    assert (found.family, found.stated, found.named) == ("icd10pcs.guidelines", None, None)
    module = importer_of("superbill.codesets.sources.icd10pcs.guidelines")
    store = store_of(module.draft({"guidelines": path}, edition=EDITION), tmp_path / "store")
    values = column(store, "SELECT value FROM property WHERE name = 'guideline' ORDER BY position")
    first, second = (json.loads(str(value)) for value in values)
    assert first == {
        "section": "Convention",
        "heading": "Convention",
        "number": "A1",
        "text": "An invented convention,\nwhich runs over a line.",
    }
    assert second["number"] == "B3.1a"
    path.write_text(GUIDELINES.replace("B3.1a", "A1"))
    with pytest.raises(ReleaseRefused, match="'A1' is no guideline, or stands twice") as refusal:
        store_of(module.draft({"guidelines": path}, edition=EDITION), tmp_path / "again")
    assert refusal.value.where == "pcs_guidelines.csv:4"
