"""What a rule says: a Finding where something is wrong or worth knowing, else a Check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from superbill.citation import Citation

Severity = Literal["error", "warning", "info"]

NOT_LOADED = "not loaded"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found.

    rule: identifier, family first (`ncci.ptp`, `icd10cm.excludes1`)
    verdict: a word or two that a program can switch on
    lines: the codes or claim lines concerned, as they were given
    at: the places of the lines concerned in the claim, from 0; none where it is no line's
    remedy: what cures it, or the plain word that nothing does
    """

    rule: str
    severity: Severity
    verdict: str
    lines: tuple[str, ...]
    message: str
    remedy: str
    release: str | None
    citation: Citation
    at: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "severity": self.severity,
            "verdict": self.verdict,
            "lines": list(self.lines),
            "message": self.message,
            "remedy": self.remedy,
            "release": self.release,
            "citation": self.citation.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that ran, or could not: `result` is `not loaded` with the command that loads its
    table, `no edit in edition X`, or what it found."""

    rule: str
    release: str | None
    result: str

    def as_dict(self) -> dict[str, Any]:
        return {"rule": self.rule, "release": self.release, "result": self.result}
