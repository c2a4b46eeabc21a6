"""The tools as JSON reaches them: fees, payment, visits, units, drugs; and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superbill.codesets.book import CodeBook
from superbill.codesets.catalogue import read_current
from superbill.codesets.home import publish, writing
from superbill.codesets.importing.load import load_paths
from superbill.errors import NotLoaded, WrongUsage
from superbill.tools.context import Context
from superbill.tools.registry import call, describe, tool_named

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "pfs"
ON = "2025-11-01"


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A home with the invented fee schedule of October 2025, its indices and an addendum."""
    home = tmp_path_factory.mktemp("payment")
    names = ("PPRRVU2025_Oct.csv", "GPCI2025.csv", "25LOCCO.csv", "ANES2025.csv",
             "2025_October_addendum_b.csv")  # fmt: skip
    with writing(home, notice=lambda _: None) as current:
        entries, outcomes = load_paths(
            home, current, [str(FIXTURES / name) for name in names], given=None,
            attested=frozenset(), progress=lambda *_: None,
        )  # fmt: skip
        assert len(entries) == len(names), outcomes
        publish(home, current, added=entries, action="import")
    (home / "fees").mkdir()
    (home / "fees" / "plan.yaml").write_text(
        "payer: Example Plan\nprovenance: contract, exhibit B\nfees:\n"
        '  - {code: "00003", amount: "1000.00", start: 2025-01-01}\n'
    )
    (home / "fees" / "anesthesia_base_units.yaml").write_text(
        "- {code: '00100', base_units: 5, start: 2024-01-01, provenance: CMS base unit file}\n"
    )
    opened = Small(home)
    yield opened  # type: ignore[misc]
    opened.book.close()


class Small:
    """A context of a home without the embedded code book."""

    def __init__(self, home: Path):
        self.home = home
        self.book = CodeBook(home, read_current(home))


def asked(context: Context, name: str, **given: Any) -> dict[str, Any]:
    """What a tool answers, through JSON both ways."""
    answer = call(tool_named(name), context, json.loads(json.dumps(given)))
    return json.loads(json.dumps(answer.as_dict()))


def test_a_fee_with_its_formula(context: Context) -> None:
    answer = asked(context, "fee", code="00003", on=ON)
    whole = {fee["place"]: fee for fee in answer["fees"]}
    # The factor is that of the day, not the fixture's.
    assert answer["conversion_factor"] == "32.3465"
    assert whole["facility"]["amount"] == "433.44"
    assert whole["facility"]["steps"][0]["formula"] == (
        "(7.05 x 1.000 + 5.15 x 1.000 + 1.20 x 1.000) x 32.3465"
    )
    assert answer["own"][0]["payer"] == "Example Plan"
    assert answer["release"] == "pfs 2025-10-01"


def test_each_component_has_its_fee(context: Context) -> None:
    answer = asked(context, "fee", code="00004", on=ON)
    assert {fee["modifier"] for fee in answer["fees"]} == {None, "26", "TC"}


def test_a_payment_in_a_locality(context: Context) -> None:
    locality = context.book.table("pfs.gpci", "gpci", on=date(2025, 11, 1)).rows.row(0)
    where = f"{locality['mac']}-{locality['locality']}"
    answer = asked(context, "payment", lines=["00003-50"], on=ON, pos="22", locality=where)
    assert answer["area"]["mac"] == locality["mac"]
    assert answer["shares"]["allowed"] == answer["total"]


def test_a_payment_by_ones_own_schedule(context: Context) -> None:
    answer = asked(context, "payment", lines=["00003-80"], on=ON, pos="22", schedule="Example Plan")
    assert answer["schedule"] == "Example Plan"
    assert answer["shares"] is None
    with pytest.raises(NotLoaded, match="Example Plan"):
        asked(context, "payment", lines=["00003"], on=ON, schedule="Another")


def test_a_locality(context: Context) -> None:
    every = asked(context, "locality", on=ON, number="01112")["localities"]
    assert {row["mac"] for row in every} <= {"01112"}


def test_opps(context: Context) -> None:
    answer = asked(context, "opps", code="G9999", on=ON)
    assert answer["published"] is False
    assert "not known" in answer["message"]


def test_a_visit_by_its_facts(context: Context) -> None:
    answer = asked(
        context, "em_by_mdm", category="office_established", on="2024-07-15",
        problems=["stable_chronic", "stable_chronic"], risk=["prescription_drug"],
    )  # fmt: skip
    assert (answer["code"], answer["mdm"]) == ("99214", "moderate")
    answer = asked(context, "em_by_time", category="office_new", minutes=45, on="2024-07-15")
    assert answer["code"] == "99204"


def test_a_patient_and_prolonged_time(context: Context) -> None:
    answer = asked(
        context, "em_new_or_established", on="2024-07-15", earlier=[{"on": "2021-07-16"}]
    )
    assert (answer["patient"], answer["because"]) == ("established", "2021-07-16")
    assert asked(context, "em_new_or_established", on="2024-07-15")["patient"] == "new"
    answer = asked(context, "em_prolonged", primary="99215", minutes=69, on="2024-07-15")
    assert (answer["code"], answer["units"]) == ("G2212", 1)


def test_units(context: Context) -> None:
    services = [{"code": "97110", "minutes": 33}, {"code": "97140", "minutes": 7}]
    answer = asked(context, "therapy_units", services=services)
    assert [row["units"] for row in answer["units"]] == [2, 1]
    evaluation = {"code": "97161", "minutes": 20}
    answer = asked(context, "therapy_units", services=[*services, evaluation])
    assert answer["timed_minutes"] == 40, "an evaluation is not timed and adds no minutes"
    assert [row["units"] for row in answer["units"]] == [2, 1, 1]
    said = {"code": "99213", "minutes": 20, "timed": False}
    assert asked(context, "therapy_units", services=[said])["timed_units"] == 0
    drug = {"drug": "A", "route": "infusion", "group": "therapy", "start": "2024-07-15T08:00",
            "stop": "2024-07-15T09:31"}  # fmt: skip
    answer = asked(context, "infusion_codes", given=[drug])
    assert [(row["code"], row["units"]) for row in answer["codes"]] == [("96365", 1), ("96366", 1)]
    answer = asked(context, "anesthesia_units", minutes=75, on=ON, code="00100", modifier="QK")
    assert (answer["base_units"], answer["amount"]) == (5, "101.59")
    assert asked(context, "ndc", code="0143-9504-01")["eleven"] == ["00143950401"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("fee", {"code": "not a code", "on": ON}),
        ("fee", {"code": "99999", "on": ON}),
        ("payment", {"lines": ["99213x0"], "on": ON}),
        ("payment", {"lines": ["?"], "on": ON}),
        ("payment", {"lines": [], "on": ON}),
        ("payment", {"lines": ["00003"], "on": ON, "deductible": "much"}),
        ("payment", {"lines": ["00003"], "on": ON, "deductible": "NaN"}),
        ("payment", {"lines": ["00003"], "on": ON, "pos": "98"}),
        ("payment", {"lines": ["00003"], "on": ON, "locality": "nowhere"}),
        ("payment", {"lines": ["00003"], "on": "soon"}),
        ("locality", {"on": ON}),
        ("em_by_mdm", {"category": "office", "on": ON, "problems": ["minor"]}),
        ("em_by_mdm", {"category": "office_new", "on": ON, "problems": []}),
        ("em_by_time", {"category": "office_new", "minutes": -1, "on": ON}),
        ("em_by_time", {"category": "office_new", "minutes": "many", "on": ON}),
        ("em_new_or_established", {"on": ON, "earlier": [{"on": ON}]}),
        ("em_new_or_established", {"on": ON, "earlier": [{"day": "2024-01-01"}]}),
        ("em_prolonged", {"primary": "99213", "minutes": 60, "on": ON}),
        ("therapy_units", {"services": [{"code": "97110", "minutes": -3}]}),
        ("therapy_units", {"services": [{"code": "97110", "minutes": 1e300}]}),
        ("therapy_units", {"services": [{"code": "97110", "min": 3}]}),
        ("therapy_units", {"services": [{"code": "99213", "minutes": 20}]}),
        ("infusion_codes", {"given": [{"drug": "A", "route": "infusion", "group": "therapy",
                                       "start": "2024-07-15T09:00", "stop": "2024-07-15T08:00"}]}),
        ("infusion_codes", {"given": [{"drug": "A", "route": "infusion", "group": "therapy",
                                       "start": "yesterday"}]}),
        ("anesthesia_units", {"minutes": -1, "on": ON}),
        ("anesthesia_units", {"minutes": 10, "on": ON, "modifier": "XX"}),
        ("drug_units", {"code": "99213", "given": "1 mg", "on": ON}),
        ("ndc", {"code": "12"}),
        ("opps", {"code": "no", "on": ON}),
    ],
)  # fmt: skip
def test_what_is_refused(context: Context, name: str, given: dict[str, Any]) -> None:
    with pytest.raises(WrongUsage):
        asked(context, name, **given)


@pytest.mark.parametrize(
    "name",
    ["payment", "fee", "locality", "em_by_mdm", "em_by_time", "em_new_or_established",
     "em_prolonged", "therapy_units", "infusion_codes", "anesthesia_units", "drug_units", "ndc",
     "opps"],
)  # fmt: skip
def test_every_tool_describes_its_input(name: str) -> None:
    described = describe(tool_named(name))
    assert described["summary"].endswith(".")
    fields = described["input"]["properties"].values()
    assert all("description" in field for field in fields)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("fee", {"code": "00003", "on": "2015-01-01"}),
        ("payment", {"lines": ["00003"], "on": "2015-01-01"}),
        ("opps", {"code": "G0463", "on": "2015-01-01"}),
        ("locality", {"on": "2015-01-01", "state": "CA"}),
        ("em_by_time", {"category": "office_new", "minutes": 30, "on": "2015-01-01"}),
        ("drug_units", {"code": "J1885", "given": "15 mg", "on": "2024-07-15"}),
    ],
)
def test_what_is_not_loaded(context: Context, name: str, given: dict[str, Any]) -> None:
    with pytest.raises(NotLoaded):
        asked(context, name, **given)
