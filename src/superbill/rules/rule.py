"""A rule as the catalogue shows it, and what running one yields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from superbill.citation import Citation
from superbill.rules.claim import Scene
from superbill.rules.finding import Check, Finding


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. id: family first (`icd10cm.excludes1`); payer: whose rule it is; source: where it
    is written; table: what must be imported before it can run, None where it runs from what is
    always at hand."""

    id: str
    title: str
    payer: str
    source: Citation
    table: str | None = None

    @property
    def family(self) -> str:
        """The identifier without its member: `ncci.ptp` is of family `ncci.ptp`, as the command
        line's contract names it, `icd10cm.excludes1` of `icd10cm`."""
        return self.id if self.id.startswith("ncci.") else self.id.partition(".")[0]

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "family": self.family,
            "title": self.title,
            "payer": self.payer,
            "source": self.source.as_dict(),
            "table": self.table,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule found in one claim, and what it looked at."""

    findings: tuple[Finding, ...] = ()
    checked: tuple[Check, ...] = ()


Run = Callable[[Scene], Outcome]
