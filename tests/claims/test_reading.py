"""Files of claims as systems write them: what is read, what is said, and that nothing stops."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from claim_files import HEADER, book_of_rows, claims, csv_file, said

from superbill.claims.layout import format_of, read_map
from superbill.claims.read import Defaults, read_book
from superbill.errors import CardRefused, WrongUsage

GOOD = "C1,1,58565,52;LT,1,2024-07-15,Z30.2,22"


def read(path: Path) -> list[object]:
    book = read_book(path, format_of(path), named={}, defaults=Defaults())
    assert said(book) == []
    return list(claims(book))


WRITTEN = [("C1", ["58565-52,LT"], ("Z30.2",))]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (f"{HEADER}\n{GOOD}\n", "as the contract has it"),
        (f"{HEADER}\r\n{GOOD}\r\n", "lines end as on Windows"),
        (f"{HEADER}\r{GOOD}\r", "lines end as on old Macs"),
        (f"{HEADER}\n{GOOD}", "the last line does not end"),
        (f"\ufeff{HEADER}\n{GOOD}\n", "a byte-order mark"),
        (f"{HEADER.upper()}\n\n{GOOD}\n\n", "capitals, blank lines"),
        (f"{HEADER.replace(',', ';')}\nC1;1;58565;\"52;LT\";1;2024-07-15;Z30.2;22\n",
         "semicolons divide cells"),
        ("\t".join(HEADER.split(",")) + "\n" + GOOD.replace(",", "\t") + "\n", "tabs do"),
        (f'{HEADER},name\n{GOOD},"Doe, J."\n', "a comma within quotation marks"),
        ("dos,claim,pos,line,dx,code,units,modifiers\n2024-07-15,C1,22,1,Z302,58565,1,52 LT\n",
         "columns in another order"),
    ],
)  # fmt: skip
def test_ways_to_write_a_csv(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(content.encode())
    assert read(path) == WRITTEN, why


def test_parquet_with_its_own_types(tmp_path: Path) -> None:
    path = tmp_path / "claims.parquet"
    pl.DataFrame(
        {
            "claim": [7, 7], "line": [1, 2], "code": ["58565", "j1885"],
            "modifiers": [["52", "LT"], []], "units": [1.0, 4.0],
            "dos": [date(2024, 7, 15)] * 2, "dx": ["Z30.2"] * 2, "pos": [22, 22],
        }
    ).write_parquet(path)  # fmt: skip
    assert read(path) == [("7", ["58565-52,LT", "J1885x4"], ("Z30.2",))]


def test_lines_of_a_claim_need_not_stand_together(tmp_path: Path) -> None:
    book = book_of_rows(
        tmp_path,
        "B,1,G0101,,1,2024-07-15,Z12.4,11",
        "A,1,J1885,,1,2024-07-15,I10,11",
        "B,2,Q0091,,1,2024-07-15,N87.0,11",
    )
    assert claims(book) == [
        ("B", ["G0101", "Q0091"], ("Z12.4", "N87.0")),
        ("A", ["J1885"], ("I10",)),
    ]
    pointing = [line.dx for line in book.claim(0).lines]
    assert pointing == [("Z12.4",), ("N87.0",)], "each line points to its own"
    assert book.claim(1).lines[0].dx == (), "all of the claim's"


def test_a_bad_row_is_said_and_the_claim_goes_on(tmp_path: Path) -> None:
    book = book_of_rows(
        tmp_path,
        "A,1,,,1,2024-07-15,I10,11",
        "A,2,J1885,,one,2024-07-15,I10,11",
        "A,3,G0101,,1,someday,I10,11",
        "B,1,J1885,,1,,I10,11",
        "C,,J1885,,1,2024-07-15,I10,11",
        ",1,J1885,,1,2024-07-15,I10,11",
    )
    assert said(book) == [
        ("A", "1", "data.code", "no code"),
        ("A", "2", "data.units", "unreadable units"),
        ("A", "3", "data.date", "unreadable date"),
        ("B", "1", "data.date", "no date"),
        (None, "1", "data.claim", "no claim"),
    ]
    assert claims(book) == [
        ("A", ["J1885", "G0101"], ("I10",)),
        ("B", [], ("I10",)),
        ("C", ["J1885"], ("I10",)),
        (None, ["J1885"], ("I10",)),
    ]
    assert book.rows == 6
    assert book.lines.name.of(2) == "1", "a line without a name has its place"


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (f"{GOOD},more", "has 9 cells, not 8"),
        ('C1,1,"58565,52;LT,1,2024-07-15,Z30.2,22', "quotation mark"),
    ],
)
def test_an_odd_row_takes_no_other_with_it(tmp_path: Path, row: str, wrong: str) -> None:
    """A quotation mark that nobody closed swallowed the rest of the file."""
    book = book_of_rows(tmp_path, "A,1,J1885,,1,2024-07-15,I10,11", row, "Z" + GOOD[1:])
    assert [name for name, _, _ in claims(book)] == ["A", "C1", "Z1"]
    odd = [c.finding for c in book.cells if c.finding.rule == "data.row"]
    assert len(odd) == 1
    assert wrong in odd[0].message
    assert "Row 2" in odd[0].message


def test_a_row_that_ends_early_lacks_what_it_lacks(tmp_path: Path) -> None:
    book = book_of_rows(tmp_path, GOOD, "C2,1,58565", "C3" + GOOD[2:])
    verdicts = [(claim, verdict) for claim, _, _, verdict in said(book)]
    assert verdicts == [("C2", "no date"), ("C2", "no units")]
    assert [name for name, _, _ in claims(book)] == ["C1", "C2", "C3"]


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(f"{HEADER}\n{GOOD}\nCé1,1,J1885,,1,2024-07-15,I10,11\n".encode("latin-1"))
    book = read_book(path, "csv", named={}, defaults=Defaults())
    assert [(line, rule) for _, line, rule, _ in said(book)] == [("1", "data.row")]


def test_miles_are_billed_in_tenths(tmp_path: Path) -> None:
    book = book_of_rows(
        tmp_path, "A,1,A0425,,7.4,2024-07-15,I10,41", "A,2,J1885,,7.4,2024-07-15,I10,41"
    )
    assert said(book) == [("A", "2", "data.units", "units not whole")]
    assert [line.units for line in book.claim(0).lines] == [8, 8]


def test_one_payer_and_setting_a_claim(tmp_path: Path) -> None:
    book = book_of_rows(
        tmp_path,
        "A,1,J1885,,1,2024-07-15,I10,11,,practitioner",
        "A,2,G0101,,1,2024-07-15,I10,11,medicaid,outpatient",
        "B,1,J1885,,1,2024-07-15,I10,11,uncle,",
        header=f"{HEADER},payer,setting",
    )
    assert said(book) == [
        ("A", "2", "data.setting", "another setting"),
        ("B", "1", "data.payer", "unknown payer"),
    ]
    groups = [(s, p, [book.claims.name.of(int(c)) for c in cs]) for s, p, cs in book.groups()]
    assert sorted(groups) == [
        ("practitioner", "medicaid", ["A"]),
        ("practitioner", "medicare", ["B"]),
    ]


@pytest.mark.parametrize(
    ("setting", "on", "why"),
    [
        ("practitioner", date(2024, 9, 30), "the first day of service"),
        ("inpatient", date(2024, 10, 1), "the discharge decides which codes are in force"),
    ],
)
def test_the_day_of_a_claim(tmp_path: Path, setting: str, on: date, why: str) -> None:
    book = book_of_rows(
        tmp_path,
        f"A,1,J1885,,1,2024-10-01,I10,11,{setting}",
        f"A,2,J1885,,1,2024-09-30,I10,11,{setting}",
        header=f"{HEADER},setting",
    )
    assert book.day(0) == on, why
    assert [line.on for line in book.claim(0).lines] == [date(2024, 10, 1), date(2024, 9, 30)]


def test_the_day_of_lines_without_one(tmp_path: Path) -> None:
    rows = ("A,1,J1885,,1,,I10,11", "A,2,J1885,,1,2024-09-30,I10,11", "B,1,J1885,,1,,I10,11")
    book = book_of_rows(tmp_path, *rows)
    assert [line.on for line in book.claim(0).lines] == [date(2024, 9, 30)] * 2
    assert len(book.claim(1).lines) == 0
    given = book_of_rows(tmp_path, *rows, defaults=Defaults(on=date(2024, 1, 2)))
    assert given.claim(1).lines[0].on == given.day(1) == date(2024, 1, 2)


@pytest.mark.parametrize(
    ("header", "named", "why"),
    [
        ("claim,line,code", "modifiers, units, dos, dx, pos", "required ones missing"),
        ("who,what", "claim, line, code", "none of them"),
        ("", "claim, line, code", "no header"),
    ],
)
def test_a_missing_column_is_named(tmp_path: Path, header: str, named: str, why: str) -> None:
    with pytest.raises(WrongUsage, match=named):
        book_of_rows(tmp_path, "1,2,3", header=header)


def test_a_map_names_other_columns(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("claim: Claim No\ncode: HCPCS\npos: null\n")
    header = "Claim No,line,hcpcs,modifiers,units,dos,dx"
    path = csv_file(tmp_path, "C1,1,58565,52;LT,1,2024-07-15,Z30.2", header=header)
    named = read_map(tmp_path / "map.yaml")
    book = read_book(path, "csv", named=named, defaults=Defaults())
    assert claims(book) == WRITTEN
    assert book.claim(0).lines[0].pos is None


@pytest.mark.parametrize("text", ["colour: red\n", "claim: [a, b]\n", "", "claim: a\nclaim: b\n"])
def test_a_map_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "map.yaml").write_text(text)
    with pytest.raises(CardRefused, match=r"map\.yaml"):
        read_map(tmp_path / "map.yaml")


def test_a_map_with_a_column_that_the_file_lacks(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="HCPCS"):
        read_book(csv_file(tmp_path, GOOD), "csv", named={"code": "HCPCS"}, defaults=Defaults())


@pytest.mark.parametrize(
    ("name", "content", "said_of_it"),
    [
        ("claims.csv", b"", "empty"),
        ("claims.csv", "claim,line\n".encode("utf-16"), "UTF-8"),
        ("claims.parquet", b"claim,line\n", "Parquet"),
        ("claims.parquet", b"PAR1 and then nothing", "Parquet"),
    ],
)
def test_a_file_that_can_not_be_read(
    tmp_path: Path, name: str, content: bytes, said_of_it: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(WrongUsage, match=said_of_it):
        read_book(path, format_of(path), named={}, defaults=Defaults())


def test_a_header_without_claims(tmp_path: Path) -> None:
    book = book_of_rows(tmp_path)
    assert (book.rows, len(book.claims), book.groups()) == (0, 0, [])
