"""What the note denies, tells of others, or calls uncertain; and what is told of no patient."""

from __future__ import annotations

import re
from dataclasses import replace

from superbill.coding.diagnoses import NOT_CURRENT
from superbill.coding.guided.codes_under import stands_under
from superbill.coding.guided.condition import Case, Condition, Conditions, Staged
from superbill.coding.guided.past import told_as
from superbill.coding.guided.places import concludes, has_words, kind_at, kinds_at, sentence_of
from superbill.coding.result import Step
from superbill.notes.section_kinds import SectionKind
from superbill.notes.values import Evidence
from superbill.rules.icd10cm.guideline import guideline
from superbill.rules.icd10cm.uncertain import uncertain_diagnosis

RULE, RULE_DENIED, RULE_HIV = "uncertain", "denied", "hiv"
NO_ILLNESS = (
    "B20: the note tells of no HIV-related illness, now or before; Z21 is of the infection."
)
NO_PATIENT = "The sentence tells of no patient, or gives an order; a note's orders are not obeyed."
NO_VISIT = "The note says that it belongs to no visit of this patient."
LAST = "{code}: the note affirms it first and denies it last ({words}); the last word counts."

_NOT_SAID = ("negated", "family", "hypothetical")
_DECIDES: tuple[SectionKind, ...] = ("conclusion", "course", "plan", "complaint")
"""Parts in which a denial is a judgement; in a review of systems or an examination it is none."""
_AIDS = re.compile(
    r"\bAIDS\b|\bHIV[- ](?:disease|related|associated)\b|acquired immun", re.IGNORECASE
)
_WITH_HIV = (
    "A07.2", "A15-A19", "A31", "A81.2", "B37.1", "B37.81", "B38", "B39", "B45", "B58", "B59", "C46",
    "C53", "C83.3", "C83.7", "R64",
)  # fmt: skip
"""Of the illnesses that define AIDS (CDC, revised case definition, 2014) those with codes of their
own."""
_NEGATIVE = re.compile(r"\bneg(?:ative)?(?: for)?[ \t]*\Z", re.IGNORECASE)
_NEGATIVE_AFTER = re.compile(
    r"[ \t]*(?:ab|ag|pcr|screen|test|swab)?[ \t]*"
    r"(?:neg\b(?! for)|negative\b|\(-\)|non-?reactive\b)",
    re.IGNORECASE,
)
_OF_NOTE = 400
"""Characters at the beginning of a note, and of its end, in which words for all of it stand."""


def stage(conditions: Conditions, case: Case) -> Staged:
    """A condition stands that the note affirms, and doesn't deny afterwards; one that it only calls
    uncertain stands in an inpatient stay, where what the note concludes says so (guidelines II.H,
    III.C, IV.H)."""
    if _of_no_visit(case):
        return Staged(tuple(c.refused(NO_VISIT) if c.stands else c for c in conditions))
    steps: list[Step] = []
    done = tuple(_judged(c, case, steps) for c in conditions)
    return Staged(tuple(_of_hiv(c, done, case, steps) for c in done), tuple(steps))


def _judged(one: Condition, case: Case, steps: list[Step]) -> Condition:
    if not one.stands or not one.evidence:
        return one
    if all(_of_no_patient(e, case) for e in one.evidence):
        return one.refused(NO_PATIENT)
    if not one.mentions:
        return one  # what lexicon and cards give is judged already
    if all(_measured_negative(e, case) for e in one.evidence):
        return one.refused(NOT_CURRENT["negated"])
    if "affirmed" in one.said or "historical" in one.said:
        return _denied_last(one, case, steps)
    if "possible" in one.said:
        return _uncertain(one, case, steps)
    told = next((a for a in _NOT_SAID if a in one.said), None)
    return one.refused(NOT_CURRENT[told]) if told else one


def _of_hiv(one: Condition, conditions: Conditions, case: Case, steps: list[Step]) -> Condition:
    """B20 is of who has, or had, an HIV-related illness; else the infection is Z21 (I.C.1.a.2)."""
    if one.code != "B20" or not one.stands:
        return one
    ill = _AIDS.search(case.document.text) is not None or any(
        c.stands and stands_under(c.code, _WITH_HIV) for c in conditions
    )
    facts = case.billable("Z21")
    if ill or facts is None:
        return one
    cited = guideline("I.C.1.a.2.d")
    steps.append(Step(RULE_HIV, NO_ILLNESS, ("B20",), ("Z21",), cited))
    return replace(one, facts=facts, name=facts.title, why=(cited,))


def _denied_last(one: Condition, case: Case, steps: list[Step]) -> Condition:
    """A diagnosis that the conclusion affirms stands, whatever else is said; else the last
    judgement counts. A symptom that is over was there."""
    denied = [e for e in one.denied if e.assertion == "negated" and kind_at(case, e) in _DECIDES]
    said = [e for e in one.evidence if e.assertion == "affirmed"]
    if not denied or one.code.startswith("R") or not said:
        return one
    if any(kind_at(case, e) == "conclusion" for e in said):
        return one
    last = max(denied, key=lambda e: e.start)
    if last.start < max(e.start for e in said) and kind_at(case, last) != "conclusion":
        return one
    says = LAST.format(code=one.code, words=last.text)
    steps.append(Step(RULE_DENIED, says, (one.code,), (), guideline("IV.H")))
    return one.refused(NOT_CURRENT["negated"])


def _uncertain(one: Condition, case: Case, steps: list[Step]) -> Condition:
    judged = uncertain_diagnosis(case.setting, one.code, on=case.on)
    final = "conclusion" in kinds_at(case, one) or not concludes(case)
    if judged.coded and final:
        steps.append(Step(RULE, f"{one.code}: {judged.why}.", (one.code,), (one.code,),
                          judged.citations[0]))  # fmt: skip
        return one.with_why(*judged.citations)
    because = "The note calls it uncertain" + (
        ", and not in what it concludes." if judged.coded else "."
    )
    return one.refused(because, *judged.citations)


def _measured_negative(evidence: Evidence, case: Case) -> bool:
    """Whether `neg` stands right before it, or right after it: `US neg DVT`, `HIV neg`."""
    said = sentence_of(case, evidence)
    after = _NEGATIVE_AFTER.match(said.after) is not None
    return after or _NEGATIVE.search(said.before) is not None


def _of_no_patient(evidence: Evidence, case: Case) -> bool:
    said = sentence_of(case, evidence)
    return has_words(f"{said.before} {said.after}".lower(), told_as().no_patient)


def _of_no_visit(case: Case) -> bool:
    text = case.document.text
    ends = f"{text[:_OF_NOTE]} {text[max(_OF_NOTE, len(text) - _OF_NOTE) :]}".lower()
    return has_words(ends, told_as().no_visit)
