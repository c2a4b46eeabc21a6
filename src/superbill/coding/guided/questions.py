"""Which one documented fact more would give another or a closer code, asked as a query.

Three sources: facts that clinicians often leave open (questions.yaml), gaps that the list itself
shows (the codes beside an unspecified one differ from it by a side, a stage, a trimester: axes of
axes.yaml), and what the note measures without a diagnosis (measured.yaml).

The form is that of compliant queries: the note's own words first, one open question, no answer
suggested, nothing about payment (AHIMA and ACDIS, Guidelines for Achieving a Compliant Query
Practice, 2022).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.coding.guided.condition import Case, Condition, Conditions, standing
from superbill.coding.guided.gaps import gaps_of
from superbill.coding.result import Query
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.attributes import Attribute
from superbill.notes.values import Evidence

OPEN_FACTS = Path(__file__).with_name("questions.yaml")
MEASURED = Path(__file__).with_name("measured.yaml")

AT_MOST = 8
"""Questions of one note; a clinician answers no longer list."""
_OF_ONE = 2
"""Questions of one diagnosis."""
_SHOWN = 3
_NO_DISEASE = "RSTVWXYZ"
"""Chapters of which a note tells at different times, or of several at once."""


@dataclass(frozen=True, slots=True)
class OpenFact:
    codes: tuple[str, ...]
    say: str
    closer: tuple[str, ...]
    unless: tuple[str, ...] = ()
    said: str = ""
    unsaid: tuple[str, ...] = ()

    def open_in(self, one: Condition) -> bool:
        """Whether the note's words for a diagnosis leave the fact open."""
        told = " ".join(e.text for e in one.evidence).lower()
        told += " ".join(f" {a.value}" for a in one.attributes)
        return self.said in told and not any(word in told for word in self.unsaid)


@dataclass(frozen=True, slots=True)
class Measure:
    measure: str
    at_least: float
    say: str
    unless: tuple[str, ...]
    below: float | None = None


def of(conditions: Conditions, case: Case) -> tuple[Query, ...]:
    """The questions of a note, the first diagnosis' first; each fact once."""
    there = standing(conditions)
    asked = [*_contradicted(conditions), *_all(there, case), *_measured(conditions, case)]
    once = {(q.fact, q.evidence[:1]): q for q in reversed(asked)}
    return tuple(reversed(once.values()))[:AT_MOST]


@cache
def open_facts() -> tuple[OpenFact, ...]:
    """The entries of questions.yaml. Raises CardRefused for a fault of the file."""
    return tuple(build(OpenFact, entry) for entry in read_yaml(OPEN_FACTS).items())


@cache
def measures() -> tuple[Measure, ...]:
    """The entries of measured.yaml. Raises CardRefused for a fault of the file."""
    return tuple(build(Measure, entry) for entry in read_yaml(MEASURED).items())


def _contradicted(conditions: Conditions) -> Iterator[Query]:
    """What the note affirms in one place and denies in another, of one category."""
    for one in standing(conditions):
        if one.code[0] in _NO_DISEASE:
            continue
        others = [c for c in conditions if not c.stands and c.code[:3] == one.code[:3]]
        told_of = [*one.denied, *(e for c in others for e in (*c.denied, *c.evidence))]
        denied = [e for e in told_of if e.assertion == "negated"]
        said = [e for e in one.evidence if e.assertion == "affirmed"]
        if denied and said:
            told = (said[0], denied[0])
            yield Query(
                f"The note documents {_quoted(told[:1])} and, elsewhere, that there is no"
                f" {_quoted(told[1:])}. Please clarify which holds.",
                "which of two statements holds", f"whether {one.code} is reported", told,
            )  # fmt: skip


def _all(there: Conditions, case: Case) -> Iterator[Query]:
    for one in there:
        others = [c.code for c in there if c is not one]
        yield from list(_of_one(one, others, case))[:_OF_ONE]


def _of_one(one: Condition, others: Sequence[str], case: Case) -> Iterator[Query]:
    entry = next((e for e in open_facts() if one.code in e.codes and e.open_in(one)), None)
    if entry is not None and not any(code.startswith(entry.unless) for code in others):
        between = f", one of {', '.join(entry.closer)}" if entry.closer else ""
        yield _query(one, entry.say, f"whether {one.code} is reported or another code{between}")
    for gap in gaps_of(one, case):
        between = ", ".join(gap.closer[:_SHOWN]) + (", …" if len(gap.closer) > _SHOWN else "")
        yield _query(one, gap.say, f"which code is reported: {one.code}, or one of {between}")


def _query(one: Condition, say: str, changes: str) -> Query:
    told = one.evidence[:_SHOWN]
    return Query(f"The note documents {_quoted(told)}. Please document {say}.", say, changes, told)


def _quoted(evidence: tuple[Evidence, ...]) -> str:
    words = dict.fromkeys(" ".join(e.text.split()) for e in evidence)
    return " and ".join(f"“{w}”" for w in words) or "this"


def _measured(conditions: Conditions, case: Case) -> Iterator[Query]:
    """What is measured and of which no diagnosis speaks, be it a rejected one."""
    said = [c.code for c in conditions if c.stands]
    for entry in measures():
        found = next((a for a in case.measured if _meets(a, entry)), None)
        if found is not None and not any(code.startswith(entry.unless) for code in said):
            words = " ".join(found.evidence.text.split())
            yield Query(
                f"The note records “{words}”. Please document {entry.say}.",
                entry.say, "whether a diagnosis, and the measure beside it, is reported",
                (found.evidence,),
            )  # fmt: skip


def _meets(one: Attribute, entry: Measure) -> bool:
    if one.kind != entry.measure or one.number is None:
        return False
    return one.number >= entry.at_least and (entry.below is None or one.number < entry.below)
