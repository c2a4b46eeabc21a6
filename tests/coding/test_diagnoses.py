"""Conditions by assertion and setting, and the one that leads."""

from __future__ import annotations

from typing import Any

import pytest
from told import condition, procedure

from superbill.coding.diagnoses import diagnosis_proposals
from superbill.coding.match import match
from superbill.coding.words import Words, words_of
from superbill.knowledge.card import Card
from superbill.knowledge.lexicon import Lexicon
from superbill.notes.values import Assertion

TEXT = "hypertension; heavy menses; hysteroscopic sterilization; the coils were placed"


@pytest.fixture
def words(lexicon: Lexicon) -> Words:
    return words_of(term for kind in lexicon.by_kind.values() for term in kind.values())


def proposed(words: Words, mentions: Any, matches: Any = (), setting: str = "practitioner") -> Any:
    return diagnosis_proposals(mentions, matches, words, setting=setting, active=lambda _: True)


@pytest.mark.parametrize(
    ("assertion", "setting", "said"),
    [
        ("affirmed", "practitioner", None),
        ("negated", "practitioner", "denies"),
        ("family", "inpatient", "another person"),
        ("historical", "practitioner", "past"),
        ("hypothetical", "inpatient", "may come"),
        ("possible", "outpatient", "uncertain"),
        ("possible", "inpatient", None),
    ],
    ids=["is coded", "IV: denied is none", "another's", "over", "not yet", "IV.H", "II.H, III.C"],
)
def test_by_assertion(words: Words, assertion: Assertion, setting: str, said: str | None) -> None:
    mention = condition(TEXT, "hypertension", "hypertension", assertion=assertion,
                        section="postoperative_diagnosis")  # fmt: skip
    (found,) = proposed(words, (mention,), setting=setting)
    assert found.code == "I10"
    assert (found.rejected is None) if said is None else (said in found.rejected)


def test_affirmed_anywhere_outweighs_denied_elsewhere(words: Words) -> None:
    both = (
        condition(TEXT, "hypertension", "hypertension", assertion="negated"),
        condition(TEXT, "heavy menses", "hypertension"),
    )
    (found,) = proposed(words, both)
    assert found.rejected is None
    assert [e.text for e in found.evidence] == ["heavy menses"]


def test_the_reason_of_the_procedure_leads(words: Words, cards: tuple[Card, ...]) -> None:
    placed = procedure(TEXT, "hysteroscopic sterilization", device="intratubal_implant")
    fits, _ = match(placed, cards)
    found = proposed(words, (condition(TEXT, "hypertension", "hypertension"),), fits[:1])
    assert [(p.code, p.role) for p in found] == [("Z30.2", "first_listed"), ("I10", "secondary")]
    assert any("I.C.21.c.11" in c.locator for c in found[0].why)


def test_no_reason_is_taken_from_the_card_alone(words: Words, cards: tuple[Card, ...]) -> None:
    placed = procedure(TEXT, "the coils were placed", device="intratubal_implant")
    fits, _ = match(placed, cards)
    assert proposed(words, (), fits[:1]) == ()


def test_multiparity_is_said_by_the_encounter_for_sterilization(words: Words) -> None:
    mentions = (
        condition(TEXT, "hysteroscopic sterilization", "sterilization_wanted"),
        condition(TEXT, "heavy menses", "multiparity"),
    )
    found = {p.code: p.rejected for p in proposed(words, mentions)}
    assert found["Z30.2"] is None
    assert found["Z64.1"] is not None
    alone = proposed(words, mentions[1:])
    assert [p.rejected for p in alone] == [None]


def test_uncertain_before_the_operation_is_not_uncertain_at_discharge(words: Words) -> None:
    before = condition(TEXT, "hypertension", "hypertension", assertion="possible",
                       section="preoperative_diagnosis")  # fmt: skip
    (found,) = proposed(words, (before,), setting="inpatient")
    assert found.rejected is not None
