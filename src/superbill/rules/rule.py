"""A rule as the catalogue shows it, and what running one yields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from superbill.citation import Citation
from superbill.rules.claim import Scene
from superbill.rules.finding import Check, Finding

Grain = Literal["line", "diagnoses", "claim"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. id: family first (`icd10cm.excludes1`); payer: whose rule it is; source: where it
    is written; table: what must be imported before it can run, None where it runs from what is
    always at hand; grain: what its findings depend on beside date, setting, payer and patient, so
    that a book of a million lines is judged by its distinct parts:

    line         one service line alone
    diagnoses    the diagnoses alone
    claim        anything of the claim, or of the patient's others
    """

    id: str
    title: str
    payer: str
    source: Citation
    table: str | None = None
    grain: Grain = "claim"

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
            "grain": self.grain,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule found in one claim, and what it looked at."""

    findings: tuple[Finding, ...] = ()
    checked: tuple[Check, ...] = ()


Run = Callable[[Scene], Outcome]
"""Judges one claim. Pure: the same scene gives the same outcome."""


class Running(NamedTuple):
    """A rule with what judges it.

    screen: `module:function` of its columnar screen (see columns.py); None: of grain `claim`, every
        claim of a book is judged one by one, of the others every distinct part
    history: it looks at `ClaimLines.earlier`, which is filled for such rules only
    together: of grain `diagnoses`: of how many codes its findings are made. 1: whenever it speaks
        of a list, it speaks of one of its codes alone, and other lists of a book are passed over
    meets: of grain `diagnoses`: `module:function` that names the codes of a book that matter to it
        (see meeting.py). None: all may
    """

    rule: Rule
    run: Run
    screen: str | None = None
    history: bool = False
    together: int | None = None
    meets: str | None = None
