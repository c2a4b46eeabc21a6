"""The addendum of April 2026 as CMS's figures stand in it: the first code and its device."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from superbill.codesets.book import CodeBook
from superbill.codesets.catalogue import read_current
from superbill.codesets.home import publish, writing
from superbill.codesets.importing.load import load_paths
from superbill.rules.claim import ClaimLines, Scene
from superbill.rules.opps import status
from superbill.rules.opps.statuses import meaning_of
from superbill.rules.written import line_of

ADDENDUM = (
    Path(__file__).resolve().parents[4] / "shared" / "data" / "opps" / "addendum_b_2026-04.csv"
)
ON = date(2026, 5, 1)

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> CodeBook:
    home = tmp_path_factory.mktemp("opps")
    with writing(home, notice=lambda _: None) as current:
        entries, outcomes = load_paths(
            home, current, [str(ADDENDUM)], given=None, attested=frozenset(),
            progress=lambda *_: None,
        )  # fmt: skip
        assert entries, outcomes
        publish(home, current, added=entries, action="import")
    return CodeBook(home, read_current(home))


def test_every_status_of_the_addendum_is_explained(book: CodeBook) -> None:
    rows = book.table("opps", "opps", on=ON).rows
    statuses = {row["status"] for row in rows} - {None}
    assert [s for s in sorted(statuses) if meaning_of(s, on=ON) is None] == []


def test_the_first_code_and_its_device(book: CodeBook) -> None:
    claim = ClaimLines((line_of("58565"), line_of("A4264")))
    outcome = status.check(Scene(claim, book, (), ON, "outpatient", "medicare"))
    assert [(f.lines, f.verdict) for f in outcome.findings] == [(("A4264",), "not paid")]
    assert outcome.findings[0].message.startswith("A4264 has status E1 in opps 2026-04-01")
    (row,) = book.table("opps", "opps", on=ON).rows.find("58565")
    assert (row["status"], str(row["payment_rate"])) == ("J1", "5110.800")
