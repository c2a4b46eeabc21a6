"""Sorted tables against a slow, obvious oracle: a list of rows that is searched from end to end."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from superbill.codesets.tables.packing import LONGEST, packed
from superbill.codesets.tables.schemas import TABLES
from superbill.codesets.tables.sorted_table import SUFFIX, SortedTable
from superbill.codesets.tables.table import Column, Table
from superbill.codesets.tables.writer import polars_type, write_table
from superbill.errors import ReleaseRefused, StoreDamaged

TABLE = Table(
    "made",
    "Every kind of column",
    ("one", "two", "three"),
    (
        Column("amount", "decimal", "dollars", scale=4, optional=True),
        Column("one", "code", "first part of the key", width=5),
        Column("two", "code", "second part, which may be blank", width=2, optional=True),
        Column("three", "code", "third part", width=5, optional=True),
        Column("digit", "digit", "a digit", optional=True),
        Column("count", "integer", "a count", optional=True),
        Column("day", "date", "a day", optional=True),
        Column("flag", "flag", "yes or no", optional=True),
        Column("text", "text", "any text", optional=True),
    ),
)
ROW = ("12.3400", "Y0001", "26", None, 1, 7, date(2030, 7, 1), True, "Made-up")

ALPHABET = "0A9Z"
code = some.text(ALPHABET, min_size=1, max_size=5)
row = some.tuples(
    some.none() | some.decimals(-9999, 9999, places=4, allow_nan=False),
    code,
    some.none() | some.text(ALPHABET, min_size=1, max_size=2),
    some.none() | code,
    some.none() | some.integers(-127, 127),
    some.none() | some.integers(-(2**31) + 1, 2**31 - 1),
    some.none() | some.dates(date(1900, 1, 1), date(2200, 1, 1)),
    some.none() | some.booleans(),
    some.none() | some.text(min_size=1, max_size=8),
)
quickly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def frame(rows: list[tuple[Any, ...]], table: Table = TABLE) -> polars.DataFrame:
    return polars.DataFrame(
        [
            polars.Series(
                column.name,
                [Decimal(r[i]) if column.kind == "decimal" and r[i] else r[i] for r in rows],
                dtype=polars_type(column),
            )
            for i, column in enumerate(table.columns)
        ]
    )


def written(folder: Path, rows: list[tuple[Any, ...]], table: Table = TABLE) -> SortedTable:
    assert write_table(folder, table, frame(rows, table)) == len(rows)
    return SortedTable(folder / f"{table.name}{SUFFIX}")


def in_order(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows in the order of their keys: blank first, then as the padded texts stand."""
    return sorted(rows, key=lambda r: tuple((r[i] or "").ljust(5) for i in (1, 2, 3)))


@quickly
@given(rows=some.lists(row, max_size=25), key=some.lists(code | some.just(""), max_size=3))
def test_a_key_or_its_first_parts_find_the_rows_that_have_them(
    rows: list[tuple[Any, ...]], key: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        table = written(Path(folder), rows)
        expected = [
            r for r in in_order(rows) if all((r[i + 1] or "") == part for i, part in enumerate(key))
        ]
        if len(key) > 1 and len(key[1]) > 2:
            expected = []
        found = [tuple(r.values()) for r in table.find(*key)]
        assert sorted(map(repr, found)) == sorted(map(repr, expected))
        assert [f[1:4] for f in found] == [e[1:4] for e in expected]


@quickly
@given(rows=some.lists(row, max_size=25))
def test_each_row_is_found_by_its_own_key_as_it_was_written(rows: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        table = written(Path(folder), rows)
        assert len(table) == len(rows)
        for one in rows:
            found = [tuple(r.values()) for r in table.find(one[1], one[2] or "", one[3] or "")]
            assert one in found
        assert sorted(map(repr, table.find())) == sorted(map(repr, table))


@quickly
@given(rows=some.lists(row, max_size=15), seed=some.integers(0, 99))
def test_the_same_rows_give_the_same_bytes_in_whatever_order(
    rows: list[tuple[Any, ...]], seed: int
) -> None:
    mixed = random.Random(seed).sample(rows, len(rows))
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        for folder, given_rows in ((one, rows), (other, mixed)):
            written(Path(folder), given_rows)
        for name in (f"made{SUFFIX}", "made.parquet"):
            assert Path(one, name).read_bytes() == Path(other, name).read_bytes()


@given(codes=some.lists(some.text("09AZ", max_size=LONGEST), min_size=2, max_size=2))
def test_packed_codes_compare_as_padded_texts(codes: list[str]) -> None:
    one, other = codes
    texts = one.ljust(LONGEST), other.ljust(LONGEST)
    assert (packed(one, LONGEST) < packed(other, LONGEST)) == (texts[0] < texts[1])
    assert packed(one, LONGEST) < 2**63


def test_parquet_holds_the_same_rows(tmp_path: Path) -> None:
    rows = [ROW, (None, "Y0002", None, None, *[None] * 5)]
    table = written(tmp_path, rows)
    parquet = polars.read_parquet(tmp_path / "made.parquet")
    assert parquet.rows(named=True) == list(table)
    assert parquet.schema == {c.name: polars_type(c) for c in TABLE.columns}


@pytest.mark.parametrize(
    "key",
    [("y0001",), ("Y00011",), ("Y0001", "260"), ("Ý0001",), ("Y0001", "26", "*")],
    ids=["small letter", "too long", "second part too long", "another alphabet", "a mark"],
)
def test_what_no_code_can_be_is_in_no_row(tmp_path: Path, key: tuple[str, ...]) -> None:
    assert written(tmp_path, [ROW]).find(*key) == []


def test_a_thousand_rows_of_one_key_are_all_found(tmp_path: Path) -> None:
    rows = [(None, "Y0001", None, None, None, count, *[None] * 3) for count in range(1_000)]
    others = [(None, f"Y000{n}", None, None, None, 0, *[None] * 3) for n in (0, 2)]
    found = written(tmp_path, [*rows, *others]).find("Y0001")
    assert sorted(r["count"] for r in found) == list(range(1_000))


@pytest.mark.parametrize("distinct", [255, 256, 65_535, 65_536], ids=str)
def test_texts_are_kept_however_many_there_are(tmp_path: Path, distinct: int) -> None:
    table = Table("many", "Texts", ("code",), (
        Column("code", "code", "code", width=5),
        Column("text", "text", "text", optional=True),
    ))  # fmt: skip
    rows = [(f"{n:05d}", f"text {n}") for n in range(distinct)]
    found = written(tmp_path, [*rows, ("ZZZZZ", None)], table)
    assert [tuple(r.values()) for r in found] == [*rows, ("ZZZZZ", None)]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({1: None}, "one is blank in 1 rows of made"),
        ({1: "y0001"}, "holds a character that no code has"),
        ({1: "Y00011"}, "is longer than 5 characters"),
    ],
    ids=["blank", "small letter", "too long"],
)
def test_a_row_without_a_proper_code_is_refused(
    tmp_path: Path, changed: dict[int, str | None], says: str
) -> None:
    bad = tuple(changed.get(i, value) for i, value in enumerate(ROW))
    with pytest.raises(ReleaseRefused, match=says):
        write_table(tmp_path, TABLE, frame([ROW, bad]))


def test_a_frame_of_other_columns_is_an_importer_s_fault(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="made: columns are"):
        write_table(tmp_path, TABLE, frame([ROW]).drop("text"))


@pytest.mark.parametrize("kept", [0, 3, 7, 40, 400, -200, -9])
def test_a_file_that_was_cut_short_is_not_opened(tmp_path: Path, kept: int) -> None:
    written(tmp_path, [ROW] * 40)
    path = tmp_path / f"made{SUFFIX}"
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(StoreDamaged, match="not a sorted table"):
        SortedTable(path)


def test_a_file_that_is_missing_or_another_is_not_opened(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"SQLite format 3\0" + bytes(100))
    for path in (other, tmp_path / "none"):
        with pytest.raises(StoreDamaged, match="verify --repair"):
            SortedTable(path)


@settings(max_examples=150, deadline=None)
@given(place=some.floats(0, 1, exclude_max=True), byte=some.integers(0, 255))
def test_a_changed_byte_gives_rows_or_the_word_that_the_file_is_damaged(
    place: float, byte: int
) -> None:
    """The hash of the release finds every change; reading one must end in nothing worse."""
    with TemporaryDirectory() as folder:
        written(Path(folder), [ROW, (None, "Y0002", None, "Z0001", *[None] * 5)])
        path = Path(folder) / f"made{SUFFIX}"
        data = bytearray(path.read_bytes())
        data[int(place * len(data))] = byte
        path.write_bytes(data)
        try:
            table = SortedTable(path)
            rows = [*table.find("Y0001"), *table]
        except StoreDamaged:
            return
        assert len(rows) >= len(table)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_declared_table_can_be_written_and_read_empty(tmp_path: Path, table: Table) -> None:
    empty = written(tmp_path, [], table)
    assert len(empty) == 0
    assert empty.find("Y0001") == []
    assert sum(column.width for column in table.key_columns) <= LONGEST
