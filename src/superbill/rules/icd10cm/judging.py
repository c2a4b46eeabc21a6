"""How a rule of ICD-10-CM judges a claim's diagnoses: read them, find, and say what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from superbill.citation import Citation
from superbill.codesets.shelf import LOADS
from superbill.errors import NotLoaded
from superbill.rules.claim import Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.icd10cm.facts import Facts, facts_of
from superbill.rules.icd10cm.first_day import FIRST_DAY
from superbill.rules.rule import Outcome, Rule


class Diagnoses(NamedTuple):
    """The diagnoses of a claim with their facts. all: in its order, duplicates and all; distinct:
    each code once, where it stands first."""

    scene: Scene
    all: tuple[Facts, ...]
    distinct: tuple[Facts, ...]

    @property
    def first(self) -> Facts:
        """The principal or first-listed diagnosis."""
        return self.all[0]

    @property
    def first_is_called(self) -> str:
        return "principal diagnosis" if self.scene.setting == "inpatient" else "first-listed"


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
        tuple(
            Check(rule.id, r, f"{said} in {r}{_later(r, scene.on)} for {_listed(diagnoses)}")
            for r in releases
        ),
    )


def _later(release: str | None, on: date) -> str:
    """Words for a tabular list of after the service, whose notes may not be those of the day. The
    lists of other families have dates of their own."""
    family, _, first = (release or "").rpartition(" ")
    after = family == "icd10cm" and date.fromisoformat(first) > on
    return " (an edition of after the service)" if after else ""


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
    """The diagnoses of a claim, or what must be loaded first, in words. Read once for all rules."""
    found: Diagnoses | str | None = scene.worked.get("icd10cm.diagnoses")
    if found is None:
        found = scene.worked["icd10cm.diagnoses"] = _read(scene)
    return found


def _read(scene: Scene) -> Diagnoses | str:
    if scene.claim.diagnoses and scene.on < FIRST_DAY:
        return (
            f"{NOT_LOADED}: before {FIRST_DAY.isoformat()} diagnoses are in ICD-9-CM, whose notes"
            " and guidelines superbill does not hold"
        )
    try:
        found = tuple(facts_of(scene.book, c, scene.on) for c in scene.claim.diagnoses)
    except NotLoaded as missing:
        return f"{NOT_LOADED}: {missing}"
    return Diagnoses(scene, found, tuple({f.code: f for f in found}.values()))


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
    elif later := _later(release, named[0].concept.status.on) if named else "":
        late = f" Read in {release}{later}."
    return Finding(
        rule.id, severity, verdict, tuple(f.code for f in named), f"{message}{late}", remedy,
        release, citation,
    )  # fmt: skip


def _listed(diagnoses: Diagnoses) -> str:
    known: str | None = diagnoses.scene.worked.get("icd10cm.listed")
    if known is None:
        known = diagnoses.scene.worked["icd10cm.listed"] = _codes_listed(diagnoses)
    return known


def _codes_listed(diagnoses: Diagnoses) -> str:
    codes = [f.code for f in diagnoses.distinct]
    more = f" and {len(codes) - 12} more" if len(codes) > 12 else ""
    return f"{', '.join(codes[:12])}{more}"
