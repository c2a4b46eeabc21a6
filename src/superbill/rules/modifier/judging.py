"""How the rules of modifiers that look at one line run over a claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.claim import Line, Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.rule import Outcome, Rule

SYSTEMS = ("cpt", "hcpcs")


class Marked(NamedTuple):
    """A line with modifiers, with its place in the claim and its day."""

    scene: Scene
    place: int
    line: Line
    on: date


@dataclass
class Told:
    """What a rule has found and looked at so far."""

    rule: Rule
    findings: list[Finding] = field(default_factory=list)
    said: dict[str | None, dict[str, None]] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)

    def check(self, result: str, release: str | None = None) -> None:
        """Keeps what was looked at, by the release that answered."""
        self.said.setdefault(release, {})[result] = None

    def not_loaded(self, fault: NotLoaded, what: str = "") -> None:
        """Keeps that a table is missing, and for what."""
        self.missing[f"{NOT_LOADED}: {what}{fault}"] = None

    def find(
        self,
        at: Marked,
        severity: Severity,
        verdict: str,
        message: str,
        remedy: str,
        citation: Citation,
    ) -> None:
        self.findings.append(
            Finding(
                self.rule.id,
                severity,
                verdict,
                (str(at.line),),
                message,
                remedy,
                citation.release,
                citation,
                (at.place,),
            )
        )

    def outcome(self) -> Outcome:
        checks = [Check(self.rule.id, None, said) for said in self.missing]
        checks += [
            Check(self.rule.id, release, "; ".join(said)) for release, said in self.said.items()
        ]
        return Outcome(tuple(self.findings), tuple(checks))


def marked_lines(scene: Scene, *, least: int = 1) -> Iterable[Marked]:
    """The service lines with so many modifiers at least. Inpatient procedures take none."""
    for place, line in enumerate(scene.claim.lines):
        if line.system in SYSTEMS and len(line.modifiers) >= least:
            yield Marked(scene, place, line, scene.day_of(line))


def over_marked(
    rule: Rule, scene: Scene, look: Callable[[Marked, Told], None], *, least: int = 1
) -> Outcome:
    """Runs `look` over those lines."""
    told = Told(rule)
    for at in marked_lines(scene, least=least):
        look(at, told)
    return told.outcome()


def shown(modifiers: Iterable[str]) -> str:
    """Modifiers in words: `50 and LT`.

    >>> shown(["LT", "RT", "50"])
    'LT, RT and 50'
    """
    *first, last = modifiers
    return f"{', '.join(first)} and {last}" if first else last
