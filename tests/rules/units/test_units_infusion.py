"""Infusions of one encounter: the hierarchy, the hours and what is not billed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.errors import WrongUsage
from superbill.rules.units.infusion import INITIAL, Given, infusion_codes

DAY = datetime.fromisoformat("2024-07-15T00:00")


def at(text: str) -> datetime:
    hour, minute = map(int, text.split(":"))
    return DAY + timedelta(hours=hour, minutes=minute)


def one(drug: str, group: Any, start: str, stop: str | None = None, *, route: Any = "infusion",
        **given: Any) -> Given:  # fmt: skip
    return Given(drug, route, group, at(start), at(stop) if stop else None, **given)


def push(drug: str, group: Any, start: str, **given: Any) -> Given:
    return one(drug, group, start, route="push", **given)


def billed(*things: Given, side: Any = "facility") -> dict[str, int]:
    found: dict[str, int] = {}
    for code in infusion_codes(things, side=side).codes:
        found[code.code] = found.get(code.code, 0) + code.units
    return found


@pytest.mark.parametrize(
    ("things", "expected"),
    [
        pytest.param([one("A", "therapy", "8:00", "8:16")], {"96365": 1}, id="16 minutes"),
        pytest.param([one("A", "therapy", "8:00", "8:15")], {"96374": 1}, id="15 minutes: a push"),
        pytest.param([one("A", "therapy", "8:00")], {"96374": 1}, id="no stop time: a push"),
        pytest.param([one("A", "therapy", "8:00", "9:30")], {"96365": 1}, id="90 minutes"),
        pytest.param([one("A", "therapy", "8:00", "9:31")], {"96365": 1, "96366": 1},
                     id="91 minutes"),
        pytest.param([one("A", "therapy", "8:00", "10:31")], {"96365": 1, "96366": 2},
                     id="151 minutes"),
        pytest.param([one("A", "chemotherapy", "8:00", "10:00")], {"96413": 1, "96415": 1},
                     id="chemotherapy, two hours"),
        pytest.param([one("S", "hydration", "8:00", "8:30")], {}, id="hydration, 30 minutes"),
        pytest.param([one("S", "hydration", "8:00", "8:31")], {"96360": 1},
                     id="hydration, 31 minutes"),
        pytest.param([one("S", "hydration", "8:00", "9:31")], {"96360": 1, "96361": 1},
                     id="hydration, 91 minutes"),
        pytest.param([one("A", "therapy", "7:00", "7:30"),
                      one("C", "chemotherapy", "8:00", "9:00")],
                     {"96413": 1, "96367": 1}, id="chemotherapy is initial whatever came first"),
        pytest.param([one("C", "chemotherapy", "8:00", "9:00"),
                      one("D", "chemotherapy", "9:00", "10:31")],
                     {"96413": 1, "96417": 1, "96415": 1}, id="a second chemotherapy"),
        pytest.param([one("A", "therapy", "8:00", "9:00"), one("B", "therapy", "8:30", "9:00")],
                     {"96365": 1, "96368": 1}, id="at the same time"),
        pytest.param([one("A", "therapy", "8:00", "9:00"), one("B", "therapy", "8:00", "9:00"),
                      one("D", "therapy", "8:00", "9:00")],
                     {"96365": 1, "96368": 1}, id="concurrent is billed once"),
        pytest.param([one("A", "therapy", "8:00", "9:00"), one("S", "hydration", "8:00", "9:00")],
                     {"96365": 1}, id="hydration beside an infusion is none"),
        pytest.param([one("A", "therapy", "8:00", "9:00"), one("S", "hydration", "9:00", "9:31")],
                     {"96365": 1, "96361": 1}, id="hydration after an infusion"),
        pytest.param([one("A", "therapy", "8:00", "9:00"), one("S", "hydration", "8:30", "9:31")],
                     {"96365": 1, "96361": 1}, id="only the minutes alone count"),
        pytest.param([push("A", "therapy", "8:00"), push("B", "therapy", "8:10")],
                     {"96374": 1, "96375": 1}, id="two drugs pushed"),
        pytest.param([push("A", "therapy", "8:00"), push("A", "therapy", "8:30")],
                     {"96374": 1}, id="the same drug after 30 minutes"),
        pytest.param([push("A", "therapy", "8:00"), push("A", "therapy", "8:31")],
                     {"96374": 1, "96376": 1}, id="the same drug after 31 minutes"),
        pytest.param([push("C", "chemotherapy", "8:00"), one("A", "therapy", "8:30", "9:30")],
                     {"96409": 1, "96367": 1}, id="a chemotherapy push before a therapy infusion"),
        pytest.param([one("A", "therapy", "8:00", route="injection")], {"96372": 1},
                     id="an injection alone"),
        pytest.param([one("A", "therapy", "8:00", "8:45"), one("A", "therapy", "9:00", "9:46")],
                     {"96365": 1, "96366": 1}, id="one drug in two parts: 91 minutes"),
        pytest.param([one("A", "therapy", "8:00", "9:00"),
                      one("B", "therapy", "9:00", "10:00", access="2")],
                     {"96365": 2}, id="two accesses, two initial services"),
    ],
)  # fmt: skip
def test_hospital(things: list[Given], expected: dict[str, int]) -> None:
    assert billed(*things) == expected


def test_a_physician_bills_the_main_reason_first() -> None:
    things = (one("A", "therapy", "8:00", "9:00", primary=True),
              one("C", "chemotherapy", "9:00", "10:00"))  # fmt: skip
    assert billed(*things, side="physician") == {"96365": 1, "96417": 1}
    assert billed(*things, side="facility") == {"96413": 1, "96367": 1}


def test_a_physician_does_not_bill_the_same_drug_again() -> None:
    things = (push("A", "therapy", "8:00", primary=True), push("A", "therapy", "9:00"))
    assert billed(*things, side="physician") == {"96374": 1}


def test_no_main_reason_is_said() -> None:
    things = (one("A", "therapy", "8:00", "9:00"), one("B", "therapy", "9:00", "10:00"))
    assert "main reason" in infusion_codes(things, side="physician").notes[0]


def test_what_is_not_billed_has_its_reason() -> None:
    found = infusion_codes((one("S", "hydration", "8:00", "8:20"),), side="facility")
    assert found.codes == ()
    assert found.not_billed == (("S", "hydration alone for 20 minutes: below 31"),)


@pytest.mark.parametrize(
    "things",
    [
        pytest.param((), id="nothing"),
        pytest.param((one("A", "therapy", "9:00", "8:00"),), id="stops before it starts"),
        pytest.param((one("A", "therapy", "9:00", "9:00"),), id="stops as it starts"),
        pytest.param((one("A", "therapy", "9:00", "80:00"),), id="more than two days"),
        pytest.param((one("S", "hydration", "9:00", route="injection"),), id="hydration injected"),
    ],
)
def test_bad_input_is_refused(things: tuple[Given, ...]) -> None:
    with pytest.raises(WrongUsage):
        infusion_codes(things, side="facility")


THING = st.builds(
    lambda drug, group, start, minutes, access: Given(
        drug, "infusion" if minutes else "push",
        group if minutes or group != "hydration" else "therapy",
        DAY + timedelta(minutes=start),
        DAY + timedelta(minutes=start + minutes) if minutes else None, access,
    ),
    st.sampled_from("ABCD"), st.sampled_from(["chemotherapy", "therapy", "hydration"]),
    st.integers(0, 600), st.integers(0, 300), st.sampled_from("12"),
)  # fmt: skip


@given(st.lists(THING, min_size=1, max_size=6), st.randoms())
def test_order_of_input_changes_nothing_and_one_access_has_one_initial(things, random) -> None:
    found = infusion_codes(tuple(things), side="facility")
    for access in "12":
        initial = [c for c in found.codes if c.code in INITIAL.values() and c.access == access]
        assert len(initial) <= 1
        assert sum(c.units for c in initial) <= 1
    assert sum(c.units for c in found.codes if c.code == "96368") <= 2
    mixed = list(things)
    random.shuffle(mixed)
    again = infusion_codes(tuple(mixed), side="facility")
    assert sorted((c.code, c.units) for c in again.codes) == sorted(
        (c.code, c.units) for c in found.codes
    )
