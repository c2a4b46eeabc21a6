"""The facts of the first code, and every row of the real fee schedules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superbill.codesets.book import CodeBook
from superbill.codesets.catalogue import read_current
from superbill.codesets.home import publish, writing
from superbill.codesets.importing.load import load_paths
from superbill.rules.claim import ClaimLines, Line, Scene
from superbill.rules.mpfs import bilateral
from superbill.rules.mpfs.fee_row import fee_row
from superbill.rules.mpfs.indicators import INDICATORS, value_of

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "pfs"
DAYS = (date(2024, 7, 15), date(2025, 10, 15))

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeBook]:
    home = tmp_path_factory.mktemp("real")
    paths = [str(REAL / "rvu25d-0.zip"), str(REAL / "pprrvu_2024_july.csv.gz")]
    with writing(home, notice=lambda _: None) as current:
        entries, _ = load_paths(
            home, current, paths, given=None, attested=frozenset(), progress=lambda *_: None
        )
        publish(home, current, added=entries, action="import")
    book = CodeBook(home, read_current(home))
    yield book
    book.close()


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "A"),
        ("global", "090"),
        ("bilateral", "2"),
        ("multiple_procedure", "3"),
        ("assistant", "1"),
        ("co_surgeon", "2"),
        ("team", "0"),
        ("pctc", "0"),
    ],
)
def test_facts_of_58565(name: str, value: str, on: date, real: CodeBook) -> None:
    row = fee_row(real, "58565", on=on)
    assert row is not None
    assert row.indicator(name) == value
    assert row.values["endoscopic_base"] == "58555"
    shares = [row.values[k] for k in ("preoperative", "intraoperative", "postoperative")]
    assert [float(s) for s in shares] == [0.12, 0.74, 0.14]


@pytest.mark.parametrize("on", DAYS)
def test_every_value_of_every_row_has_a_meaning(on: date, real: CodeBook) -> None:
    rows: Any = real.table("pfs", "pfs", on=on).rows
    values = {(name, row[name]) for row in rows for name in INDICATORS}
    assert not [(n, v) for n, v in values if v is not None and value_of(n, v, on=on) is None]


@pytest.mark.parametrize("on", DAYS)
def test_50_on_every_code_agrees_with_the_indicator(on: date, real: CodeBook) -> None:
    """Both directions: a finding on 0, 2 and 9, none on 1 and 3."""
    rows: Any = real.table("pfs", "pfs", on=on).rows
    wrong: list[str] = []
    for row in rows:
        if row["modifier"] is not None:
            continue
        line = Line(row["code"], "hcpcs" if row["code"][0].isalpha() else "cpt", ("50",))
        scene = Scene(ClaimLines((line,)), real, (), on, "practitioner", "medicare")
        found = [f for f in bilateral.check(scene).findings if f.severity != "info"]
        if bool(found) != (row["bilateral"] in ("0", "2", "9")):
            wrong.append(row["code"])
    assert not wrong
