"""Logistic regression, small and exact: Newton's method with a ridge."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_STEPS = 40
_ENOUGH = 1e-5
_LIMIT = 30.0


def fit(rows: Matrix, right: Matrix, *, ridge: float) -> Matrix:
    """The weight of each column. rows: a case each; right: 1.0 or 0.0 for each; ridge: what a
    weight costs, in units of the column's spread, so that scales don't matter. Without a case all
    weights are 0."""
    if not len(rows):
        return np.zeros(int(rows.shape[1]))
    spread: Any = rows.std(axis=0)
    spread[spread == 0] = 1.0
    scaled: Matrix = rows / spread
    columns = int(rows.shape[1])
    weights: Matrix = np.zeros(columns)
    keep: Matrix = ridge * np.eye(columns)
    for _ in range(_STEPS):
        sure = chance(np.asarray(scaled @ weights, dtype=np.float64))
        slope: Matrix = np.asarray(scaled.T @ (sure - right) + ridge * weights, dtype=np.float64)
        bend: Matrix = (scaled * (sure * (1 - sure))[:, None]).T @ scaled + keep
        step = np.asarray(np.linalg.solve(bend, slope), dtype=np.float64)
        weights = np.asarray(weights - step, dtype=np.float64)
        if float(np.abs(step).max()) < _ENOUGH:
            break
    return np.asarray(weights / spread, dtype=np.float64)


def chance(logit: Matrix) -> Matrix:
    """Log-odds as probabilities."""
    return 1.0 / (1.0 + np.exp(-np.clip(logit, -_LIMIT, _LIMIT)))
