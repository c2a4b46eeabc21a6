"""Whole notes, each outcome in different words, through reading, coding and rules.

A note's file is `<outcome>_<number>.txt`; the table says what each setting reports. The notes are
made up.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superbill.coding.code import code_reading
from superbill.coding.result import CodingResult
from superbill.notes.reading import read

FOLDER = Path(__file__).parent / "notes"
ON = date(2024, 7, 15)

PROFESSIONAL = {
    "both_1": "Z30.2 58565 A4264",
    "both_2": "Z30.2 58565 A4264",
    "both_3": "Z30.2 58565 A4264",
    "one_1": "Z30.2 58565-52 A4264",
    "one_2": "Z30.2 58565-52 A4264",
    "one_3": "Z30.2 58565-52 A4264",
    "stopped_1": "Z30.2 I95.9 58565-53",
    "stopped_2": "Z30.2 58565-53",
    "stopped_3": "Z30.2 R55 58565-53",
    "look_1": "N93.9 58555",
    "look_2": "N95.0 58555",
    "look_3": "N92.0 58555",
    "ablation_1": "Z30.2 N92.0 58565 58563 A4264",
    "ablation_2": "Z30.2 N92.0 58565 58353 A4264",
    "ablation_3": "Z30.2 N92.0 58565 58353 A4264",
}
INPATIENT = {
    "both_1": "Z30.2 0UL78DZ",
    "both_2": "Z30.2 0UL78DZ",
    "both_3": "Z30.2 0UL78DZ",
    "one_1": "Z30.2 0UL58DZ",
    "one_2": "Z30.2 0UL68DZ",
    "one_3": "Z30.2 0UL68DZ",
    "stopped_1": "Z30.2 I95.9 0UJD8ZZ",
    "stopped_2": "Z30.2 0UJD8ZZ",
    "look_1": "N93.9 0UJD8ZZ",
    "ablation_1": "Z30.2 N92.0 0UL78DZ 0U5B8ZZ",
    "ablation_2": "Z30.2 N92.0 0UL78DZ 0U5B7ZZ",
}


def coded(name: str, context: Any, setting: str = "practitioner", on: date = ON) -> CodingResult:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    reading = read(text, name=name, lexicon=context.lexicon)
    return code_reading(
        reading, book=context.book, cards=context.cards, lexicon=context.lexicon, on=on,
        setting=setting, payer="medicare",
    )  # fmt: skip


def shown(result: CodingResult) -> str:
    return " ".join("-".join((c.code, *c.modifiers)) for c in result.codes)


@pytest.mark.parametrize(("name", "expected"), PROFESSIONAL.items())
def test_professional_claim(name: str, expected: str, context: Any) -> None:
    assert shown(coded(name, context)) == expected


@pytest.mark.parametrize(("name", "expected"), INPATIENT.items())
def test_inpatient_stay(name: str, expected: str, context: Any) -> None:
    assert shown(coded(name, context, "inpatient")) == expected


@pytest.mark.parametrize("name", ["stopped_1", "stopped_2", "stopped_3"])
def test_outpatient_hospital_reports_what_ended_after_anesthesia(name: str, context: Any) -> None:
    assert "58565-74" in shown(coded(name, context, "outpatient"))


def test_every_note_is_in_the_table() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(PROFESSIONAL)


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_evidence_reproduces_the_words_of_the_note(name: str, context: Any) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    result = coded(name, context)
    for candidate in (*result.codes, *result.candidates):
        assert candidate.evidence, candidate.code
        for e in candidate.evidence:
            assert text[e.start : e.end] == e.text


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_emitted_code_is_in_force_and_every_rejection_says_why(
    name: str, context: Any
) -> None:
    result = coded(name, context)
    for code in result.codes:
        assert context.book.status(code.code, code.system, on=ON).active
        assert code.confirmed_by
        assert code.why
    assert all(c.rejected for c in result.candidates)


def test_before_the_code_there_is_no_code_and_the_answer_says_so(context: Any) -> None:
    result = coded("both_1", context, on=date(2004, 6, 1))
    assert "58565" not in shown(result)
    reasons = {c.code: c.rejected or "" for c in result.candidates}
    assert "not yet valid on 2004-06-01" in reasons["58565"]
    assert any("58565" in message for message in result.messages)


def test_a_device_off_the_market_is_warned_of(context: Any) -> None:
    warned = [f for f in coded("both_1", context).findings if f.rule == "device.market"]
    assert [(f.severity, f.lines) for f in warned] == [("warning", ("58565", "A4264"))]


EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE_CODES = [
    ("hysteroscopic-sterilization", "practitioner", "Z30.2 58565 A4264"),
    ("hysteroscopic-sterilization", "inpatient", "Z30.2 0UL78DZ"),
    ("variants/one-tube-failed", "practitioner", "Z30.2 58565-52 A4264"),
    ("variants/one-tube-failed", "inpatient", "Z30.2 0UL58DZ"),
    ("variants/stopped-before-any-insert", "practitioner", "Z30.2 R55 I95.9 58565-53"),
    ("variants/stopped-before-any-insert", "outpatient", "Z30.2 R55 I95.9 58565-74"),
    ("variants/stopped-before-any-insert", "inpatient", "Z30.2 R55 I95.9 0UJD8ZZ"),
    ("variants/diagnostic-hysteroscopy", "practitioner", "N93.9 58555"),
    ("variants/diagnostic-hysteroscopy", "inpatient", "N93.9 0UJD8ZZ"),
    ("variants/sterilization-with-ablation", "practitioner", "Z30.2 N92.0 58565 58563 A4264"),
    ("variants/sterilization-with-ablation", "inpatient", "Z30.2 N92.0 0UL78DZ 0U5B8ZZ"),
    ("variants/laparoscopic-clips", "practitioner", "Z30.2 58671"),
    ("variants/office-iud-removal", "practitioner", "Z30.432 58301"),
    ("variants/polypectomy-with-curettage", "practitioner", "N84.0 N95.0 58558"),
]


@pytest.mark.parametrize(("name", "setting", "expected"), EXAMPLE_CODES)
def test_examples(name: str, setting: str, expected: str, context: Any) -> None:
    assert shown(coded(str(EXAMPLES / name), context, setting)) == expected
