"""The cases of the rules that read the fee schedule, over an invented one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import superbill.rules
from superbill.codesets.book import CodeBook
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.catalogue import RUNNING
from superbill.rules.claim import ClaimLines, Earlier, Line, Scene, payer_named, setting_named
from superbill.rules.rule import Outcome
from superbill.rules.written import line_of

FAMILIES = ("mpfs", "modifier", "global_period")
RULES = {running.rule.id: running.run for running in RUNNING}


@dataclass(frozen=True)
class Case:
    """lines: `CODE-MODIFIERS xUNITS @DAY`; earlier: `CODE-MODIFIERS DAY PROVIDER`."""

    case: str
    on: date
    lines: tuple[str, ...]
    expected: tuple[str, ...]
    reason: str
    setting: str = "practitioner"
    payer: str = "medicare"
    pos: str | None = None
    provider: str | None = None
    earlier: tuple[str, ...] = ()


def all_cases() -> list[Any]:
    found: list[Any] = []
    folder = Path(superbill.rules.__file__).parent
    for family in FAMILIES:
        for path in sorted((folder / family).glob("*_cases.yaml")):
            root = read_yaml(path)
            if (
                not isinstance(root.value, dict)
                or "fee schedule" not in root.value["tables"].text()
            ):
                continue
            rule = root.value["rule"].text()
            for entry in root.value["cases"].items():
                case = build(Case, entry)
                found.append(pytest.param(rule, case, id=f"{rule}: {case.case}"))
    return found


def run(rule: str, case: Case, book: CodeBook) -> Outcome:
    lines = tuple(replace(_line(text), pos=case.pos) for text in case.lines)
    claim = ClaimLines(lines, provider=case.provider, earlier=tuple(map(_earlier, case.earlier)))
    scene = Scene(
        claim, book, (), case.on, setting_named(case.setting), payer_named(case.payer)
    )  # fmt: skip
    return RULES[rule](scene)


def _line(text: str) -> Line:
    written, _, day = text.partition(" @")
    return replace(line_of(written), on=date.fromisoformat(day) if day else None)


def _earlier(text: str) -> Earlier:
    written, day, *provider = text.split()
    line = line_of(written)
    return Earlier(
        line.code, line.modifiers, date.fromisoformat(day), provider[0] if provider else None
    )


@pytest.mark.parametrize(("rule", "case"), all_cases())
def test_case(rule: str, case: Case, fees: CodeBook) -> None:
    outcome = run(rule, case, fees)
    assert [f"{f.rule} {f.verdict}" for f in outcome.findings] == list(case.expected), case.reason
    for finding in outcome.findings:
        assert finding.at
        assert finding.citation.source
        assert finding.citation.locator
        assert not re.search(r"\ballowed\b|\bclean\b", finding.message)


def test_there_are_cases() -> None:
    assert len(all_cases()) > 130


@pytest.mark.parametrize(
    ("rule", "case", "severity"),
    [
        ("mpfs.status", "status N with GY", "info"),
        ("mpfs.status", "status N", "error"),
        ("mpfs.endoscopy", "the base code apart", "info"),
        ("global.window", "surgery on another claim of the same provider", "error"),
        ("global.window", "surgery by a provider who is not known", "warning"),
        ("global.window", "aftercare handed over", "warning"),
        ("modifier.required", "a drug without JZ", "info"),
        ("mpfs.bilateral", "50 on indicator 2", "error"),
        ("mpfs.multiple", "51 on indicator 2", "info"),
    ],
)
def test_how_grave_it_is(rule: str, case: str, severity: str, fees: CodeBook) -> None:
    (found,) = (p.values[1] for p in all_cases() if p.id == f"{rule}: {case}")
    (finding,) = run(rule, found, fees).findings
    assert finding.severity == severity


@pytest.mark.parametrize(
    ("rule", "case", "said"),
    [
        ("mpfs.bilateral", "before the first edition", "not loaded"),
        ("mpfs.bilateral", "a code that the edition lacks", "10999 is not in it"),
        ("mpfs.bilateral", "50 on indicator 1", "no edit in edition pfs 2025-10-01"),
        ("mpfs.status", "status A", "no edit in edition pfs 2025-10-01"),
        ("global.window", "surgery before the first edition", "not loaded"),
        ("global.window", "a visit two days before major surgery", "2025-10-16 to 2026-01-15"),
        ("modifier.redundant", "51 before the first edition", "not loaded"),
    ],
)
def test_what_was_looked_at_is_said(rule: str, case: str, said: str, fees: CodeBook) -> None:
    (found,) = (p.values[1] for p in all_cases() if p.id == f"{rule}: {case}")
    assert any(said in check.result for check in run(rule, found, fees).checked)


def test_a_day_later_than_the_edition_is_told_of_as_such(fees: CodeBook) -> None:
    """A fee schedule of October answered for a day years later without a word."""
    case = Case("late", date(2031, 5, 5), ("10903-50",), (), "")
    outcome = run("mpfs.bilateral", case, fees)
    (finding,) = outcome.findings
    assert "Answered by edition pfs 2025-10-01" in finding.message
    assert any("superbill data import" in check.result for check in outcome.checked)
