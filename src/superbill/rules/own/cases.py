"""Runs the cases that stand beside the user's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from superbill.codesets.systems import readings
from superbill.errors import SuperbillError
from superbill.rules.book import RuleBook
from superbill.rules.claim import ClaimLines, Line, Patient, Scene
from superbill.rules.own.payer import concerns, judge
from superbill.rules.own.rule_file import Expected, OwnCase, OwnRule
from superbill.rules.written import line_of


@dataclass(frozen=True, slots=True)
class Failed:
    """A case that went otherwise than it says."""

    rule: str
    case: str
    where: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "case": self.case,
            "where": self.where,
            "message": self.message,
        }


def failures(rule: OwnRule, book: RuleBook) -> Iterator[Failed]:
    """The cases of a rule that fail. A case is of the rule's payer and plan."""
    for case, where in zip(rule.stated.cases, rule.cases_at, strict=True):
        try:
            found = outcome(rule, case, book)
        except SuperbillError as fault:
            yield Failed(rule.id, case.case, where, str(fault))
            continue
        if found != case.expected:
            message = f"expected {case.expected}, found {found}"
            yield Failed(rule.id, case.case, where, message)


def outcome(rule: OwnRule, case: OwnCase, book: RuleBook) -> Expected:
    """What the rule makes of a case: it fires if it does on any line. Raises WrongUsage where a
    line or diagnosis can't be read."""
    lines = tuple(_placed(line_of(text), case.pos) for text in case.lines)
    diagnoses = tuple(readings(text, "icd10cm")[0].code for text in case.diagnoses)
    claim = ClaimLines(lines, diagnoses, Patient(case.age, case.sex), plan=rule.stated.plan)
    scene = Scene(claim, book, (), case.on, case.setting, rule.stated.payer)
    if not concerns(rule, scene):
        return "quiet"
    found = {judge(rule, scene, at) for at in range(len(lines))}
    return "fires" if "fires" in found else "not known" if "not known" in found else "quiet"


def _placed(line: Line, pos: str | None) -> Line:
    return Line(line.code, line.system, line.modifiers, line.units, pos=pos)
