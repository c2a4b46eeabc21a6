"""Timed therapy: the examples of Medicare's manual, and an oracle that adds a minute at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.errors import WrongUsage
from superbill.rules.units.therapy import TimedService, therapy_units, units_of_total


def units(services: dict[str, int], *, rule="medicare") -> dict[str, int]:
    given = tuple(TimedService(code, minutes) for code, minutes in services.items())
    return dict(therapy_units(given, rule=rule).units)


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        pytest.param({"97112": 24, "97110": 23}, {"97112": 2, "97110": 1}, id="example 1"),
        pytest.param({"97112": 20, "97110": 20}, {"97112": 2, "97110": 1}, id="example 2: either"),
        pytest.param({"97110": 33, "97140": 7}, {"97110": 2, "97140": 1}, id="example 3"),
        pytest.param({"97110": 18, "97140": 13, "97116": 10, "97035": 8},
                     {"97110": 1, "97140": 1, "97116": 1, "97035": 0}, id="example 4"),
        pytest.param({"97112": 7, "97110": 7, "97140": 7},
                     {"97112": 1, "97110": 0, "97140": 0}, id="example 5: one of three"),
        pytest.param({"97110": 7}, {"97110": 0}, id="seven minutes are none"),
        pytest.param({"97110": 8}, {"97110": 1}, id="eight are one"),
    ],
)  # fmt: skip
def test_examples_of_the_manual(services: dict[str, int], expected: dict[str, int]) -> None:
    """Medicare Claims Processing Manual, chapter 5, section 20.2.C."""
    assert units(services) == expected


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ({"97110": 33, "97140": 7}, {"97110": 2, "97140": 0}),
        ({"97112": 8, "97110": 8, "97140": 8}, {"97112": 1, "97110": 1, "97140": 1}),
        ({"97110": 22}, {"97110": 1}),
        ({"97110": 23}, {"97110": 2}),
    ],
)
def test_the_midpoint_takes_each_service_by_itself(
    services: dict[str, int], expected: dict[str, int]
) -> None:
    assert units(services, rule="midpoint") == expected


def test_an_untimed_service_is_one() -> None:
    found = therapy_units((TimedService("97161", 40, timed=False), TimedService("97110", 8)),
                          rule="medicare")  # fmt: skip
    assert dict(found.units) == {"97161": 1, "97110": 1}
    assert found.timed_minutes == 8


MINUTES = st.dictionaries(
    st.sampled_from(["97110", "97112", "97116", "97140", "97530"]), st.integers(0, 120), min_size=1
)


def slow_total(minutes: int) -> int:
    """Units by walking: one more at 8, 23, 38 and so on."""
    return sum(1 for at in range(1, minutes + 1) if at >= 8 and (at - 8) % 15 == 0)


@given(st.integers(0, 1_440))
def test_units_of_a_total(minutes: int) -> None:
    assert units_of_total(minutes) == slow_total(minutes)


@given(MINUTES)
def test_medicare_never_bills_more_than_the_total_allows(services: dict[str, int]) -> None:
    found = units(services)
    assert sum(found.values()) == slow_total(sum(services.values()))
    for code, minutes in services.items():
        assert minutes // 15 <= found[code] <= minutes // 15 + 1


@given(MINUTES, st.randoms())
def test_the_order_changes_no_total(services: dict[str, int], random) -> None:
    mixed = list(services.items())
    random.shuffle(mixed)
    assert sum(units(dict(mixed)).values()) == sum(units(services).values())


@pytest.mark.parametrize(
    "services",
    [
        pytest.param((), id="none"),
        pytest.param((TimedService("97110", -1),), id="negative"),
        pytest.param((TimedService("97110", 10**9),), id="very many"),
        pytest.param(
            (TimedService("97110", 800), TimedService("97140", 800)), id="more than a day"
        ),
        pytest.param((TimedService("97110", 8), TimedService("97110", 8)), id="twice"),
    ],
)
def test_bad_input_is_refused(services: tuple[TimedService, ...]) -> None:
    with pytest.raises(WrongUsage):
        therapy_units(services, rule="medicare")
