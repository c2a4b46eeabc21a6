"""One procedure told in several places: what a heading says and what the account says.

The defect these prevent: "bilateral" in the title outweighing "the left tube could not be entered".
"""

from __future__ import annotations

from typing import Any

import pytest
from told import procedure

from superbill.coding.sides import merged

TEXT = "title account"
TITLE: dict[str, Any] = {"words": "title"}
ACCOUNT: dict[str, Any] = {"words": "account"}


@pytest.mark.parametrize(
    ("told", "sides", "failed", "outcome"),
    [
        pytest.param([{"sides": ("bilateral",)}], ("right", "left"), (), "completed",
                     id="bilateral is both"),
        pytest.param([{"sides": ("left",)}, {"sides": ("right",)}], ("right", "left"), (),
                     "completed", id="each side told by itself"),
        pytest.param([{"sides": ("bilateral",)}, {"outcome": "failed", "failed_sides": ("left",)}],
                     ("right",), ("left",), "completed", id="title says both, account says one"),
        pytest.param([{"sides": ("bilateral",)}, {"outcome": "stopped"}], (), (), "stopped",
                     id="title says both, account says it was stopped"),
        pytest.param([{"sides": ("right",)}, {"sides": ("right",), "failed_sides": ("left",)}],
                     ("right",), ("left",), "completed", id="told twice alike"),
        pytest.param([{"outcome": "failed", "failed_sides": ("right", "left")},
                      {"sides": ("bilateral",)}], (), ("right", "left"), "failed",
                     id="failed on both sides, whatever the title says"),
    ],
)  # fmt: skip
def test_merged(told: list[dict[str, Any]], sides: Any, failed: Any, outcome: str) -> None:
    words = ["title", "account"]
    whole = merged(
        [procedure(TEXT, word, **fields) for word, fields in zip(words, told, strict=False)]
    )
    assert (whole.sides, whole.failed_sides, whole.outcome) == (sides, failed, outcome)
    assert len(whole.evidence) == len(told)


def test_the_reason_of_the_ending_is_kept() -> None:
    told = [
        procedure(TEXT, "title", sides=("bilateral",)),
        procedure(TEXT, "account", outcome="stopped", reason_class="patient_safety"),
    ]
    assert merged(told).reason_class == "patient_safety"
