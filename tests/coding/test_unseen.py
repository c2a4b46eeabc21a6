"""Every note of the scored sets: its codes, and what holds of any note's answer.

The sets and the grammar of expected.yaml are those of benchmarks/notes.py, which is the scorer.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from superbill.coding.result import CodingResult

REPOSITORY = Path(__file__).resolve().parents[2]


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notes", REPOSITORY / "benchmarks" / "notes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


scorer = _scorer()
ROWS = [(name, one) for name in scorer.FLOORS for one in scorer.expected_of(name)]
# Known to be missed: the code that is absent, and why it is so.
WEAK = {
    ("referral", "practitioner"): "58300's card shows it in force from 2024-07-01 only",
    # The fourth held-out set stays as it was found.
    ("n_both_form", "practitioner"): "ticks on `placed` beside empty boxes: one side is read",
    ("n_one_late", "practitioner"): "`polypoid endometrium` is read as a polyp",
    ("n_one_late", "outpatient"): "`polypoid endometrium` is read as a polyp",
    ("n_one_late", "inpatient"): "`polypoid endometrium` is read as a polyp",
    ("n_stop_arrest", "practitioner"): "`asked that everything be removed` is not read as a stop",
    ("n_stop_arrest", "outpatient"): "`asked that everything be removed` is not read as a stop",
    ("n_stop_arrest", "inpatient"): "`asked that everything be removed` is not read as a stop",
    ("n_ablation_hta", "practitioner"): "inserts `to left and right tubes`, with no verb",
    ("n_ablation_hta", "outpatient"): "inserts `to left and right tubes`, with no verb",
    ("n_ablation_hta", "inpatient"): "inserts `to left and right tubes`, with no verb",
}
LEADING = ("pay", "reimburse", "higher", "isn't it", "wasn't", "would you agree", "should be coded")


def _marked(name: str, one: Any) -> Any:
    why = WEAK.get((one.note, one.setting))
    marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
    return pytest.param(name, one, id=f"{one.note}-{one.setting}", marks=marks)


def text_of(name: str, one: Any) -> str:
    return (scorer.SETS / name / f"{one.note}.txt").read_text(encoding="utf-8")


def answer(name: str, one: Any, context: Any) -> CodingResult:
    return scorer.coded(one, text_of(name, one), context)


@pytest.mark.parametrize(("name", "one"), [_marked(n, o) for n, o in ROWS])
def test_codes_are_those_of_a_coder(name: str, one: Any, context: Any) -> None:
    score = scorer.scored(one, answer(name, one, context))
    assert (score.wrong, score.missed, score.unsaid) == ((), (), ()), one.why


@pytest.mark.parametrize(
    ("name", "one"),
    [pytest.param(n, o, id=f"{o.note}-{o.setting}") for n, o in ROWS if n != "nothing_done"],
)
def test_what_is_said_is_in_the_note_and_leads_nobody(name: str, one: Any, context: Any) -> None:
    text, result = text_of(name, one), answer(name, one, context)
    for said in (*result.codes, *result.candidates, *result.queries):
        for e in said.evidence:
            assert text[e.start : e.end] == e.text
    assert all(c.evidence and c.confirmed_by for c in result.codes)
    for query in result.queries:
        assert not [w for w in LEADING if w in query.question.lower()]


def test_a_note_without_gold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt key would leave a note unscored in silence."""
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "expected.yaml").write_text("x:\n  date: 2024-01-01\n  outpatent: A\n")
    monkeypatch.setattr(scorer, "SETS", tmp_path)
    with pytest.raises(KeyError, match="outpatent"):
        list(scorer.expected_of("odd"))


@pytest.mark.parametrize("name", list(scorer.FLOORS))
def test_every_text_of_a_set_is_expected_something(name: str) -> None:
    texts = {p.stem for p in (scorer.SETS / name).glob("*.txt")}
    assert texts == {one.note for one in scorer.expected_of(name)}
