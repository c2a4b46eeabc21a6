"""The calendar of a surgical package, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from superbill.codesets.book import CodeBook
from superbill.rules.claim import ClaimLines, Line, Scene
from superbill.rules.global_period import window as rule
from superbill.rules.global_period.calendar import window


@pytest.mark.parametrize(
    ("indicator", "on", "first", "last", "days", "reason"),
    [
        ("000", "2024-07-15", "2024-07-15", "2024-07-15", 1, "the day"),
        ("010", "2024-07-15", "2024-07-15", "2024-07-25", 11, "the day and 10 after"),
        ("090", "2024-07-15", "2024-07-14", "2024-10-13", 92, "the day before, the day, 90 after"),
        ("090", "2024-01-01", "2023-12-31", "2024-03-31", 92, "the year's beginning; leap year"),
        ("090", "2023-01-01", "2022-12-31", "2023-04-01", 92, "the same in a common year"),
        ("010", "2024-02-20", "2024-02-20", "2024-03-01", 11, "over 29 February"),
        ("010", "2023-02-20", "2023-02-20", "2023-03-02", 11, "no 29 February"),
        ("090", "2024-03-01", "2024-02-29", "2024-05-30", 92, "the day before is 29 February"),
        ("010", "2024-12-25", "2024-12-25", "2025-01-04", 11, "over the year's end"),
        ("090", "9999-12-31", "9999-12-30", "9999-12-31", 2, "the last day that a date can be"),
        ("090", "0001-01-01", "0001-01-01", "0001-04-01", 91, "the first day that a date can be"),
    ],
)
def test_first_and_last_day(
    indicator: str, on: str, first: str, last: str, days: int, reason: str
) -> None:
    found = window(indicator, date.fromisoformat(on))
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat(), found.days) == (first, last, days), (
        reason
    )


@pytest.mark.parametrize("indicator", ["MMM", "XXX", "YYY", "ZZZ", None, "", "042"])
def test_no_calendar(indicator: str | None) -> None:
    assert window(indicator, date(2024, 7, 15)) is None


@pytest.mark.parametrize("indicator", ["000", "010", "090"])
def test_each_day_against_counting(indicator: str) -> None:
    """The oracle counts days one by one, over a leap year and its neighbours."""
    before, after = {"000": (0, 0), "010": (0, 10), "090": (1, 90)}[indicator]
    on = date(2023, 11, 1)
    while on < date(2024, 4, 1):
        inside = {on}
        day = on
        for _ in range(after):
            day = date.fromordinal(day.toordinal() + 1)
            inside.add(day)
        if before:
            inside.add(date.fromordinal(on.toordinal() - 1))
        found = window(indicator, on)
        assert found is not None
        span = [date.fromordinal(n) for n in range(on.toordinal() - 100, on.toordinal() + 200)]
        assert {d for d in span if found.holds(d)} == inside
        on += timedelta(days=1)


def needed(code: str, offset: int, visit: str, fees: CodeBook) -> str | None:
    """What a visit so many days from the procedure is told that it needs."""
    on = date(2025, 12, 1)
    lines = (Line(code, "cpt"), Line(visit, "cpt", (), 1, on + timedelta(days=offset)))
    outcome = rule.check(Scene(ClaimLines(lines), fees, (), on, "practitioner", "medicare"))
    return outcome.findings[0].verdict if outcome.findings else None


@pytest.mark.parametrize(
    ("code", "span"),
    [("10901", {0: "25"}),
     ("10902", {0: "25"} | dict.fromkeys(range(1, 11), "24")),
     ("10904", {-1: "57", 0: "57"} | dict.fromkeys(range(1, 91), "24"))],
)  # fmt: skip
def test_each_day_of_a_visit(code: str, span: dict[int, str], fees: CodeBook) -> None:
    for offset in range(-3, 95):
        expected = f"needs {span[offset]}" if offset in span else None
        assert needed(code, offset, "99213", fees) == expected, offset


def test_a_visit_in_two_packages_needs_both_modifiers(fees: CodeBook) -> None:
    """On the day of a minor procedure, inside the package of an earlier major one."""
    on = date(2025, 12, 1)
    lines = (
        Line("10904", "cpt", (), 1, on - timedelta(days=30)),
        Line("10902", "cpt", ("79",)),
        Line("99213", "cpt"),
    )
    outcome = rule.check(Scene(ClaimLines(lines), fees, (), on, "practitioner", "medicare"))
    assert sorted(f.verdict for f in outcome.findings) == ["needs 24", "needs 25"]


@pytest.mark.parametrize(
    ("surgeon", "visitor", "claim", "expected"),
    [
        ("N1", "N1", None, ["error"]),
        ("N1", "N2", None, []),
        (None, None, None, ["error"]),
        ("N1", None, "N1", ["error"]),
        ("N1", None, "N2", []),
        ("N1", None, None, ["error"]),
    ],
)
def test_lines_of_one_claim_may_be_of_two_practitioners(
    surgeon: str | None, visitor: str | None, claim: str | None, expected: list[str],
    fees: CodeBook,
) -> None:  # fmt: skip
    on = date(2025, 12, 1)
    lines = (
        Line("10904", "cpt", provider=surgeon),
        Line("99213", "cpt", provider=visitor, on=on + timedelta(days=5)),
    )
    whole = ClaimLines(lines, provider=claim)
    outcome = rule.check(Scene(whole, fees, (), on, "practitioner", "medicare"))
    assert [f.severity for f in outcome.findings] == expected
