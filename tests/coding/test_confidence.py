"""The scale's only promise until it is calibrated: it rises with evidence, and stays in [0, 1]."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from superbill.coding.confidence import confidence

NUMBERS = st.integers(0, 12)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_monotone(places: int, fields: int, questions: int) -> None:
    here = confidence(places=places, fields=fields, questions=questions)
    assert 0 <= here <= 1
    assert confidence(places=places + 1, fields=fields, questions=questions) >= here
    assert confidence(places=places, fields=fields + 1, questions=questions) >= here
    assert confidence(places=places, fields=fields, questions=questions + 1) <= here


def test_no_evidence_is_no_confidence() -> None:
    assert confidence(places=0, fields=6) == 0
