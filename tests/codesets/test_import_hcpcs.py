"""HCPCS Level II from CMS's own layouts: each code with its words, its dates and its fields."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from imported import column, rows, store_of

from superbill.codesets.draft import Draft
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.hcpcs import listed as hcpcs_listed
from superbill.codesets.sources.hcpcs import quarterly as hcpcs
from superbill.errors import ReleaseRefused

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "hcpcs"
RECORDS = FIXTURES / "HCPC2030_CONTR_ANWEB.txt"
SHEET = FIXTURES / "HCPC2030_JAN_ANWEB.csv"
UNDERSCORES = FIXTURES / "hcpcs_2030_names_with_underscores.csv"
TITLED = FIXTURES / "hcpc_short_2030q1.csv"
BARE = FIXTURES / "hcpcs_codes_2030q2.txt"
DAY = date(2030, 1, 1)

CONCEPTS = "SELECT system, code, kind, title, short FROM concept ORDER BY position"
VALIDITY = 'SELECT code, start, "end" FROM validity ORDER BY code'


def sample(path: Path, *names: str) -> Sample:
    return Sample(path, path.name, names or (path.name,))


def draft(path: Path, edition: date = DAY) -> Draft:
    return hcpcs.draft({"records": path}, edition=edition)


def changed(folder: Path, original: Path, old: str, new: str) -> Path:
    """A copy of a fixture with one thing changed, which is there."""
    text = original.read_bytes().decode("cp1252")
    assert old in text
    path = folder / original.name
    path.write_bytes(text.replace(old, new, 1).encode("cp1252"))
    return path


def workbook(path: Path, table: list[list[str]]) -> Path:
    """A workbook of one sheet, its cells as texts."""

    def letters(n: int) -> str:
        return (chr(64 + n // 26) if n >= 26 else "") + chr(65 + n % 26)

    cells = "".join(
        f'<row r="{r}">'
        + "".join(
            f'<c r="{letters(c)}{r}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t>'
            "</is></c>"
            for c, text in enumerate(row)
        )
        + "</row>"
        for r, row in enumerate(table, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/s.xml" ContentType="{kind}.worksheet+xml"/>'
            "</Types>",
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/s.xml"/></Relationships>',
        )
        book.writestr(
            "xl/worksheets/s.xml",
            f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        )
    return path


@pytest.mark.parametrize(
    ("names", "edition", "why"),
    [
        (["HCPC2026_OCT_ANWEB.xlsx"], date(2026, 10, 1), "a quarter"),
        (["HCPC2025_JAN_ANWEB_v2.txt"], date(2025, 1, 1), "a corrected file"),
        (["HCPC2019_CONTR_ANWEB.txt"], date(2019, 1, 1), "the annual file"),
        (["HCPC18_CONTR_ANWEB.txt"], date(2018, 1, 1), "years of two digits"),
        (["a.txt", "july-2026-alpha-numeric-hcpcs-file.zip"], date(2026, 7, 1), "its archive"),
        (["hcpc_short_2025q4.csv"], date(2025, 10, 1), "a quarter by number"),
        (["hcpcs_level2_2024_35cols.csv"], date(2024, 1, 1), "a year alone"),
        (["codes.csv", "downloads-2026"], None, "a year of something else"),
    ],
)
def test_names_say_the_quarter(names: list[str], edition: date | None, why: str) -> None:
    assert hcpcs.hcpcs_edition(names) == edition, why


@pytest.mark.parametrize("path", [RECORDS, SHEET, UNDERSCORES], ids=lambda p: p.name)
def test_every_notation_is_recognised_by_content(path: Path) -> None:
    match = hcpcs.recognise(sample(path, "renamed.txt"))
    assert match == Match("hcpcs", "records", named=None)
    assert hcpcs_listed.recognise(sample(path)) is None


def test_every_notation_says_the_same(tmp_path: Path) -> None:
    """The text, the sheet and its reshaped form are one table: so are the stores. The reshaped
    form lacks some columns, which its record then lacks."""
    stores = {p: store_of(draft(p), tmp_path / p.stem) for p in (RECORDS, SHEET, UNDERSCORES)}
    for query in (CONCEPTS, VALIDITY):
        text, sheet, reshaped = (rows(stores[p], query) for p in stores)
        assert text == sheet == reshaped
    text, sheet, reshaped = (
        [json.loads(v) for v in column(stores[p], "SELECT value FROM property ORDER BY code")]
        for p in stores
    )
    for one, other, less in zip(text, sheet, reshaped, strict=True):
        assert {**one, "seqnum": "0010"} == other
        assert less.items() <= other.items()


def test_words_are_put_together_and_licensed_rows_left_out(tmp_path: Path) -> None:
    found = rows(store_of(draft(RECORDS), tmp_path), CONCEPTS)
    assert [row[1] for row in found] == ["Z1", "Z2", "A0002", "J0002", "J0003", "J0004", "V0002"]
    assert found[1] == (
        "modifier", "Z2", "modifier",
        "Invented modifier whose words are so many that they do not fit into the eighty places of "
        "one record and go on in the next one, and in one more after that",
        "Invented, many words",
    )  # fmt: skip
    remarks = " ".join(draft(RECORDS).remarks)
    assert "1 codes of CPT (AMA) are not kept" in remarks
    assert "1 codes of CDT (ADA) are not kept" in remarks


def test_a_code_is_valid_through_its_termination_date(tmp_path: Path) -> None:
    """The layout: the termination date is the last date for which a code may be used."""
    assert rows(store_of(draft(SHEET), tmp_path), VALIDITY) == [
        ("A0002", "1986-01-01", None),
        ("J0002", "2015-01-01", "2030-01-01"),
        ("J0003", "2030-01-01", None),
        ("J0004", "2029-04-01", "2029-04-01"),  # ended before it began: never in force
        ("V0002", "2004-01-01", None),
        ("Z1", "2002-07-01", None),
        ("Z2", "2016-01-01", "2018-01-01"),
    ]


def test_every_field_of_the_record_is_kept(tmp_path: Path) -> None:
    store = store_of(draft(RECORDS), tmp_path)
    (value,) = column(store, "SELECT value FROM property WHERE code = 'A0002'")
    record = json.loads(str(value))
    assert record == {
        "seqnum": "00100", "recid": "3",
        "price1": "32", "price2": "33", "price3": "34", "price4": "35", "mult_pi": "A",
        "cim1": "60-9", "cim2": "60-10", "cim3": "65-10",
        "mcm1": "2049", "mcm2": "2100.1", "mcm3": "2130.D", "statute": "1833(t)",
        "labcert1": "110", "labcert2": "120", "labcert3": "130", "labcert4": "140",
        "labcert5": "150", "labcert6": "210", "labcert7": "220", "labcert8": "310",
        "xref1": "A0003", "xref2": "A0004", "xref3": "A0005", "xref4": "A0006", "xref5": "A0007",
        "cov": "D", "asc_grp": "YY", "asc_dt": "2008-01-01",
        "opps": "102", "opps_pi": "1", "opps_dt": "2009-01-01", "procnote": "0088",
        "betos": "D1A", "tos1": "A", "tos2": "P", "tos3": "R", "tos4": "S", "tos5": "9",
        "anest_bu": "7", "act_eff_dt": "2030-01-01", "action_cd": "F",
    }  # fmt: skip


def test_a_workbook_is_its_text_twin(tmp_path: Path) -> None:
    lines = SHEET.read_text(encoding="utf-8-sig").splitlines()
    book = workbook(tmp_path / "HCPC2030_JAN_ANWEB.xlsx", list(csv.reader(lines)))
    match = hcpcs.recognise(sample(book))
    assert match == Match("hcpcs", "records", named=DAY, rank=1)
    one, other = (store_of(draft(p), tmp_path / p.suffix) for p in (book, SHEET))
    assert one.read_bytes() == other.read_bytes()


def test_the_span_is_from_the_first_addition_to_the_next_quarter() -> None:
    one = draft(RECORDS)
    assert (one.kind, one.start, one.end) == ("dated", date(1986, 1, 1), date(2030, 4, 1))
    assert one.systems == ("hcpcs", "modifier")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("Z2002008", "Z2003008", 9, "sequence number 00300, not 00200"),
        ("   Z2002008", "   Z9002008", 9, "carries on Z9, which did not begin"),
        ("   Z2002008", "   Z2002004", 9, "record 4 carries on Z2, which began with 7"),
        ("V0002001003", "V000X001003", 16, "'V000X' is not a HCPCS code"),
        ("V0002001003", "V0002001009", 16, "is not how a record begins"),
        ("V0002001003", "J0003001003", 16, "J0003 stands twice"),
        ("Invented spectacles, per lens", " " * 29, 16, "V0002 has no description"),
        ("2004010120040101", "2004023020040101", 16, "'20040230' is not a day"),
        ("2004010120040101", "        20040101", 16, "no date of addition"),
        ("20020701        N  ", "20020701        NX ", 7, "where the record is blank"),
        ("20020701        N" + " " * 27, "20020701        N" + " " * 28 + "x", 7, "320"),
        ("20020701        N" + " " * 27, "20020701", 7, "characters, not 320"),
        ("***Disclaimers", "Disclaimers", 1, "is not how a record begins"),
    ],
    ids=lambda value: str(value)[:28] if isinstance(value, str) else None,
)
def test_a_record_that_is_not_as_laid_out_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    path = changed(tmp_path, RECORDS, old, new)
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        draft(path)
    assert refusal.value.where == f"{path.name}:{line}"


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        (",BETOS,", ",BETOX,", ":1", "columns are missing: BETOS"),
        (",BETOS,", ",TOS1,", ":1", "columns are missing: BETOS"),
        ("ACTION CD,,", "ACTION CD,NEW,", None, None),
        ("20020701,,N,,", "20020701,,N,5,", ":2", "'5' stands in a column that is not known"),
        ("20020701,,N,,", "20020701", ":2", "the row has 46 cells, the header 50"),
        ("Z1,0010,7", "Z1,0010,8", ":2", "'8' is no record identification code"),
        ("   Z2,", "   Z1,", ":3", "Z1 stands twice, first in line 2"),
        ('"Invented supply', '"Invented" supply', ":4", "can't be read"),
    ],
    ids=lambda value: str(value)[:28] if isinstance(value, str) else None,
)
def test_a_sheet_with_other_columns_is_refused(
    tmp_path: Path, old: str, new: str, where: str | None, says: str | None
) -> None:
    path = tmp_path / SHEET.name
    text = SHEET.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())
    if says is None:  # a further column without a value says nothing
        assert draft(path).title == "HCPCS Level II, January 2030"
        return
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        draft(path)
    assert refusal.value.where == f"{path.name}{where}"


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        (range(6), "no codes of section V"),
        ((0, *range(3, 10)), "no modifiers"),
        (range(3), "no codes of section A and no codes of section V"),
    ],
    ids=["cut short", "without modifiers", "an extract"],
)
def test_a_part_of_the_file_is_refused(tmp_path: Path, kept: Iterable[int], says: str) -> None:
    """A release of half the file would make every code of the other half unknown."""
    lines = UNDERSCORES.read_text().splitlines()
    path = tmp_path / UNDERSCORES.name
    path.write_text("".join(f"{lines[n]}\n" for n in kept))
    with pytest.raises(ReleaseRefused, match=says):
        draft(path)


@pytest.mark.parametrize(
    ("edition", "says"),
    [
        (date(2029, 10, 1), "added on 2030-01-01, after the quarter"),
        (date(2032, 1, 1), "no file of 2032-01-01 is that old"),
    ],
)
def test_an_edition_that_its_own_dates_deny_is_refused(edition: date, says: str) -> None:
    with pytest.raises(ReleaseRefused, match=says):
        draft(SHEET, edition)


def test_a_list_without_dates_decides_no_status(tmp_path: Path) -> None:
    match = hcpcs_listed.recognise(sample(TITLED))
    assert match == Match("hcpcs.listed", "list", named=DAY)
    store = store_of(hcpcs_listed.draft({"list": TITLED}, edition=DAY), tmp_path)
    assert rows(store, "SELECT count(*) FROM validity") == [(0,)]
    assert rows(store, "SELECT system, code, title FROM concept ORDER BY position") == [
        ("modifier", "Z1", "Invented dressing on one garden gnome"),
        ("hcpcs", "A0002", "Invented supply, all fields filled, each"),
        ("hcpcs", "J0002", "Injection, invented substance"),
    ]
    listed = rows(store, "SELECT code, value FROM property WHERE name = 'listed' ORDER BY code")
    assert [code for code, _ in listed] == ["A0002", "J0002", "P1", "Z1"]
    assert json.loads(str(listed[0][1])) == {"start": "2030-01-01", "end": "2030-04-01"}


def test_bare_codes_say_only_that_they_are_listed(tmp_path: Path) -> None:
    assert hcpcs_listed.recognise(sample(BARE)) == Match(
        "hcpcs.listed", "list", named=date(2030, 4, 1), rank=1
    )
    store = store_of(hcpcs_listed.draft({"list": BARE}, edition=date(2030, 4, 1)), tmp_path)
    assert column(store, "SELECT code FROM property") == ["A0002", "J0002", "J0003", "V0002"]
    assert rows(store, "SELECT count(*) FROM concept") == [(0,)]


@pytest.mark.parametrize(
    ("text", "says"),
    [("A0002\nA0002\n", "A0002 stands twice"), ("A0002\n\n  J0002 \n", None)],
)
def test_bare_codes_twice(tmp_path: Path, text: str, says: str | None) -> None:
    path = tmp_path / "hcpcs_2030.txt"
    path.write_text(text)
    assert hcpcs_listed.recognise(sample(path)) is not None
    if says is None:
        store = store_of(hcpcs_listed.draft({"list": path}, edition=DAY), tmp_path / "s")
        assert column(store, "SELECT code FROM property") == ["A0002", "J0002"]
        return
    with pytest.raises(ReleaseRefused, match=says):
        hcpcs_listed.draft({"list": path}, edition=DAY)


def test_a_table_of_several_editions_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "merged.csv"
    path.write_text("code,long_description_2030q4,coverage_2029,in_2031q3_list\nA0002,x,C,Y\n")
    with pytest.raises(ReleaseRefused, match="2029, 2030Q4, 2031Q3"):
        hcpcs_listed.recognise(sample(path))


@pytest.mark.parametrize(
    "text",
    ["A0002\nA00\n", "A000\nA001\n", "code,description\nA0002,x\n", "", "A\0B"],
    ids=["another code", "ICD-10-CM", "another header", "empty", "no text"],
)
def test_other_files_are_left_to_others(tmp_path: Path, text: str) -> None:
    path = tmp_path / "some.txt"
    path.write_text(text)
    assert hcpcs.recognise(sample(path)) is None
    assert hcpcs_listed.recognise(sample(path)) is None
