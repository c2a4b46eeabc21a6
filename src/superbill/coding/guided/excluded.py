"""Excludes1: of two codes that are never reported together, the one that the note supports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from superbill.citation import Citation
from superbill.coding.guided.condition import Case, Condition, Conditions, Staged, standing
from superbill.coding.guided.making import step
from superbill.coding.guided.told import sentences_of
from superbill.coding.result import Step
from superbill.notes.values import Evidence
from superbill.rules.icd10cm.guideline import guideline, tabular
from superbill.rules.icd10cm.lists import listed
from superbill.rules.icd10cm.meetings import excludes1
from superbill.rules.icd10cm.relations import Relation, excluded

RULE = "excluded"

_SYMPTOMS = ("R",)
_OPEN = ("unspecified", "without complication", "not elsewhere classified", "other specified")


class _Better(NamedTuple):
    """Which of two codes the note supports better, and why; `kept` is None where nothing tells."""

    kept: Condition
    gone: Condition
    why: str
    sure: bool = True


def stage(conditions: Conditions, case: Case) -> Staged:
    """Of each pair that an Excludes1 note of the tabular list keeps apart one stays: a definite
    disease before a symptom, chapter 15 before the others in a pregnancy, the closer title, what
    the note concludes, what it says more of. Where none of this tells, the first of the note stays
    and the step says that the clinician must be asked. Both stand where the note says that the two
    are unrelated (guideline I.A.12.a)."""
    steps: list[Step] = []
    gone: dict[str, Condition] = {}
    for one, other, note in _pairs(standing(conditions), case):
        if one.code in gone or other.code in gone:
            continue
        words = _unrelated(one, other)
        if words is not None:
            says = f"{one.code} and {other.code} both stand: the note says “{words.text}”."
            codes = (one.code, other.code)
            steps.append(step(RULE, says, codes, codes, guideline("I.A.12.a")))
            continue
        better = _better(one, other, case)
        cited = tabular(note.instruction.at, "Excludes1", one.facts.release)
        quoted = note.instruction.quoted(note.named.replace(".", ""))
        because = f"{quoted} at {note.instruction.at}; {better.kept.code} {better.why}."
        gone[better.gone.code] = better.gone.refused(because, cited)
        steps.append(_told(better, because, cited))
    return Staged(tuple(gone.get(c.code, c) if c.stands else c for c in conditions), tuple(steps))


def _told(better: _Better, because: str, cited: Citation) -> Step:
    says = f"{better.kept.code} and {better.gone.code} are not reported together: {because}"
    if not better.sure:
        says += " The clinician must say which it is."
    codes = (better.kept.code, better.gone.code)
    return step(RULE, says, codes, (better.kept.code,), cited)


def _pairs(
    there: Conditions, case: Case
) -> Iterator[tuple[Condition, Condition, Relation]]:  # fmt: skip
    codes = [c.code for c in there]
    for at, other in sorted(excludes1(codes, case.book, case.on).pairs):
        note = excluded(there[at].facts, there[other].facts)
        if note is not None:
            yield there[at], there[other], note


def _unrelated(one: Condition, other: Condition) -> Evidence | None:
    """The words by which the note says that two conditions have nothing to do with each other."""
    for mine, theirs in ((one, other), (other, one)):
        texts = [e.text.lower() for e in theirs.evidence]
        for a in mine.attributes:
            if a.kind == "unrelated" and any(a.value.lower() in t or t in a.value.lower()
                                             for t in texts):  # fmt: skip
                return a.evidence
    return None


def _better(one: Condition, other: Condition, case: Case) -> _Better:
    mine, theirs = _marks(one, other, case), _marks(other, one, case)
    for why, own in mine.items():
        if own != theirs[why]:
            pair = (one, other) if own > theirs[why] else (other, one)
            return _Better(*pair, why)
    first = min((one, other), key=_begin)
    second = other if first is one else one
    return _Better(first, second, "is what the note tells first", sure=False)


def _marks(one: Condition, other: Condition, case: Case) -> dict[str, int]:
    """What speaks for a code against another, the most telling first, each higher for better."""
    of_birth = listed("obstetric", one.facts.bare, case.on) is not None
    own = {(e.start, e.end) for e in one.evidence}
    theirs = {(e.start, e.end) for e in other.evidence}
    title = one.facts.title.lower()
    sentences = sentences_of(one, case)
    apart = not sentences & sentences_of(other, case)
    return {
        "is of chapter 15, which comes first in a pregnancy": int(of_birth),
        "is a disease, the other a symptom or a finding": int(not one.code.startswith(_SYMPTOMS)),
        "says both": int(bool(theirs) and theirs < own),
        "is the closer title": -int(any(word in title for word in _OPEN)),
        "is what the note concludes": int("conclusion" in one.kinds),
        "is what the note says more of": len(sentences) if apart else 0,
    }


def _begin(one: Condition) -> int:
    return min((e.start for e in one.evidence), default=0)
