"""The tool for hierarchical condition categories, as any surface calls it."""

from __future__ import annotations

from typing import Any

import pytest

from superbill.errors import NotLoaded, WrongUsage
from superbill.tools.registry import call, tool_named

GIVEN: dict[str, Any] = {"diagnoses": ["E11.22"], "on": "2025-05-01", "age": 72, "sex": "F"}


def asked(context: Any, **given: Any) -> dict[str, Any]:
    return call(tool_named("hcc"), context, {**GIVEN, **given}).as_dict()


def test_hcc(context: Any):
    told = asked(context, diagnoses=["e1122", "E11.9"])
    (model,) = told["models"]
    assert (told["payment_year"], model["model"]) == (2026, "V28")
    assert (told["release"], told["stale"]) == ("hcc 2026-01-01", False)
    assert [c["hcc"] for c in model["categories"] if c["counts"]] == ["37"]
    assert told["blended"] == model["score"]
    assert "before normalization" in told["messages"][-2]
    assert "7 April 2025" in told["citations"][0]["source"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"age": 200}, "200 is not an age"),
        ({"age": -1}, "-1 is not an age"),
        ({"sex": None}, "sex"),
        ({"sex": "X"}, "sex"),
        ({"model": "V22"}, "model"),
        ({"dual": "09"}, "not a dual status"),
        ({"original_reason": "9"}, "not a reason for entitlement"),
        ({"graft_months": -1}, "no time since a graft"),
        ({"diagnoses": ["58565"]}, "form"),
    ],
)
def test_what_cannot_be_read_is_refused(context: Any, given: dict[str, Any], says: str):
    with pytest.raises(WrongUsage, match=says):
        asked(context, **given)


def test_services_before_2024_are_not_known(context: Any):
    with pytest.raises(NotLoaded, match="payment year 2023"):
        asked(context, on="2022-05-01")


def test_no_diagnoses_still_make_a_demographic_score(context: Any):
    (model,) = asked(context, diagnoses=[])["models"]
    assert model["categories"] == []
    assert model["parts"]["demographic"] == model["score"] > 0


def test_a_later_year_is_stale(context: Any):
    told = asked(context, on="2030-01-01")
    assert (told["stale"], told["payment_year"]) == (True, 2027)
    assert "load a newer one" in told["messages"][0]


def test_rxhcc_has_categories_and_no_score(context: Any):
    told = asked(context, model="RxHCC")
    (model,) = told["models"]
    assert (model["score"], model["parts"], told["blended"]) == (None, None, None)
    assert model["categories"][0]["hcc"] == "30"
    assert any("not known" in m for m in told["messages"])
