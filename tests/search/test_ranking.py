"""The ranking: a weight for each feature and a feature for each weight, and what a sum is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from superbill.errors import CardRefused
from superbill.search.features import FEATURES
from superbill.search.ranking import RANKING, ranking, score_of, sums


def written(tmp_path: Path, weights: dict[str, float]) -> Path:
    said: Any = yaml.safe_load(RANKING.read_text(encoding="utf-8"))
    path = tmp_path / "ranking.yaml"
    path.write_text(yaml.safe_dump({**said, "weights": weights}), encoding="utf-8")
    return path


def weights() -> dict[str, float]:
    return yaml.safe_load(RANKING.read_text(encoding="utf-8"))["weights"]


def test_features_are_named_once() -> None:
    assert len(set(FEATURES)) == len(FEATURES)


def test_the_file_has_just_the_features() -> None:
    assert set(weights()) == set(FEATURES)
    assert len(ranking().weights) == len(FEATURES)


def test_weights_stand_in_the_order_of_the_features(tmp_path: Path) -> None:
    """The file is written by hand or by a program in any order; the sums must not depend on it."""
    turned = dict(reversed(weights().items()))
    assert ranking(written(tmp_path, turned)).weights.tolist() == ranking().weights.tolist()


@pytest.mark.parametrize("missing", ["likeness", "from title"])
def test_a_feature_without_weight_is_refused(tmp_path: Path, missing: str) -> None:
    fewer = {name: value for name, value in weights().items() if name != missing}
    with pytest.raises(CardRefused, match=f"ranking.yaml: .*{missing}"):
        ranking(written(tmp_path, fewer))


def test_a_weight_without_feature_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CardRefused, match="no such feature"):
        ranking(written(tmp_path, {**weights(), "no such feature": 1.0}))


def test_a_sum_is_weight_by_weight() -> None:
    """A row with one feature is worth its weight (and more where the words are the query's own)."""
    units = [[float(name == other) for other in FEATURES] for name in FEATURES]
    given = ranking().weights.tolist()
    for name, found, weight in zip(FEATURES, sums(units).tolist(), given, strict=True):
        if name == "same words":
            assert found >= weight
        else:
            assert found == pytest.approx(weight), name
    row = [place / 7 for place in range(len(FEATURES))]
    by_hand = sum(value * found for value, found in zip(row, sums(units).tolist(), strict=True))
    assert sums([row]).tolist() == pytest.approx([by_hand], rel=1e-4)


def test_more_is_worth_more() -> None:
    scores = [score_of(weighted) for weighted in (-50.0, -1.0, 0.0, 3.0, 6.0, 50.0)]
    assert scores == sorted(scores)
    assert all(0 <= score <= 1 for score in scores)
