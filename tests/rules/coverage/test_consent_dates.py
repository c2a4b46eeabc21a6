"""The dates of consent, on and beside each boundary of 42 CFR 441.253."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.errors import WrongUsage
from superbill.rules.coverage.consent_dates import birthday, judge, regulation

BIRTH = date(1990, 5, 2)
CONSENT = date(2024, 5, 1)


def met(name: str, **more: object) -> str:
    found = judge(BIRTH, CONSENT, **more)  # pyright: ignore[reportArgumentType]
    return next(c.met for c in found.conditions if c.name == name)


@pytest.mark.parametrize(
    ("consent", "days", "verdict", "reason"),
    [
        (CONSENT, 0, "not met", "the day of consent itself"),
        (CONSENT, 29, "not met", "29 days passed"),
        (CONSENT, 30, "met", "30 days passed"),
        (CONSENT, 31, "met", "31 days passed"),
        (CONSENT, 179, "met", "179 days passed"),
        (CONSENT, 180, "met", "180 days passed"),
        (CONSENT, 181, "not met", "the consent has expired"),
        (date(2024, 2, 1), 30, "met", "2 March in a leap year"),
        (date(2023, 2, 1), 30, "met", "3 March in another"),
        (date(2023, 9, 4), 180, "met", "over the leap day to 2 March 2024"),
        (date(2023, 9, 4), 181, "not met", "3 March 2024"),
        (date(2023, 12, 31), 30, "met", "over the end of a year"),
    ],
)
def test_days_from_consent_to_procedure(
    consent: date, days: int, verdict: str, reason: str
) -> None:
    found = judge(BIRTH, consent, procedure=consent + timedelta(days))
    assert found.met == verdict, reason


def test_the_days_on_which_it_may_be_done_are_named() -> None:
    found = judge(BIRTH, CONSENT)
    assert (found.first_day, found.last_day) == (date(2024, 5, 31), date(2024, 10, 28))
    for day, verdict in ((found.first_day, "met"), (found.last_day, "met")):
        assert judge(BIRTH, CONSENT, procedure=day).met == verdict
    beside = (date(2024, 5, 30), date(2024, 10, 29))
    assert {judge(BIRTH, CONSENT, procedure=day).met for day in beside} == {"not met"}


@pytest.mark.parametrize("days", [30, 180])
def test_an_edge_is_named(days: int) -> None:
    assert "edge" in judge(BIRTH, CONSENT, procedure=CONSENT + timedelta(days)).notes[0]


@pytest.mark.parametrize(
    ("birth", "consent", "verdict", "reason"),
    [
        (date(2003, 5, 2), date(2024, 5, 1), "not met", "the day before the 21st birthday"),
        (date(2003, 5, 2), date(2024, 5, 2), "met", "the birthday"),
        (date(2003, 5, 2), date(2024, 5, 3), "met", "the day after"),
        (date(2004, 2, 29), date(2025, 2, 27), "not met", "two days before 1 March"),
        (date(2004, 2, 29), date(2025, 2, 28), "not known", "states differ on 28 February"),
        (date(2004, 2, 29), date(2025, 3, 1), "met", "1 March"),
        (date(2003, 2, 28), date(2024, 2, 28), "met", "28 February before a leap day"),
        (date(2003, 3, 1), date(2024, 2, 29), "not met", "the leap day is before 1 March"),
    ],
)
def test_twenty_one_when_consenting(birth: date, consent: date, verdict: str, reason: str) -> None:
    assert judge(birth, consent).met == verdict, reason


@pytest.mark.parametrize(
    ("days", "times", "verdict", "reason"),
    [
        (2, None, "not met", "two days are less than 72 hours whatever the hour"),
        (3, None, "not known", "the times of day decide"),
        (4, None, "met", "four days are more whatever the hour"),
        (3, (time(10, 0), time(10, 0)), "met", "72 hours exactly"),
        (3, (time(10, 0), time(9, 59)), "not met", "a minute less"),
        (2, (time(0, 0), time(23, 59)), "not met", "a minute less than three days"),
    ],
)
@pytest.mark.parametrize("circumstance", ["emergency_surgery", "premature_delivery"])
def test_seventy_two_hours(
    days: int, times: tuple[time, time] | None, verdict: str, reason: str, circumstance: str
) -> None:
    one, other = times or (None, None)
    found = met(
        "at least 72 hours", procedure=CONSENT + timedelta(days), circumstance=circumstance,
        consent_time=one, procedure_time=other,
    )  # fmt: skip
    assert found == verdict, reason


@pytest.mark.parametrize(("days", "verdict"), [(29, "not met"), (30, "met"), (31, "met")])
def test_premature_delivery_asks_for_thirty_days_before_the_expected_date(
    days: int, verdict: str
) -> None:
    expected = CONSENT + timedelta(days)
    found = judge(
        BIRTH, CONSENT, procedure=CONSENT + timedelta(10), circumstance="premature_delivery",
        expected_delivery=expected,
    )  # fmt: skip
    assert found.met == verdict


def test_without_the_expected_date_it_is_not_known() -> None:
    found = judge(BIRTH, CONSENT, procedure=date(2024, 5, 20), circumstance="premature_delivery")
    assert found.met == "not known"


def test_a_delivery_on_the_expected_date_is_not_premature() -> None:
    day = CONSENT + timedelta(40)
    found = judge(
        BIRTH, CONSENT, procedure=day, circumstance="premature_delivery", expected_delivery=day
    )
    assert found.met == "not met"


@pytest.mark.parametrize("circumstance", ["emergency_surgery", "premature_delivery"])
def test_the_limit_of_180_days_is_lifted_with_the_waiting_period(circumstance: str) -> None:
    day = CONSENT + timedelta(200)
    found = judge(
        BIRTH, CONSENT, procedure=day, circumstance=circumstance,  # pyright: ignore[reportArgumentType]
        expected_delivery=day + timedelta(1),
    )  # fmt: skip
    assert found.met == "met"


def test_a_hysterectomy_has_no_age_and_no_waiting_period() -> None:
    found = judge(date(2010, 1, 1), CONSENT, procedure=CONSENT, circumstance="hysterectomy")
    assert found.met == "met"
    assert "441.255(a)" in found.notes[0]


@pytest.mark.parametrize(
    ("birth", "consent", "procedure"),
    [
        (date(2024, 5, 2), CONSENT, None),
        (BIRTH, CONSENT, date(2024, 4, 30)),
        (date(1950, 1, 1), date(1975, 1, 1), None),
    ],
    ids=["consent before birth", "procedure before consent", "before the regulation"],
)
def test_dates_that_can_not_be(birth: date, consent: date, procedure: date | None) -> None:
    with pytest.raises(WrongUsage):
        judge(birth, consent, procedure=procedure)


@given(
    birth=st.dates(date(1950, 1, 1), date(2005, 12, 31)),
    consent=st.dates(date(2006, 1, 1), date(2030, 12, 31)),
    days=st.integers(0, 400),
)
def test_the_oracle_counts_day_by_day(birth: date, consent: date, days: int) -> None:
    procedure = consent + timedelta(days)
    between = sum(1 for n in range(1, 401) if consent + timedelta(n) <= procedure)
    years = consent.year - birth.year - ((consent.month, consent.day) < (birth.month, birth.day))
    leapling = (birth.month, birth.day) == (2, 29) and (consent.month, consent.day) == (2, 28)
    found = judge(birth, consent, procedure=procedure)
    if not leapling:
        assert (found.met == "met") == (years >= 21 and 30 <= between <= 180)


def test_a_birthday_that_does_not_exist_is_the_first_of_march() -> None:
    assert birthday(date(2004, 2, 29), 21) == date(2025, 3, 1)
    assert birthday(date(2004, 2, 29), 24) == date(2028, 2, 29)


def test_every_number_names_its_paragraph() -> None:
    assert {p.locator for p in regulation().rules} == {"441.253(a)", "441.253(d)"}
