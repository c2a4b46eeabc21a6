"""The cases that stand beside the NCCI rules, over synthetic tables in CMS's layouts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from ncci_home import book_of

import superbill.rules.ncci
from superbill.codesets.book import CodeBook
from superbill.dates import parse_date
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import ClaimLines, Line, Scene, payer_named, setting_named
from superbill.rules.ncci.rules import RULES
from superbill.rules.written import line_of

FOLDER = Path(superbill.rules.ncci.__file__).parent


@dataclass(frozen=True)
class Case:
    case: str
    on: date
    lines: tuple[str, ...]
    expected: tuple[str, ...]
    reason: str
    setting: str = "practitioner"
    payer: str = "medicare"


@dataclass(frozen=True)
class Cases:
    rule: str
    tables: Mapping[str, tuple[str, ...]]
    cases: tuple[Case, ...]


@cache
def files() -> dict[str, Cases]:
    found = [build(Cases, read_yaml(path)) for path in sorted(FOLDER.glob("*_cases.yaml"))]
    return {cases.rule: cases for cases in found}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CodeBook]:
    return {
        rule: book_of(tmp_path_factory.mktemp("ncci"), cases.tables)
        for rule, cases in files().items()
    }


def written(text: str) -> Line:
    """`G9901-59x2 on 2024-07-16 by A`."""
    code, *rest = text.split()
    said = dict(zip(rest[::2], rest[1::2], strict=True))
    on = parse_date(said["on"]) if "on" in said else None
    return replace(line_of(code), on=on, provider=said.get("by"))


def test_every_rule_of_the_family_has_a_file_of_cases() -> None:
    assert set(files()) == {running.rule.id for running in RULES}


@pytest.mark.parametrize(
    ("rule", "case"),
    [pytest.param(r, c, id=f"{r}: {c.case}") for r, f in files().items() for c in f.cases],
)
def test_case(rule: str, case: Case, books: dict[str, CodeBook]) -> None:
    (running,) = (r for r in RULES if r.rule.id == rule)
    claim = ClaimLines(tuple(written(text) for text in case.lines))
    scene = Scene(
        claim, books[rule], (), case.on, setting_named(case.setting), payer_named(case.payer)
    )
    outcome = running.run(scene)
    found = [f"{f.severity} {f.verdict} {' '.join(f.lines)}" for f in outcome.findings]
    assert sorted(found) == sorted(case.expected), case.reason
    for finding in outcome.findings:
        assert finding.lines == tuple(str(claim.lines[place]) for place in finding.at)
        assert finding.release == finding.citation.release
        assert finding.remedy
