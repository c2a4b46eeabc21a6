"""The tools about diagnoses, as every surface calls them."""

from __future__ import annotations

from typing import Any

import pytest

from superbill.errors import NotLoaded, WrongUsage
from superbill.tools.registry import call, tool_named


def _ask(context: Any, name: str, **given: Any) -> dict[str, Any]:
    return call(tool_named(name), context, given).as_dict()


def test_every_relation_of_a_pair_at_every_level(context: Any) -> None:
    found = _ask(context, "excludes_check", codes=["e119", "E10.9", "I10"], on="2026-05-01")
    kinds = {(tuple(p["codes"]), r["kind"]) for p in found["pairs"] for r in p["relations"]}
    assert (("E11.9", "E10.9"), "excludes1") in kinds
    assert (("E11.9", "I10"), "excludes2") in kinds
    assert found["release"].startswith("icd10cm")


def test_no_note_is_said_as_no_note_and_not_as_leave(context: Any) -> None:
    found = _ask(context, "excludes_check", codes=["Z30.2", "N92.0"], on="2026-05-01")
    assert found["pairs"] == []
    assert found["answer"].startswith("no Excludes1 note between them in edition")


def test_one_code_makes_no_pair(context: Any) -> None:
    with pytest.raises(WrongUsage, match="Two diagnoses"):
        _ask(context, "excludes_check", codes=["I10", "I10"], on="2026-05-01")


def test_the_order_comes_with_reasons(context: Any) -> None:
    found = _ask(
        context, "sequencing", codes=["N18.4", "I50.9", "I13.0"], on="2026-05-01",
        setting="inpatient",
    )  # fmt: skip
    assert found["suggested"] == ["I13.0", "N18.4", "I50.9"]
    assert found["first"] == "principal"
    assert all(b["reason"] and b["citation"]["locator"] for b in found["before"])


def test_an_unknown_setting_is_refused(context: Any) -> None:
    with pytest.raises(WrongUsage, match="not a setting"):
        _ask(context, "sequencing", codes=["I10"], on="2026-05-01", setting="home")


def test_a_7th_character_is_explained(context: Any) -> None:
    found = _ask(context, "seventh_character", code="s0501a", on="2026-05-01")
    assert found["corrected"] == "S05.01XA"
    assert found["takes"]["D"] == "subsequent encounter"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("excludes_check", {"codes": ["E10.9", "E11.9"]}),
        ("sequencing", {"codes": ["E10.9", "E11.9"]}),
        ("seventh_character", {"code": "S72.001"}),
    ],
)
def test_before_icd10cm_there_is_no_answer(context: Any, name: str, given: dict[str, Any]) -> None:
    """The defect: notes of 2026 answered for 2010."""
    with pytest.raises(NotLoaded, match="ICD-9-CM"):
        _ask(context, name, **given, on="2015-09-30")
    assert _ask(context, name, **given, on="2015-10-01")


def test_no_codes_have_no_order(context: Any) -> None:
    with pytest.raises(WrongUsage):
        _ask(context, "sequencing", codes=[], on="2026-05-01")
