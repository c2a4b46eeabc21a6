"""Of two codes for one thing the closer; two things stay two.

The defect that this prevents: `pneumonia` coded beside the pneumonia with its germ, and one of two
fractures lost because it is in the category of the other.
"""

from __future__ import annotations

import pytest
from told_codes import codes_of, rejected_of

from superbill.coding.guided.specific import families
from superbill.tools.context import Context


@pytest.mark.parametrize(
    ("note", "kept", "dropped"),
    [
        ("ASSESSMENT: COPD. COPD with acute exacerbation.", "J44.1", "J44.9"),
        ("ASSESSMENT: Anemia. Iron deficiency anemia.", "D50.9", "D64.9"),
        ("ASSESSMENT: Renal failure. Acute kidney injury.", "N17.9", "N19"),
        ("ASSESSMENT: Atrial fibrillation. Paroxysmal atrial fibrillation.", "I48.0", "I48.91"),
        ("ASSESSMENT: Alcohol abuse. Alcohol dependence.", "F10.20", "F10.10"),
        ("ASSESSMENT: Asthma. Moderate persistent asthma.", "J45.40", "J45.909"),
        ("ASSESSMENT: Pain in the knee. Pain in the right knee.", "M25.561", "M25.569"),
    ],
)  # fmt: skip
def test_the_closer_alone(note: str, kept: str, dropped: str, context: Context) -> None:
    assert codes_of(note, context) == {kept}
    assert kept in rejected_of(note, context).get(dropped, kept)


@pytest.mark.parametrize(
    ("note", "both"),
    [
        ("ASSESSMENT: Pain in the right shoulder. Pain in the left knee.", {"M25.511", "M25.562"}),
        ("ASSESSMENT: Gastric ulcer. Duodenal ulcer.", {"K25.9", "K26.9"}),
        ("ASSESSMENT: Heart failure. Anemia.", {"I50.9", "D64.9"}),
        ("ASSESSMENT: Low back pain. Neck pain.", {"M54.50", "M54.2"}),
        ("ASSESSMENT: Knee pain. Pain in the right shoulder.", {"M25.569", "M25.511"}),
    ],
)
def test_two_things_stay_two(note: str, both: set[str], context: Context) -> None:
    assert codes_of(note, context) == both


def test_no_family_has_a_code_as_both() -> None:
    for family in families():
        assert not set(family.general) & set(family.closer), family.of
