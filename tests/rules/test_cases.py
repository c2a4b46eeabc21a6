"""The cases that stand beside each rule, as an expert reads and writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import superbill.rules
from superbill.codesets.systems import readings
from superbill.knowledge.card import Card
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import ClaimLines, Line
from superbill.rules.run import run_rules

FOLDER = Path(superbill.rules.__file__).parent


@dataclass(frozen=True)
class Case:
    case: str
    on: date
    expected: tuple[str, ...]
    reason: str
    lines: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()


def all_cases() -> list[Any]:
    found: list[Any] = []
    for path in sorted(FOLDER.glob("*/*_cases.yaml")):
        rule = f"{path.parent.name}.{path.stem.removesuffix('_cases')}"
        for entry in read_yaml(path).items():
            case = build(Case, entry)
            found.append(pytest.param(rule, case, id=f"{rule}: {case.case}"))
    return found


@pytest.mark.parametrize(("rule", "case"), all_cases())
def test_case(rule: str, case: Case, context: Any, cards: tuple[Card, ...]) -> None:
    lines = tuple(Line(code, readings(code)[0].system) for code in case.lines)
    report = run_rules(
        ClaimLines(lines, case.diagnoses), book=context.book, cards=cards, on=case.on,
        setting="practitioner", payer="medicare",
    )  # fmt: skip
    found = [f"{f.rule} {f.verdict}" for f in report.findings if f.rule == rule]
    assert found == list(case.expected), case.reason


def test_every_rule_that_runs_has_cases() -> None:
    from superbill.rules.catalogue import RUNNING

    told = {param.values[0] for param in all_cases()}
    assert {rule.id for rule, _ in RUNNING} == told
