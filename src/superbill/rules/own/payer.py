"""`own.payer`: the user's own payer rules. Each finding has the id of its own rule, `own.<id>`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from superbill.citation import Citation
from superbill.dates import within
from superbill.rules.claim import Line, Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.own.patterns import matches
from superbill.rules.rule import Outcome, Rule

if TYPE_CHECKING:
    from superbill.rules.own.rule_file import Expected, OwnRule, When

FOLDER = "rules"
"""The folder of the data home that holds the user's files."""

RULE = Rule(
    id="own.payer",
    title="The user's own rules of a payer, from rules/ in the data home",
    payer="the user's own: each names its payer",
    source=Citation("YAML files in rules/ of the data home", "provenance of each rule"),
)


def check(scene: Scene) -> Outcome:
    """A finding for each line of which a rule's conditions all hold; a check for each rule that
    could not be decided or found nothing, and for each file that can't be used."""
    home = home_of(scene.book)
    if home is None or not (home / FOLDER).is_dir():
        return Outcome()
    from superbill.rules.own.rule_file import own_rules  # slow to import, and few have rules

    found = own_rules(home / FOLDER)
    findings: list[Finding] = []
    checked: dict[Check, None] = {}
    for fault in found.faults:
        how = "Load it with: the file mended (`superbill tool rules_check` says what is wrong)."
        result = f"{NOT_LOADED}: {fault} {how}"
        checked[Check(RULE.id, None, result)] = None
    for rule in found.rules:
        if not concerns(rule, scene):
            continue
        verdicts = [(at, judge(rule, scene, at)) for at in range(len(scene.claim.lines))]
        findings += [_finding(rule, scene, at) for at, verdict in verdicts if verdict == "fires"]
        if any(verdict == "not known" for _, verdict in verdicts):
            checked[Check(rule.id, None, f"not known: {_lacking(rule.stated.when)}")] = None
        elif all(verdict == "quiet" for _, verdict in verdicts):
            checked[Check(rule.id, None, f"nothing found by {rule.whose}")] = None
    return Outcome(tuple(findings), tuple(checked))


def home_of(book: Any) -> Path | None:
    """The data home that a code book is of; None for a book of no home."""
    return getattr(book, "home", None)


def concerns(rule: OwnRule, scene: Scene) -> bool:
    """Whether the claim's payer and setting are the rule's. A claim that names no plan may be of
    the plan that the rule names."""
    stated = rule.stated
    plan = scene.claim.plan
    if stated.plan and plan and _folded(stated.plan) != _folded(plan):
        return False
    settings = stated.when.settings
    return stated.payer == scene.payer and (not settings or scene.setting in settings)


def judge(rule: OwnRule, scene: Scene, at: int) -> Expected:
    """What the rule says of one line: `not known` where all depends on a fact that the claim does
    not state."""
    line, when = scene.claim.lines[at], rule.stated.when
    if not within(scene.day_of(line), rule.stated.start, rule.stated.end):
        return "quiet"
    if not (matches(line.code, when.codes) and _line_is_so(line, when)):
        return "quiet"
    if not (_diagnoses_are_so(line, scene, when) and _others_are_so(at, scene, when)):
        return "quiet"
    facts = (_place_is_so(line, when), *_patient_is_so(scene, when))
    if False in facts:
        return "quiet"
    return "not known" if None in facts else "fires"


def _line_is_so(line: Line, when: When) -> bool:
    carried = set(line.modifiers)
    if when.modifiers and carried.isdisjoint(when.modifiers):
        return False
    if not carried.isdisjoint(when.missing_modifiers):
        return False
    return when.units_over is None or line.units > when.units_over


def _diagnoses_are_so(line: Line, scene: Scene, when: When) -> bool:
    pointed = line.dx or scene.claim.diagnoses
    if when.diagnoses and not any(matches(d, when.diagnoses) for d in pointed):
        return False
    return not any(matches(d, when.missing_diagnoses) for d in pointed)


def _others_are_so(at: int, scene: Scene, when: When) -> bool:
    day = scene.day_of(scene.claim.lines[at])
    others = [
        line.code
        for place, line in enumerate(scene.claim.lines)
        if place != at and scene.day_of(line) == day
    ]
    if when.beside and not any(matches(code, when.beside) for code in others):
        return False
    return not any(matches(code, when.without) for code in others)


def _place_is_so(line: Line, when: When) -> bool | None:
    if not (when.pos or when.other_pos):
        return True
    if line.pos is None:
        return None
    return (not when.pos or line.pos in when.pos) and line.pos not in when.other_pos


def _patient_is_so(scene: Scene, when: When) -> tuple[bool | None, bool | None]:
    age, sex = scene.claim.patient.age, scene.claim.patient.sex
    aged: bool | None = True
    if when.age_from is not None or when.age_under is not None:
        under = when.age_under
        old_enough = age is not None and age >= (when.age_from or 0)
        aged = None if age is None else old_enough and (under is None or age < under)
    sexed: bool | None = True
    if when.sex is not None:
        sexed = None if sex is None else sex == when.sex
    return aged, sexed


def _lacking(when: When) -> str:
    asked = [
        word
        for word, is_asked in (
            ("age", when.age_from is not None or when.age_under is not None),
            ("sex", when.sex is not None),
            ("place of service", bool(when.pos or when.other_pos)),
        )
        if is_asked
    ]
    return f"the claim does not state {' or '.join(asked)}, on which the rule depends"


def _finding(rule: OwnRule, scene: Scene, at: int) -> Finding:
    stated, line = rule.stated, scene.claim.lines[at]
    severity: Severity = stated.severity
    aside = ""
    if stated.plan and not scene.claim.plan:
        severity = "warning" if severity == "error" else severity
        aside = f" It is {stated.plan}'s rule, and the claim does not say whose plan it is of."
    return Finding(
        rule.id, severity, "own rule", (str(line),),
        f"{stated.message} (Whose rule: {rule.whose}.){aside}", stated.remedy, None,
        rule.citation, at=(at,),
    )  # fmt: skip


def _folded(name: str) -> str:
    return " ".join(name.lower().split())
