"""What the MUE and add-on rules say beyond the cases beside them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ncci_home import book_of

from superbill.codesets.book import CodeBook
from superbill.rules.claim import ClaimLines, Earlier, Line, Scene
from superbill.rules.ncci import addon, mue
from superbill.rules.rule import Outcome

ON = date(2024, 7, 15)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> CodeBook:
    tables = {
        "ncci.mue.practitioner": ["G9901 1 1", "G9902 1 2", "G9903 1 3"],
        "ncci.addon": [
            "1 G9901 G9911 20200101 *", "1 G9902 G9911 20200101 20240630",
            "3 G9903 G9911 20200101 * Made-up instruction",
        ],
    }  # fmt: skip
    return book_of(tmp_path_factory.mktemp("ncci"), tables)


def judged(rule: object, book: CodeBook, claim: ClaimLines, on: date = ON) -> Outcome:
    scene = Scene(claim, book, (), on, "practitioner", "medicare")
    return (mue if rule == "mue" else addon).check(scene)


@pytest.mark.parametrize(
    ("code", "words", "never"),
    [
        ("G9901", "lines of their own", "Nothing cures it"),
        ("G9902", "Nothing cures it, no modifier and no second line", "lines of their own"),
        ("G9903", "may be appealed", "lines of their own"),
    ],
)
def test_each_indicator_has_its_own_remedy(
    book: CodeBook, code: str, words: str, never: str
) -> None:
    (found,) = judged("mue", book, ClaimLines((Line(code, "hcpcs", units=2),))).findings
    assert words in found.remedy
    assert never not in found.remedy


def test_not_published_is_not_none(book: CodeBook) -> None:
    (check,) = judged("mue", book, ClaimLines((Line("G9999", "hcpcs", units=99),))).checked
    assert "not published in edition ncci.mue.practitioner 2024-07-01: G9999" in check.result
    assert "is not known" in check.result


def test_before_the_first_edition_the_units_are_not_known(book: CodeBook) -> None:
    outcome = judged("mue", book, ClaimLines((Line("G9902", "hcpcs", units=2),)), date(2024, 6, 30))
    assert not outcome.findings
    assert outcome.checked[0].result.startswith("not loaded")


def test_a_late_day_is_answered_by_the_edition_named(book: CodeBook) -> None:
    (found,) = judged(
        "mue", book, ClaimLines((Line("G9902", "hcpcs", units=2),)), date(2026, 1, 1)
    ).findings
    assert "Answered by edition ncci.mue.practitioner 2024-07-01" in found.message
    assert "load a newer one with: superbill data import" in found.message


def test_two_units_with_50_are_told_of_the_bilateral_unit(book: CodeBook) -> None:
    claim = ClaimLines((Line("G9902", "hcpcs", ("50",), 2),))
    (found,) = judged("mue", book, claim).findings
    assert "one line with modifier 50 and 1 unit" in found.remedy


def test_units_by_day_are_a_plain_sum(book: CodeBook) -> None:
    lines = tuple(Line("G9903", "hcpcs", units=n) for n in (1, 0, -5, 1))
    (found,) = judged("mue", book, ClaimLines(lines)).findings
    assert found.message.startswith("2 units of G9903 on 2024-07-15")
    assert found.at == (0, 3)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("A", "A", "info"),  # one practitioner did both
        ("A", None, "warning"),  # who did the primary is not known
        ("A", "B", "error"),  # another did it
        (None, "B", "warning"),
    ],
)
def test_a_primary_on_another_claim_of_the_day(
    book: CodeBook, mine: str | None, theirs: str | None, expected: str
) -> None:
    claim = ClaimLines(
        (Line("G9901", "hcpcs"),), provider=mine, earlier=(Earlier("G9911", (), ON, theirs),)
    )
    (found,) = judged("addon", book, claim).findings
    assert found.severity == expected


def test_a_primary_of_another_day_is_named(book: CodeBook) -> None:
    claim = ClaimLines((Line("G9901", "hcpcs"), Line("G9911", "hcpcs", on=date(2024, 7, 16))))
    (found,) = judged("addon", book, claim).findings
    assert found.severity == "error"
    assert "G9911 stands on 2024-07-16; it must be of the same day" in found.message


def test_what_is_said_of_codes_without_a_finding(book: CodeBook) -> None:
    lines = tuple(Line(code, "hcpcs") for code in ("G9901", "G9902", "G9911", "G9999"))
    plain, said = (c.result for c in judged("addon", book, ClaimLines(lines)).checked)
    assert (
        "no edit in edition ncci.addon 2024-07-01 on 2024-07-15, no add-on code: G9911, G9999"
        in plain
    )
    assert "G9901 stands beside its primary G9911" in said
    assert "G9902: no edit in force, last day 2024-06-30" in said


def test_the_files_instruction_is_quoted(book: CodeBook) -> None:
    (found,) = judged("addon", book, ClaimLines((Line("G9903", "hcpcs"),))).findings
    assert "Made-up instruction" in found.message


def test_without_its_table_a_rule_says_so(tmp_path: Path) -> None:
    other = book_of(tmp_path, {"ncci.ptp.practitioner": ["G9901 G9902 20200101 * 1"]})
    claim = ClaimLines((Line("G9901", "hcpcs"),))
    for rule in ("mue", "addon"):
        outcome = judged(rule, other, claim)
        assert not outcome.findings
        assert [c.result.startswith("not loaded") for c in outcome.checked] == [True]
