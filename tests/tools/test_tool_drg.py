"""The tools for MS-DRGs, as any surface calls them."""

from __future__ import annotations

from typing import Any

import pytest

from superbill.errors import NotLoaded, SuperbillError, WrongUsage
from superbill.tools.registry import call, tool_named

GIVEN: dict[str, Any] = {"principal": "I50.20", "on": "2026-05-01", "sex": "M"}


def asked(context: Any, name: str, **given: Any) -> dict[str, Any]:
    return call(tool_named(name), context, {**GIVEN, **given}).as_dict()


def test_drg(context: Any):
    told = asked(context, "drg", secondary=["j9601", "I10"], procedures=["02703DZ"])
    assert (told["drg"], told["type"], told["decisive"]) == ("321", "surgical", ["J96.01"])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"principal": ""}, "a code is empty"),
        ({"principal": "hello"}, "does not have the form"),
        ({"secondary": [" "]}, "a code is empty"),
        ({"procedures": ["58565-50"]}, "does not have the form"),
        ({"age": 200}, "200 is not an age"),
        ({"age": -1}, "-1 is not an age"),
        ({"sex": "X"}, "sex"),
        ({"discharge_status": "99"}, "not a discharge status"),
        ({"discharge_status": "71"}, "not a discharge status"),
        ({"poa": ["Y", "Y"]}, "2 present-on-admission indicators"),
        ({"poa": ["Q"]}, "not a present-on-admission indicator"),
        ({"on": "2026-13-01"}, "date"),
        ({"diagnoses": ["I10"]}, "diagnoses"),
    ],
)
def test_what_cannot_be_read_is_refused(context: Any, given: dict[str, Any], says: str):
    with pytest.raises(WrongUsage, match=says):
        asked(context, "drg", **given)


def test_no_principal_is_refused(context: Any):
    with pytest.raises(WrongUsage, match="principal"):
        call(tool_named("drg"), context, {"on": "2026-05-01"})


def test_before_the_first_version_is_not_known(context: Any):
    with pytest.raises(NotLoaded):
        asked(context, "drg", on="1901-01-01")


def test_a_far_day_is_stale(context: Any):
    told = asked(context, "drg", on="2199-01-01")
    assert told["stale"] is True
    assert "load a newer one" in told["messages"][0]


def test_unknown_codes_make_no_group_and_no_error(context: Any):
    told = asked(context, "drg", principal="Z99.998", secondary=["Z99.997"], procedures=["0000000"])
    assert told["drg"] == "999"
    assert "not a diagnosis" in told["why"]
    assert told["secondary"][0]["effect"] == "unknown code"
    assert told["procedures"][0]["operating_room"] is None


def test_five_hundred_diagnoses(context: Any):
    told = asked(context, "drg", secondary=["J96.01"] * 500)
    assert (told["drg"], told["decisive"]) == ("291", [])


def test_what_if_compares_what_is_given_and_adds_nothing(context: Any):
    told = asked(context, "drg_what_if", secondary=["J96.01"], other_secondary=["I10"])
    assert (told["first"]["drg"], told["second"]["drg"]) == ("291", "293")
    assert (told["only_first"], told["only_second"]) == (["J96.01"], ["I10"])
    assert told["weight_difference"] == pytest.approx(-0.7178)
    assert told["same_group"] is False


def test_what_if_of_another_year_has_no_difference_of_weights(context: Any):
    told = asked(context, "drg_what_if", on="2024-05-01", other_principal="J18.9")
    assert told["weight_difference"] is None
    assert told["only_second"] == ["J18.9"]


def test_what_if_of_the_same(context: Any):
    told = asked(context, "drg_what_if", secondary=["J96.01"])
    assert (told["same_group"], told["only_first"], told["only_second"]) == (True, [], [])


def test_ccsr(context: Any):
    told = call(tool_named("ccsr"), context, {"code": "i5020", "on": "2023-01-01"}).as_dict()
    assert (told["category"], told["release"]) == ("CIR019", "ccsr 2022-10-01")
    assert "default category" in told["messages"][0]
    assert len(told["messages"]) == 1


def test_ccsr_of_another_year_says_so(context: Any):
    told = call(tool_named("ccsr"), context, {"code": "I50.20", "on": "2026-05-01"}).as_dict()
    assert "not that of the day" in told["messages"][1]


@pytest.mark.parametrize("code", ["Z99.998", "I50"])
def test_ccsr_of_a_code_that_the_edition_lacks_is_not_known(context: Any, code: str):
    told = call(tool_named("ccsr"), context, {"code": code, "on": "2023-01-01"}).as_dict()
    assert told["category"] is None
    assert "not known" in told["messages"][0]


def test_ccsr_refuses_what_is_no_code(context: Any):
    with pytest.raises(SuperbillError):
        call(tool_named("ccsr"), context, {"code": "58565", "on": "2023-01-01"})
