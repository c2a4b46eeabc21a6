"""What the note tells as past: a history code, a status, or after all a current condition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.coding.guided.codes_under import stands_under
from superbill.coding.guided.condition import Case, Condition, Conditions, Staged
from superbill.coding.guided.places import has_words, kind_at, sentence_of
from superbill.coding.result import Step
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.section_kinds import kind_of
from superbill.notes.values import Evidence
from superbill.rules.icd10cm.guideline import guideline

RULE = "past"
OVER = "The note tells it as past, and no code of history is reported for it."
BY_HISTORY = "The note tells it as past; {code} says so."
CURRENT = "{code} is told as a history and is chronic; the note doesn't say that it is over."

_HISTORY = Path(__file__).with_name("history.yaml")
_CHRONIC = Path(__file__).with_name("chronic.yaml")
_TOLD_AS = Path(__file__).with_name("told_as.yaml")
_YEAR = re.compile(r"[\s,(]{0,3}(?:in |dx |\()?(?P<year>(?:19|20)\d\d)\b")
_IN_YEAR = re.compile(r"\bin ((?:19|20)\d\d)\b")
_SIGNS = ("R", "M25.5", "M54", "M79")
_CANCER = ("C", "D00-D09")
_LISTS = ("history", "problems")
_NEAR = 60


@dataclass(frozen=True, slots=True)
class Chronic:
    """Beginnings of codes. systemic: they bear on the care of any visit; acute: turns for the
    worse, which end."""

    systemic: tuple[str, ...]
    acute: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    codes: tuple[str, ...]
    gives: tuple[str, ...]
    section: str


@dataclass(frozen=True, slots=True)
class ToldAs:
    """Words beside a disorder; see told_as.yaml."""

    over: tuple[str, ...]
    treated: tuple[str, ...]
    active: tuple[str, ...]
    no_patient: tuple[str, ...]
    no_visit: tuple[str, ...]


def stage(conditions: Conditions, case: Case) -> Staged:
    """What is told as past everywhere becomes its history, stays as it is chronic, or goes."""
    done: list[Condition] = []
    steps: list[Step] = []
    for one in conditions:
        done += _judged(one, case, steps)
    return Staged(tuple(done), tuple(steps))


def _judged(one: Condition, case: Case, steps: list[Step]) -> list[Condition]:
    if not one.stands or one.code.startswith("Z") or not one.mentions:
        return [one]
    cancer = stands_under(one.code, _CANCER)
    if not (_gone(one, case) if cancer else _past(one, case)):
        return [one]
    if not cancer and is_chronic(one.code) and not any(_over(e, case) for e in one.evidence):
        cited = guideline("III" if case.inpatient else "IV.I")
        steps.append(Step(RULE, CURRENT.format(code=one.code), (one.code,), (one.code,), cited))
        return [one.with_why(cited)]
    return _history(one, case, steps)


def _history(one: Condition, case: Case, steps: list[Step]) -> list[Condition]:
    found = next((h for h in histories() if stands_under(one.code, h.codes)), None)
    code = next((c for c in found.gives if case.billable(c)), None) if found else None
    facts = case.billable(code) if code else None
    if found is None or facts is None:
        return [one.refused(OVER)]
    if not case.inpatient and all(kind_of(e.section) in _LISTS for e in one.evidence):
        return [one.refused(OVER, guideline("IV.J"))]
    cited = guideline(found.section)
    says = BY_HISTORY.format(code=facts.code)
    steps.append(Step(RULE, f"{one.code}: {says}", (one.code,), (facts.code,), cited))
    made = Condition(facts, facts.title, one.evidence, (), (cited,), one.confidence)
    return [one.refused(says, cited), made]


def _past(one: Condition, case: Case) -> bool:
    """Whether every place tells it as past: by a word, by the list that it stands in, or by the
    year of an acute thing."""
    return all(
        e.assertion in ("historical", "negated", "family") or _over(e, case)
        or (not is_chronic(one.code) and _dated(e, case))
        or (one.code.startswith(_SIGNS) and _of_a_past_year(e, case))
        for e in one.evidence
    ) and any(e.assertion not in ("negated", "family") for e in one.evidence)  # fmt: skip


def _gone(one: Condition, case: Case) -> bool:
    """Whether a cancer was treated and is gone: told as past and not as active, or by its
    treatment, and nowhere told as there or treated still."""
    told_as_past = False
    for evidence in one.evidence:
        said = sentence_of(case, evidence)
        near = f"{said.before[-_NEAR:]}{evidence.text}{said.after[:_NEAR]}".lower()
        treated = has_words(f"{said.before} {said.after}".lower(), told_as().treated)
        past = evidence.assertion == "historical" or treated or _dated(evidence, case)
        if has_words(near, told_as().active) and not treated:
            return False
        if not past:
            return False
        told_as_past = True
    return told_as_past


def _over(evidence: Evidence, case: Case) -> bool:
    """Whether the words right after a disorder, or right before it, say that it is over."""
    said = sentence_of(case, evidence)
    after = re.split(r"[,;.\n]", said.after, maxsplit=1)[0][:_NEAR].lower()
    before = re.split(r"[,;.\n]", said.before)[-1][-_NEAR:].lower()
    return has_words(after, told_as().over) or has_words(before, told_as().over)


def _of_a_past_year(evidence: Evidence, case: Case) -> bool:
    said = sentence_of(case, evidence)
    years = [int(y) for y in _IN_YEAR.findall(f"{said.before} {said.after}")]
    return bool(years) and max(years) < case.on.year


def _dated(evidence: Evidence, case: Case) -> bool:
    """Whether a year before the visit's stands beside it (`NSTEMI 2018`)."""
    text = case.document.text
    found = _YEAR.match(text, evidence.end)
    return found is not None and int(found["year"]) < case.on.year


def is_chronic(code: str) -> bool:
    """Whether a code is of a condition that is chronic by nature."""
    if stands_under(code, chronic().acute):
        return False
    return is_systemic(code) or stands_under(code, chronic().other)


def is_systemic(code: str) -> bool:
    """Whether it is chronic and bears on the care of any visit."""
    return stands_under(code, chronic().systemic) and not stands_under(code, chronic().acute)


def in_lists_only(one: Condition, case: Case) -> bool:
    """Whether it stands in lists of what was or is, and nowhere else."""
    return bool(one.evidence) and all(
        kind_at(case, e) in _LISTS or e.assertion == "historical" for e in one.evidence
    )


@cache
def chronic() -> Chronic:
    """The categories of chronic.yaml. Raises CardRefused for a fault of the file."""
    return build(Chronic, read_yaml(_CHRONIC))


@cache
def histories() -> tuple[History, ...]:
    """The entries of history.yaml. Raises CardRefused for a fault of the file."""
    return tuple(build(History, entry) for entry in read_yaml(_HISTORY).items())


@cache
def told_as() -> ToldAs:
    """The words of told_as.yaml. Raises CardRefused for a fault of the file."""
    return build(ToldAs, read_yaml(_TOLD_AS))
