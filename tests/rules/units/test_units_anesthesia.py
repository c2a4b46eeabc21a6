"""Anaesthesia: time units to a tenth, who did it, and what is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.units.anesthesia import anesthesia_payment, time_units

ON = date(2024, 7, 15)


class NoTables:
    """A book that has no table."""

    def table(self, family: str, name: str, *, on: date) -> Any:
        raise NotLoaded(f"{family} is not loaded.", remedy="Load it.")


def paid(**given: Any):
    asked = {"minutes": 75, "on": ON, "base_units": 5} | given
    book: Any = NoTables()
    return anesthesia_payment(book, **asked)


@pytest.mark.parametrize(
    ("minutes", "units"),
    [(0, "0.0"), (1, "0.1"), (15, "1.0"), (17, "1.1"), (68, "4.5"), (75, "5.0"), (77, "5.1")],
)
def test_time_units(minutes: int, units: str) -> None:
    assert str(time_units(minutes, on=ON)) == units


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        pytest.param({"role": "AA"}, "207.74", id="AA: all"),
        pytest.param({"role": "QZ"}, "207.74", id="QZ: all"),
        pytest.param({"role": "QK"}, "103.87", id="QK: half"),
        pytest.param({"role": "QX"}, "103.87", id="QX: half"),
        pytest.param({"role": "QY"}, "103.87", id="QY: half"),
        pytest.param({"role": "AD"}, "62.32", id="AD: three units"),
        pytest.param({"role": "AD", "at_induction": True}, "83.10", id="AD: one more"),
        pytest.param({}, "207.74", id="no modifier"),
        pytest.param({"on": date(2024, 3, 8)}, "204.35", id="the last day of the first factor"),
        pytest.param({"on": date(2024, 3, 9)}, "207.74", id="the first day of the second"),
        pytest.param({"on": date(2025, 6, 1)}, "203.18", id="2025"),
    ],
)
def test_payment(given: dict[str, Any], amount: str) -> None:
    assert str(paid(**given).amount) == amount


def test_half_is_rounded_once() -> None:
    found = paid(minutes=7, base_units=3, role="QK")
    assert found.units == Decimal("3.5")
    assert str(found.amount) == "36.35"


def test_without_base_units_nothing_is_paid_and_it_is_said() -> None:
    found = paid(base_units=None)
    assert (found.amount, found.units, str(found.time_units)) == (None, None, "5.0")
    assert "not known" in found.reason


@pytest.mark.parametrize(
    "given",
    [{"minutes": -1}, {"minutes": 10**6}, {"base_units": -1}, {"base_units": 101}],
)
def test_bad_input_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(WrongUsage):
        paid(**given)


def test_what_is_not_loaded() -> None:
    with pytest.raises(NotLoaded, match=r"pfs\.anesthesia"):
        paid(locality="01112-05")
    with pytest.raises(NotLoaded, match="anesthesia factor"):
        paid(on=date(2014, 1, 1))
    with pytest.raises(NotLoaded, match="qualifying"):
        paid(on=date(2026, 2, 1), qualifying=True)
