"""All rules over one claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from superbill.knowledge.card import Card
from superbill.rules.book import RuleBook
from superbill.rules.catalogue import RUNNING
from superbill.rules.claim import ClaimLines, Scene, payer_named, setting_named
from superbill.rules.finding import NOT_LOADED, Check, Finding

_WEIGHT = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What the rules found, gravest first, and what each of them looked at."""

    findings: tuple[Finding, ...]
    checked: tuple[Check, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Rules that could not run for want of a table."""
        return tuple(dict.fromkeys(c.rule for c in self.checked if c.result.startswith(NOT_LOADED)))

    @property
    def clean(self) -> bool:
        """Nothing wrong, nothing to look at, and no rule missing."""
        grave = any(f.severity != "info" for f in self.findings)
        return bool(self.checked) and not grave and not self.missing

    def as_dict(self) -> dict[str, Any]:
        return {
            "findings": [f.as_dict() for f in self.findings],
            "checked": [c.as_dict() for c in self.checked],
            "missing": list(self.missing),
            "clean": self.clean,
        }


def run_rules(
    request: ClaimLines, *, book: RuleBook, cards: tuple[Card, ...], on: date, setting: str,
    payer: str,
) -> RuleReport:  # fmt: skip
    """Every rule of the catalogue over one claim on its date of service.

    Rules without their table stand in `checked` as `not loaded`. Raises WrongUsage for a setting
    or payer that isn't one.
    """
    scene = Scene(request, book, cards, on, setting_named(setting), payer_named(payer))
    outcomes = [running.run(scene) for running in RUNNING]
    findings = [f for outcome in outcomes for f in outcome.findings]
    return RuleReport(
        tuple(sorted(findings, key=lambda f: _WEIGHT[f.severity])),
        tuple(c for outcome in outcomes for c in outcome.checked),
    )
