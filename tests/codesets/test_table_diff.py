"""Two editions of a large table: the columnar comparison against a slow, obvious oracle."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from superbill.codesets.diffing import change_of
from superbill.codesets.tables.schemas import ADD_ON, MUE, PTP
from superbill.codesets.tables.table import Table
from superbill.codesets.tables.table_diff import table_difference
from superbill.codesets.tables.writer import polars_type, write_table

Rows = list[tuple[Any, ...]]
DAYS = (date(2020, 1, 1), date(2024, 6, 30), None)

pairs = some.lists(
    some.tuples(
        some.sampled_from(("G9901", "G9902", "G9903")),
        some.sampled_from(("G9904", "G9905")),
        some.integers(0, 1),
        some.sampled_from(DAYS),
        some.sampled_from(DAYS),
        some.none(),
        some.sampled_from(("Made-up reason", None)),
    ),
    max_size=12,
)
add_ons = some.lists(
    some.tuples(
        some.sampled_from(("G9901", "G9902")),
        some.sampled_from((None, "G9904", "G9905")),
        some.integers(1, 3),
        some.sampled_from(DAYS),
        some.sampled_from(DAYS),
        *(some.none() for _ in range(4)),
    ),
    max_size=8,
)


def release(folder: Path, table: Table, rows: Rows) -> Path:
    folder.mkdir()
    schema = {column.name: polars_type(column) for column in table.columns}
    write_table(folder, table, polars.DataFrame(rows, schema=schema, orient="row"))
    return folder


def keyed(rows: Rows, table: Table, names: list[str]) -> dict[tuple[str, ...], Counter[Any]]:
    places = [[c.name for c in table.columns].index(name) for name in names]
    own = [[c.name for c in table.columns].index(name) for name in table.key]
    found: dict[tuple[str, ...], Counter[Any]] = {}
    for row in rows:
        key = tuple(row[at] or "" for at in own)
        found.setdefault(key, Counter())[tuple(row[at] for at in places)] += 1
    return found


def stated(one: Rows, other: Rows, table: Table) -> list[str]:
    """The columns that both state somewhere, or neither."""
    names: list[str] = []
    for at, column in enumerate(table.columns):
        blank = [all(row[at] is None for row in rows) for rows in (one, other) if rows]
        if len(set(blank)) < 2 or column.name in table.key:
            names.append(column.name)
    return names


def check(table: Table, one: Rows, other: Rows, folder: Path) -> None:
    names = stated(one, other, table)
    before, after = keyed(one, table, names), keyed(other, table, names)
    expected = {
        key: "added" if key not in before else "deleted" if key not in after else "changed"
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    }
    found = table_difference(
        release(folder / "one", table, one), release(folder / "other", table, other), table
    )
    assert {key: kind for kind, key in found.listed} == expected
    assert [key for _, key in found.listed] == list(expected)
    assert found.counts == dict(Counter(expected.values()))
    for kind, key in found.listed:
        change = change_of(folder / "one", folder / "other", table, key, found.compared)
        assert change.kind == kind
        sizes = [sum(side.get(key, Counter()).values()) for side in (before, after)]
        told = [len(rows) if rows else 0 for rows in (change.before, change.after)]
        assert told == sizes


@given(one=pairs, other=pairs)
@settings(max_examples=60, deadline=None)
def test_pairs_against_the_oracle(one: Rows, other: Rows) -> None:
    with TemporaryDirectory() as folder:
        check(PTP, one, other, Path(folder))


@given(one=add_ons, other=add_ons)
@settings(max_examples=40, deadline=None)
def test_keys_with_blank_parts_against_the_oracle(one: Rows, other: Rows) -> None:
    with TemporaryDirectory() as folder:
        check(ADD_ON, one, other, Path(folder))


BEFORE: Rows = [("G9901", 1, 1, "a"), ("G9902", 2, 2, "b"), ("G9903", 3, 3, "c")]
AFTER: Rows = [("G9901", 1, 1, "a"), ("G9902", 4, 3, "b"), ("G9904", 1, 1, "d")]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return release(tmp_path / "one", MUE, BEFORE), release(tmp_path / "other", MUE, AFTER)


def test_the_columns_that_differ_are_counted_and_shown(folders: tuple[Path, Path]) -> None:
    found = table_difference(*folders, MUE)
    assert found.counts == {"added": 1, "deleted": 1, "changed": 1}
    assert found.columns == {"value": 1, "mai": 1}
    change = change_of(*folders, MUE, ("G9902",), found.compared)
    assert (change.before, change.after) == (({"value": 2, "mai": 2},), ({"value": 4, "mai": 3},))


def test_few_are_listed_and_all_are_counted(folders: tuple[Path, Path]) -> None:
    found = table_difference(*folders, MUE, limit=1)
    assert found.listed == (("changed", ("G9902",)),)
    assert sum(found.counts.values()) == 3


def test_one_code_alone(folders: tuple[Path, Path]) -> None:
    assert table_difference(*folders, MUE, code="G9903").counts == {"deleted": 1}
    assert table_difference(*folders, MUE, code="G9901").counts == {}


def test_what_one_edition_never_states_is_not_compared_and_said(tmp_path: Path) -> None:
    without = [(*row[:3], None) for row in AFTER]
    one, other = release(tmp_path / "one", MUE, BEFORE), release(tmp_path / "two", MUE, without)
    found = table_difference(one, other, MUE)
    assert found.left_out == ("rationale",)
    assert "rationale" not in found.columns


def test_a_row_that_stands_twice_is_a_change(tmp_path: Path) -> None:
    one = release(tmp_path / "one", MUE, BEFORE)
    other = release(tmp_path / "two", MUE, [*BEFORE, BEFORE[0]])
    assert table_difference(one, other, MUE).listed == (("changed", ("G9901",)),)


def test_editions_without_rows(tmp_path: Path) -> None:
    one, other = release(tmp_path / "one", MUE, []), release(tmp_path / "two", MUE, BEFORE)
    assert table_difference(one, other, MUE).counts == {"added": 3}
    assert table_difference(one, one, MUE).counts == {}


def test_a_code_with_its_dot_is_found(tmp_path: Path) -> None:
    from superbill.codesets.tables.schemas import LCD

    one = release(tmp_path / "one", LCD, [("G9901", "M4328", True, "L90001")])
    other = release(tmp_path / "two", LCD, [("G9901", "M4328", False, "L90001")])
    assert table_difference(one, other, LCD, code="M43.28").columns == {"covered": 1}
