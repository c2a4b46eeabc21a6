"""Determinations over made-up files: what is found, and what is said not to be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from coverage_home import FIRST, lcd_file, loaded, ncd_file

import superbill.rules.coverage
from superbill.codesets.book import CodeBook
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import ClaimLines, Line, Scene, payer_named, setting_named
from superbill.rules.coverage import lcd, ncd
from superbill.rules.rule import Outcome
from superbill.rules.written import line_of

FOLDER = Path(superbill.rules.coverage.__file__).parent
STERILIZED = ClaimLines((Line("58565", "cpt"),), ("Z30.2",))


@dataclass(frozen=True)
class Case:
    case: str
    on: date
    lines: tuple[str, ...]
    expected: tuple[str, ...]
    reason: str
    diagnoses: tuple[str, ...] = ()
    setting: str = "practitioner"
    payer: str = "medicare"


def cases() -> list[Any]:
    root = read_yaml(FOLDER / "lcd_cases.yaml").entries()
    found = (build(Case, item) for item in root["cases"].items())
    return [pytest.param(case, id=case.case) for case in found]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> CodeBook:
    folder = tmp_path_factory.mktemp("coverage")
    return loaded(folder / "home", lcd_file(folder / "files"), given=FIRST)


def judged(
    book: CodeBook, claim: ClaimLines, *, on: date = FIRST, payer: str = "medicare",
    setting: str = "practitioner", rule: Any = lcd,
) -> Outcome:  # fmt: skip
    return rule.check(Scene(claim, book, (), on, setting_named(setting), payer_named(payer)))


def written(*lines: str, dx: tuple[str, ...] = ()) -> ClaimLines:
    return ClaimLines(tuple(map(line_of, lines)), dx)


@pytest.mark.parametrize("case", cases())
def test_case(case: Case, book: CodeBook) -> None:
    found = judged(
        book, written(*case.lines, dx=case.diagnoses), on=case.on, payer=case.payer,
        setting=case.setting,
    )  # fmt: skip
    told = [f"{f.rule} {f.verdict}" for f in found.findings]
    assert told == list(case.expected), case.reason


def test_what_supports_is_no_promise_and_says_what_the_file_has_lost(book: CodeBook) -> None:
    (check,) = judged(book, written("A0001", dx=("M43.28",))).checked
    for words in ("some group of L90001 L90002", "merged", "Not a promise"):
        assert words in check.result


def test_a_finding_names_determinations_address_and_whose_they_may_be(book: CodeBook) -> None:
    (found,) = judged(book, written("A0001x2", dx=("I10",))).findings
    assert (found.severity, found.lines, found.at) == ("warning", ("A0001x2",), (0,))
    assert "contractor" in found.message
    assert "GA" in found.remedy
    assert "NCCI" in found.remedy
    assert found.citation.url is not None
    assert found.citation.url.endswith("lcdid=90001")


def test_a_line_s_own_diagnoses_decide(book: CodeBook) -> None:
    line = Line("A0001", "hcpcs", dx=("I10",))
    assert len(judged(book, ClaimLines((line,), ("M43.28", "I10"))).findings) == 1


@pytest.mark.parametrize(
    ("dx", "count", "severity"),
    [(("I10",), 1, "warning"), (("I11.9",), 0, ""), (("I11.9", "I10"), 1, "warning")],
)
def test_lists_that_only_rule_out(
    book: CodeBook, dx: tuple[str, ...], count: int, severity: str
) -> None:
    found = judged(book, written("A0003", dx=dx)).findings
    assert [f.severity for f in found] == [severity] * count


def test_a_later_day_is_answered_and_said_to_be_late(book: CodeBook) -> None:
    outcome = judged(book, written("A0001", dx=("I10",)), on=date(2031, 8, 1))
    assert "older than the date of service" in outcome.findings[0].message
    assert "older than the date of service" in outcome.checked[0].result


def test_without_its_lists_the_rule_says_which_command_loads_them(book: CodeBook) -> None:
    outcome = judged(book, written("A0001", dx=("I10",)), on=date(2031, 4, 30))
    assert outcome.findings == ()
    assert outcome.checked[0].result.startswith("not loaded")
    assert "superbill data import" in outcome.checked[0].result


def test_never_an_error_and_never_about_another_payer(book: CodeBook) -> None:
    for payer in ("medicaid", "commercial"):
        assert judged(book, written("A0001", dx=("I10",)), payer=payer) == Outcome()


@pytest.fixture(scope="module")
def determinations(tmp_path_factory: pytest.TempPathFactory) -> CodeBook:
    folder = tmp_path_factory.mktemp("ncd")
    return loaded(folder / "home", ncd_file(folder / "files"))


def test_a_loaded_determination_is_named_by_its_release(determinations: CodeBook) -> None:
    outcome = judged(determinations, STERILIZED, rule=ncd, on=date(2031, 5, 2))
    (found,) = outcome.findings
    assert (found.severity, found.release) == ("error", "ncd 2031-05-01")
    assert "230.3" in found.message
    assert "itself is not loaded" not in found.message
    assert not any(c.result.startswith("not loaded") for c in outcome.checked)


def test_without_the_file_it_says_so_beside(book: CodeBook) -> None:
    outcome = judged(book, STERILIZED, rule=ncd)
    assert "itself is not loaded" in outcome.findings[0].message
    assert outcome.checked[0].result.startswith("not loaded")


def test_of_codes_that_are_not_tied_nothing_is_known(determinations: CodeBook) -> None:
    (check,) = judged(determinations, written("99213"), rule=ncd, on=date(2031, 5, 2)).checked
    assert check.result.startswith("not known")


@pytest.mark.parametrize(
    ("on", "count"),
    [(date(2030, 12, 31), 1), (date(2031, 1, 1), 0)],
    ids=["the last day of the determination", "the day of its end"],
)
def test_a_determination_that_ended(tmp_path: Path, on: date, count: int) -> None:
    ended = ncd_file(tmp_path / "files", ends="2031-01-01 00:00:00")
    book = loaded(tmp_path / "home", ended)
    outcome = judged(book, STERILIZED, rule=ncd, on=on)
    assert len(outcome.findings) == count
    if not count:
        assert "not in force" in outcome.checked[0].result


def test_the_parameters_quote_their_source_word_by_word() -> None:
    tied = ncd.tied("230.3")
    assert "chapter 1, part 4" in tied.source
    assert tied.quote.endswith("sterilization")


@pytest.mark.real_data
def test_the_quote_stands_in_the_publisher_s_file(tmp_path: Path) -> None:
    from superbill.codesets.determinations import determination

    data = Path(__file__).resolve().parents[4] / "shared" / "data" / "coverage"
    book = loaded(tmp_path / "home", data / "ncd_2024-03.csv.gz")
    found = determination(book, "230.3", on=date(2024, 3, 15))
    assert ncd.tied("230.3").quote in found.texts["indications"]
    assert found.status.active
