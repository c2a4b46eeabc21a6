"""CDC's and CMS's ICD-10-CM files: every term and code as it is written, or the file refused."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from imported import rows, store_of

from superbill.codesets.importing.layout import Match, importer_of, recognise
from superbill.codesets.importing.sample import Sample
from superbill.errors import ReleaseRefused

FIXTURES = Path(__file__).parent.parent / "fixtures" / "icd10cm"
EDITION = date(2030, 10, 1)
TERMS = (
    "SELECT position, level, parent, title, qualifier, see, see_also, code, manifestation, cells"
    " FROM term ORDER BY position"
)
POISONED = ("Poisoning Accidental (unintentional)", "Poisoning Intentional self-harm",
            "Poisoning Assault", "Poisoning Undetermined")  # fmt: skip


def sample(path: Path, *names: str) -> Sample:
    return Sample(path, str(path), names or (path.name,))


def match(path: Path, *names: str) -> Match | None:
    found = recognise(sample(path, *names))
    return found.match if found else None


def imported(path: Path, folder: Path, *, edition: date = EDITION) -> Path:
    """The store that the importer makes which recognises the file."""
    found = recognise(sample(path))
    assert found is not None
    draft = importer_of(found.module).draft({found.match.role: path}, edition=edition)
    assert (draft.family, draft.edition) == (found.match.family, edition)
    return store_of(draft, folder)


def changed(folder: Path, name: str, found: str, put: str) -> Path:
    text = (FIXTURES / name).read_text(encoding="utf-8")
    assert found in text
    path = folder / name
    path.write_text(text.replace(found, put, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "family", "first_day"),
    [
        ("tabular.xml", "icd10cm", None),  # April's list states October's year
        ("icd10cm-order-2031.txt", "icd10cm.order", EDITION),
        ("icd10cm-index-2031.xml", "icd10cm.index", EDITION),
        ("icd10cm_index_2031.csv", "icd10cm.index", EDITION),
        ("icd-10-cm-eindex-2031.xml", "icd10cm.external_cause", EDITION),
        ("icd-10-cm-drug-2031.xml", "icd10cm.drug", EDITION),
        ("icd-10-cm-neoplasm-2031.xml", "icd10cm.neoplasm", EDITION),
    ],
)
def test_each_file_is_known_by_its_content(name: str, family: str, first_day: date | None):
    found = match(FIXTURES / name)
    assert found is not None
    assert (found.family, found.stated or found.named) == (family, first_day)


@pytest.mark.parametrize(
    ("names", "first_day", "reason"),
    [
        (("icd10cm-index-April-2031.xml",), date(2031, 4, 1), "the half-year is in the name"),
        (("index.xml", "icd10cm-table-and-index-2031.zip"), EDITION, "or in the archive's"),
        (("index.xml",), EDITION, "the year that the content states begins in October"),
    ],
)
def test_the_edition_is_of_the_contents_year_and_the_names_month(
    names: tuple[str, ...], first_day: date, reason: str
):
    found = match(FIXTURES / "icd10cm-index-2031.xml", *names)
    assert found is not None
    assert found.named == first_day, reason


@pytest.mark.parametrize(
    ("name", "called", "says"),
    [
        (
            "icd10cm-index-2031.xml",
            "icd10cm-index-2030.xml",
            "fiscal year 2031, the name says 2030",
        ),
        ("tabular.xml", "icd10cm-tabular-2025.xml", "fiscal year 2026, the name says 2025"),
        ("icd10cm-order-2031.txt", "icd10pcs_order_2031.txt", "is of ICD-10-CM, the name says"),
        ("icd10cm-index-2031.xml", "icd10pcs_index_2031.xml", "is of ICD-10-CM, the name says"),
    ],
)
def test_a_name_that_denies_the_content_is_refused(name: str, called: str, says: str):
    with pytest.raises(ReleaseRefused, match=says):
        match(FIXTURES / name, called)


def test_index_terms_stand_below_one_another_as_written(tmp_path: Path):
    store = imported(FIXTURES / "icd10cm-index-2031.xml", tmp_path)
    assert [(*r[:2], r[2] and int(str(r[2])), *r[3:]) for r in rows(store, TERMS)] == [
        (1, 0, None, "Ache NEC", "(dull) (made-up)", None, "Soreness", "K00.0", None, None),
        (2, 1, 1, "elbow", None, "Soreness, joint", None, None, None, None),
        (3, 1, 1, "in", None, None, None, None, None, None),
        (4, 2, 3, "invented plague", None, None, None, "K1A", "K10.11-", None),
        (5, 2, 3, "unheard-of fever", None, "category K10", None, None, None, None),
        (6, 0, None, "Soreness", None, "subcategory K10.2", None, None, None, None),
        (7, 1, 6, "joint", "(mono)", None, None, "K10.2-", None, None),
    ]


def test_the_reshaped_index_gives_the_same_terms_but_for_what_it_lost(tmp_path: Path):
    whole = rows(imported(FIXTURES / "icd10cm-index-2031.xml", tmp_path / "xml"), TERMS)
    lossy = rows(imported(FIXTURES / "icd10cm_index_2031.csv", tmp_path / "csv"), TERMS)
    assert [r[:3] for r in lossy] == [r[:3] for r in whole]
    assert lossy[:3] == whole[:3]
    assert (whole[3][8], lossy[3][8]) == ("K10.11-", None)
    draft = importer_of("superbill.codesets.sources.icd10cm.index").draft(
        {"table": FIXTURES / "icd10cm_index_2031.csv"}, edition=EDITION
    )
    assert any("manifestation" in remark for remark in draft.remarks)


def test_cells_stand_under_the_headings_and_a_dash_is_no_code(tmp_path: Path):
    drug, depot = rows(imported(FIXTURES / "icd-10-cm-drug-2031.xml", tmp_path), TERMS)
    assert (drug[3], drug[4]) == ("9-inventol", "(syrup)")
    codes = {name: f"T00.1X{n}" for n, name in enumerate(POISONED, 1)}
    assert json.loads(str(drug[9])) == {**codes, "Adverse effect": None, "Underdosing": None}
    assert (depot[5], depot[9]) == ("Inventol", None)
    store = imported(FIXTURES / "icd-10-cm-neoplasm-2031.xml", tmp_path / "neoplasm")
    assert [json.loads(str(r[9])) for r in rows(store, TERMS)] == [
        {"Malignant Primary": "C00.1", "Malignant Secondary": "C00.-"},
        {"Malignant Primary": "C00.2-", "Malignant Secondary": None},
    ]


def test_external_causes_are_an_index_of_their_own(tmp_path: Path):
    store = imported(FIXTURES / "icd-10-cm-eindex-2031.xml", tmp_path)
    assert rows(store, "SELECT source, level, title, code FROM term ORDER BY position") == [
        ("external_cause", 0, "Bump", "W99.-"),
        ("external_cause", 1, "by", None),
        ("external_cause", 2, "imaginary creature", "W99.11"),
    ]


def test_the_order_file_has_headers_codes_and_both_titles(tmp_path: Path):
    store = imported(FIXTURES / "icd10cm-order-2031.txt", tmp_path)
    found = rows(store, "SELECT code, kind, billable, parent, short FROM concept ORDER BY position")
    assert found == [
        ("K00", "category", 0, None, "Plain disorders"),
        ("K00.0", "code", 1, "K00", "Mild d/o"),
        ("K00.1", "code", 0, "K00", "Severe d/o"),
        ("K00.1X", "code", 0, "K00.1", "Severe d/o, hidden"),
        ("K00.1X1", "code", 1, "K00.1X", "Severe d/o, hid, first"),
        ("K1A", "category", 1, None, "Lettered thing"),
        ("Z00", "category", 0, None, "Invented visits"),
        ("Z00.0XXA", "code", 1, "Z00", "Invented visit, init"),
    ]
    (title,) = rows(store, "SELECT title FROM concept WHERE code = 'K00.1X1'")
    assert title == ("Severe plain disorder, hidden, first kind",)


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_line_ends_and_marks_of_editors_change_nothing(tmp_path: Path, mark: str, end: str):
    for name in ("icd10cm-order-2031.txt", "icd10cm_index_2031.csv", "icd-10-cm-drug-2031.xml"):
        text = (FIXTURES / name).read_text(encoding="utf-8")
        path = tmp_path / name
        path.write_bytes((mark + text.replace("\n", end) + end).encode())
        ours = store_of_bytes(imported(path, tmp_path / "ours"))
        assert ours == store_of_bytes(imported(FIXTURES / name, tmp_path / "theirs")), name


def store_of_bytes(path: Path) -> bytes:
    content = path.read_bytes()
    path.unlink()
    return content


@pytest.mark.parametrize(
    ("name", "found", "put", "line", "says"),
    [
        ("icd10cm-index-2031.xml", "<version>2031", "<version>2030", 3, "the file says 2030"),
        ("icd10cm-index-2031.xml", "<ICD10CM.index>", '<ICD10CM.index isAddenda="true">', 2,
         "addenda"),
        ("icd10cm-index-2031.xml", "</ICD10CM.index>", "", 41, "not well-formed"),
        ("icd10cm-index-2031.xml", '<term level="2">', '<term level="3">', 17, "at level 2"),
        ("icd10cm-index-2031.xml", "<see>Soreness, joint", "<sea>Soreness</sea><see>", 13,
         "<sea> is not expected"),
        ("icd10cm-index-2031.xml", "<code>K00.0", "<code>nothing", 9, "'nothing' is no ICD-10-CM"),
        ("icd10cm-index-2031.xml", "<title>elbow</title>", "", 11, "no title"),
        ("icd10cm-index-2031.xml", "<seeAlso>Soreness</seeAlso>", "<code>K00.0</code>", 10,
         "stands twice"),
        ("icd-10-cm-drug-2031.xml", 'col="7">--', 'col="8">--', 22, "column '8'"),
        ("icd-10-cm-drug-2031.xml", 'col="7">--', 'col="6">--', 22, "twice"),
        ("icd-10-cm-drug-2031.xml", ">T00.1X1<", ">T00.1X1 or T00.1X2<", 17, "is no ICD-10-CM"),
        ("icd-10-cm-drug-2031.xml", "Poisoning Assault", "Adverse effect", 10, "heading"),
        ("icd10cm_index_2031.csv", "3,A,1,in", "4,A,1,in", 4, "where 3 was due"),
        ("icd10cm_index_2031.csv", "4,A,2,", "4,A,3,", 5, "level '3'"),
        ("icd10cm_index_2031.csv", ",K00.0", ",K00.0,", 2, "9 columns, not 8"),
        ("icd10cm_index_2031.csv", ",K00.0", ",?", 2, "is no ICD-10-CM code"),
        ("icd10cm-order-2031.txt", "00004 ", "00005 ", 4, "where 4 was due"),
        ("icd10cm-order-2031.txt", "00004 K001X   0", "00004 K001X   2", 4, "not a line"),
        ("icd10cm-order-2031.txt", "00006 K1A   ", "00006 K000  ", 6, "K000 stands twice"),
        ("icd10cm-order-2031.txt", "00005 K001X1 ", "00005 K002X1 ", 4, "below the header K001X"),
        ("icd10cm-order-2031.txt", "00001 K00     0", "00001 K00     1", 2, "no category above"),
    ],
)  # fmt: skip
def test_what_is_not_as_published_is_refused_with_its_line(
    tmp_path: Path, name: str, found: str, put: str, line: int, says: str
):
    path = changed(tmp_path, name, found, put)
    module = next(m for m in IMPORTERS if name.startswith(m))
    role = {"icd10cm_index_2031.csv": "table"}.get(name, IMPORTERS[module][1])
    importer = importer_of(f"superbill.codesets.sources.{IMPORTERS[module][0]}")
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        store_of(importer.draft({role: path}, edition=EDITION), tmp_path / "store")
    assert refusal.value.where == f"{name}:{line}"


IMPORTERS = {
    "icd10cm-index": ("icd10cm.index", "index"),
    "icd10cm_index": ("icd10cm.index", "index"),
    "icd-10-cm-drug": ("icd10cm.drugs", "drug"),
    "icd10cm-order": ("icd10cm.order", "order"),
}


@pytest.mark.parametrize("role", ["tabular", "index"])
def test_xml_that_means_harm_is_refused_unread(tmp_path: Path, role: str):
    root = {"tabular": "ICD10CM.tabular", "index": "ICD10CM.index"}[role]
    bomb = tmp_path / "bomb.xml"
    bomb.write_text(f'<?xml version="1.0"?>\n<!DOCTYPE t [<!ENTITY a "aa">]>\n<{root}>&a;</{root}>')
    deep = tmp_path / "deep.xml"
    deep.write_text(f"<{root}>\n" + "<term>" * 100_000)
    module = importer_of(f"superbill.codesets.sources.icd10cm.{role}")
    for path, line, says in ((bomb, 2, "document type"), (deep, 2, "deep")):
        with pytest.raises(ReleaseRefused, match=says) as refusal:
            store_of(module.draft({role: path}, edition=EDITION), tmp_path / path.stem)
        assert refusal.value.where == f"{path.name}:{line}"


def test_a_tabular_addenda_is_refused(tmp_path: Path):
    path = changed(
        tmp_path, "tabular.xml", "<ICD10CM.tabular>", '<ICD10CM.tabular isAddenda="true">'
    )
    module = importer_of("superbill.codesets.sources.icd10cm.tabular")
    with pytest.raises(ReleaseRefused, match="addenda") as refusal:
        store_of(module.draft({"tabular": path}, edition=date(2025, 10, 1)), tmp_path / "store")
    assert refusal.value.where == "tabular.xml:2"


BARE = [f"K{n:02}" for n in range(10)] + [f"K20{n}" for n in range(9)] + ["Z0000", "Z000XXA"]


@pytest.mark.parametrize(
    ("lines", "known", "reason"),
    [
        (BARE, True, "codes of every length"),
        ([f"A{n:04}" for n in range(40)], False, "HCPCS codes have the same form, all of five"),
        ([f"0016{n:03}" for n in range(40)], False, "ICD-10-PCS codes begin with digits too"),
        (BARE[:5], False, "a handful of codes is no publisher's list"),
        ([*BARE, "thanks"], False, "a list with words in it"),
    ],
)
def test_a_bare_list_is_known_by_its_codes(
    tmp_path: Path, lines: list[str], known: bool, reason: str
):
    path = tmp_path / "icd10cm_codes_2031.txt"
    path.write_text("\n".join(lines))
    found = match(path)
    assert (found is not None and found.family == "icd10cm.untitled") == known, reason


@pytest.mark.parametrize(
    ("lines", "line", "says"),
    [
        ([*BARE, "K00"], 22, "K00 stands twice"),
        ([*BARE, "K0.0"], 22, "no ICD-10-CM code"),
        (BARE[:-2], 19, "cut short"),
    ],
)
def test_a_bare_list_with_a_fault_is_refused(
    tmp_path: Path, lines: list[str], line: int, says: str
):
    path = tmp_path / "codes.txt"
    path.write_text("\n".join(lines))
    module = importer_of("superbill.codesets.sources.icd10cm.untitled")
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        store_of(module.draft({"codes": path}, edition=EDITION), tmp_path / "store")
    assert refusal.value.where == f"codes.txt:{line}"


def test_an_order_file_cut_short_is_refused(tmp_path: Path):
    text = (FIXTURES / "icd10cm-order-2031.txt").read_text().splitlines(keepends=True)
    path = tmp_path / "order.txt"
    module = importer_of("superbill.codesets.sources.icd10cm.order")
    for kept, line in ((6, 6), (7, 7)):
        path.write_text("".join(text[:kept]))
        with pytest.raises(ReleaseRefused, match="cut short") as refusal:
            store_of(module.draft({"order": path}, edition=EDITION), tmp_path / str(kept))
        assert refusal.value.where == f"order.txt:{line}"


def test_twice_the_same_bytes(tmp_path: Path):
    name = "icd-10-cm-drug-2031.xml"
    first = imported(FIXTURES / name, tmp_path / "one")
    packed = gzip.compress(first.read_bytes(), mtime=0)
    second = imported(FIXTURES / name, tmp_path / "two")
    assert gzip.compress(second.read_bytes(), mtime=0) == packed
