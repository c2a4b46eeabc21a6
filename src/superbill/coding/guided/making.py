"""How stages change conditions: one given for others, some without, and the step that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from superbill.citation import Citation
from superbill.coding.guided.condition import Case, Condition, Conditions
from superbill.coding.guided.signs import LOOSE, REMAINDER, VAGUE
from superbill.coding.proposal import together
from superbill.coding.result import Step
from superbill.notes.values import Evidence

_WEAK = (LOOSE, REMAINDER, VAGUE)


def given(
    code: str, of: Sequence[Condition], case: Case, *why: Citation,
    evidence: Iterable[Evidence] = (),
) -> Condition | None:  # fmt: skip
    """A condition that stands for what others say together, with their evidence and all that the
    note says of them; None where its code is not in force on the day. evidence: further words.

    It is as sure as the least sure of them.
    """
    facts = case.billable(code)
    if facts is None:
        return None
    return Condition(
        facts,
        facts.title,
        together(*(c.evidence for c in of), tuple(evidence)),
        tuple(dict.fromkeys(m for c in of for m in c.mentions)),
        tuple(dict.fromkeys((*why, *(w for c in of for w in c.why)))),
        min((c.confidence for c in of), default=0.0),
        beside=tuple(dict.fromkeys(m for c in of for m in c.beside)),
    )


def in_force(code: str, case: Case) -> str | None:
    """Of `A|B` the first that can be reported on the day."""
    return next((one for one in code.split("|") if case.billable(one) is not None), None)


def without(
    conditions: Conditions, gone: Callable[[Condition], bool], because: str, *why: Citation
) -> Conditions:
    """The conditions, those that stand and for which `gone` holds refused."""
    return tuple(c.refused(because, *why) if c.stands and gone(c) else c for c in conditions)


def with_these(conditions: Conditions, new: Iterable[Condition]) -> Conditions:
    """The conditions and new ones; one that stands already keeps its place, and what it says."""
    there = {c.code: c for c in conditions if c.stands}
    more = [c for c in new if c.code not in there]
    return (*conditions, *more)


def is_weak(one: Condition) -> bool:
    """Whether the note says it as the patient's, though by words too weak to report it by."""
    return one.rejected in _WEAK and "affirmed" in one.said


def step(
    rule: str, says: str, codes: Iterable[str], gives: Iterable[str], citation: Citation
) -> Step:
    return Step(rule, says, tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(gives)), citation)
