"""The stages of guideline coding, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from superbill.coding.guided import (
    added,
    asserted,
    combined,
    consciousness,
    excluded,
    integral,
    past,
    questions,
    reported,
    sequence,
    specific,
)
from superbill.coding.guided.condition import Case, Conditions, Stage, merged
from superbill.coding.result import Query, Step

STAGES: tuple[Stage, ...] = (
    past.stage,  # what the note tells as past: history codes, or current after all
    asserted.stage,  # denied, of others, uncertain
    reported.stage,  # findings that no conclusion takes up
    consciousness.stage,  # injuries of the brain: whether consciousness was lost
    specific.stage,  # said more closely elsewhere in the note
    combined.stage,  # one code for what is linked
    excluded.stage,  # Excludes1
    integral.stage,  # symptoms that are part of a diagnosis
    added.stage,  # what the tabular list wants beside it, where the note says it
)


@dataclass(frozen=True, slots=True)
class Guided:
    """What is reported, in its order, then what was rejected; the steps and the questions."""

    conditions: Conditions
    steps: tuple[Step, ...]
    queries: tuple[Query, ...]


def guide(conditions: Conditions, case: Case) -> Guided:
    """The conditions of a note through all stages, and in the order of their sequencing."""
    steps: list[Step] = []
    for stage in STAGES:
        conditions, done = stage(merged(conditions), case)
        steps += done
    conditions = merged(conditions)
    asked = questions.of(conditions, case)
    ordered, done = sequence.stage(conditions, case)
    return Guided(ordered, (*steps, *done), asked)
