"""Counting in blocks: how many runs are counted at once changes no count, and no phrase.

The defect that this prevents: 5,000 notes that needed ten gigabytes, or blocks that part a phrase
from its own places.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from superbill.coding.learning import fitting, mining
from superbill.coding.learning.fitting import scored_of
from superbill.coding.learning.learned import Learned
from superbill.tools.context import Context
from superbill.tools.learn import taught

WORDS = ("headache", "fever", "cough", "back pain", "nausea", "fatigue", "old zorb", "blue knee")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty invented notes; half of the codes have no place that proves them."""
    folder = tmp_path_factory.mktemp("course")
    rows: list[str] = []
    for n in range(30):
        told, other = WORDS[n % len(WORDS)], WORDS[(n * 3 + 1) % len(WORDS)]
        text = f"Visit {n} for {told}.\nThere was glimmerfit too.\nShe also told of {other}."
        (folder / f"{n:02}.txt").write_text(text, encoding="utf-8")
        start = text.index("glimmerfit")
        place = f"{start}\t{start + 10}" if n % 2 else "\t"
        rows.append(f"{n:02}.txt\ticd10cm\tG43.909\t{place}")
        if n % 3 == 0:
            rows.append(f"{n:02}.txt\ticd10cm\tR05.9\t\t")
    (folder / "codes.tsv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def learned(context: Context, course: Path) -> Learned:
    return taught(context, course, on=date(2026, 5, 15), name="c")[0]


def test_blocks_change_nothing(
    context: Context, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = learned(context, course)
    assert any(p.words == "glimmerfit" and p.code == "G43.909" for p in whole.phrases)
    for block in (1, 97):
        monkeypatch.setattr(mining, "BLOCK", block)
        monkeypatch.setattr(fitting, "BLOCK", block)
        monkeypatch.setattr(mining, "_ROWS_AT_ONCE", block)
        parts = learned(context, course)
        assert parts.phrases == whole.phrases
        assert parts.ranking == whole.ranking


def test_no_more_notes_are_scored_than_needed(
    context: Context, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scored_of(1).tolist() == [True]
    assert scored_of(fitting.SCORED).all()
    many = scored_of(10 * fitting.SCORED)
    assert many.sum() == fitting.SCORED
    assert np.diff(np.flatnonzero(many)).max() <= 11
    monkeypatch.setattr(fitting, "SCORED", 12)
    few = learned(context, course)
    assert any(p.words == "glimmerfit" and p.of >= 20 for p in few.phrases)


def test_one_note_is_measured_on_nothing(context: Context, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("She has asthma.", encoding="utf-8")
    (tmp_path / "codes.tsv").write_text("a.txt\ticd10cm\tJ45.909\n", encoding="utf-8")
    assert learned(context, tmp_path).about.held_out == {}
