"""Each screen against its oracle: judging every claim.

A screen may name too many claims and never too few.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from columns import columns_of
from fee_home import fee_rows

from superbill.codesets.book import CodeBook
from superbill.rules.catalogue import RUNNING
from superbill.rules.claim import ClaimLines, Earlier, Line, Payer, Scene, Setting
from superbill.rules.rule import Running

FAMILIES = ("mpfs", "modifier", "global")
SCREENED = [r for r in RUNNING if r.rule.family in FAMILIES and r.rule.grain == "claim"]
ON = date(2025, 10, 15)
CODES = [*sorted({row[0] for row in fee_rows()}), "J1885", "10999", "99215"]
LIKELY = ["10901", "10902", "10903", "10904", "10905", "70901", "70902", "97901", "99213", "J1885"]
MODIFIERS = [
    "50",
    "LT",
    "RT",
    "25",
    "57",
    "24",
    "58",
    "78",
    "79",
    "59",
    "26",
    "TC",
    "JW",
    "JZ",
    "CQ",
]


def claims(rng: random.Random, count: int) -> list[ClaimLines]:
    found: list[ClaimLines] = []
    for _ in range(count):
        lines = [
            Line(
                code := rng.choice(LIKELY if rng.random() < 0.7 else CODES),
                "hcpcs" if code[0].isalpha() else "cpt",
                tuple(rng.sample(MODIFIERS, rng.choice([0, 0, 0, 1, 1, 2]))),
                rng.choice([1, 1, 1, 2, 0, 1_000_000]),
                ON + timedelta(days=rng.choice([0, 0, 0, 1, 10, 11, 90, 91, -20])),
            )
            for _ in range(rng.randint(1, 4))
        ]
        found.append(ClaimLines(tuple(lines), ("Z30.2",) if rng.random() < 0.2 else ()))
    return found


def screen_of(running: Running) -> Any:
    assert running.screen is not None
    module, _, name = running.screen.partition(":")
    return getattr(import_module(module), name)


@pytest.mark.parametrize("running", SCREENED, ids=lambda r: r.rule.id)
@pytest.mark.parametrize(
    ("setting", "payer"),
    [
        ("practitioner", "medicare"),
        ("outpatient", "medicare"),
        ("practitioner", "medicaid"),
        ("practitioner", "commercial"),
    ],
)
def test_a_screen_never_names_too_few(
    running: Running, setting: Setting, payer: Payer, fees: CodeBook
) -> None:
    rng = random.Random(f"{running.rule.id} {setting} {payer}")
    book = claims(rng, 400)
    columns = columns_of(book, on=ON, setting=setting, payer=payer)
    named = screen_of(running)(columns, fees).tolist()
    assert named == sorted(set(named))
    found = {
        number
        for number, claim in enumerate(book)
        if running.run(Scene(claim, fees, (), ON, setting, payer)).findings
    }
    assert found <= set(named)
    if (setting, payer) == ("practitioner", "medicare") and running.rule.id != (
        "modifier.family_planning"
    ):
        assert found, "the random claims never reached the rule"
        assert len(named) < len(book), "the screen names every claim"


@pytest.mark.parametrize("running", [r for r in SCREENED if r.history], ids=lambda r: r.rule.id)
def test_a_screen_looks_over_the_claims_of_a_patient(running: Running, fees: CodeBook) -> None:
    """The surgery on one claim and the visit on another: a screen of single claims saw neither."""
    rng = random.Random(f"patients {running.rule.id}")
    book = claims(rng, 300)
    patients = [rng.choice([-1, *range(60)]) for _ in book]
    providers = [rng.choice(["N1", "N2", None]) for _ in book]
    columns = columns_of(
        book, on=ON, setting="practitioner", payer="medicare", patients=patients
    )  # fmt: skip
    named = set(screen_of(running)(columns, fees).tolist())
    found: set[int] = set()
    for number, claim in enumerate(book):
        others = tuple(
            Earlier(line.code, line.modifiers, line.on or ON, providers[other])
            for other, lines in enumerate(book)
            if other != number and patients[other] == patients[number] != -1
            for line in lines.lines
        )
        whole = replace(claim, provider=providers[number], earlier=others)
        if running.run(Scene(whole, fees, (), ON, "practitioner", "medicare")).findings:
            found.add(number)
    assert found
    assert found <= named


@pytest.mark.parametrize("running", SCREENED, ids=lambda r: r.rule.id)
def test_a_screen_of_no_claims(running: Running, fees: CodeBook) -> None:
    columns = columns_of([], on=ON, setting="practitioner", payer="medicare")
    assert screen_of(running)(columns, fees).tolist() == []


def test_every_rule_of_more_than_a_line_has_a_screen() -> None:
    assert {r.rule.id for r in SCREENED} >= {
        "mpfs.bilateral", "mpfs.endoscopy", "mpfs.therapy", "mpfs.imaging", "global.window",
        "modifier.required", "modifier.discarded",
    }  # fmt: skip
    assert all(r.screen for r in SCREENED)


@pytest.mark.parametrize(
    "running",
    [r for r in RUNNING if r.rule.family in FAMILIES and r.rule.grain == "line"],
    ids=lambda r: r.rule.id,
)
def test_a_rule_of_grain_line_judges_each_line_by_itself(running: Running, fees: CodeBook) -> None:
    """Scrub judges each distinct line once: what stands beside it must not matter."""
    rng = random.Random(running.rule.id)
    for claim in claims(rng, 150):
        together = running.run(Scene(claim, fees, (), ON, "practitioner", "medicare")).findings
        alone = [
            (place, f.severity, f.verdict, f.message)
            for place, line in enumerate(claim.lines)
            for f in running.run(
                Scene(ClaimLines((line,)), fees, (), ON, "practitioner", "medicare")
            ).findings
        ]
        assert [(f.at[0], f.severity, f.verdict, f.message) for f in together] == alone


def test_a_day_without_an_edition_is_named_once(fees: CodeBook) -> None:
    early = ClaimLines((Line("10902", "cpt", (), 1, date(2020, 1, 1)),))
    columns = columns_of([early] * 5, on=ON, setting="practitioner", payer="medicare")
    (bilateral,) = (r for r in SCREENED if r.rule.id == "mpfs.bilateral")
    assert screen_of(bilateral)(columns, fees).tolist() == [0]
