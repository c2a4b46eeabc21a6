"""What coding yields: candidates, chosen or rejected with a reason, and the whole result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from superbill.citation import Citation
from superbill.notes.values import Evidence
from superbill.rules.finding import Check, Finding

Role = Literal["principal", "secondary", "procedure", "device", "first_listed"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that the note suggests, before or after the choice.

    rejected: None where it was chosen, else the reason in a sentence
    confirmed_by: the release, or `card`, that says the code is valid on the date
    settled_by: where a card confirmed it, or no list at hand could say, the command that would
        bring the publisher's list
    complete: False for an ICD-10-PCS table prefix that the note does not determine further
    """

    system: str
    code: str
    title: str
    role: Role
    modifiers: tuple[str, ...]
    units: int
    confidence: float
    evidence: tuple[Evidence, ...]
    why: tuple[Citation, ...]
    confirmed_by: str | None
    settled_by: str | None = None
    rejected: str | None = None
    complete: bool = True

    def as_dict(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "system": self.system,
            "code": self.code,
            "title": self.title,
            "role": self.role,
            "modifiers": list(self.modifiers),
            "units": self.units,
            "confidence": self.confidence,
            "evidence": [e.as_dict() for e in self.evidence],
            "why": [c.as_dict() for c in self.why],
            "confirmed_by": self.confirmed_by,
            "complete": self.complete,
        }
        if self.settled_by:
            shown["settled_by"] = self.settled_by
        if self.rejected:
            shown["rejected"] = self.rejected
        return shown


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the clinician where the note is silent: which fact, what it would change.
    Worded so that no answer is led and no payment is mentioned."""

    question: str
    fact: str
    changes: str
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "fact": self.fact,
            "changes": self.changes,
            "evidence": [e.as_dict() for e in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Step:
    """What one stage of the guidelines did, as a person can read it.

    rule: the stage; says: a sentence; codes: those it was done to; gives: those that came of it
    """

    rule: str
    says: str
    codes: tuple[str, ...]
    gives: tuple[str, ...]
    citation: Citation

    def as_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "says": self.says,
            "codes": list(self.codes),
            "gives": list(self.gives),
            "citation": self.citation.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class CodingResult:
    """Everything that `superbill code` says of one note."""

    note: str
    on: date
    setting: str
    codes: tuple[Candidate, ...]
    candidates: tuple[Candidate, ...]
    findings: tuple[Finding, ...]
    checked: tuple[Check, ...]
    queries: tuple[Query, ...]
    stale: bool = False
    messages: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "note": self.note,
            "on": self.on.isoformat(),
            "setting": self.setting,
            "codes": [c.as_dict() for c in self.codes],
            "candidates": [c.as_dict() for c in self.candidates],
            "findings": [f.as_dict() for f in self.findings],
            "checked": [c.as_dict() for c in self.checked],
            "queries": [q.as_dict() for q in self.queries],
            "stale": self.stale,
            "messages": list(self.messages),
            "steps": [s.as_dict() for s in self.steps],
        }
