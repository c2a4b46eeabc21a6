"""Coverage: what the files say is in the release, and a file that says it wrongly is refused."""

import csv
import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from imported import rows

from superbill.codesets.draft import Draft
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.coverage import lcd as lcd_coverage
from superbill.codesets.sources.coverage import ncd
from superbill.codesets.sources.reading.html_text import text_of
from superbill.codesets.store import FILE_NAME
from superbill.codesets.tables.sorted_table import SUFFIX, SortedTable
from superbill.errors import ReleaseRefused

TESTS = Path(__file__).resolve().parent.parent
SHARED_DATA = TESTS.parent.parent / "shared" / "data"
FIXTURES = TESTS / "fixtures" / "coverage"
LCD_FIXTURE, NCD_FIXTURE = FIXTURES / "lcd_coverage.json", FIXTURES / "ncd_2031-05.csv"
DAY = date(2031, 5, 1)

EXPORT_HEADER = (
    "NCD_id,NCD_vrsn_num,natl_cvrg_type,cvrg_lvl_cd,NCD_mnl_sect,NCD_mnl_sect_title,NCD_efctv_dt,"
    "NCD_impltn_dt,NCD_trmntn_dt,itm_srvc_desc,indctn_lmtn,xref_txt,othr_txt,trnsmtl_num,"
    "trnsmtl_issnc_dt,trnsmtl_url,chg_rqst_num,pblctn_cd,rev_hstry,under_rvw,creatd_tmstmp,"
    "last_updt_tmstmp,last_clrnc_tmstmp,NCD_lab,NCD_keyword,NCD_AMA\r\n"
)
EXPORT_ROW = (
    '"1","3","True","2","900.1","Made\x92up","2024-05-27 00:00:00","","","","<p>Text.</p>","","",'
    '"","","","","25","","True","2024-04-25 15:10:07","","","False","","False"\r\n'
)


def written(draft: Draft, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    with ReleaseWriter(folder) as writer:
        draft.fill(writer)
    return folder


def lcd(path: Path, folder: Path) -> SortedTable:
    folder = written(lcd_coverage.draft({"coverage": path}, edition=DAY), folder)
    return SortedTable(folder / f"lcd{SUFFIX}")


def ncd_store(path: Path, folder: Path) -> Path:
    return written(ncd.draft({"determinations": path}, edition=DAY), folder) / FILE_NAME


def properties(store: Path, section: str) -> dict[str, object]:
    found = rows(store, "SELECT name, value FROM property WHERE code = ?", section)
    return {str(name): json.loads(str(value)) for name, value in found}


def changed(source: Path, folder: Path, old: str, new: str) -> Path:
    text = source.read_bytes().decode()
    assert old in text
    path = folder / source.name
    path.write_bytes(text.replace(old, new, 1).encode())
    return path


def sample(path: Path, *names: str) -> Sample:
    return Sample(path, str(path), names or (path.name,))


def test_a_code_and_a_diagnosis_are_answered_with_the_determinations(tmp_path: Path):
    table = lcd(LCD_FIXTURE, tmp_path)
    both = "L90001 L90002"
    assert [(r["covered"], r["lcds"]) for r in table.find("A0001", "M4328")] == [(True, both)]
    assert [(r["covered"], r["lcds"]) for r in table.find("A0001", "Z0000")] == [(False, both)]
    assert table.find("A0001", "I10") == []
    assert len(table.find("A0001")) == 3


def test_determinations_that_list_no_diagnosis_are_not_lost(tmp_path: Path):
    (row,) = lcd(LCD_FIXTURE, tmp_path).find("A0002")
    assert row == {"code": "A0002", "icd10cm": None, "covered": None, "lcds": "L90003"}


def test_the_lists_do_not_say_of_when_they_are():
    match = lcd_coverage.recognise(sample(LCD_FIXTURE))
    assert match is not None
    assert (match.family, match.stated, match.named) == ("lcd", None, None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"A0002"', '"A002"', "not a HCPCS or CPT code"),
        ('"lcdIds": ["L90003"]', '"lcdIds": []', "no determination is named"),
        ('"L90003"', '"A90003"', "'A90003' is not a determination's number"),
        ('"I10"', '"I1"', "'I1' is not an ICD-10-CM code"),
        ('"M43.28"', '"M4328"', "'M4328' is not an ICD-10-CM code"),  # the dot is the notation
        ('["M43.28", "G35.A"]', '["M43.28", "M43.28"]', "names something twice"),
        ('"Z00.00"', '"G35.A"', "G35.A is covered and not covered"),
        ('"99999"', '"A0001"', "'A0001' stands twice"),
        ('"notCovered": []}}', '"notCovered": [], "n": 1}}', "99999: its keys are not"),
        ('"covered": ["I10"]', '"covered": "I10"', "a list of texts was expected"),
        ('["I10"], "notCovered": []}}', '["I10"', "lcd_coverage.json:"),  # cut short
    ],
)
def test_lists_that_are_not_as_described_are_refused(tmp_path: Path, old: str, new: str, said: str):
    path = changed(LCD_FIXTURE, tmp_path, old, new)
    with pytest.raises(ReleaseRefused) as refusal:
        lcd(path, tmp_path / "release")
    assert said in str(refusal.value)


def test_a_determination_has_its_days_and_its_text(tmp_path: Path):
    store = ncd_store(NCD_FIXTURE, tmp_path)
    assert rows(store, "SELECT code, title FROM concept ORDER BY position") == [
        ("900.1", "Made-up Lamp"),
        ("900.1.1", "Lamp at Home - RETIRED"),
        ("900.2", None),
        ("900.3", "Owned Text"),
    ]
    assert properties(store, "900.1") == {
        "version": "1",
        "coverage": "restricted",
        "effective_date": "2001-02-03",
        "implementation_date": "2001-03-01",
        "transmittal": {"transmittal": "7", "transmittal_url": "https://www.cms.gov/x.pdf"},
        "description": "A lamp.",
        "indications": 'A. Covered\n- One & only, "if" needed;\n- two',
    }


def test_a_retired_determination_has_an_end_and_no_invented_days(tmp_path: Path):
    store = ncd_store(NCD_FIXTURE, tmp_path)
    assert rows(store, 'SELECT code, start, "end" FROM validity ORDER BY code') == [
        ("900.1", "2001-02-03", None),
        ("900.2", "2001-02-03", None),
        ("900.3", "2001-02-03", None),
    ]
    assert properties(store, "900.1.1")["end_date"] == "2021-01-01"
    assert properties(store, "900.1.1")["benefit_categories"] == ["Lamps", "Lights"]


def test_text_that_the_publisher_marks_as_the_amas_is_not_stored(tmp_path: Path):
    store = ncd_store(NCD_FIXTURE, tmp_path)
    held = properties(store, "900.3")
    assert held["text_withheld"] == "AMA copyright"
    assert not held.keys() & {"description", "indications", "cross_reference"}
    assert b"ours to keep" not in store.read_bytes()


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("ncd_2031-05.csv", DAY),
        ("ncd_2024-03-15.csv", date(2024, 3, 15)),
        ("ncd.csv", None),
        ("ncd_2024-13.csv", None),  # there is no such month
    ],
)
def test_the_month_is_in_the_name_or_nowhere(name: str, edition: date | None):
    match = ncd.recognise(sample(NCD_FIXTURE, name))
    assert match is not None
    assert match.named == edition


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",Restricted,900.1,", ",Partly,900.1,", "csv:2: 'Partly' is not a level of coverage"),
        (",900.1,", ",Lamp,", "csv:2: 'Lamp' is not a section"),
        ("2001-02-03", "02/03/2001", "csv:2: '02/03/2001' is not a date"),
        ("2001-02-03", "2001-02-30", "csv:2: '2001-02-30' is not a date"),
        ("2001-02-03", "", "csv:2: 900.1 has no effective date"),
        (",900.2,", ",900.1,", "csv:8: 900.1 stands on line 2 already, otherwise"),
        ("3,1,Full", "3,Full", "csv:8: 28 cells, not 29"),
        ("section_name", "title", "csv:1: the header is none of"),
        ("ama_copyright,", "ama_copyright,lawyer,", "csv:1: the header is none of"),
        ("needed;", '"needed;', "the file is no whole CSV"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(tmp_path: Path, old: str, new: str, said: str):
    path = changed(NCD_FIXTURE, tmp_path, old, new)
    with pytest.raises(ReleaseRefused) as refusal:
        ncd_store(path, tmp_path / "release")
    assert said in str(refusal.value)


def test_the_databases_own_export_is_read_too(tmp_path: Path):
    path = tmp_path / "ncd_trkg.csv"
    path.write_bytes((EXPORT_HEADER + EXPORT_ROW).encode("latin-1"))
    assert ncd.recognise(sample(path)) is not None
    store = ncd_store(path, tmp_path / "release")
    assert rows(store, "SELECT code, title FROM concept") == [("900.1", "Made’up")]
    assert properties(store, "900.1")["coverage"] == "restricted"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>b", "a\nb"),
        ("a\r\nb", "a b"),  # a line break of the source is a blank
        ("<ul><li>a<li>b</ul>c", "- a\n- b\nc"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("&#167;1862(a) &lt; 5 &nbsp; x", "§1862(a) < 5 x"),
        ("<script>x</script>a<style>b</style>", "a"),
        ("<strong><p>a</strong></p>", "a"),  # wrongly nested, as in the publisher's texts
        ("1 < 2 <", "1 < 2 <"),
        ("<ul><li> </ul>", ""),
    ],
)
def test_html_as_text(html: str, text: str):
    assert text_of(html) == text


@pytest.mark.real_data
def test_the_real_lists_pair_by_pair(tmp_path: Path):
    path = tmp_path / "lcd_coverage.json"
    path.write_bytes(gzip.decompress((SHARED_DATA / "coverage/lcd_coverage.json.gz").read_bytes()))
    table = lcd(path, tmp_path / "release")
    expected = set[tuple[object, ...]]()
    for code, entry in json.loads(path.read_bytes()).items():
        named = " ".join(sorted(entry["lcdIds"]))
        pairs = [(d, True) for d in entry["covered"]] + [(d, False) for d in entry["notCovered"]]
        expected |= {(code, d and d.replace(".", ""), c, named) for d, c in pairs or [(None, None)]}
    assert len(expected) == len(table) == 206_592 + 1_437 + 37
    assert {tuple(row.values()) for row in table} == expected


@pytest.mark.real_data
def test_the_real_determinations_and_the_one_on_sterilization(tmp_path: Path):
    path = tmp_path / "ncd_2024-03.csv"
    path.write_bytes(gzip.decompress((SHARED_DATA / "coverage/ncd_2024-03.csv.gz").read_bytes()))
    store = ncd_store(path, tmp_path / "release")
    with path.open(encoding="utf-8", newline="") as file:
        listed = {row["section"]: row for row in csv.DictReader(file)}
    assert len(listed) == 350  # of 352 rows, two for a second benefit category
    assert dict(rows(store, "SELECT code, ifnull(title, '') FROM concept")) == {
        section: " ".join(row["section_name"].split()) for section, row in listed.items()
    }
    in_force = rows(store, 'SELECT code, start, "end" FROM validity')
    assert {(c, s) for c, s, _ in in_force} == {
        (section, row["date_eff"]) for section, row in listed.items() if not row["date_end"]
    }
    withheld = rows(store, "SELECT code FROM property WHERE name = 'text_withheld'")
    assert {c for (c,) in withheld} == {s for s, r in listed.items() if r["ama_copyright"] == "1"}
    sterilization = properties(store, "230.3")
    assert (sterilization["effective_date"], sterilization["coverage"]) == (
        "1966-01-01",
        "restricted",
    )
    assert "tubal ligation" in str(sterilization["indications"])


@pytest.mark.parametrize(
    ("draft", "edition"),
    [(lcd_coverage, LCD_FIXTURE), (ncd, NCD_FIXTURE)],
    ids=["lcd", "ncd"],
)
def test_the_same_file_gives_the_same_bytes(tmp_path: Path, draft: object, edition: Path):
    module = draft
    role = module.ROLE  # type: ignore[attr-defined]
    made: list[dict[str, bytes]] = []
    for name in ("once", "again"):
        folder = written(module.draft({role: edition}, edition=DAY), tmp_path / name)  # type: ignore[attr-defined]
        made.append({p.name: p.read_bytes() for p in folder.iterdir()})
    assert made[0] == made[1]
