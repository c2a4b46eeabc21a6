"""Drugs of the note: taken for long (Z79), and what they did or didn't do (T36 to T50)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.coding.guided.condition import Case, Condition, Conditions, standing
from superbill.coding.guided.making import given, in_force, step, with_these, without
from superbill.coding.guided.told import Told, Wanted, sentences_of, told, wanted
from superbill.coding.result import Step
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.icd10cm.guideline import guideline

FILE = Path(__file__).with_name("drugs.yaml")
RULE = "added"

_LISTS = ("medications", "discharge_medications", "admission_medications")
_TAKEN = re.compile(
    r"\b(?:on|takes?|taking|continued?|cont|maintained|remains|home|uses?|using|resumed?|restart|"
    r"meds?|with|managed|controlled|via)\b[^.;]{0,40}\Z",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:stop(?:ped)?|d/?c'?d|discontinued?|off|hold|held|allerg(?:y|ic)|reaction|intolerant|"
    r"declin\w+|refus\w+|not taking|failed|previously|while inpatient|sliding scale)\b",
    re.IGNORECASE,
)
_DRIP = re.compile(r"\b(?:drip|gtt|infusion|sliding scale|ssi)\b", re.IGNORECASE)
_INDUCED = re.compile(r"induced|due to|from|related|secondary", re.IGNORECASE)
_INDUCES = re.compile(r"[- ](?:induced|related|associated|toxicity)", re.IGNORECASE)
_BECAUSE = re.compile(
    r"[\s,]{0,3}(?:(?:is|was|likely|felt) ){0,2}"
    r"(?:due to|d/t|from|secondary to|2/2|caused by|after)\s",
    re.IGNORECASE,
)
_FEW_WORDS = re.compile(r"(?:[\w'-]+ ){0,3}")
"""Between the word for a cause and the drug: a comma begins something else."""
_BETWEEN = 60
"""Characters between an effect and its drug at most."""
_AROUND = 4
"""Sentences from the drug to the words for why it was taken."""
_ADVERSE, _UNDERDOSED, _ACCIDENT, _SELF_HARM = "5", "6", "1", "2"
_NOT_TAKEN = wanted(
    [(t, "cost") for t in (
        "can't afford", "cannot afford", "could not afford", "couldn't afford", "cost",
        "lost insurance", "financial", "no insurance", "expensive",
    )]
    + [(t, "not taken") for t in (
        "ran out", "out of", "not taking", "stopped taking", "noncompliance", "noncompliant",
        "non compliance", "nonadherence", "nonadherent", "non adherence", "missed doses",
        "skipping doses", "skips doses", "did not take",
        "has not been taking", "hasn't been taking", "not been taking", "underdosing",
        "forgot to take", "forgets to take", "self discontinued", "chose not to refill",
    )]
)  # fmt: skip
_TOO_MUCH = wanted((t, "overdose") for t in (
    "overdose", "overdosed", "od on", "intentional ingestion", "ingested", "ingestion of",
    "poisoning", "took too many", "took too much", "drank too much", "took a bottle",
))  # fmt: skip
_MEANT = wanted((t, "meant") for t in (
    "suicide attempt", "intentional", "intentionally", "self harm", "suicidal", "suicide",
    "kill himself", "kill herself", "to die", "to end her life", "to end his life", "deliberate",
    "deliberately",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drug:
    """A class of drugs: see drugs.yaml. rather: closer classes, where the note names one."""

    id: str
    stem: str
    names: tuple[str, ...]
    long_term: str | None = None
    wanted_by: tuple[str, ...] = ()
    only_if: tuple[str, ...] = ()
    rather: tuple[str, ...] = ()


@cache
def drugs() -> dict[str, Drug]:
    """drugs.yaml, by id. Raises CardRefused for a fault of it."""
    return {d.id: d for d in (build(Drug, at) for at in read_yaml(FILE).items())}


@cache
def _names() -> Wanted:
    return wanted((name, d.id) for d in drugs().values() for name in d.names)


def long_term(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Z79 for the drugs that the note has as the patient's own, beside a diagnosis for which they
    are taken. With gestational diabetes on insulin none (guideline I.C.15.i)."""
    steps: list[Step] = []
    for said in told(case, _names()):
        drug = drugs()[said.id]
        there = standing(conditions)
        codes = {c.code for c in there}
        code = in_force(drug.long_term, case) if drug.long_term else None
        wants = next((c for c in there if _covered(c, drug.wanted_by)), None)
        if code is None or code in codes or wants is None or not _is_taken(said, drug, case):
            continue
        if any(c.startswith("O24.4") for c in codes) and code.startswith(("Z79.4", "Z79.84")):
            continue
        cited = guideline("I.C.4.a.3" if drug.id.endswith(("insulin", "hypoglycemic"))
                          else "I.C.21.c.3")  # fmt: skip
        made = given(code, (), case, cited, evidence=(said.evidence,))
        if made is not None:
            conditions = (*conditions, made)
            says = f"{code}: the note has {said.evidence.text} as a drug that is taken."
            steps.append(step(RULE, says, (wants.code,), (code,), cited))
    return conditions, tuple(steps)


def _covered(one: Condition, beginnings: tuple[str, ...]) -> bool:
    return one.code.startswith(tuple(b.rstrip("-").rstrip(".") for b in beginnings))


def _is_taken(said: Told, drug: Drug, case: Case) -> bool:
    document = case.document
    sentence = document.sentences[said.sentence]
    text = document.text[sentence.start : sentence.end]
    at = said.evidence.start - sentence.start
    line = text.rfind("\n", 0, at) + 1
    before = text[max(line, at - 60) : at]
    after = text[at : at + 60].split(".")[0]
    if not said.so or _ENDED.search(before) or _DRIP.search(after):
        return False
    if drug.only_if and not any(re.search(rf"\b{w}\b", text, re.I) for w in drug.only_if):
        return False
    listed = said.evidence.section in _LISTS
    return listed or _TAKEN.search(before) is not None


def effects(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """The drug of an effect that the note ascribes to it, of an overdose, of a dose not taken: its
    code of T36 to T50, after the effect for the first and last (guideline I.C.19.e.5)."""
    found = [t for t in told(case, _names()) if t.evidence.assertion != "family"]
    if not found:
        return conditions, ()
    ids = frozenset(t.id for t in found)
    found = [_closer(t, ids) for t in found]
    for part in (_overdoses, _underdosed, _adverse):
        conditions, done = part(conditions, found, case)
        if done:
            return conditions, done
    return conditions, ()


def _closer(one: Told, ids: frozenset[str]) -> Told:
    """The words with the closer class that the note names elsewhere (`NSAID`, of naproxen)."""
    return one._replace(id=next((c for c in drugs()[one.id].rather if c in ids), one.id))


def _overdoses(
    conditions: Conditions, found: list[Told], case: Case
) -> tuple[Conditions, tuple[Step, ...]]:
    much = [t for t in told(case, _TOO_MUCH) if t.so]
    places = {t.sentence for t in much}
    taken = next((t for t in found if t.sentence in places and t.so), None)
    if taken is None:
        return conditions, ()
    meant = any(
        t.evidence.assertion in ("affirmed", "historical")
        for t in told(case, _MEANT)
        if abs(t.sentence - taken.sentence) < _AROUND
    )
    kind = _SELF_HARM if meant else _ACCIDENT
    stem = drugs()[taken.id].stem
    evidence = [t for t in much if t.sentence == taken.sentence]
    conditions = without(
        conditions, lambda c: c.code.startswith(stem) and c.facts.bare[5:6] != kind,
        "The note tells how the drug came to be too much.", guideline("I.C.19.e.5.b"),
    )  # fmt: skip
    return _drug_code(conditions, taken, kind, (), case, "I.C.19.e.5.b", evidence)


def _adverse(
    conditions: Conditions, found: list[Told], case: Case
) -> tuple[Conditions, tuple[Step, ...]]:
    steps: tuple[Step, ...] = ()
    for one in standing(conditions):
        if one.code.startswith(("T36", "T37", "T38", "T39", "T4", "T50", "Z")):
            continue
        causes = [a for a in one.attributes if a.kind == "cause"]
        for drug in found:
            if not _is_cause(one, drug, [(a.evidence.start, a.evidence.end) for a in causes], case):
                continue
            conditions, done = _drug_code(conditions, drug, _ADVERSE, (one.code,), case,
                                          "I.C.19.e.5.a", ())  # fmt: skip
            steps += done
    return conditions, steps


def _is_cause(one: Condition, drug: Told, causes: list[tuple[int, int]], case: Case) -> bool:
    """Whether the note makes a drug the cause of a condition: after a word for it, or as in
    `steroid induced`, `chemotherapy induced`, `due to anticoagulant`."""
    e, text = drug.evidence, case.document.text
    if any(start <= e.start and e.end <= end for start, end in causes):
        return True
    if drug.sentence not in sentences_of(one, case):
        return False
    for own in one.evidence:
        if own.start <= e.start and e.end <= own.end:
            before, after = own.text[: e.start - own.start], own.text[e.end - own.start :]
            return _INDUCED.search(before) is not None or _INDUCES.match(after) is not None
        if 0 <= own.start - e.end < _BETWEEN:
            return _INDUCES.match(text, e.end) is not None
        if 0 <= e.start - own.end < _BETWEEN:
            between = text[own.end : e.start]
            because = _BECAUSE.match(between)
            return because is not None and _FEW_WORDS.fullmatch(between, because.end()) is not None
    return False


def _underdosed(
    conditions: Conditions, found: list[Told], case: Case
) -> tuple[Conditions, tuple[Step, ...]]:
    reasons = [t for t in told(case, _NOT_TAKEN)
               if t.id == "not taken" and t.evidence.assertion != "family"]  # fmt: skip
    places = {t.sentence for t in reasons}
    missed = next(
        (d for d in found if d.sentence in places
         and any(r.sentence == d.sentence and abs(r.evidence.start - d.evidence.end) < 60
                 for r in reasons)), None,
    )  # fmt: skip
    there = standing(conditions)
    ill = [c for c in there if not c.code.startswith(("Z", "T"))]
    if missed is None or not ill:
        return conditions, ()
    conditions, steps = _drug_code(
        conditions, missed, _UNDERDOSED, (), case, "I.C.19.e.5.c", reasons
    )
    cost = any(t.id == "cost" for t in told(case, _NOT_TAKEN)
               if abs(t.sentence - missed.sentence) < 3)  # fmt: skip
    code = "Z91.120" if cost else None
    made = given(code, (), case, guideline("I.C.19.e.5.c"),
                 evidence=(reasons[0].evidence,)) if code else None  # fmt: skip
    if steps and made is not None:
        conditions = with_these(conditions, [made])
    return conditions, steps


def _drug_code(
    conditions: Conditions, drug: Told, kind: str, of: tuple[str, ...], case: Case, section: str,
    more: list[Told] | tuple[Told, ...],
) -> tuple[Conditions, tuple[Step, ...]]:  # fmt: skip
    code = f"{drugs()[drug.id].stem}{kind}A"
    cited = guideline(section)
    if any(c.code == code for c in standing(conditions)):
        return conditions, ()
    evidence = (drug.evidence, *(t.evidence for t in more[:1]))
    made = given(code, (), case, cited, evidence=evidence)
    if made is None:
        return conditions, ()
    conditions = without(
        conditions, lambda c: c.code[:5] == "T50.9" and c.code[-2:] == f"{kind}A",
        f"The note names the drug: {code}.", cited,
    )  # fmt: skip
    says = f"{code}: the note names the drug, {drug.evidence.text}."
    return with_these(conditions, [made]), (step(RULE, says, of, (code,), cited),)
