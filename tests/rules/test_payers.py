"""Payers never mix: each rule says whose it is, and is an error for that payer's claims alone.

The defect that this prevents: a commercial claim refused by Medicare's edit, in a tool that knew
one payer only.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise, product
from typing import Any

import pytest

from superbill.knowledge.card import Card
from superbill.rules.catalogue import all_rules
from superbill.rules.claim import ClaimLines, Line, Patient
from superbill.rules.rule import Rule
from superbill.rules.run import run_rules

WHOSE = re.compile(
    r"Medicare|Medicaid|CPT|ICD-10|HIPAA|HCPCS|the user's own|this project|\Aevery payer"
    r"|whichever rule"
)
MEDICARE_ALONE = re.compile(r"\AMedicare\b(?!.*(Medicaid|every|each payer|CPT|HIPAA))")
MEDICAID_ALONE = re.compile(r"\AMedicaid\b")


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_each_rule_says_whose_it_is(rule: Rule) -> None:
    assert WHOSE.search(rule.payer), rule.payer


def claims() -> list[Any]:
    lines = (
        ("58565", "cpt"), ("58670", "cpt"), ("58555", "cpt"), ("99213", "cpt"), ("99291", "cpt"),
        ("A4264", "hcpcs"), ("G0463", "hcpcs"), ("G2211", "hcpcs"), ("J1885", "hcpcs"),
        ("97110", "cpt"), ("00840", "cpt"), ("71046", "cpt"), ("S2255", "hcpcs"),
    )  # fmt: skip
    modifiers = ((), ("25",), ("50",), ("59", "XS"), ("GZ",), ("GY",), ("26",), ("80",), ("JW",))
    diagnoses = (("Z30.2",), ("I10", "E11.9"), (), ("O80",), ("Z00.00",))
    found: list[ClaimLines] = []
    for (first, second), marks, dx in product(pairwise(lines), modifiers, diagnoses):
        pair = (Line(*first, modifiers=marks, units=3, pos="22"), Line(*second, pos="11"))
        found.append(ClaimLines(pair, dx, Patient(19, "M")))
    return found


@pytest.mark.parametrize("payer", ["medicaid", "commercial"])
@pytest.mark.parametrize("setting", ["practitioner", "outpatient", "inpatient", "dme"])
def test_medicare_s_rules_are_no_errors_of_others(
    context: Any, cards: tuple[Card, ...], payer: str, setting: str
) -> None:
    medicare = {rule.id for rule in all_rules() if MEDICARE_ALONE.search(rule.payer)}
    assert "coverage.ncd" in medicare
    wrong: set[str] = set()
    for claim in claims():
        report = run_rules(
            claim, book=context.book, cards=cards, on=date(2024, 7, 15), setting=setting,
            payer=payer,
        )  # fmt: skip
        wrong |= {f.rule for f in report.findings if f.severity == "error" and f.rule in medicare}
    assert wrong == set()


@pytest.mark.parametrize("payer", ["medicare", "commercial"])
def test_medicaid_s_rules_concern_no_others(
    context: Any, cards: tuple[Card, ...], payer: str
) -> None:
    medicaid = {rule.id for rule in all_rules() if MEDICAID_ALONE.search(rule.payer)}
    assert "coverage.consent" in medicaid
    said: set[str] = set()
    for claim in claims()[::7]:
        report = run_rules(
            claim, book=context.book, cards=cards, on=date(2024, 7, 15),
            setting="practitioner", payer=payer,
        )  # fmt: skip
        said |= {f.rule for f in report.findings if f.rule in medicaid}
    assert said == set()
