"""How a rule of ICD-10-CM judges a claim's diagnoses: read them, find, and say what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from superbill.citation import Citation
from superbill.codesets.shelf import LOADS
from superbill.errors import NotLoaded
from superbill.rules.claim import Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.icd10cm.facts import Facts, facts_of
from superbill.rules.rule import Outcome, Rule


class Diagnoses(NamedTuple):
    """The diagnoses of a claim in its order, duplicates and all, with their facts."""

    scene: Scene
    all: tuple[Facts, ...]

    @property
    def first(self) -> Facts:
        """The principal or first-listed diagnosis."""
        return self.all[0]

    @property
    def first_is_called(self) -> str:
        return "principal diagnosis" if self.scene.setting == "inpatient" else "first-listed"

    @property
    def distinct(self) -> tuple[Facts, ...]:
        """Each code once, where it stands first."""
        return tuple({f.code: f for f in self.all}.values())


Find = Callable[[Diagnoses], Iterable[Finding]]

_BY_GUIDELINE = "no finding by the guidelines for"


def by_tabular(rule: Rule, scene: Scene, find: Find) -> Outcome:
    """Judges by the instructions of the tabular list: not loaded where none is at hand."""
    diagnoses = read(scene)
    if not isinstance(diagnoses, Diagnoses):
        return Outcome((), (Check(rule.id, None, diagnoses),))
    if not diagnoses.all:
        return Outcome()
    if any(f.release is None for f in diagnoses.all):
        result = f"{NOT_LOADED}: the tabular list. Load it with: {LOADS['icd10cm']}"
        return Outcome((), (Check(rule.id, None, result),))
    findings = tuple(find(diagnoses))
    releases = dict.fromkeys(f.release for f in diagnoses.all)
    said = f"{len(findings)} found" if findings else "no edit"
    return Outcome(
        findings,
        tuple(Check(rule.id, r, f"{said} in {r} for {_listed(diagnoses)}") for r in releases),
    )


def by_guideline(rule: Rule, scene: Scene, find: Find) -> Outcome:
    """Judges by the official guidelines and the codes alone; the code book gives titles and
    levels where it can."""
    diagnoses = read(scene)
    if not isinstance(diagnoses, Diagnoses):
        return Outcome((), (Check(rule.id, None, diagnoses),))
    if not diagnoses.all:
        return Outcome()
    findings = tuple(find(diagnoses))
    said = f"{len(findings)} found by the guidelines for" if findings else _BY_GUIDELINE
    return Outcome(findings, (Check(rule.id, None, f"{said} {_listed(diagnoses)}"),))


def read(scene: Scene) -> Diagnoses | str:
    """The diagnoses of a claim, or what must be loaded first, in words."""
    try:
        found = tuple(facts_of(scene.book, c, scene.on) for c in scene.claim.diagnoses)
    except NotLoaded as missing:
        return f"{NOT_LOADED}: {missing}"
    return Diagnoses(scene, found)


def finding(
    rule: Rule, verdict: str, codes: Iterable[Facts], message: str, remedy: str, *,
    citation: Citation, severity: Severity, release: str | None = None,
) -> Finding:  # fmt: skip
    """A finding about diagnoses, by their codes. It says where an older edition answered."""
    named = tuple(codes)
    late = ""
    if any(f.stale for f in named):
        late = (
            f" Answered by edition {release or named[0].decided_by}, older than the service;"
            f" load a newer one with: {LOADS['icd10cm']}."
        )
    return Finding(
        rule.id, severity, verdict, tuple(f.code for f in named), f"{message}{late}", remedy,
        release, citation,
    )  # fmt: skip


def _listed(diagnoses: Diagnoses) -> str:
    codes = [f.code for f in diagnoses.distinct]
    more = f" and {len(codes) - 12} more" if len(codes) > 12 else ""
    return f"{', '.join(codes[:12])}{more}"
