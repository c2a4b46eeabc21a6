"""The rules over the agencies' own rows: facts that are known, and claims made of table rows.

Only the rows that a question needs are imported, in CMS's layout; what is expected of a claim is
worked out from the rows by another, slower way.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import polars
import pytest
from ncci_home import book_of

from superbill.codesets.book import CodeBook
from superbill.codesets.importing.load import load_paths
from superbill.rules.claim import ClaimLines, Line, Scene, Setting
from superbill.rules.ncci import addon, mue, ptp
from superbill.rules.ncci.ptp_edit import ptp_edit

pytestmark = pytest.mark.real_data

REAL = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "ncci"
ON = date(2024, 7, 15)
BYPASS = {"59", "XE", "XS", "XP", "XU"}


def pairs(setting: str) -> polars.DataFrame:
    file = REAL / f"ptp_{setting}_2024q3.csv.gz"
    return polars.read_csv(file, infer_schema=False).with_columns(
        polars.col("deletion_date").fill_null("*")
    )


def as_rows(frame: polars.DataFrame) -> list[str]:
    """The rows with the first day that stands for those that the reshaped file lacks."""
    return [
        f"{one} {two} {last if indicator == '9' and last != '*' else '19960101'} {last} {indicator}"
        for one, two, last, indicator in frame.select(
            "column1", "column2", "deletion_date", "modifier"
        ).iter_rows()
    ]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> CodeBook:
    mine = (polars.col("column1") == "58565") | (polars.col("column2") == "58565")
    units = polars.read_csv(REAL / "mue_practitioner_2024q3.csv", infer_schema=False)
    tables: dict[str, Iterable[str]] = {
        f"ncci.ptp.{setting}": as_rows(pairs(setting).filter(mine))
        for setting in ("practitioner", "outpatient")
    }
    tables["ncci.mue.practitioner"] = [
        " ".join(row) for row in units.select("hcpcs_code", "mue_units", "mue_mai").iter_rows()
    ]
    return book_of(tmp_path_factory.mktemp("real"), tables)


@pytest.mark.parametrize(
    ("column2", "practitioner", "outpatient"),
    [
        ("57800", 1, None), ("58555", 1, None), ("58100", 0, None), ("58615", 0, None),
        ("58671", 0, None), ("64435", 0, 1), ("51701", 0, None), ("51702", 0, None),
        ("57400", 0, None), ("57410", 0, None), ("69990", 0, None), ("76000", 1, None),
        ("99213", 1, None),
    ],
)  # fmt: skip
def test_edits_of_58565(
    book: CodeBook, column2: str, practitioner: int, outpatient: int | None
) -> None:
    for setting, indicator in (("practitioner", practitioner), ("outpatient", outpatient)):
        if indicator is None:
            continue
        rows = book.table(f"ncci.ptp.{setting}", "ptp", on=ON).rows
        found = ptp_edit(rows, "58565", column2, on=ON)
        assert found is not None
        assert found.indicator == indicator
        assert ptp_edit(rows, column2, "58565", on=ON) is None


@pytest.mark.parametrize(
    "other", ["58340", "74740", "58558", "58562", "58563", "58353", "11976", "58301"]
)
def test_no_edit_with_58565(book: CodeBook, other: str) -> None:
    claim = ClaimLines((Line("58565", "cpt"), Line(other, "cpt")))
    outcome = ptp.check(Scene(claim, book, (), ON, "practitioner", "medicare"))
    assert not outcome.findings
    assert f"on 2024-07-15: 58565 and {other}" in outcome.checked[0].result
    assert outcome.checked[0].result.startswith("no edit")


@pytest.mark.parametrize("setting", ["practitioner", "outpatient"])
def test_58565_never_stands_in_column_2(book: CodeBook, setting: Setting) -> None:
    rows = book.table(f"ncci.ptp.{setting}", "ptp", on=ON).rows
    columns = {row["column2"] for row in rows if row["indicator"] != 9}
    assert "58565" not in columns


def test_mue_of_58565(book: CodeBook) -> None:
    claim = ClaimLines((Line("58565", "cpt"), Line("58565", "cpt", ("59",))))
    (found,) = mue.check(Scene(claim, book, (), ON, "practitioner", "medicare")).findings
    assert "at most 1, MAI 2" in found.message
    assert found.remedy.startswith("Nothing cures it")


def test_claims_made_of_pairs_are_judged_as_the_rows_say(
    tmp_path: Path,
) -> None:
    """Both directions, each indicator, 59 and none, deleted and indicator 9, and clean pairs."""
    table = pairs("practitioner")
    rng = random.Random(20240715)
    some = table.sample(500, seed=20240715)
    codes = set(some["column1"]) | set(some["column2"])
    among = table.filter(polars.col("column1").is_in(codes) & polars.col("column2").is_in(codes))
    judged_by = book_of(tmp_path, {"ncci.ptp.practitioner": as_rows(among)})
    live = among.filter(
        ((polars.col("deletion_date") == "*") | (polars.col("deletion_date") >= "20240715"))
        & (polars.col("modifier") != "9")
    )
    edits = {(a, b): m for a, b, m in live.select("column1", "column2", "modifier").iter_rows()}
    asked = [tuple(pair) for pair in some.select("column1", "column2").iter_rows()]
    asked += [tuple(rng.sample(sorted(codes), 2)) for _ in range(500)]
    wrong: list[Any] = []
    for pair in asked:
        for one, other in (pair, pair[::-1]):
            for modifiers in ((), ("59",), ("XS",), ("51",)):
                lines = (Line(one, "cpt"), Line(other, "cpt", modifiers))
                scene = Scene(ClaimLines(lines), judged_by, (), ON, "practitioner", "medicare")
                grave = [f for f in ptp.check(scene).findings if f.severity != "info"]
                indicators = {edits.get((one, other)), edits.get((other, one))}
                bare = not BYPASS & set(modifiers)
                expected = "0" in indicators or ("1" in indicators and bare)
                # A modifier of E/M lines is right beside one of them, and 59 bypasses it too.
                if bool(grave) != expected:
                    wrong.append((one, other, modifiers, indicators))
    assert not wrong, wrong[:5]


def test_claims_made_of_mue_rows_are_judged_as_the_rows_say(book: CodeBook) -> None:
    units = polars.read_csv(REAL / "mue_practitioner_2024q3.csv", infer_schema=False)
    for code, value, mai in (
        units.select("hcpcs_code", "mue_units", "mue_mai").sample(3_000, seed=1).iter_rows()
    ):
        most = int(value)
        for first, second in ((most, 0), (most + 1, 0), (most, 1), (1, most)):
            lines = (Line(code, "cpt", (), first), Line(code, "cpt", ("59",), second))
            scene = Scene(ClaimLines(lines), book, (), ON, "practitioner", "medicare")
            above = max(first, second) > most if mai == "1" else first + second > most
            assert bool(mue.check(scene).findings) == above, (code, value, mai, first, second)


@pytest.fixture(scope="module")
def add_ons(tmp_path_factory: pytest.TempPathFactory) -> CodeBook:
    from superbill.codesets.catalogue import read_current
    from superbill.codesets.home import publish, writing

    home = tmp_path_factory.mktemp("addon")
    with writing(home, notice=lambda _: None) as current:
        entries, _ = load_paths(
            home, current, [str(REAL / "AOC_V2026Q2-MCR.xlsx")], given=None,
            attested=frozenset(), progress=lambda *_: None,
        )  # fmt: skip
        publish(home, current, added=entries, action="import")
    return CodeBook(home, read_current(home))


def test_every_add_on_code_alone_and_beside_each_primary(add_ons: CodeBook) -> None:
    on = date(2026, 5, 15)
    rows = list(add_ons.table("ncci.addon", "addon", on=on).rows)
    ends = ("deletion_date", "addon_deletion_date", "primary_deletion_date")
    live = [
        row
        for row in rows
        if row["effective_date"] <= on
        and row["deletion_date"] != row["effective_date"]
        and all(row[end] is None or on <= row[end] for end in ends)
    ]
    types: dict[str, set[int]] = {row["addon"]: set() for row in rows}
    listed: dict[str, set[str]] = {code: set() for code in types}
    for row in live:
        types[row["addon"]].add(row["type"])
        if row["primary"]:
            listed[row["addon"]].add(row["primary"])

    def severities(*codes: str) -> list[str]:
        claim = ClaimLines(tuple(Line(code, "cpt") for code in codes))
        outcome = addon.check(Scene(claim, add_ons, (), on, "practitioner", "medicare"))
        return [f.severity for f in outcome.findings if f.lines == (codes[0],)]

    alone = {1: ["error"], 2: ["warning"], 3: ["warning"]}
    for code, kinds in types.items():
        expected = alone[min(kinds, key=(1, 3, 2).index)] if kinds else []
        if code in ("96376", "99292"):  # facilities only; the one exception
            continue
        assert severities(code) == expected, code
        for primary in listed[code]:
            assert severities(code, primary) == [], (code, primary)
