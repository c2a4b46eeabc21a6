"""The cases that stand beside each rule, as an expert reads and writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest

import superbill.rules
from superbill.knowledge.card import Card
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import ClaimLines, Patient
from superbill.rules.run import run_rules
from superbill.rules.written import line_of

FOLDER = Path(superbill.rules.__file__).parent


@dataclass(frozen=True)
class Case:
    case: str
    on: date
    expected: tuple[str, ...]
    reason: str
    lines: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    setting: str = "practitioner"
    payer: str = "medicare"
    age: int | None = None
    sex: Literal["F", "M"] | None = None
    discharge_status: str | None = None
    poa: tuple[str, ...] = ()


def all_cases() -> list[Any]:
    """The cases that the embedded code book can judge. A file that names the tables it needs
    (`rule`, `tables`, `cases`) is run by its family's own tests, over synthetic tables."""
    found: list[Any] = []
    for path in _files():
        root = read_yaml(path)
        for entry in () if isinstance(root.value, dict) else root.items():
            case = build(Case, entry)
            found.append(pytest.param(_rule(path), case, id=f"{_rule(path)}: {case.case}"))
    return found


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*/*_cases.yaml"))


def _rule(path: Path) -> str:
    root = read_yaml(path)
    if isinstance(root.value, dict):
        return root.value["rule"].text()
    return f"{path.parent.name}.{path.stem.removesuffix('_cases')}"


@pytest.mark.parametrize(("rule", "case"), all_cases())
def test_case(rule: str, case: Case, context: Any, cards: tuple[Card, ...]) -> None:
    claim = ClaimLines(
        tuple(line_of(text) for text in case.lines), case.diagnoses,
        Patient(case.age, case.sex, case.discharge_status), case.poa,
    )  # fmt: skip
    report = run_rules(
        claim, book=context.book, cards=cards, on=case.on,
        setting=case.setting, payer=case.payer,
    )  # fmt: skip
    found = [f"{f.rule} {f.verdict}" for f in report.findings if f.rule == rule]
    assert found == list(case.expected), case.reason


def test_every_rule_that_runs_has_cases() -> None:
    from superbill.rules.catalogue import RUNNING

    told = {_rule(path) for path in _files()}
    assert {running.rule.id for running in RUNNING} == told
