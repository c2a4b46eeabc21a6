"""How often a diagnosis like this one is right: the confidence of what the guidelines report.

Logistic regression over what kind of sign the note gives, fitted (`benchmarks/fit_certainty.py`) on
notes of the project's own that nothing else was tuned on, and never set by hand; docs/scorecard.md
has its reliability, five-fold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.coding.guided.condition import Case, Condition
from superbill.coding.guided.places import kinds_at
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_suffix(".yaml")

_SURELY = 0.999
_LEAST = 0.001


@dataclass(frozen=True, slots=True)
class Certainty:
    """fitted_on: set of notes and day of the fit; weights: by feature"""

    fitted_on: str
    fitted: date
    weights: Mapping[str, float]


@cache
def weights() -> Mapping[str, float]:
    """The fitted weights. Raises CardRefused for a fault of the file."""
    return build(Certainty, read_yaml(FILE)).weights


def certainty(one: Condition, case: Case) -> float:
    """From 0 to 1: the share of such codes that is right."""
    fitted = weights()
    total = sum(fitted.get(name, 0.0) * value for name, value in features(one, case).items())
    return round(1.0 / (1.0 + math.exp(-total)), 3)


def features(one: Condition, case: Case) -> dict[str, float]:
    """What kind of sign the note gives for a condition, by name."""
    kinds = kinds_at(case, one)
    best = max(one.mentions, key=lambda m: len(set(m.disorder.words)), default=None)
    found = {
        "all": 1.0,
        "concluded": float("conclusion" in kinds),
        "complaint": float("complaint" in kinds),
        "history only": float(bool(kinds) and kinds <= {"history", "problems"}),
        "treatment only": float(bool(kinds) and kinds <= {"treatment"}),
        "places": math.log(max(1, len(one.evidence))),
        "open": float("unspecified" in one.facts.title.lower()),
        "symptom": float(one.code.startswith("R")),
        "status": float(one.code.startswith("Z")),
        "injury": float(one.code.startswith(("S", "T"))),
        "stay": float(case.inpatient),
        "by rule": float(best is None),
    }
    if best is not None:
        sure = min(max(one.confidence, _LEAST), _SURELY)
        found |= {
            "mention": math.log(sure / (1 - sure)),
            "one word": float(len(set(best.disorder.words)) == 1),
            "akin": float(not best.disorder.exact),
            "letters": float(best.disorder.letters is not None),
            "guessed": float(min(best.guessed, 2)),
            "said": float(min(best.said, 2)),
            "other code than named": float(best.code != one.code),
        }
    return {name: value for name, value in found.items() if value}
