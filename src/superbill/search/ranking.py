"""The order of candidate codes: a weighted sum of the features, and what it is worth.

The weights are fitted on the development half of the term benchmark (`python
benchmarks/fit_search.py`), never by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

from superbill.errors import CardRefused
from superbill.search.features import FEATURES
from superbill.search.layout import Reals

WORD_FOR_WORD = 1.0
"""Added to the sum of a candidate that a source names with just the query's words. Not fitted: the
gold of the benchmark has its own idea of many names, and a reader expects a name to find itself."""

RANKING = Path(__file__).with_name("ranking.yaml")


SAME_WORDS = FEATURES.index("same words")


class Ranking(NamedTuple):
    """weights: of FEATURES, in their order; slope, offset: of the logistic curve that makes a
    share of right answers of a sum"""

    weights: Reals
    slope: float
    offset: float


@cache
def ranking(path: Path = RANKING) -> Ranking:
    """Raises CardRefused where a feature has no weight, or a weight no feature."""
    said: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    weights = said["weights"]
    if set(weights) != set(FEATURES):
        wrong = sorted(set(weights) ^ set(FEATURES))
        raise CardRefused(f"Weights and features differ: {', '.join(wrong)}.", where=path.name)
    return Ranking(
        np.array([weights[name] for name in FEATURES], dtype=np.float32),
        float(said["score"]["slope"]),
        float(said["score"]["offset"]),
    )


def sums(table: Sequence[Sequence[float]]) -> Reals:
    """The weighted sum of each row of features."""
    features = np.asarray(table, dtype=np.float32)
    weighted: Reals = features @ ranking().weights
    weighted += WORD_FOR_WORD * features[:, SAME_WORDS]
    return weighted


def score_of(weighted: float) -> float:
    """How often a first answer with such a sum is right, 0 to 1."""
    made = ranking()
    return float(1.0 / (1.0 + np.exp(-(made.slope * weighted + made.offset))))
