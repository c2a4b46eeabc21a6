"""What of the note is reported at all: findings that no conclusion takes up are not, nor what the
visit had nothing to do with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from superbill.coding.guided import encounters, family
from superbill.coding.guided.codes_under import stands_under
from superbill.coding.guided.condition import Case, Condition, Conditions, Staged, standing
from superbill.coding.guided.past import in_lists_only, is_chronic, is_systemic
from superbill.coding.guided.places import (
    concludes,
    kinds_at,
    operation,
    postoperative,
    sentence_of,
)
from superbill.coding.guided.signs import FINDINGS, NARRATED
from superbill.notes.section_kinds import SectionKind
from superbill.notes.values import Evidence
from superbill.rules.icd10cm.guideline import guideline
from superbill.rules.icd10cm.symptoms import part_of

NO_CONCLUSION = "A finding that no conclusion of the note takes up."
EXPLAINED = "A sign or symptom, and the note concludes a diagnosis and doesn't name it there."
NOT_UNDERSTOOD = "A sign or symptom, and the note concludes something that no list here names."
OF_REVIEW = "It stands in an examination or a list of questions only."
NOT_TAKEN_UP = "It is told before the study of the case, and the note concludes otherwise."
NOT_CARED_FOR = "The visit had nothing to do with it, as far as the note says."
NO_STATEMENT = "It stands where no diagnosis is stated."
OF_PLAN = "It stands only in what is weighed or planned."

SYMPTOMS = (
    "R", "F45.8", "G47.00", "G89.1", "H11.43", "H57.1", "H92.0", "J34.89", "K59.00", "L29.9",
    "M25.5", "M54.2", "M54.5", "M54.6", "M54.8", "M54.9", "M62.83", "M79.1", "M79.6", "M79.89",
    "N64.4",
)  # fmt: skip
"""Beginnings of codes of signs and symptoms, which stand outside chapter 18 too."""
OF_OPERATION = "A sign or symptom told in the account of an operation, and in no diagnosis of it."
_CARED_FOR = re.compile(
    r"[ \t]*[,(\u2013-]?[ \t]*(?:on|takes|taking|treated with|managed with|managed by|followed by"
    r"|controlled (?:on|with|by)|well controlled|stable on|uses|using)[ \t]+(?!hold\b)\w",
    re.IGNORECASE,
)
_CATEGORY = 3
_GERMS = ("B95", "B96", "B97")
_VISITS = ("Z00", "Z01", "Z02", "Z08", "Z09", "Z12", "Z47", "Z48", "Z51", "Z39", "Z34")
_DEFICITS = ("R13", "R29.810", "R41.4", "R47", "R48", "H53.46", "R27.0")
_OF_BRAIN = ("I60-I63", "S06", "G45")
_LIFE = ("F10-F19", "Z72", "Z77", "Z87", "Z55-Z65", "Z91", "Z73")
_FOUND: frozenset[SectionKind] = frozenset({"exam"})
_UNSAID: frozenset[SectionKind] = frozenset({"treatment", "form", "family"})
_OF_FAMILY = ("Z80-Z84",)
_SCREENING = ("Z12", "Z13", "Z31.5", "Z71.83")
_STATUS = ("Z16", "Z17", "Z77-Z99")


def stage(conditions: Conditions, case: Case) -> Staged:
    """First what the words for the visit give (encounters), then what stands where.

    Symptoms stand where the note concludes them, or concludes no diagnosis and complains of them
    (I.B.4, I.B.5, IV.D); findings of an examination where a conclusion takes them up (III.B); what
    was told before study, where the conclusion doesn't replace it (II, IV.G); conditions of lists
    where they are chronic and bear on the care (III, IV.J).
    """
    given = encounters.stage(conditions, case)
    there = given.conditions
    known = concludes(case)
    diagnosed = any(
        (_diagnosis(c) and (not known or "conclusion" in kinds_at(case, c)))
        or stands_under(c.code, _VISITS)
        for c in standing(there)
    )
    weighed = tuple(
        c for c in there if not c.stands and "possible" in c.said and not case.inpatient
    )
    understood = any("conclusion" in kinds_at(case, c) for c in there)
    scene = _Scene(case, known, diagnosed, there, understood, weighed)
    done = family.stage(tuple(_judged(c, scene) for c in there), case)
    return Staged(done.conditions, (*given.steps, *done.steps))


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a condition is judged by. known: the note has conclusions; diagnosed: among them is a
    diagnosis, or the visit has its reason; understood: one of them names something known; weighed:
    what an outpatient's note calls uncertain."""

    case: Case
    known: bool
    diagnosed: bool
    there: Conditions
    understood: bool
    weighed: Conditions

    def takes_up(self, one: Condition) -> bool:
        """Whether a conclusion names a thing of the same category, less closely."""
        return any(
            c.stands and c is not one and c.code[:_CATEGORY] == one.code[:_CATEGORY]
            and "conclusion" in kinds_at(self.case, c)
            for c in self.there
        )  # fmt: skip

    def answered(self) -> bool:
        """Whether there is something of the patient's own, and no screening, for which the family's
        history would be the reason."""
        own = [c for c in standing(self.there) if not stands_under(c.code, _OF_FAMILY)]
        return bool(own) and not any(stands_under(c.code, _SCREENING) for c in own)

    def uncertain(self, symptom: Condition) -> bool:
        """Whether it is a sign of a diagnosis that is concluded as uncertain, and so not coded."""
        return any(part_of(symptom.facts.bare, c.facts.bare) is not None for c in self.weighed)

    def deficit(self, symptom: Condition) -> bool:
        """Whether it is a deficit by a stroke or an injury of the brain, coded beside it."""
        return stands_under(symptom.code, _DEFICITS) and any(
            c.stands and stands_under(c.code, _OF_BRAIN) for c in self.there
        )


def _diagnosis(one: Condition) -> bool:
    return not is_symptom(one.code) and not one.code.startswith("Z")


def is_symptom(code: str) -> bool:
    """Whether a code is of a sign or symptom, in whatever chapter."""
    return stands_under(code, SYMPTOMS)


def _judged(one: Condition, scene: _Scene) -> Condition:
    kinds = kinds_at(scene.case, one)
    if not one.stands or "conclusion" in kinds or not kinds:
        return one
    if not one.mentions:
        return _known(one, kinds, scene)
    if kinds <= _UNSAID:
        return one.refused(NO_STATEMENT)
    if kinds <= {*_UNSAID, "social"}:
        return one if stands_under(one.code, _LIFE) else one.refused(NO_STATEMENT)
    if stands_under(one.code, _OF_FAMILY) and scene.answered():
        return one.refused(NOT_CARED_FOR, guideline("I.C.21.c.4"))
    if stands_under(one.code, _STATUS):
        return one
    if is_symptom(one.code):
        return _symptom(one, kinds, scene)
    if _before_operation(one, scene.case):
        return one.refused(NOT_TAKEN_UP, guideline("IV.N"))
    if scene.takes_up(one):
        return one
    if operation(scene.case) and {e.section for e in one.evidence} == {FINDINGS} and scene.known:
        return one.refused(NARRATED)
    if kinds <= {*_UNSAID, *_FOUND}:
        return _found(one, scene.case)
    return _diagnosed(one, kinds, scene)


def _known(one: Condition, kinds: frozenset[SectionKind], scene: _Scene) -> Condition:
    """What lexicon and cards give is judged already, but for where it stands."""
    if one.code.startswith("Z") or not scene.known or not kinds <= {*_FOUND, *_UNSAID}:
        return one
    return one.refused(NO_STATEMENT if kinds <= _UNSAID else NO_CONCLUSION, guideline("III.B"))


def _found(one: Condition, case: Case) -> Condition:
    """A pathologist is a physician: what the report says is a diagnosis of an outpatient (IV.K)."""
    sections = {e.section for e in one.evidence}
    if "pathology" in sections and not case.inpatient and not is_symptom(one.code):
        return one.with_why(guideline("IV.K"))
    return one.refused(NO_CONCLUSION, guideline("III.B"))


def _symptom(one: Condition, kinds: frozenset[SectionKind], scene: _Scene) -> Condition:
    if not kinds & {"complaint", "course"}:
        return one.refused(
            NO_CONCLUSION if kinds <= {*_UNSAID, *_FOUND} else OF_REVIEW, guideline("III.B")
        )
    if scene.uncertain(one):
        return one.with_why(guideline("IV.H"))
    if scene.deficit(one):
        return one.with_why(guideline("I.B.6"))
    if operation(scene.case) and not _preoperative(one):
        return one.refused(OF_OPERATION)
    if scene.known and not scene.understood:
        return one.refused(NOT_UNDERSTOOD)
    return one.refused(EXPLAINED, guideline("I.B.5")) if scene.diagnosed else one


def _preoperative(one: Condition) -> bool:
    return any(e.section == "preoperative_diagnosis" for e in one.evidence)


def _diagnosed(one: Condition, kinds: frozenset[SectionKind], scene: _Scene) -> Condition:
    """A disorder that the conclusions don't name."""
    case = scene.case
    if is_chronic(one.code) and any(_managed(e, case) for e in one.evidence):
        return one.with_why(guideline("III" if case.inpatient else "IV.J"))
    listed = in_lists_only(one, case) and not case.inpatient and not is_systemic(one.code)
    if listed and scene.known:
        return one.refused(NOT_CARED_FOR, guideline("IV.J"))
    if not scene.known or not scene.diagnosed:
        weighed = kinds <= {*_FOUND, *_UNSAID, "plan"} and scene.known
        return one.refused(OF_PLAN) if weighed else one
    if is_systemic(one.code) or stands_under(one.code, _GERMS):
        return one
    if in_lists_only(one, case):
        return one if is_chronic(one.code) else one.refused(NOT_CARED_FOR, guideline("III"))
    if is_chronic(one.code):
        return one
    if not case.inpatient or not kinds & {"course"}:
        return one.refused(NOT_TAKEN_UP, guideline("II" if case.inpatient else "IV.G"))
    return one


def _managed(evidence: Evidence, case: Case) -> bool:
    """Whether the words right after it say how it is cared for: `hypothyroidism, on ...`."""
    return _CARED_FOR.match(sentence_of(case, evidence).after) is not None


def _before_operation(one: Condition, case: Case) -> bool:
    """Whether it is a preoperative diagnosis only, and the postoperative one is another."""
    if {e.section for e in one.evidence} != {"preoperative_diagnosis"}:
        return False
    return postoperative(case)
