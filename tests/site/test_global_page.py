"""The global calendar: every day of the package is drawn, and no other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from small_home import Small, fee_home, lending

from superbill.server.site.months import months_of


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return fee_home(tmp_path_factory.mktemp("global"), names=("PPRRVU2025_Oct.csv",))


@pytest.fixture
def dated(guest: Client, small: Small, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("superbill.server.site.pages.global_calendar.engine", lending(small))
    return guest


@given(
    on=st.dates(min_value=date(1, 1, 2), max_value=date(9999, 9, 30)),
    before=st.integers(0, 1), after=st.integers(0, 90),
)  # fmt: skip
def test_the_months_hold_each_day_of_the_package_once(on: date, before: int, after: int) -> None:
    first, last = on - timedelta(before), on + timedelta(after)
    drawn = [
        (day.day, day.place)
        for month in months_of(first, last, on)
        for week in month.weeks
        for day in week
        if day.place
    ]
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    assert [day for day, _ in drawn] == days
    assert [place for _, place in drawn] == ["before"] * before + ["day"] + ["after"] * after


def test_a_major_procedure(dated: Client) -> None:
    answer = dated.get("/global?code=00003&on=2025-10-15")
    text = answer.content.decode()
    assert (answer.context["found"].first, answer.context["found"].days) == (date(2025, 10, 14), 92)
    assert text.count('class="after"') == 90 + 1 + 3  # days, the legend, what falls in
    assert "(57)" in text
    assert "(58 or 78 or 79)" in text
    assert "pfs 2025-10-01" in text
    places = [one["place"] for one in answer.context["said"]]
    assert places == ["before", "day", "after", "after", "after", "free"]


def test_78_begins_no_new_period(dated: Client) -> None:
    answer = dated.get("/global?code=00003&mod=78&on=2025-10-15")
    assert answer.context["found"].first is None
    assert "begins no new period" in answer.content.decode()
    assert 'class="month"' not in answer.content.decode()


@pytest.mark.parametrize(
    ("why", "query", "status", "says"),
    [
        ("no code", "code=%3Cb%3E", 400, "does not have the form of a code"),
        ("not in the edition", "code=99999", 404, "is not in pfs 2025-10-01"),
        ("no calendar", "code=00004", 200, "no calendar of its own"),
        ("before the edition", "code=00003&on=2020-01-01", 404, "superbill data"),
        ("after the edition", "code=00003&on=2026-06-01", 200, "older edition"),
        ("nothing yet", "", 200, "A procedure and its day"),
    ],
)
def test_what_it_says(dated: Client, why: str, query: str, status: int, says: str) -> None:
    on = "" if "on=" in query else "&on=2025-10-15"
    answer = dated.get(f"/global?{query}{on}")
    assert (answer.status_code, says in answer.content.decode()) == (status, True), why


def test_without_a_fee_schedule_the_page_names_the_command(guest: Client) -> None:
    answer = guest.get("/global?code=58565&on=2024-07-15")
    assert (answer.status_code, "superbill data" in answer.content.decode()) == (404, True)
