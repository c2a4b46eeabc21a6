"""The columnar screens against judging every claim: they may name too many, never too few."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ncci_home import book_of

from superbill.codesets.book import CodeBook
from superbill.rules.claim import ClaimLines, Line, Payer, Scene, Setting
from superbill.rules.columns import ClaimColumns
from superbill.rules.ncci.rules import RULES
from superbill.rules.rule import Running

CODES = tuple(f"G990{n}" for n in range(1, 9))
DAYS = tuple(date(2024, 6, 28) + timedelta(days=n) for n in range(6))
MODIFIERS = ((), ("59",), ("25",), ("XS", "RT"), ("51",))
EPOCH = date(1970, 1, 1)

PTP = [f"{one} {other} 2020010{n % 9 + 1} {last} {n % 2}"
       for n, (one, other, last) in enumerate((
           ("G9901", "G9902", "*"), ("G9902", "G9903", "20240629"), ("G9903", "G9901", "*"),
           ("G9904", "G9905", "20240701"), ("G9905", "G9906", "*"), ("G9908", "G9901", "*"),
       ))] + ["G9906 G9907 20240630 20240630 1", "G9901 G9907 20240701 * 1"]  # fmt: skip
TABLES = {
    "ncci.ptp.practitioner": PTP,
    "ncci.ptp.medicaid.practitioner": ["G9901 G9908 20200101 * 0"],
    "ncci.mue.practitioner": ["G9901 1 1", "G9902 2 2", "G9903 3 3", "G9904 0 2", "01996 1 2"],
    "ncci.addon": [
        "1 G9901 G9902 20200101 *", "1 G9901 G9903 20200101 20240629",
        "1 G9901 G9904 20240630 20240630", "2 G9905 CCCCC 20200101 *",
        "3 G9906 G9902 20240701 *", "3 G9906 CCCCC 20240630 *",
        "1 G9907 G9908 20200101 20240630", "1 G9907 G9908 20240702 *",
        "1 G9908 G9901 20200101 * G9901 (Practitioner Only)",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> CodeBook:
    return book_of(tmp_path_factory.mktemp("screens"), TABLES)


def claims(seed: int, count: int) -> list[ClaimLines]:
    rng = random.Random(seed)
    codes = (*CODES, "01996", "99213")

    def line() -> Line:
        code = rng.choice(codes)
        system = "cpt" if code.isdigit() else "hcpcs"
        if rng.random() < 0.05:
            code, system = "0UL78DZ", "icd10pcs"
        return Line(code, system, rng.choice(MODIFIERS), rng.choice((1, 1, 1, 2, 3, 0, -2)),
                    rng.choice(DAYS), provider=rng.choice((None, None, "A", "B")))  # fmt: skip

    return [ClaimLines(tuple(line() for _ in range(rng.randint(0, 6)))) for _ in range(count)]


def columns(book_: list[ClaimLines], payer: Payer, setting: Setting) -> ClaimColumns:
    lines = [(n, line) for n, claim in enumerate(book_) for line in claim.lines]
    codes = tuple(dict.fromkeys((line.code, line.system) for _, line in lines))
    sets = tuple(dict.fromkeys(line.modifiers for _, line in lines))

    def ints(values: Any) -> Any:
        return np.array(list(values), dtype=np.int32)

    return ClaimColumns(
        setting, payer, len(book_),
        claim=ints(n for n, _ in lines),
        code=ints(codes.index((line.code, line.system)) for _, line in lines),
        modifiers=ints(sets.index(line.modifiers) for _, line in lines),
        units=ints(line.units for _, line in lines),
        on=ints((line.on - EPOCH).days for _, line in lines if line.on),
        codes=codes,
        modifier_sets=sets,
    )  # fmt: skip


def screen_of(running: Running) -> Callable[..., Any]:
    module, _, name = str(running.screen).partition(":")
    return getattr(import_module(module), name)


@pytest.mark.parametrize(
    ("running", "payer", "setting"),
    [
        pytest.param(*asked, id=f"{asked[0].rule.id} {asked[1]} {asked[2]}")
        for asked in product(
            RULES,
            ("medicare", "medicaid", "commercial"),
            ("practitioner", "outpatient", "inpatient"),
        )
    ],
)  # fmt: skip
@pytest.mark.parametrize("seed", range(3))
def test_a_screen_names_every_claim_with_a_finding(
    book: CodeBook, running: Running, payer: Payer, setting: Setting, seed: int
) -> None:
    book_ = claims(seed, 400)
    named = set(screen_of(running)(columns(book_, payer, setting), book).tolist())
    missing: dict[str, set[int]] = {}
    found: set[int] = set()
    for number, claim in enumerate(book_):
        outcome = running.run(Scene(claim, book, (), DAYS[0], setting, payer))
        if outcome.findings:
            found.add(number)
        for check in outcome.checked:
            if check.result.startswith("not loaded"):
                missing.setdefault(check.result, set()).add(number)
    assert found <= named, sorted(found - named)[:5]
    for result, where in missing.items():
        assert where & named, f"nobody would hear that {result}"


def test_a_screen_leaves_most_clean_claims_out(book: CodeBook) -> None:
    clean = [
        ClaimLines((Line("G9909", "hcpcs", on=DAYS[4]), Line("99213", "cpt", on=DAYS[4])))
    ] * 50
    for running in RULES:
        assert screen_of(running)(columns(clean, "medicare", "practitioner"), book).size == 0


def test_no_claims_at_all(book: CodeBook) -> None:
    for running in RULES:
        named = screen_of(running)(columns([], "medicare", "practitioner"), book)
        assert named.dtype == np.int32
        assert named.size == 0


def test_a_claim_of_500_lines(book: CodeBook) -> None:
    lines = tuple(Line(CODES[n % 8], "hcpcs", on=DAYS[4]) for n in range(500))
    for running in RULES:
        outcome = running.run(
            Scene(ClaimLines(lines), book, (), DAYS[0], "practitioner", "medicare")
        )
        assert outcome.findings
        named = screen_of(running)(columns([ClaimLines(lines)], "medicare", "practitioner"), book)
        assert named.tolist() == [0]


def test_codes_that_no_table_can_hold(book: CodeBook) -> None:
    odd = ClaimLines(tuple(
        replace(Line("G9901", "hcpcs", on=DAYS[4]), code=code)
        for code in ("G9901", "é9902", "G99011", "", "G9902")
    ))  # fmt: skip
    for running in RULES:
        outcome = running.run(Scene(odd, book, (), DAYS[0], "practitioner", "medicare"))
        named = screen_of(running)(columns([odd], "medicare", "practitioner"), book).tolist()
        assert bool(outcome.findings) <= bool(named)


def test_not_loaded_is_said_once_a_day(tmp_path: Path) -> None:
    empty = book_of(tmp_path, {"ncci.ptp.outpatient": ["G9901 G9902 20200101 * 1"]})
    book_ = [ClaimLines((Line("G9901", "hcpcs", on=DAYS[n % 2]),)) for n in range(40)]
    for running in RULES:
        named = screen_of(running)(columns(book_, "medicare", "practitioner"), empty)
        assert named.tolist() == [0, 1]
