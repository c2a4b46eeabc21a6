"""The tools on coverage, consent, market and the catalogue of rules, as surfaces call them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.catalogue import all_rules
from superbill.tools.context import Context
from superbill.tools.registry import TOOLS, call
from superbill.tools.rules import rules_check, rules_list


def asked(context: Any, name: str, **given: Any) -> dict[str, Any]:
    """The answer as JSON has it."""
    return json.loads(json.dumps(call(TOOLS[name], context, given).as_dict()))


def test_without_either_file_coverage_is_not_known(context: Context) -> None:
    if any(r.family in ("lcd", "ncd") for r in context.catalogue.releases()):
        pytest.skip("this home has coverage files")
    with pytest.raises(NotLoaded) as fault:
        asked(context, "coverage", code="99213", on="2024-07-15")
    assert "superbill data import" in str(fault.value)


def test_a_tied_determination_is_named_though_its_file_is_not_loaded(context: Context) -> None:
    found = asked(context, "coverage", code="58565", on="2024-07-15", contractor="Made up")
    assert found["tied"]["section"] == "230.3"
    assert "tubal ligation" in found["tied"]["quote"]
    assert any("NCCI" in message for message in found["messages"])
    assert found["citations"][0]["url"].endswith("ncdid=13")


def test_what_is_no_service_is_refused(context: Context) -> None:
    with pytest.raises(WrongUsage):
        asked(context, "coverage", code="E11.9", on="2024-07-15")


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({"procedure": "2024-05-31"}, "met"),
        ({"procedure": "2024-05-30"}, "not met"),
        ({}, "met"),
        (
            {
                "procedure": "2024-05-04",
                "circumstance": "emergency_surgery",
                "consent_time": "10:00",
                "procedure_time": "10:00",
            },
            "met",
        ),
        ({"procedure": "2024-05-04", "circumstance": "emergency_surgery"}, "not known"),
    ],
)
def test_consent_dates(context: Context, more: dict[str, str], verdict: str) -> None:
    found = asked(context, "consent_dates", birth="1990-05-02", consent="2024-05-01", **more)
    assert found["dates_meet_the_regulation"] == verdict
    assert all(c["citation"]["locator"].startswith("441.") for c in found["conditions"])
    assert any("HHS-687" in text for text in found["not_judged"])


@pytest.mark.parametrize("time", ["9", "25:00", "10:00:00", "ten"])
def test_a_time_of_day_that_is_none(context: Context, time: str) -> None:
    with pytest.raises(WrongUsage):
        asked(context, "consent_dates", birth="1990-05-02", consent="2024-05-01", consent_time=time)


@pytest.mark.parametrize(
    ("on", "on_market"),
    [("2002-11-03", False), ("2002-11-04", True), ("2019-12-31", True), ("2020-01-01", False)],
)
@pytest.mark.parametrize("code", ["58565", "A4264", "cpt:58565"])
def test_market_status(context: Context, code: str, on: str, on_market: bool) -> None:
    if code.startswith("cpt:") and on != "2020-01-01":
        pytest.skip("one way of writing it is enough")
    (product,) = asked(context, "market_status", code=code, on=on)["products"]
    assert product["on_market"] == on_market


def test_a_code_without_a_product_is_not_known(context: Context) -> None:
    found = asked(context, "market_status", code="99213", on="2024-07-15")
    assert found["products"] == []
    assert "not known" in found["message"]


def test_the_list_holds_every_rule_with_whose_it_is(context: Context) -> None:
    found = asked(context, "rules_list")
    assert [r["id"] for r in found["rules"]] == [rule.id for rule in all_rules()]
    assert all(r["payer"] and r["source"]["source"] for r in found["rules"])
    loaded = {r["id"]: r["loaded"] for r in found["rules"]}
    assert loaded["coverage.consent"] is None
    families = {r.family for r in context.catalogue.releases()}
    assert loaded["coverage.lcd"] is ("lcd" in families)


class Home:
    """A context of which the tools on the user's own rules ask nothing but these."""

    def __init__(self, home: Path, context: Context):
        self.home = home
        self.known_on: date | None = None
        self.catalogue = context.catalogue
        self.book = context.book


def test_the_user_s_own_rules_are_listed_and_checked(context: Context, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "good.yaml").write_text(
        "- id: made-up\n  payer: commercial\n  title: made up\n"
        "  provenance: {source: manual, date: 2024-01-01}\n  start: 2024-01-01\n"
        "  severity: info\n  when: {codes: [A4264]}\n  message: m\n  remedy: r\n"
        "  cases:\n    - {case: one, lines: [A4264], on: 2024-07-15, expected: quiet}\n"
    )
    (folder / "bad.yaml").write_text("- id: x\n")
    ours: Any = Home(tmp_path, context)
    listed = rules_list(ours).as_dict()
    assert [r["id"] for r in listed["own"]] == ["own.made-up"]
    assert listed["own"][0]["payer"] == "the user's own, of commercial"
    checked = rules_check(ours).as_dict()
    assert not checked["good"]
    assert checked["failed"][0]["message"] == "expected quiet, found fires"
    assert checked["faults"][0].startswith("bad.yaml:1: Missing")


@pytest.mark.real_data
def test_the_publisher_s_lists_at_real_size(tmp_path: Path) -> None:
    from superbill.codesets.book import CodeBook
    from superbill.codesets.catalogue import read_current
    from superbill.codesets.home import publish, writing
    from superbill.codesets.importing.load import load_paths
    from superbill.rules.coverage.lcd_lists import FAMILY, listing

    data = Path(__file__).resolve().parents[3] / "shared" / "data" / "coverage"
    with writing(tmp_path, notice=lambda _: None) as current:
        entries, _ = load_paths(
            tmp_path, current, [str(data / "lcd_coverage.json.gz")], given=date(2026, 4, 1),
            attested=frozenset(), progress=lambda *_: None,
        )  # fmt: skip
        publish(tmp_path, current, added=entries, action="import")
    book = CodeBook(tmp_path, read_current(tmp_path))
    table = book.table(FAMILY, FAMILY, on=date(2026, 4, 15))
    frame = book.frame(FAMILY, FAMILY, on=date(2026, 4, 15)).collect()
    # Against the frame, read from end to end.
    for code, diagnosis, covered, lcds in frame.sample(300, seed=5).iter_rows():
        shown = f"{diagnosis[:3]}.{diagnosis[3:]}".rstrip(".") if diagnosis else "I10"
        found = listing(table, code, (shown,))
        assert found is not None
        assert found.named == lcds
        if diagnosis is None:
            assert found.silent
        else:
            assert (shown in found.supporting, shown in found.against) == (covered, not covered)
