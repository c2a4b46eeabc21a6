"""The report as a whole: what is missing is said, and nothing unasked is called clean."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from superbill.errors import WrongUsage
from superbill.knowledge.card import Card
from superbill.rules.catalogue import RUNNING, all_rules
from superbill.rules.claim import ClaimLines, Line
from superbill.rules.run import run_rules

ON = date(2017, 5, 2)
LINE = Line("58565", "cpt")


@pytest.mark.parametrize(
    ("setting", "payer", "named", "unnamed"),
    [
        ("practitioner", "medicare", {"ncci.ptp", "mpfs.bilateral"}, {"opps.status", "mce.edits"}),
        ("outpatient", "medicare", {"ncci.ptp", "opps.status"}, {"mpfs.status"}),
        ("practitioner", "medicaid", {"ncci.mue"}, {"mpfs.status", "coverage.ncd"}),
        ("practitioner", "commercial", {"ncci.ptp"}, {"mpfs.status"}),
        ("dme", "medicare", {"ncci.mue"}, {"ncci.ptp"}),
    ],
)  # fmt: skip
def test_missing_tables_by_setting_and_payer(
    context: Any, cards: tuple[Card, ...], setting: str, payer: str, named: set[str],
    unnamed: set[str],
) -> None:  # fmt: skip
    report = run_rules(
        ClaimLines((LINE,)), book=context.book, cards=cards, on=ON, setting=setting, payer=payer
    )
    assert named <= set(report.missing)
    assert not unnamed & set(report.missing)


def test_a_report_with_a_missing_rule_is_not_clean(context: Any, cards: tuple[Card, ...]) -> None:
    report = run_rules(
        ClaimLines((LINE,)), book=context.book, cards=cards, on=ON, setting="practitioner",
        payer="medicare",
    )  # fmt: skip
    assert report.missing
    assert not report.clean


def test_a_claim_that_every_rule_judged_can_be_clean(context: Any, cards: tuple[Card, ...]) -> None:
    report = run_rules(
        ClaimLines((), ("I10",)), book=context.book, cards=cards, on=date(2026, 5, 1),
        setting="practitioner", payer="medicare",
    )  # fmt: skip
    assert report.clean


def test_a_code_nobody_could_know_is_not_called_wrong(
    context: Any, cards: tuple[Card, ...]
) -> None:
    unheard = ClaimLines((Line("99213", "cpt"),))
    report = run_rules(
        unheard, book=context.book, cards=cards, on=ON, setting="practitioner", payer="commercial"
    )
    assert report.findings == ()
    assert "code.valid" in report.missing


@pytest.mark.parametrize(("setting", "payer"), [("home", "medicare"), ("dme", "uncle")])
def test_wrong_names_are_refused(
    context: Any, cards: tuple[Card, ...], setting: str, payer: str
) -> None:
    with pytest.raises(WrongUsage, match="One of"):
        run_rules(
            ClaimLines((LINE,)), book=context.book, cards=cards, on=ON, setting=setting,
            payer=payer,
        )  # fmt: skip


def test_the_catalogue_names_each_rule_once_in_a_family_of_the_contract() -> None:
    rules = all_rules()
    named = (
        "code ncci.ptp ncci.mue ncci.addon mpfs modifier global icd10cm mce em units opps drg hcc"
        " coverage device payment identifier duplicate format data"
        " own"  # the user's own rules: added by us, as the contract allows
    )
    families = set(named.split(" "))
    assert len({rule.id for rule in rules}) == len(rules)
    assert {rule.family for rule in rules} <= families
    assert {running.rule.id for running in RUNNING} <= {rule.id for rule in rules}


def test_an_excludes1_finding_names_the_tabular_list_and_not_the_list_of_valid_codes(
    context: Any, cards: tuple[Card, ...]
) -> None:
    report = run_rules(
        ClaimLines((), ("N92.0", "N95.0")), book=context.book, cards=cards, on=date(2024, 7, 15),
        setting="practitioner", payer="medicare",
    )  # fmt: skip
    (found,) = (f for f in report.findings if f.rule == "icd10cm.excludes1")
    sources = context.book.concept("N92.0", "icd10cm", on=date(2024, 7, 15)).citations
    assert "Tabular List" in {c.release: c.source for c in sources}[found.release]
