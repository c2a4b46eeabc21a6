"""Relative value files: each layout gives one table, dated by what the file and its names say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pfs_files import FIXTURES, changed, load, workbook_of, written, zipped

CSV, TXT = "PPRRVU2025_Oct.csv", "PPRRVU2025_Oct.txt"
QPP, NONQPP = "PPRRVU2026_Jul_QPP.csv", "PPRRVU2026_Jul_nonQPP.csv"
RELEASE = "pfs 2025-10-01"
TEXTS = (0, 1, 23, 25)  # columns that a workbook keeps as text: codes, modifiers, supervision


def of_csv(tmp_path: Path) -> list[dict[str, object]]:
    return load(tmp_path / "csv", FIXTURES / CSV).table(RELEASE, "pfs")


def test_a_row_has_every_column_of_the_file(tmp_path: Path) -> None:
    rows = of_csv(tmp_path)
    row = next(row for row in rows if row["code"] == "00003")
    assert len(rows) == 16
    assert row == {
        "code": "00003", "modifier": None, "status": "A", "description": None, "not_used": None,
        "work_rvu": Decimal("7.05"),
        "pe_nonfacility_rvu": Decimal("40.10"), "pe_nonfacility_na": None,
        "pe_facility_rvu": Decimal("5.15"), "pe_facility_na": None,
        "mp_rvu": Decimal("1.20"),
        "total_nonfacility_rvu": Decimal("48.35"), "total_facility_rvu": Decimal("13.40"),
        "pctc": "0", "global": "090",
        "preoperative": Decimal("0.120"), "intraoperative": Decimal("0.740"),
        "postoperative": Decimal("0.140"),
        "multiple_procedure": "3", "bilateral": "2", "assistant": "1", "co_surgeon": "2",
        "team": "0", "price_indicator": None, "endoscopic_base": "00002",
        "conversion_factor": Decimal("30.1234"), "conversion_factor_qualifying": None,
        "supervision": "09", "calculation_flag": "0", "imaging_family": "99",
        "opps_pe_nonfacility": Decimal("0.00"), "opps_pe_facility": Decimal("0.00"),
        "opps_mp": Decimal("0.00"),
    }  # fmt: skip


def test_modifiers_and_marks_are_kept(tmp_path: Path) -> None:
    rows = {(row["code"], row["modifier"]): row for row in of_csv(tmp_path)}
    assert [modifier for code, modifier in rows if code == "00004"] == [None, "26", "TC"]
    assert rows["00005", "53"]["total_facility_rvu"] == Decimal("3.25")
    assert rows["00004", None]["pe_facility_na"] == "NA"
    assert rows["00004", "TC"]["imaging_family"] == "88"
    assert rows["9990T", None]["not_used"] == "+"
    assert rows["V9999", None]["supervision"] == "6A"


def test_only_level_2_descriptors_are_kept(tmp_path: Path) -> None:
    texts = {row["code"]: row["description"] for row in of_csv(tmp_path) if row["description"]}
    assert texts == {
        "A0001": "Invented ride",
        "Q0001": "Invented supply, sterile",
        "V9999": "Invented hearing aid",
    }


@pytest.mark.parametrize("source", [CSV, TXT, QPP, "pprrvu_2025_july.csv"])
def test_no_byte_of_a_licensed_descriptor_is_written(tmp_path: Path, source: str) -> None:
    """CPT's are the AMA's, with five digits or four and F or T, and D codes the ADA's."""
    loaded = load(tmp_path, FIXTURES / source)
    assert loaded.releases
    for file in loaded.home.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        for words in ("sleep", "look inside", "closure", "picture", "measure", "emerging", "tooth"):
            assert words.encode() not in data, file


def test_cpt_codes_in_force_are_concepts_without_title(tmp_path: Path) -> None:
    """Deleted ones (status D, F, G, H) are none; Level II has its own list, CDT its own owner."""
    concepts = load(tmp_path, FIXTURES / CSV).concepts(RELEASE)
    assert [code for _, code, *_ in concepts] == [
        "00001", "00002", "00003", "00004", "00005", "00006", "9990F", "9990T",
    ]  # fmt: skip
    assert {(system, *rest) for system, _, *rest in concepts} == {("cpt", "code", 1, None, None)}


def test_the_file_says_its_edition_and_the_day_it_was_released(tmp_path: Path) -> None:
    release = load(tmp_path, FIXTURES / CSV).releases[RELEASE]
    assert (release.start, release.end) == (date(2025, 10, 1), date(2026, 1, 1))
    assert release.known_from == date(2025, 9, 11)
    assert release.systems == ("cpt", "hcpcs")
    assert release.remarks == ()


def test_the_text_and_the_workbook_are_the_same_table(tmp_path: Path) -> None:
    text = load(tmp_path / "txt", zipped(tmp_path / "rvu25d-0.zip", FIXTURES / TXT))
    book = load(tmp_path / "xlsx", workbook_of(CSV, tmp_path, texts=TEXTS))
    assert text.table(RELEASE, "pfs") == of_csv(tmp_path)
    assert book.table(RELEASE, "pfs") == of_csv(tmp_path)


def test_of_the_three_one_is_read(tmp_path: Path) -> None:
    book = workbook_of(CSV, tmp_path, texts=TEXTS)
    archive = zipped(tmp_path / "RVU25D.zip", FIXTURES / TXT, book, FIXTURES / CSV)
    loaded = load(tmp_path, archive)
    assert [f.name for f in loaded.releases[RELEASE].files] == [f"RVU25D.zip/{CSV}"]
    for other in (TXT, book.name):
        assert "the same table as" in loaded.outcomes[other].message


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (load(tmp_path / n, FIXTURES / CSV).releases[RELEASE] for n in "ab")
    assert first.contents == second.contents


@pytest.mark.parametrize(
    ("why", "old", "new"),
    [
        ("line ends of Unix", b"\r\n", b"\n"),
        ("a byte order mark", b",,2025 National", b"\xef\xbb\xbf,,2025 National"),
        ("trailing blank columns", b"\r\n", b",,\r\n"),
        ("blank lines among the rows", b"\r\n00004", b"\r\n\r\n00004"),
        ("blanks around a code", b"\r\n00003,", b"\r\n 00003 ,"),
        ("a dash of Windows-1252 in a text", b"Invented ride", b"Invented \x96 ride"),
    ],
)
def test_oddities_of_the_text_change_nothing(
    tmp_path: Path, why: str, old: bytes, new: bytes
) -> None:
    data = (FIXTURES / CSV).read_bytes()
    assert old in data
    loaded = load(tmp_path, written(tmp_path / "odd", CSV, data.replace(old, new)))
    wanted = of_csv(tmp_path)
    for row in wanted:
        if "\x96".encode("latin-1") in new and row["code"] == "A0001":
            row["description"] = "Invented – ride"
    assert loaded.table(RELEASE, "pfs") == wanted, why


@pytest.mark.parametrize(
    ("archive", "factor", "start", "end"),
    [
        ("rvu24a.zip", "32.7442", date(2024, 1, 1), date(2024, 3, 9)),
        ("RVU24AR.zip", "33.2875", date(2024, 3, 9), date(2024, 4, 1)),
        ("RVU24B.zip", "33.2875", date(2024, 4, 1), date(2024, 7, 1)),
    ],
)
def test_the_factor_of_2024_changed_on_9_march(
    tmp_path: Path, archive: str, factor: str, start: date, end: date
) -> None:
    """Consolidated Appropriations Act, 2024: 32.7442 until 8 March, 33.2875 from 9 March."""
    text = changed(tmp_path, TXT, ("30.1234", factor), name="PPRRVU24.txt")
    loaded = load(tmp_path / "home", zipped(tmp_path / archive, text))
    (release,) = loaded.releases.values()
    assert (release.edition, release.start, release.end) == (start, start, end)


@pytest.mark.parametrize("title", ["2024 National Physician Fee Schedule", "2025 National"])
def test_a_title_of_january_with_the_later_factor_is_of_9_march(tmp_path: Path, title: str) -> None:
    """The correction's title still says January; only in 2024 did a factor begin within it."""
    source = changed(
        tmp_path, CSV, ("2025 National", title[:13]), ("October", "January"),
        ("30.1234", "33.2875"), name="values.csv",
    )  # fmt: skip
    (release,) = load(tmp_path / "home", source).releases.values()
    assert release.edition == (date(2024, 3, 9) if "2024" in title else date(2025, 1, 1))


def test_2026_has_two_files_and_one_table_with_both_factors(tmp_path: Path) -> None:
    loaded = load(tmp_path, FIXTURES / QPP, FIXTURES / NONQPP)
    rows = loaded.table("pfs 2026-07-01", "pfs")
    assert {(r["conversion_factor"], r["conversion_factor_qualifying"]) for r in rows} == {
        (Decimal("33.4009"), Decimal("33.5675"))
    }
    assert {r["price_indicator"] for r in rows if r["code"] == "00006"} == {"2"}
    assert loaded.releases["pfs 2026-07-01"].remarks == (
        f"The amounts used for OPPS are those of {NONQPP}; the other file's differ.",
    )


@pytest.mark.parametrize(
    ("given", "factors", "missing"),
    [
        (NONQPP, (Decimal("33.4009"), None), "qualifying participants (QPP)"),
        (QPP, (None, Decimal("33.5675")), "other than qualifying participants"),
    ],
)
def test_one_of_the_two_files_alone_leaves_the_other_factor_unknown(
    tmp_path: Path, given: str, factors: tuple[Decimal | None, ...], missing: str
) -> None:
    loaded = load(tmp_path, FIXTURES / given)
    for row in loaded.table("pfs 2026-07-01", "pfs"):
        assert (row["conversion_factor"], row["conversion_factor_qualifying"]) == factors
    (remark,) = loaded.releases["pfs 2026-07-01"].remarks
    assert missing in remark


@pytest.mark.parametrize(
    ("why", "old", "new", "says"),
    [
        ("a work RVU differs", "7.05", "7.06", "work_rvu of 00003 is 7.06"),
        ("an indicator differs", "6A,0,99", "66,0,99", "supervision of V9999 is 66"),
        ("a code is missing", "00009,,", "00008,,", "its codes are not those of"),
    ],
)
def test_the_two_files_must_agree(tmp_path: Path, why: str, old: str, new: str, says: str) -> None:
    loaded = load(tmp_path / "home", changed(tmp_path, QPP, (old, new)), FIXTURES / NONQPP)
    assert says in loaded.refusal(QPP), why
    assert not loaded.releases


@pytest.mark.parametrize(
    ("name", "factor", "says"),
    [
        (NONQPP, "33.5675", "the name says nonqualifying"),
        (QPP, "33.4009", "the name says qualifying"),
        ("values.csv", "34.0001", "nothing says of which of the two conversion factors"),
    ],
)
def test_which_of_the_two_factors_must_be_said_and_agree(
    tmp_path: Path, name: str, factor: str, says: str
) -> None:
    loaded = load(tmp_path / "home", changed(tmp_path, NONQPP, ("33.4009", factor), name=name))
    assert says in loaded.refusal(name)


def test_a_known_factor_says_which_file_it_is(tmp_path: Path) -> None:
    loaded = load(tmp_path / "home", changed(tmp_path, QPP, name="values.csv"))
    rows = loaded.table("pfs 2026-07-01", "pfs")
    assert {r["conversion_factor_qualifying"] for r in rows} == {Decimal("33.5675")}


def test_a_reshaped_file_is_rounded_to_the_publishers_places(tmp_path: Path) -> None:
    loaded = load(tmp_path / "home", FIXTURES / "pprrvu_2025_july.csv")
    wanted = of_csv(tmp_path)
    for row in wanted:
        row["calculation_flag"] = None
    assert loaded.table("pfs 2025-07-01", "pfs") == wanted
    remarks = " ".join(loaded.releases["pfs 2025-07-01"].remarks)
    assert "floating-point noise" in remarks
    assert "calculation flag" in remarks


def test_a_total_that_is_not_the_sum_is_kept_and_said(tmp_path: Path) -> None:
    source = changed(tmp_path, CSV, ("48.35", "48.36"))
    (release,) = load(tmp_path / "home", source).releases.values()
    assert release.remarks == (
        "The printed total is not the sum of its parts in 1 rows, first 00003.",
    )


@pytest.mark.parametrize(
    ("why", "source", "old", "new", "says"),
    [
        ("cut within a row", CSV, "09,0,99,0.00,0.00,0.00\r\nD0001", "09\r\nD0001",
         "Oct.csv:23: the row has 26 cells, the header 31"),
        ("a header that is half there", CSV, ",MULT,", ",,", "the column 'PROC' is not known"),
        ("a column is not known", CSV, ",MULT,", ",MULTI,", "'MULTI PROC' is not known"),
        ("a value beyond the header", CSV, "Invented ride", "Invented, ride", "32 cells"),
        ("a letter in a number", CSV, "7.05", "7.O5", "Oct.csv:13: work_rvu: '7.O5' is not"),
        ("more places than there are", CSV, "7.05", "7.055", "work_rvu: '7.055' has more than 2"),
        ("a status that is none", CSV, "inside,A", "inside,W", "status: 'W' is none"),
        ("a global that is none", CSV, "090", "900", "global: '900' is none of its values"),
        ("a modifier that is none", CSV, "00005,53", "00005,54", "modifier: '54' is none"),
        ("a row twice", CSV, "00005,53", "00005,", "00005 stands on line 17 already"),
        ("a code that is none", CSV, "A0001", "A001", "'A001' is not a procedure code"),
        ("a base that is no code", CSV, ",00002,30", ",0002,30", "'0002' is not a procedure code"),
        ("an open quote", CSV, "Invented sleep", '"Invented sleep', "can't be read"),
        ("a record cut short", TXT, "0.40  10.75", "0.40 10.75", "has 170 characters, not 171"),
        ("text where the record is blank", TXT, "20100             30", "20100   X         30",
         "'X' stands where the record is blank"),
        ("a shifted field", TXT, "A   3.10   7.25", "A    3.10  7.25", "'0' stands where"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused(
    tmp_path: Path, why: str, source: str, old: str, new: str, says: str
) -> None:
    loaded = load(tmp_path / "home", changed(tmp_path, source, (old, new)), given=date(2025, 10, 1))
    assert says in loaded.refusal(source), why
    assert not loaded.releases


@pytest.mark.parametrize(
    ("why", "changes", "says"),
    [
        ("the header lacks a name", [("CALCULATION", ""), ("FLAG", "")],
         "the column 'CALCULATION FLAG' is missing"),
        ("the price indicator, which an edition may lack, has values but no name",
         [("PRIC,", ","), ("IND,BASE", ",BASE")],
         ":11: '9' stands in column 24, which has no name"),
    ],
)  # fmt: skip
def test_a_column_without_a_name_is_refused(
    tmp_path: Path, why: str, changes: list[tuple[str, str]], says: str
) -> None:
    loaded = load(tmp_path / "home", changed(tmp_path, NONQPP, *changes))
    assert says in loaded.refusal(NONQPP), why


def test_a_second_factor_is_refused(tmp_path: Path) -> None:
    data = (FIXTURES / CSV).read_bytes()
    cut = data.rindex(b"30.1234")
    mixed = data[:cut] + b"32.3465" + data[cut + 7 :]
    loaded = load(tmp_path / "home", written(tmp_path, CSV, mixed))
    assert f"{CSV}:26: the conversion factor is 32.3465, on line 11 30.1234" in loaded.refusal(CSV)


@pytest.mark.parametrize(
    ("archive", "name", "says"),
    [
        ("RVU25C.zip", CSV, "the names disagree"),
        ("RVU25C.zip", "values.csv", "the content says 2025-10-01; the publisher's name says"),
    ],
)
def test_editions_that_disagree_are_refused(
    tmp_path: Path, archive: str, name: str, says: str
) -> None:
    inside = changed(tmp_path, CSV, name=name)
    loaded = load(tmp_path / "home", zipped(tmp_path / archive, inside))
    assert says in loaded.refusal(name)


def test_a_text_without_a_name_needs_its_edition(tmp_path: Path) -> None:
    text = changed(tmp_path, TXT, name="values.txt")
    assert "--release" in load(tmp_path / "a", text).refusal("values.txt")
    assert list(load(tmp_path / "b", text, given=date(2025, 4, 1)).releases) == ["pfs 2025-04-01"]
