"""Conditions that the note tells of, and the reason of each procedure, as ICD-10-CM codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from superbill.citation import Citation
from superbill.coding.codes import split_code
from superbill.coding.confidence import confidence
from superbill.coding.covered import covered
from superbill.coding.guidelines import guideline, guidelines_of
from superbill.coding.joins import joins
from superbill.coding.match import Match
from superbill.coding.proposal import Proposal, card_citation, together
from superbill.coding.result import Role
from superbill.coding.words import Words, speaks_of
from superbill.knowledge.term import Term
from superbill.notes.values import Evidence, Mention

NOT_CURRENT = {
    "negated": "The note denies it.",
    "family": "The note tells it of another person.",
    "historical": "The note tells it as past.",
    "hypothetical": "The note tells it as something that may come.",
}
_SECTION_ORDER = (
    "discharge_diagnosis", "postoperative_diagnosis", "diagnosis", "preoperative_diagnosis",
    "indications", "assessment", "assessment_and_plan",
)  # fmt: skip
_FINAL = (
    "discharge_diagnosis", "postoperative_diagnosis", "diagnosis", "assessment",
    "assessment_and_plan", "disposition", "plan",
)  # fmt: skip
LESS_SPECIFIC = "Another code of the note says the same more closely."
NOT_FINAL = "The note calls it uncertain, and not in what it concludes."

IsActive = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Found:
    """A diagnosis code with all that the note says for it."""

    code: str
    name: str
    evidence: tuple[Evidence, ...]
    why: tuple[Citation, ...]
    rejected: str | None = None


def diagnosis_proposals(
    mentions: Iterable[Mention], matches: Sequence[Match], words: Words, *, setting: str,
    active: IsActive, guided: bool = True,
) -> tuple[Proposal, ...]:  # fmt: skip
    """First-listed or principal diagnosis first, then the others in the note's order, then the
    rejected ones. `active` says whether a code is in force that day; with `guided` False every
    affirmed mention is coded, also one that another code already says."""
    found = [
        _from_mention(mention, term, setting, active)
        for mention in mentions
        if mention.kind == "condition"
        and (term := words.term("condition", mention.concept)) is not None
    ]
    found += [f for match in matches for f in _from_purpose(match, words, active)]
    found = _encounters(found, matches)
    by_code = _one_a_code(found)
    if guided:
        by_code = _not_said_twice(_specific(_joined(by_code, active), words))
    chosen = _in_order([f for f in by_code if f.rejected is None], matches)
    rejected = [f for f in by_code if f.rejected is not None]
    return tuple(
        [_proposal(f, _role(n, setting), matches) for n, f in enumerate(chosen)]
        + [_proposal(f, "secondary", ()) for f in rejected]
    )


def _from_mention(mention: Mention, term: Term, setting: str, active: IsActive) -> _Found:
    code, case = _code_for(mention, term, active)
    why = (Citation("superbill lexicon, conditions", f"{term.id}: {case}"), *guidelines_of(code))
    assertion = mention.evidence.assertion
    rejected = NOT_CURRENT.get(assertion)
    if assertion == "possible":
        # A diagnosis that was uncertain before the study of the case is not one at discharge.
        final = setting == "inpatient" and mention.evidence.section in _FINAL
        where = "uncertain_inpatient" if final else "uncertain_outpatient"
        if setting == "inpatient" and not final:
            return _Found(code, term.name, (mention.evidence,), why, NOT_FINAL)
        rule = guideline(where)
        if guideline("confirmed_only").speaks_of(code):
            rule = guideline("confirmed_only")
        why = (*why, rule.citation())
        if rule.id != "uncertain_inpatient":
            rejected = "The note calls it uncertain."
    return _Found(code, term.name, (mention.evidence,), why, rejected)


def _code_for(mention: Mention, term: Term, active: IsActive) -> tuple[str, str]:
    """The code of the mention's side, or whose case the mention's own words name (`partial`),
    where the lexicon has one; else the most general code that is in force that day, else the most
    general."""
    coded = [(split_code(code, system="icd10cm")[1], case) for code, case in term.codes]
    in_force = [pair for pair in coded if active(pair[0])] or coded
    sided = [pair for pair in in_force if mention.side and pair[1].split(",")[0] == mention.side]
    told = mention.evidence.text.lower().split()
    named = [pair for pair in in_force if set(pair[1].split(",")[0].split(" or ")) & set(told)]
    return (sided or named or in_force)[0]


def _from_purpose(match: Match, words: Words, active: IsActive) -> list[_Found]:
    """The card's diagnoses that the very name of the procedure in the note speaks of: who is
    `sterilized` came to be sterilized. Nothing is taken from the card alone."""
    found: list[_Found] = []
    conditions = words.of_kind("condition")
    for diagnosis in match.card.diagnoses:
        _, code = split_code(diagnosis.code, system="icd10cm")
        for term in conditions:
            # Only the term's own general code: a closer one hangs on words of the note.
            coded = [split_code(c, system="icd10cm")[1] for c, _ in term.codes]
            if code != next((c for c in coded if active(c)), coded[0]):
                continue
            told = tuple(e for e in match.procedure.evidence if speaks_of(term, e.text))
            if told:
                why = (card_citation(match.card, f"diagnoses: {diagnosis.when}"),
                       *guidelines_of(code))  # fmt: skip
                found.append(_Found(code, term.name, told, why))
    return found


def _encounters(found: list[_Found], matches: Sequence[Match]) -> list[_Found]:
    """That something is wanted is no doubt about an encounter for it: where the procedure was
    reported for which it is the reason, the wish stands."""
    reasons = {split_code(d.code, system="icd10cm")[1] for m in matches for d in m.card.diagnoses}
    # `Sterilization, not done` denies the deed: of what was stopped or failed, the wish stands.
    ended = [m for m in matches if m.procedure.outcome in ("stopped", "failed")]
    undone = {split_code(d.code, system="icd10cm")[1] for m in ended for d in m.card.diagnoses}
    return [
        replace(f, rejected=None, why=(*f.why, guideline("reproductive_encounter").citation()))
        if ((f.rejected == NOT_CURRENT["hypothetical"] and f.code in reasons)
            or (f.rejected == NOT_CURRENT["negated"] and f.code in undone))
        and guideline("reproductive_encounter").speaks_of(f.code) else f
        for f in found
    ]  # fmt: skip


def _joined(found: list[_Found], active: IsActive) -> list[_Found]:
    """Two codes for which the list has one: that one, with the evidence of both."""
    by_code = {f.code: f for f in found if f.rejected is None}
    for join in joins():
        parts = [by_code[c] for c in join.codes if c in by_code]
        if len(parts) < len(join.codes) or not active(join.gives):
            continue
        both = together(*(p.evidence for p in parts))
        why = (join.citation(), *(c for p in parts for c in p.why))
        one = _Found(join.gives, join.name, both, why)
        found = [*(f for f in found if f.code not in (*join.codes, join.gives)), one]
    return found


def _specific(found: list[_Found], words: Words) -> list[_Found]:
    """A term's general code is not used where one of its closer codes is told."""
    affirmed = {f.code for f in found if f.rejected is None}
    general: set[str] = set()
    for term in words.of_kind("condition"):
        coded = [split_code(c, system="icd10cm")[1] for c, _ in term.codes]
        if affirmed & set(coded[1:]) and coded[0][:3] in {c[:3] for c in affirmed & set(coded[1:])}:
            general.add(coded[0])
    return [
        replace(f, rejected=LESS_SPECIFIC) if f.code in general and f.rejected is None else f
        for f in found
    ]


def _one_a_code(found: Iterable[_Found]) -> list[_Found]:
    """What is affirmed anywhere stands; a rejection stays only for a code never affirmed."""
    kept: dict[str, _Found] = {}
    for one in found:
        before = kept.get(one.code)
        if before is None or (before.rejected and not one.rejected):
            kept[one.code] = one
        elif bool(before.rejected) == bool(one.rejected):
            kept[one.code] = replace(
                before,
                evidence=together(before.evidence, one.evidence),
                why=tuple(dict.fromkeys((*before.why, *one.why))),
            )
    return list(kept.values())


def _not_said_twice(found: list[_Found]) -> list[_Found]:
    """What another affirmed code already says is rejected, with the entry that says so."""
    affirmed = [f.code for f in found if f.rejected is None]
    told: list[_Found] = []
    for one in found:
        entry = covered(one.code, affirmed) if one.rejected is None else None
        if entry is None:
            told.append(one)
        else:
            why = (*one.why, entry.citation())
            told.append(replace(one, rejected=entry.reason, why=why))
    return told


def _in_order(chosen: list[_Found], matches: Sequence[Match]) -> list[_Found]:
    """The reason of the first procedure leads; then what stands under a heading of diagnoses;
    then the note's order."""
    reasons = [split_code(d.code, system="icd10cm")[1] for m in matches for d in m.card.diagnoses]

    def place(one: _Found) -> tuple[int, int, int]:
        heading = min(
            _SECTION_ORDER.index(e.section) if e.section in _SECTION_ORDER
             else len(_SECTION_ORDER) for e in one.evidence
        )  # fmt: skip
        linked = reasons.index(one.code) if one.code in reasons else len(reasons)
        return linked, heading, min(e.start for e in one.evidence)

    return sorted(chosen, key=place)


def _role(position: int, setting: str) -> Role:
    if position:
        return "secondary"
    return "principal" if setting == "inpatient" else "first_listed"


def _proposal(found: _Found, role: Role, matches: Sequence[Match]) -> Proposal:
    why = list(found.why)
    for match in matches:
        why += [
            card_citation(match.card, f"diagnoses: {d.when}") for d in match.card.diagnoses
            if split_code(d.code, system="icd10cm")[1] == found.code
        ]  # fmt: skip
    if role in ("principal", "first_listed"):
        why.append(guideline(role).citation())
    return Proposal(
        "icd10cm", found.code, found.name, role, found.evidence, tuple(dict.fromkeys(why)),
        confidence=0.0 if found.rejected else confidence(places=len(found.evidence), fields=4),
        rejected=found.rejected,
    )  # fmt: skip
