"""The columnar screens of coverage and device against judging every claim."""

from __future__ import annotations

import random
from datetime import date, timedelta
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coverage_home import FIRST, lcd_file, loaded, ncd_file

from superbill.codesets.book import CodeBook
from superbill.knowledge.card import Card
from superbill.rules.claim import ClaimLines, Line, Payer, Scene, Setting
from superbill.rules.columns import ClaimColumns
from superbill.rules.coverage.rules import RULES as COVERAGE
from superbill.rules.device.rules import RULES as DEVICE
from superbill.rules.own.rules import RULES as OWN
from superbill.rules.rule import Running

EPOCH = date(1970, 1, 1)
DAYS = tuple(FIRST + timedelta(n) for n in (-1, 0, 40, 100))
CODES = (
    ("A0001", "hcpcs"), ("A0002", "hcpcs"), ("A0003", "hcpcs"), ("A4264", "hcpcs"),
    ("G0101", "hcpcs"), ("58565", "cpt"), ("58661", "cpt"), ("58571", "cpt"),
    ("0UL78DZ", "icd10pcs"),
)  # fmt: skip
DIAGNOSES = ("M43.28", "G35.A", "Z00.00", "I10", "Z30.2", "N70.11")
OWN_FILE = """
- id: never-alone
  payer: commercial
  title: made up
  provenance: {source: made up, date: 2031-01-01}
  start: 2031-05-01
  severity: error
  when: {codes: ["A00*", "58565-58571"], without: [A4264]}
  message: made up
  remedy: made up
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> CodeBook:
    folder = tmp_path_factory.mktemp("screens")
    home = folder / "home"
    (home / "rules").mkdir(parents=True)
    (home / "rules" / "own.yaml").write_text(OWN_FILE)
    loaded(home, ncd_file(folder / "files"))
    return loaded(home, lcd_file(folder / "files"), given=FIRST)


def claims(seed: int, count: int) -> list[ClaimLines]:
    rng = random.Random(seed)

    def one() -> ClaimLines:
        dx = tuple(rng.sample(DIAGNOSES, rng.randint(0, 3)))
        lines = tuple(
            Line(*rng.choice(CODES), modifiers=rng.choice(((), ("GA",))), on=rng.choice(DAYS),
                 dx=tuple(rng.sample(dx, rng.randint(0, len(dx)))))
            for _ in range(rng.randint(0, 3))
        )  # fmt: skip
        return ClaimLines(lines, dx)

    return [one() for _ in range(count)]


def columns(some: list[ClaimLines], payer: Payer, setting: Setting) -> ClaimColumns:
    lines = [(n, line) for n, claim in enumerate(some) for line in claim.lines]
    codes = tuple(dict.fromkeys((line.code, line.system) for _, line in lines))
    sets = tuple(dict.fromkeys(line.modifiers for _, line in lines))
    lists = tuple(dict.fromkeys(claim.diagnoses for claim in some))

    def ints(values: Any) -> Any:
        return np.array(list(values), dtype=np.int32)

    return ClaimColumns(
        setting, payer, len(some),
        claim=ints(n for n, _ in lines),
        code=ints(codes.index((line.code, line.system)) for _, line in lines),
        modifiers=ints(sets.index(line.modifiers) for _, line in lines),
        units=ints(line.units for _, line in lines),
        on=ints((line.on - EPOCH).days for _, line in lines if line.on),
        codes=codes,
        modifier_sets=sets,
        diagnoses=ints(lists.index(claim.diagnoses) for claim in some),
        diagnosis_lists=lists,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("running", "payer", "setting"),
    [
        pytest.param(*asked, id=f"{asked[0].rule.id} {asked[1]} {asked[2]}")
        for asked in product(
            (*COVERAGE, *DEVICE, *OWN),
            ("medicare", "medicaid", "commercial"),
            ("practitioner", "inpatient"),
        )
    ],
)
def test_a_screen_names_every_claim_with_a_finding(
    book: CodeBook, cards: tuple[Card, ...], running: Running, payer: Payer, setting: Setting
) -> None:
    some = claims(7, 500)
    module, _, name = str(running.screen).partition(":")
    screen = getattr(import_module(module), name)
    named = set(screen(columns(some, payer, setting), book).tolist())
    found = {
        number
        for number, claim in enumerate(some)
        if running.run(Scene(claim, book, cards, DAYS[0], setting, payer)).findings
    }
    assert found <= named, sorted(found - named)[:5]


@pytest.mark.parametrize("running", [*COVERAGE, *DEVICE, *OWN], ids=lambda r: r.rule.id)
def test_a_screen_of_no_claims(book: CodeBook, running: Running) -> None:
    module, _, name = str(running.screen).partition(":")
    screen = getattr(import_module(module), name)
    assert screen(columns([], "medicare", "practitioner"), book).tolist() == []


def test_the_screens_of_coverage_pass_over_most_claims(book: CodeBook, tmp_path: Path) -> None:
    other = [ClaimLines((Line("G0101", "hcpcs", on=FIRST),), ("I10",)) for _ in range(9)]
    for running in (*COVERAGE, *DEVICE):
        module, _, name = str(running.screen).partition(":")
        screen = getattr(import_module(module), name)
        assert screen(columns(other, "medicare", "practitioner"), book).tolist() == []
