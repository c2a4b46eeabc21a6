"""What a rule's meeting leaves out of a list does not matter to the rule (rules/meeting.py)."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from superbill.knowledge.card import Card
from superbill.rules.claim import ClaimLines, Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.rules import RULES
from superbill.rules.meeting import Meeting
from superbill.rules.rule import Running

ON = date(2026, 5, 15)
TOLD = tuple(
    line
    for lines in (
        ("Z30.2", "N92.0", "N95.0", "E11.9", "E11.22", "I10", "I11.0", "I50.9", "N18.4", "O80"),
        ("O09.511", "Z37.0", "Z37.1", "Z3A.12", "Z38.00", "P07.30", "S72.001A", "S72.001D"),
        (
            "S72.002A",
            "W19.XXXA",
            "Y92.009",
            "H54.7",
            "M17.0",
            "M17.11",
            "M17.12",
            "A41.9",
            "R65.20",
        ),
        ("J96.01", "J96.10", "J96.20", "R05.9", "J18.9", "D63.0", "C50.911", "F02.80", "G30.9"),
        ("B95.61", "L03.115", "Z79.4", "Z23", "O94"),
    )
    for line in lines
)
"""Codes of which the rules have much to say."""

MEETING = [r for r in RULES if r.meets is not None]


@pytest.fixture(scope="module")
def codes(context: Any) -> list[str]:
    """Every code that is valid on the day."""
    db = context.book.view("icd10cm", ON).validity.db
    rows = db.execute(
        "SELECT code FROM validity WHERE system = 'icd10cm' AND start <= ?"
        ' AND ("end" IS NULL OR "end" > ?) ORDER BY code',
        (ON.isoformat(), ON.isoformat()),
    )
    return [row[0] for row in rows]


def found(running: Running, book: Any, cards: tuple[Card, ...], *diagnoses: str) -> list[Finding]:
    scene = Scene(ClaimLines((), diagnoses), book, cards, ON, "practitioner", "medicare")
    return list(running.run(scene).findings)


def matter(some: list[str], meeting: Meeting, alone: set[int]) -> list[str]:
    """What a meeting leaves of a list, the slow way. The places are those of the list itself."""
    places = range(len(some))
    kept = {at for at in places if at in alone | meeting.alone | meeting.wide}
    for one, other in combinations(places, 2):
        if (one, other) in meeting.pairs or (
            some[one] == some[other] and (one, one) in meeting.pairs
        ):
            kept |= {one, other}
    if kept & meeting.wide:
        kept = set(places)
    if kept and meeting.first:
        kept.add(0)
    return [some[at] for at in sorted(kept)]


@pytest.mark.parametrize("running", MEETING, ids=lambda r: r.rule.id)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_list_is_judged_by_the_codes_that_matter(
    running: Running, codes: list[str], context: Any, cards: tuple[Card, ...], data: Any
) -> None:
    near = data.draw(st.integers(0, len(codes) - 6))
    pool = st.one_of(st.sampled_from(TOLD), st.sampled_from(codes[near : near + 6]))
    some = data.draw(st.lists(st.one_of(pool, st.sampled_from(codes)), min_size=1, max_size=7))
    module, _, function = (running.meets or "").partition(":")
    meeting = getattr(import_module(module), function)(some, context.book, ON)
    alone = {at for at, code in enumerate(some) if found(running, context.book, cards, code)}
    kept = matter(some, meeting, alone)
    of_kept = found(running, context.book, cards, *kept) if kept else []
    assert found(running, context.book, cards, *some) == of_kept, kept


@pytest.mark.parametrize("running", [r for r in RULES if r.together == 1], ids=lambda r: r.rule.id)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_what_is_said_of_a_list_is_said_of_one_of_its_codes(
    running: Running, codes: list[str], context: Any, cards: tuple[Card, ...], data: Any
) -> None:
    """`together=1`: lists without such a code are passed over in a book."""
    pool = st.one_of(st.sampled_from(TOLD), st.sampled_from(codes))
    some = data.draw(st.lists(pool, min_size=1, max_size=6))
    if found(running, context.book, cards, *some):
        assert any(found(running, context.book, cards, code) for code in some)
