"""Cues end where notes in telegram style end: a full stop before a small letter, a closing bracket,
a comma after a bare `not`. Diagnoses were lost behind each (2026-11-25)."""

from __future__ import annotations

import pytest

from superbill.notes.assertions import assert_span


@pytest.mark.parametrize(
    ("text", "words", "assertion"),
    [
        ("no nodules, no ILD. osteoporosis on alendronate", "osteoporosis", "affirmed"),
        ("cirrhosis (never drinker), ascites", "ascites", "affirmed"),
        ("varices not bleeding, portal hypertension", "portal", "affirmed"),
        ("no fever, chills, cough", "cough", "negated"),
        ("mom on meds for depression", "depression", "family"),
        ("mom reports ear pain", "ear pain", "affirmed"),
        ("counselled re agranulocytosis", "agranulocytosis", "hypothetical"),
        ("( ) Sepsis: fluids", "Sepsis", "negated"),
        ("(x) Sepsis: fluids", "Sepsis", "affirmed"),
    ],
)
def test_reach(text: str, words: str, assertion: str) -> None:
    start = text.index(words)
    assert assert_span(text, start, start + len(words))[0] == assertion
