"""The order of diagnoses: a permutation that keeps what must come first."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from test_icd10cm_rules import OFTEN

from superbill.rules.icd10cm.facts import facts_of
from superbill.rules.icd10cm.ordering import order_of

ON = date(2026, 5, 1)


def _order(context: Any, *codes: str) -> Any:
    return order_of([facts_of(context.book, code, ON) for code in codes], ON)


def test_the_suggested_order_keeps_what_it_names(context: Any) -> None:
    dice = random.Random(20261125)
    for _ in range(400):
        codes = tuple(dice.choice(OFTEN) for _ in range(dice.randint(1, 7)))
        found = _order(context, *codes)
        assert sorted(found.suggested) == sorted(set(codes))
        place = {code: at for at, code in enumerate(found.suggested)}
        for before in found.before:
            if before.earlier not in found.contradictory:
                assert place[before.earlier] < place[before.later], (codes, before)
        if any(code not in found.may_not_lead for code in codes) and not found.before:
            assert found.leads


def test_an_order_without_a_reason_is_left_as_it_was(context: Any) -> None:
    assert _order(context, "N39.0", "I10", "E03.9").suggested == ("N39.0", "I10", "E03.9")


@pytest.mark.parametrize(
    ("given", "suggested"),
    [
        (("N18.4", "I50.9", "I13.0"), ("I13.0", "N18.4", "I50.9")),
        (("F02.80", "G30.9"), ("G30.9", "F02.80")),
        (("W19.XXXA", "S72.001A"), ("S72.001A", "W19.XXXA")),
        (("I10", "O24.410"), ("O24.410", "I10")),
        (("I10", "Z00.00"), ("Z00.00", "I10")),
        (("Z79.4", "E11.9"), ("E11.9", "Z79.4")),
        (("R65.20", "A41.9"), ("A41.9", "R65.20")),
        (("Z68.41", "E66.01"), ("E66.01", "Z68.41")),
    ],
)  # fmt: skip
def test_what_must_come_first_does(
    context: Any, given: tuple[str, ...], suggested: tuple[str, ...]
) -> None:
    found = _order(context, *given)
    assert found.suggested == suggested
    assert found.leads


def test_a_list_of_what_may_never_lead_says_so(context: Any) -> None:
    found = _order(context, "Z68.41", "W19.XXXA")
    assert not found.leads
    assert set(found.may_not_lead) == {"Z68.41", "W19.XXXA"}
    assert all(reason.citation.locator for r in found.may_not_lead.values() for reason in r)
