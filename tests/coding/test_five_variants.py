"""The five outcomes of one hysteroscopic sterilization, from readings made by hand.

The defect these prevent: a coder, or a program, that reads the heading ("hysteroscopic
sterilization") and bills both tubes whatever the account says.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_book import SmallBook
from told import Told, condition, evidence, procedure, told

from superbill.coding.code import code_reading
from superbill.coding.result import CodingResult
from superbill.knowledge.card import Card
from superbill.knowledge.lexicon import Lexicon

TEXT = (
    "Undesired fertility. Hysteroscopic sterilization was begun. The cavity was inspected. "
    "Coils were placed in the tubes. Blood pressure fell. The lining was ablated."
)
WANTED = condition(TEXT, "Undesired fertility", "sterilization_wanted")
LOOK = procedure(TEXT, "The cavity was inspected", action="inspect", site="uterine_cavity")
IMPLANT: dict[str, Any] = {"device": "intratubal_implant"}
REASON = evidence(TEXT, "Blood pressure fell")


def coils(**fields: Any) -> Any:
    return procedure(TEXT, "Coils were placed in the tubes", **{**IMPLANT, **fields})


BOTH = told(TEXT, (LOOK, coils(sides=("right", "left"))), (WANTED,))
RIGHT = told(TEXT, (LOOK, coils(sides=("right",), failed_sides=("left",), count=1)), (WANTED,))
LEFT = told(TEXT, (LOOK, coils(sides=("left",), failed_sides=("right",), count=1)), (WANTED,))
STOPPED = told(
    TEXT,
    (LOOK, coils(outcome="stopped", reason=REASON, reason_class="patient_safety")),
    (WANTED,),
    anesthesia="General endotracheal.",
)
LOOKED = told(TEXT, (LOOK,), (WANTED,))
FAILED = told(
    TEXT,
    (LOOK, coils(outcome="failed", failed_sides=("right", "left"), reason_class="technical")),
    (WANTED,),
)
ABLATION = procedure(TEXT, "The lining was ablated", action="ablate", site="endometrium")
WITH_ABLATION = told(TEXT, (LOOK, coils(sides=("right", "left")), ABLATION), (WANTED,))
BLIND = procedure(
    TEXT, "The lining was ablated", action="ablate", site="endometrium", approach="transcervical"
)
WITH_BLIND_ABLATION = told(TEXT, (LOOK, coils(sides=("bilateral",)), BLIND), (WANTED,))
CANCELLED = told(TEXT, (coils(outcome="not_done", reason_class="patient_safety"),), (WANTED,))


@pytest.fixture
def coded(small_book: SmallBook, cards: tuple[Card, ...], lexicon: Lexicon) -> Any:
    def run(reading: Told, setting: str = "practitioner", on: date = date(2017, 5, 2),
            **options: Any) -> CodingResult:  # fmt: skip
        return code_reading(
            reading, book=small_book, cards=cards, lexicon=lexicon, on=on, setting=setting,
            payer="medicare", **options,
        )  # fmt: skip

    return run


def shown(result: CodingResult) -> list[str]:
    return ["-".join((c.code, *c.modifiers)) for c in result.codes]


@pytest.mark.parametrize(
    ("reading", "setting", "expected"),
    [
        pytest.param(BOTH, "practitioner", ["Z30.2", "58565", "A4264"], id="both tubes"),
        pytest.param(BOTH, "inpatient", ["Z30.2", "0UL78DZ"], id="B4.3: the bilateral value wins"),
        pytest.param(RIGHT, "practitioner", ["Z30.2", "58565-52", "A4264"], id="right tube only"),
        pytest.param(RIGHT, "inpatient", ["Z30.2", "0UL58DZ"], id="the right tube's value"),
        pytest.param(LEFT, "inpatient", ["Z30.2", "0UL68DZ"], id="the left tube's value"),
        pytest.param(STOPPED, "practitioner", ["Z30.2", "58565-53"], id="stopped for safety"),
        pytest.param(STOPPED, "outpatient", ["Z30.2", "58565-74"], id="hospital, under anesthesia"),
        pytest.param(STOPPED, "inpatient", ["Z30.2", "0UJD8ZZ"], id="B3.3: the look remains"),
        pytest.param(LOOKED, "practitioner", ["Z30.2", "58555"], id="a look alone"),
        pytest.param(FAILED, "practitioner", ["Z30.2", "58555"], id="no tube: the look was done"),
        pytest.param(WITH_ABLATION, "practitioner", ["Z30.2", "58565", "58563", "A4264"],
                     id="hysteroscopic ablation is a service of its own"),
        pytest.param(WITH_BLIND_ABLATION, "practitioner", ["Z30.2", "58565", "58353", "A4264"],
                     id="ablation without the scope has another code"),
        pytest.param(CANCELLED, "practitioner", ["Z30.2"], id="never begun: nothing to report"),
    ],
)  # fmt: skip
def test_codes_of_each_outcome(
    coded: Any, reading: Told, setting: str, expected: list[str]
) -> None:
    assert shown(coded(reading, setting)) == expected


def test_the_look_is_rejected_as_part_of_the_placement(coded: Any) -> None:
    rejected = {c.code: c for c in coded(BOTH).candidates}
    assert "part of" in rejected["58555"].rejected
    assert "integral" in rejected["58555"].why[0].locator


def test_neighbours_are_rejected_with_the_deciding_fact(coded: Any) -> None:
    rejected = {c.code: c.rejected for c in coded(BOTH).candidates}
    assert "Which scope was used" in rejected["58671"]


def test_an_inpatient_stay_shows_cpt_only_as_not_reported(coded: Any) -> None:
    result = coded(BOTH, "inpatient")
    assert "ICD-10-PCS" in {c.code: c.rejected for c in result.candidates}["58565"]
    assert result.codes[0].role == "principal"


def test_a_device_not_left_in_place_is_not_reported(coded: Any) -> None:
    rejected = {c.code: c.rejected for c in coded(STOPPED).candidates}
    assert "left in place" in rejected["A4264"]


def test_before_its_validity_the_code_is_not_emitted_and_the_answer_says_so(coded: Any) -> None:
    result = coded(BOTH, on=date(2004, 6, 1))
    assert result.codes == ()
    assert "2004-06-01" in {c.code: c.rejected for c in result.candidates}["58565"]
    assert any("58565" in message for message in result.messages)


@pytest.mark.parametrize(
    ("on", "warned"),
    [
        (date(2002, 11, 3), False),
        (date(2017, 5, 2), False),
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
    ],
    ids=["no code, so no warning", "on the market", "last day", "first day off the market"],
)
def test_market_status_by_date_of_service(coded: Any, on: date, warned: bool) -> None:
    found = [f for f in coded(BOTH, on=on).findings if f.rule == "device.market"]
    assert [f.severity for f in found] == (["warning"] if warned else [])


def test_codes_confirmed_by_a_card_name_the_import_that_settles_them(coded: Any) -> None:
    by_code = {c.code: c for c in coded(BOTH).codes}
    assert by_code["58565"].confirmed_by == "card"
    assert "superbill data import" in (by_code["58565"].settled_by or "")
    assert by_code["Z30.2"].settled_by is None


def test_tables_that_are_missing_are_said_once_each(coded: Any) -> None:
    missing = [c.rule for c in coded(BOTH).checked if c.result.startswith("not loaded")]
    assert "ncci.ptp" in missing
    assert len(missing) == len(set(missing))


def test_evidence_reproduces_the_words(coded: Any) -> None:
    result = coded(RIGHT)
    for candidate in (*result.codes, *result.candidates):
        assert candidate.evidence
        for e in candidate.evidence:
            assert RIGHT.document.text[e.start : e.end] == e.text


SILENT = told(TEXT, (LOOK, coils(sides=("right",))), (WANTED,))
NO_REASON = told(TEXT, (LOOK, coils(outcome="stopped")), (WANTED,))
ONE_DEVICE = told(TEXT, (LOOK, coils(sides=("right", "left"), count=1)), (WANTED,))
NO_SIDES = told(TEXT, (LOOK, coils()), (WANTED,))
NO_DIAGNOSIS = told("Coils were placed in the tubes.",
                    (procedure("Coils were placed in the tubes.", "Coils were placed in the tubes",
                               sides=("bilateral",), **IMPLANT),))  # fmt: skip


@pytest.mark.parametrize(
    ("reading", "fact"),
    [
        pytest.param(SILENT, "the other side", id="the second tube is not mentioned"),
        pytest.param(NO_REASON, "the reason why it ended", id="stopped, no reason"),
        pytest.param(ONE_DEVICE, "the devices on each side", id="two sides, one device"),
        pytest.param(NO_SIDES, "the side", id="no side told"),
        pytest.param(CANCELLED, "how far it had gone", id="never begun"),
        pytest.param(NO_DIAGNOSIS, "the reason for the procedure", id="no diagnosis"),
    ],
)
def test_silence_becomes_a_question(coded: Any, reading: Told, fact: str) -> None:
    asked = coded(reading).queries
    assert fact in [q.fact for q in asked]
    for query in asked:
        assert not {"pay", "paid", "reimburse", "payment"} & set(query.question.lower().split())


def test_an_open_question_lowers_the_confidence(coded: Any) -> None:
    sure, unsure = (
        next(c.confidence for c in coded(r).codes if c.code == "58565") for r in (BOTH, NO_SIDES)
    )
    assert 0 < unsure < sure <= 1


def test_mentions_keep_what_is_part_of_another_service(coded: Any) -> None:
    assert "58555" in shown(coded(BOTH, policy="mentions"))


def test_mentions_give_a_prefix_where_the_side_is_silent(coded: Any) -> None:
    result = coded(NO_SIDES, "inpatient", policy="mentions")
    assert [c.code for c in coded(NO_SIDES, "inpatient").codes] == ["Z30.2"]
    assert [(c.code, c.complete) for c in result.codes if c.system == "icd10pcs"] == [
        ("0UL", False), ("0UJD8ZZ", True)
    ]  # fmt: skip
