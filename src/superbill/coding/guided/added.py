"""What the tabular list wants beside a diagnosis, where the note documents it."""

from __future__ import annotations

from collections.abc import Callable

from superbill.coding.guided.beside import by_words, germs_beside, revived
from superbill.coding.guided.condition import Case, Conditions, Staged, merged
from superbill.coding.guided.external import external_cause
from superbill.coding.guided.facts_coded import body_mass, stroke_scale, tobacco, weeks
from superbill.coding.guided.medicines import effects, long_term
from superbill.coding.result import Step

_Part = Callable[[Conditions, Case], tuple[Conditions, tuple[Step, ...]]]

PARTS: tuple[_Part, ...] = (
    revived, germs_beside, by_words, long_term, effects, body_mass, stroke_scale, weeks,
    tobacco, external_cause,
)  # fmt: skip


def stage(conditions: Conditions, case: Case) -> Staged:
    """Nothing is added that the note doesn't say in words of its own: each has its evidence."""
    steps: list[Step] = []
    for part in PARTS:
        conditions, done = part(merged(conditions), case)
        steps += done
    return Staged(conditions, tuple(steps))
