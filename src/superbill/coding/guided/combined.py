"""One code for what is linked: combination codes, and the links that ICD-10-CM presumes.

What tables can say stands in combined.yaml (linked.py); what must be worked out in a module each:
diabetes, heart, hypertension, pregnancy, sepsis, sequelae.
"""

from __future__ import annotations

from collections.abc import Callable

from superbill.coding.guided.condition import Case, Conditions, Staged, merged
from superbill.coding.guided.diabetes import eyes, of_its_type, ulcers
from superbill.coding.guided.heart import heart_failure, infarctions
from superbill.coding.guided.hypertension import hypertension
from superbill.coding.guided.linked import linked
from superbill.coding.guided.pregnancy import pregnancy
from superbill.coding.guided.sepsis import after_procedure, germs, severe
from superbill.coding.guided.sequelae import sequelae
from superbill.coding.result import Step

_Part = Callable[[Conditions, Case], tuple[Conditions, tuple[Step, ...]]]

PARTS: tuple[_Part, ...] = (
    sequelae,  # before what its deficits may be taken for
    of_its_type,  # before the tables, which go by the type
    germs,
    linked,
    eyes,
    ulcers,
    heart_failure,
    infarctions,
    hypertension,  # after the stage of the kidney's disease and the kind of heart failure
    severe,
    after_procedure,
    pregnancy,
)


def stage(conditions: Conditions, case: Case) -> Staged:
    """Nothing is combined that the note calls unrelated."""
    steps: list[Step] = []
    for part in PARTS:
        conditions, done = part(merged(conditions), case)
        steps += done
    return Staged(conditions, tuple(steps))
