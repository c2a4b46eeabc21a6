"""What is asked of a day tells on which other days the answer holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.claims.day import Asked, WatchedDay
from superbill.dates import within

DAY = date(2024, 7, 15)

USES: list[tuple[str, Callable[[date], Any], bool, bool]] = [
    ("isoformat", lambda d: d.isoformat(), False, True),
    ("an f-string", lambda d: f"on {d}", False, True),
    ("a form", lambda d: f"{d:%Y}", True, False),
    ("text added", lambda d: "on " + str(d), False, True),
    ("its text cut", lambda d: str(d)[:4], True, True),
    ("its text compared", lambda d: d.isoformat() < "2025", True, True),
    ("its text compared from the left", lambda d: d.isoformat() > "2025", True, True),
    ("its text as a key", lambda d: {d.isoformat(): 1}, True, True),
    ("its text searched", lambda d: "07" in d.isoformat(), True, True),
    ("its text changed", lambda d: d.isoformat().replace("-", ""), True, True),
    ("a key", lambda d: {d: 1}, True, False),
    ("a year", lambda d: d.year, True, False),
    ("days later", lambda d: d + timedelta(1), True, False),
    ("days from the left", lambda d: timedelta(1) + d, True, False),
    ("days between", lambda d: date(2024, 1, 1) - d, True, False),
    ("the day of the week", lambda d: d.weekday(), True, False),
    ("its number", lambda d: d.toordinal(), True, False),
    ("itself", lambda d: d == d, False, False),
    ("nothing", bool, False, False),
]


@pytest.mark.parametrize(("why", "use", "exact", "quoted"), USES, ids=[u[0] for u in USES])
def test_a_use_of_the_day(why: str, use: Callable[[date], Any], exact: bool, quoted: bool) -> None:
    asked = Asked()
    watched = WatchedDay.of(DAY, asked)
    found = use(watched)
    assert (asked.exact, asked.quoted) == (exact, quoted), why
    assert found == use(DAY), why


COMPARED: list[Callable[[date, date], bool]] = [
    lambda d, o: d < o,
    lambda d, o: d <= o,
    lambda d, o: d > o,
    lambda d, o: d >= o,
    lambda d, o: o < d,
    lambda d, o: o <= d,
    lambda d, o: o > d,
    lambda d, o: o >= d,
    lambda d, o: d == o,
    lambda d, o: d != o,
    lambda d, o: within(d, o, o + timedelta(3)),
    lambda d, o: max(d, o) == o,
    lambda d, o: d.replace(day=1) == o,
]

days = st.dates(date(2024, 6, 20), date(2024, 8, 10))


@given(st.lists(st.tuples(st.sampled_from(COMPARED), days), max_size=4), days, days)
def test_an_answer_holds_where_it_is_said_to(
    asking: list[tuple[Callable[[date, date], bool], date]], day: date, another: date
) -> None:
    """The oracle: the same questions of the other day."""
    asked = Asked()
    watched = WatchedDay.of(day, asked)
    answers = [ask(watched, other) for ask, other in asking]
    assert answers == [ask(day, other) for ask, other in asking]
    holds = another == day if asked.exact else asked.low <= another.toordinal() <= asked.high
    if holds:
        assert answers == [ask(another, other) for ask, other in asking]


def test_every_method_of_a_date_is_noted() -> None:
    """A Python that adds a method to date must not make it a use that nobody notes."""
    unseen = {
        name
        for name in dir(date)
        if getattr(WatchedDay, name, None) is getattr(date, name)
        and not isinstance(date.__dict__.get(name), classmethod)
    }
    assert unseen <= {
        "__class__", "__doc__", "__getattribute__", "__setattr__", "__delattr__", "__dir__",
        "__sizeof__", "__getstate__", "__new__", "__init__", "min", "max", "resolution", "__ne__",
    }  # fmt: skip
