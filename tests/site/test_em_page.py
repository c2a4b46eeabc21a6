"""The E/M calculator: facts in, a level out, and the two elements of three that decide it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from superbill.server.site.mdm_grid import mdm_grid
from superbill.tools.context import Context
from superbill.tools.em import em_by_mdm
from superbill.tools.em_facts import em_facts

ON = date(2025, 11, 1)
FACTS = "/em?kind=office_established&on=2025-11-01"


def states(answer: object) -> dict[str, str]:
    """By element, the level that it reaches and whether it decides."""
    return {
        cell.element: f"{row.name} {cell.state}"
        for row in answer.context["grid"]  # type: ignore[attr-defined]
        for cell in row.cells
        if cell.state
    }


@pytest.mark.parametrize(
    ("why", "query", "code", "elements"),
    [
        (
            "two decide, the lowest does not",
            "problem=stable_chronic:2&risk=prescription_drug:1",
            "99214",
            {
                "problems": "moderate decides",
                "risk": "moderate decides",
                "data": "straightforward reached",
            },
        ),
        (
            "the highest decides with the middle one",
            "problem=threat_to_life_or_function:1&risk=low:1&tests=3",
            "99214",
            {"problems": "high decides", "data": "moderate decides", "risk": "low reached"},
        ),
        (
            "all three agree",
            "problem=minor:2&risk=low:1&historian=1",
            "99213",
            {"problems": "low decides", "data": "low decides", "risk": "low decides"},
        ),
    ],
)
def test_two_of_three_decide(
    guest: Client, why: str, query: str, code: str, elements: dict[str, str]
) -> None:
    answer = guest.get(f"{FACTS}&{query}")
    assert answer.context["mdm"]["code"] == code, why
    assert states(answer) == elements, why


def test_the_same_facts_in_another_order_give_the_same_page(guest: Client) -> None:
    facts = ["problem=minor:1", "risk=low:1", "tests=2", "minutes=25", "discussed=1"]
    pages = {guest.get(f"{FACTS}&{'&'.join(order)}").content for order in (facts, facts[::-1])}
    assert len({p.split(b"csrf")[0].split(b"<main")[1] for p in pages}) == 1


def test_every_fact_of_the_rule_can_be_chosen(context: Context) -> None:
    facts = em_facts(context, "nursing_initial", on=ON)
    rows = mdm_grid(facts, None, {})
    offered = {c.value for row in rows for cell in row.cells for c in cell.choices}
    assert offered == {f"{one.fact}:{one.at_least}" for one in (*facts.problems, *facts.risk)}
    assert "multiple_morbidities:1" in offered
    office = mdm_grid(em_facts(context, "office_new", on=ON), None, {})
    assert "multiple_morbidities:1" not in {
        c.value for row in office for cell in row.cells for c in cell.choices
    }


def test_the_grid_says_what_the_tool_says(context: Context) -> None:
    facts = em_facts(context, "office_new", on=ON)
    for one in facts.problems:
        decided = em_by_mdm(context, "office_new", on=ON, problems=(one.fact,) * one.at_least)
        level = next(
            e["level"] for e in decided.as_dict()["elements"] if e["element"] == "problems"
        )
        (row,) = (r for r in mdm_grid(facts, decided.as_dict(), {}) if r.cells[0].state)
        assert row.name == level


def test_time_prolonged_time_and_the_patient(guest: Client) -> None:
    answer = guest.get(f"{FACTS}&minutes=75&seen=2024-01-01")
    assert answer.context["time"]["code"] == "99215"
    assert {p["rules"]: p["units"] for p in answer.context["prolonged"]} == {
        "medicare": 1,
        "cpt": 2,
    }
    assert answer.context["patient"]["patient"] == "established"
    assert answer.context["mdm"] is None


@pytest.mark.parametrize(
    ("why", "query", "status", "says"),
    [
        ("an emergency has no time", "kind=emergency&minutes=20", 200, "never chosen by time"),
        ("no number", "minutes=long", 400, "not a whole number"),
        ("more than a day", "minutes=9999", 200, "not a total of minutes"),
        ("more than is counted", "tests=99", 400, "more than are counted"),
        ("no such fact", "problem=wishes:1", 400, "not a fact of problems"),
        ("before there were levels", "on=2019-01-01", 404, "not known"),
        ("no date", "seen=then", 400, "not a date"),
    ],
)
def test_what_cannot_be_answered_is_said(
    guest: Client, why: str, query: str, status: int, says: str
) -> None:
    answer = guest.get(f"/em?on=2025-11-01&{query}" if "on=" not in query else f"/em?{query}")
    assert (answer.status_code, says in answer.content.decode()) == (status, True), why
