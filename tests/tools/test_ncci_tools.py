"""The NCCI tools: a pair side by side, pairs, partners, units and add-on codes."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superbill.codesets.answers import Status
from superbill.codesets.book import CodeBook
from superbill.errors import NotLoaded, WrongUsage
from superbill.tools.registry import call, tool_named

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "rules" / "ncci"))
from ncci_home import book_of

ON = "2024-07-15"
TABLES = {
    "ncci.ptp.practitioner": [
        "G9901 G9902 20200101 * 0", "G9901 G9903 20200101 * 1", "G9903 G9904 20200101 20231231 1",
        "G9905 G9901 20200101 * 1", "G9901 G9906 20200101 20221231 0", "G9901 G9906 20230101 * 1",
        "G9901 G9907 20200101 20200101 9",
    ],
    "ncci.ptp.outpatient": ["G9901 G9902 20200101 * 1"],
    "ncci.mue.practitioner": ["G9901 1 2"],
    "ncci.addon": ["1 G9901 G9911 20200101 *", "1 G9902 G9911 20200101 20231231",
                   "2 G9903 CCCCC 20200101 *"],
}  # fmt: skip


class Opened:
    """What these tools use of a context."""

    def __init__(self, book: Any):
        self.book = book


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return Opened(book_of(tmp_path_factory.mktemp("tools"), TABLES))


def ask(opened: Opened, name: str, **given: Any) -> dict[str, Any]:
    return call(tool_named(name), opened, {"on": ON, **given}).as_dict()


def test_a_pair_in_every_table_side_by_side(opened: Opened) -> None:
    answer = ask(opened, "ptp_pair", code="G9902", other="G9901")
    verdicts = {(a["payer"], a["setting"]): a["verdict"] for a in answer["answers"]}
    assert verdicts == {
        ("medicare", "practitioner"): "denied",
        ("medicare", "outpatient"): "needs modifier",
        ("medicaid", "practitioner"): "not loaded",
        ("medicaid", "outpatient"): "not loaded",
    }
    assert answer["verdict"] == "denied"
    denied, curable, unknown, _ = answer["answers"]
    assert denied["edit"]["column1"] == "G9901"
    assert denied["edit"]["effective_date"] == "2020-01-01"
    assert denied["cures"] == []
    assert denied["citation"]["release"] == denied["release"] == "ncci.ptp.practitioner 2024-07-01"
    assert any("59" in cure["modifiers"] and cure["never"] for cure in curable["cures"])
    assert "superbill data import" in unknown["message"]


@pytest.mark.parametrize(
    ("other", "on", "verdict"),
    [
        ("G9904", ON, "no edit"),
        ("G9906", "2022-12-31", "denied"),
        ("G9906", "2023-01-01", "needs modifier"),
        ("G9907", "2020-01-01", "ended"),
        ("G9902", "2019-12-31", "ended"),  # its row is of later days
    ],
)
def test_a_pair_by_its_day(opened: Opened, other: str, on: str, verdict: str) -> None:
    assert ask(opened, "ptp_pair", code="G9901", other=other, on=on)["verdict"] == verdict


def test_whose_verdict_comes_first(opened: Opened) -> None:
    medicaid = ask(opened, "ptp_pair", code="G9901", other="G9902", payer="medicaid")
    assert medicaid["verdict"] == "not loaded"
    hospital = ask(opened, "ptp_pair", code="G9901", other="G9902", setting="outpatient")
    assert hospital["verdict"] == "needs modifier"
    commercial = ask(opened, "ptp_pair", code="G9901", other="G9902", payer="commercial")
    assert "Medicare's are shown" in commercial["note"]


def test_all_pairs_of_a_list(opened: Opened) -> None:
    answer = ask(opened, "ptp_pairs", codes=["G9903", "G9902", "G9901", "G9904"])
    found = [(e["column1"], e["column2"], e["indicator"]) for e in answer["edits"]]
    assert sorted(found) == [("G9901", "G9902", 0), ("G9901", "G9903", 1)]
    none = ask(opened, "ptp_pairs", codes=["G9902", "G9903"])
    assert none["message"] == "no edit in edition ncci.ptp.practitioner 2024-07-01."


def test_partners_by_column_and_page(opened: Opened) -> None:
    both = ask(opened, "ptp_partners", code="G9901")
    pairs = [(e["column1"], e["column2"]) for e in both["edits"]]
    assert pairs == [("G9901", "G9902"), ("G9901", "G9903"), ("G9901", "G9906"),
                     ("G9905", "G9901")]  # fmt: skip
    second = ask(opened, "ptp_partners", code="G9901", column="2")
    assert [(e["column1"], e["column2"]) for e in second["edits"]] == [("G9905", "G9901")]
    page = ask(opened, "ptp_partners", code="G9901", offset=1, limit=2)
    assert [(e["column1"], e["column2"]) for e in page["edits"]] == pairs[1:3]
    assert page["total"] == 4


def test_units_by_setting(opened: Opened) -> None:
    answer = ask(opened, "mue", code="G9901")
    first, *others = answer["answers"]
    assert (first["value"], first["mai"]) == (1, 2)
    assert first["above_it"].startswith("Nothing cures it")
    assert all(a["value"] is None and a["message"].startswith("Not known") for a in others)
    unpublished = ask(opened, "mue", code="G9999")["answers"][0]
    assert unpublished["message"].startswith("Not published in edition")
    assert unpublished["release"]
    assert "minutes" in ask(opened, "mue", code="00100")["note"]


def test_add_on_codes_and_primaries(opened: Opened) -> None:
    add_on = ask(opened, "addon", code="G9901")
    assert (add_on["type"], add_on["primaries"]) == (1, ["G9911"])
    assert ask(opened, "addon", code="G9911")["add_ons"] == ["G9901"]
    assert ask(opened, "addon", code="G9911", on="2023-12-31")["add_ons"] == ["G9901", "G9902"]
    contractors = ask(opened, "addon", code="G9903")
    assert (contractors["type"], contractors["contractor_may_accept_others"]) == (2, True)
    assert "no edit is in force" in ask(opened, "addon", code="G9902")["message"]
    assert ask(opened, "addon", code="G9999")["message"].startswith("No edit of G9999 in edition")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("ptp_pair", {"code": "E11.9", "other": "G9901"}),
        ("ptp_pair", {"code": "G9901", "other": "g9901"}),
        ("ptp_pair", {"code": "G9901", "other": "G9902", "payer": "uncle"}),
        ("ptp_pair", {"code": "G9901", "other": "G9902", "setting": "inpatient"}),
        ("ptp_pairs", {"codes": ["G9901", "G9901"]}),
        ("ptp_pairs", {"codes": [f"G{n:04}" for n in range(201)]}),
        ("ptp_partners", {"code": "G9901", "limit": 0}),
        ("ptp_partners", {"code": "G9901", "offset": -1}),
        ("mue", {"code": "nothing"}),
        ("addon", {"code": "G9901", "setting": "inpatient"}),
    ],
)
def test_wrong_questions_are_refused(opened: Opened, name: str, given: dict[str, Any]) -> None:
    with pytest.raises(WrongUsage):
        ask(opened, name, **given)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("ptp_pair", {"code": "G9901", "other": "G9902", "on": "1995-12-31"}),
        ("mue", {"code": "G9901", "on": "2024-06-30"}),
        ("addon", {"code": "G9901", "on": "2013-03-31"}),
    ],
)
def test_days_that_nothing_answers_for(opened: Opened, name: str, given: dict[str, Any]) -> None:
    with pytest.raises(NotLoaded, match="superbill data import"):
        ask(opened, name, **given)


def test_a_late_day_is_marked(opened: Opened) -> None:
    late = ask(opened, "ptp_pair", code="G9901", other="G9902", on=date(2025, 1, 1).isoformat())
    assert late["answers"][0]["stale"]
    assert "load a newer one" in late["answers"][0]["message"]


def test_no_edit_of_a_code_that_is_none_is_not_left_bare(opened: Opened) -> None:
    """`No edit` of a mistyped code looks like a clean bill."""
    opened_with = Opened(_Known(opened.book))
    assert ask(opened_with, "ptp_pair", code="G9901", other="G9908")["note"] == (
        "G9908 is not in force on 2024-07-15 (unknown in hcpcs 2024-01-01)."
    )
    assert ask(opened_with, "ptp_pair", code="G9901", other="G9902")["note"] == ""


class _Known:
    """The book, with a HCPCS file that holds every code but G9908."""

    def __init__(self, book: CodeBook):
        self._book = book

    def status(self, code: str, system: str, *, on: date) -> Status:
        status: Any = "unknown" if code == "G9908" else "active"
        return Status(system, code, on, status, None, "hcpcs 2024-01-01", None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)
