"""Procedures against frames: what fits, what nearly fits, and what a silence is not."""

from __future__ import annotations

import pytest
from told import procedure

from superbill.coding.match import match
from superbill.coding.select import select
from superbill.knowledge.card import Card
from superbill.notes.values import Procedure

TEXT = "words of the note"


def made(**fields: object) -> Procedure:
    return procedure(TEXT, "words", **fields)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(made(approach="laparoscopic", device="tubal_clip"), "cpt:58671",
                     id="clips by laparoscope"),
        pytest.param(made(approach="open", device="tubal_clip"), "cpt:58615",
                     id="clips from outside"),
        pytest.param(made(action="fulgurate", approach="laparoscopic"), "cpt:58670",
                     id="burnt by laparoscope"),
        pytest.param(made(action="ligate", approach="open"), "cpt:58600", id="tied, open"),
        pytest.param(made(action="ligate", approach="open", circumstances=("postpartum",)),
                     "cpt:58605", id="the circumstance makes the more specific card fit"),
        pytest.param(made(approach=None, device="tubal_clip"), None,
                     id="no approach told: nothing is read into the silence"),
        pytest.param(made(action="biopsy", site="endometrium"), "cpt:58558",
                     id="sampled under the scope"),
    ],
)  # fmt: skip
def test_the_most_specific_card(
    told: Procedure, expected: str | None, cards: tuple[Card, ...]
) -> None:
    fits, _ = match(told, cards)
    assert (fits[0].card.code if fits else None) == expected


def test_a_silent_field_is_a_near_miss_with_the_field_named(cards: tuple[Card, ...]) -> None:
    _, near = match(made(approach=None, device="tubal_clip"), cards)
    silent = {m.card.code: m.differences for m in near}["cpt:58671"]
    assert [(d.field, d.found) for d in silent] == [("approach", None)]


@pytest.mark.parametrize("outcome", ["planned", "not_done"])
def test_what_was_not_done_is_not_chosen(outcome: str, cards: tuple[Card, ...]) -> None:
    told = made(approach="laparoscopic", device="tubal_clip", outcome=outcome)
    selection = select([told], cards)
    assert selection.chosen == ()
    assert "cpt:58671" in [s.card.code for s in selection.aside]


def test_the_less_specific_card_is_set_aside_with_the_better_named(
    cards: tuple[Card, ...],
) -> None:
    told = made(action="ligate", approach="open", circumstances=("postpartum",))
    selection = select([told], cards)
    assert [m.card.code for m in selection.chosen] == ["cpt:58605"]
    assert "more closely" in {s.card.code: s.reason for s in selection.aside}["cpt:58600"]
