"""The modifier of what was ended or done in part, by setting and state of anesthesia."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from told import evidence, told

from superbill.coding.anesthesia import anesthesia_in
from superbill.coding.modifiers import modifier_rule

ON = date(2024, 7, 15)


@pytest.mark.parametrize(
    ("when", "setting", "state", "on", "modifier"),
    [
        ("one_side", "practitioner", "not_told", ON, "52"),
        ("stopped", "practitioner", "not_told", ON, "53"),
        ("stopped", "outpatient", "before", ON, "73"),
        ("stopped", "outpatient", "given", ON, "74"),
        ("stopped", "outpatient", "none_planned", ON, "52"),
        ("stopped", "outpatient", "not_told", ON, None),
        ("stopped", "inpatient", "given", ON, None),
        ("stopped", "practitioner", "given", date(1999, 1, 1), None),
    ],
    ids=["one side", "clinician", "hospital, before", "hospital, after", "hospital, none planned",
         "hospital, silent: a question", "inpatient takes none", "before what is known"],
)  # fmt: skip
def test_modifier(when: Any, setting: str, state: Any, on: date, modifier: str | None) -> None:
    rule = modifier_rule(when, setting=setting, anesthesia=state, on=on)
    assert (rule.modifier if rule else None) == modifier


@pytest.mark.parametrize(
    ("text", "heading", "state"),
    [
        ("She fainted and we ended.", "Monitored anesthesia care", "given"),
        ("She fainted and we ended.", "None.", "none_planned"),
        ("She fainted and we ended.", None, "not_told"),
        ("A paracervical block was given. She fainted.", None, "given"),
        ("No paracervical block was given. She fainted.", None, "not_told"),
        ("She fainted before anesthesia was given.", "General planned", "before"),
        ("She fainted and we ended.", "Paracervical block, lidocaine 1%", "given"),
    ],
)
def test_state_of_anesthesia(text: str, heading: str | None, state: str) -> None:
    reading = told(text, anesthesia=heading)
    found = anesthesia_in(reading.document, [evidence(text, "fainted")])
    assert found.state == state
    for e in found.evidence:
        assert reading.document.text[e.start : e.end] == e.text
