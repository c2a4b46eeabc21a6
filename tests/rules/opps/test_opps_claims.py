"""Status indicators over claims: what is not paid, packaged and discounted, and the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.errors import NotLoaded
from superbill.rules.claim import ClaimLines, Line, Scene
from superbill.rules.columns import ClaimColumns
from superbill.rules.opps import inpatient_only, screens, status
from superbill.rules.opps.statuses import meaning_of
from superbill.rules.rule import Outcome
from superbill.rules.written import line_of

ON = date(2026, 5, 1)
FIRST, END = date(2026, 4, 1), date(2026, 7, 1)
RATES = {"G9901": ("T", "500"), "G9902": ("T", "300"), "G9903": ("N", None), "G9904": ("Q1", "90"),
         "G9905": ("Q2", "80"), "G9906": ("Q4", None), "G9907": ("S", "200"), "G9908": ("V", "100"),
         "G9909": ("J1", "5000"), "G9910": ("J1", "4000"), "G9911": ("C", None),
         "G9912": ("E1", None), "G9913": ("B", None), "G9914": ("M", None), "G9915": ("G", "70"),
         "G9916": ("A", None), "G9917": ("ZZ", None), "G9918": ("Q3", "60"),
         "G9919": ("Y", None)}  # fmt: skip


@dataclass(frozen=True)
class Release:
    id: str = "opps 2026-04-01"
    start: date = FIRST
    end: date = END
    title: str = "Invented addendum"
    url: str = ""


class Rows:
    def find(self, code: str) -> list[dict[str, Any]]:
        if code not in RATES:
            return []
        letter, rate = RATES[code]
        return [{"code": code, "status": letter, "payment_rate": Decimal(rate) if rate else None}]


ROWS = Rows()


@dataclass(frozen=True)
class Table:
    stale: bool
    release: Release = Release()
    rows: Rows = ROWS


class Addendum:
    """Addendum B of one quarter."""

    def table(self, family: str, name: str, *, on: date) -> Table:
        if on < FIRST:
            raise NotLoaded(
                "opps is not loaded.", remedy="Load it with: superbill data import PATH."
            )
        return Table(on >= END)


def judged(rule: Any, *lines: Line, setting: Any = "outpatient", payer: Any = "medicare",
           on: date = ON) -> Outcome:  # fmt: skip
    book: Any = Addendum()
    return rule.check(Scene(ClaimLines(lines), book, (), on, setting, payer))


def found(*texts: str) -> list[tuple[str, str]]:
    outcome = judged(status, *map(line_of, texts))
    return [(f.lines[0], f.verdict) for f in outcome.findings]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["G9907"], [], id="a procedure that is paid"),
        pytest.param(["G9916"], [], id="paid elsewhere"),
        pytest.param(["G9912"], [("G9912", "not paid")], id="E1: not covered"),
        pytest.param(["G9913"], [("G9913", "not paid")], id="B: another code"),
        pytest.param(["G9914"], [("G9914", "not paid")], id="M: not billable"),
        pytest.param(["G9919"], [("G9919", "not paid")], id="Y: equipment"),
        pytest.param(["G9903"], [("G9903", "packaged")], id="N: always"),
        pytest.param(["G9904"], [], id="Q1 alone is paid"),
        pytest.param(["G9904", "G9907"], [("G9904", "packaged")], id="Q1 beside an S"),
        pytest.param(["G9904", "G9908"], [("G9904", "packaged")], id="Q1 beside a V"),
        pytest.param(["G9904", "G9904"], [], id="Q1 beside a Q1"),
        pytest.param(["G9905", "G9907"], [], id="Q2 beside an S is paid"),
        pytest.param(["G9905", "G9901"], [("G9905", "packaged")], id="Q2 beside a T"),
        pytest.param(["G9906"], [], id="a laboratory test alone"),
        pytest.param(["G9906", "G9904"], [("G9906", "packaged")], id="Q4 beside a Q1"),
        pytest.param(["G9918", "G9901"], [], id="Q3: composites are not worked out"),
        pytest.param(["G9901", "G9902"], [("G9902", "discounted")], id="two T: the lower"),
        pytest.param(["G9902", "G9901"], [("G9902", "discounted")], id="two T, the other way"),
        pytest.param(["G9901x2"], [("G9901x2", "discounted")], id="two units of a T"),
        pytest.param(["G9901", "G9907"], [], id="a T and an S"),
        pytest.param(["G9909", "G9907"], [("G9907", "packaged")], id="J1 takes the claim in"),
        pytest.param(["G9909", "G9910"], [("G9910", "packaged")], id="two J1: the lower"),
        pytest.param(["G9910", "G9909"], [("G9910", "packaged")], id="two J1, the other way"),
        pytest.param(["G9909", "G9915"], [], id="J1 leaves a pass-through drug"),
        pytest.param(["G9909", "G9901", "G9902"],
                     [("G9901", "packaged"), ("G9902", "packaged")], id="J1 and two T"),
        pytest.param(["G9999"], [("G9999", "not published")], id="not in the addendum"),
        pytest.param(["G9917"], [("G9917", "status not known")], id="a status of its own"),
    ],
)  # fmt: skip
def test_lines(lines: list[str], expected: list[tuple[str, str]]) -> None:
    assert found(*lines) == expected


def test_what_is_not_packaged_on_another_day() -> None:
    conditional = Line("G9904", "hcpcs", on=ON)
    other = Line("G9907", "hcpcs", on=ON + timedelta(days=1))
    assert judged(status, conditional, other).findings == ()


def test_a_laboratory_test_is_packaged_by_any_day_of_the_claim() -> None:
    test = Line("G9906", "hcpcs", on=ON)
    other = Line("G9907", "hcpcs", on=ON + timedelta(days=1))
    assert [f.verdict for f in judged(status, test, other).findings] == ["packaged"]


@pytest.mark.parametrize(
    ("line", "severity", "verdict"),
    [("G9911", "error", "inpatient only"), ("G9911-CA", "info", "with CA"), ("G9907", None, None)],
)
def test_inpatient_only(line: str, severity: str | None, verdict: str | None) -> None:
    outcome = judged(inpatient_only, line_of(line))
    assert [(f.severity, f.verdict) for f in outcome.findings] == (
        [(severity, verdict)] if severity else []
    )


def test_severities() -> None:
    for code, severity in (("G9912", "error"), ("G9903", "info"), ("G9999", "warning")):
        assert judged(status, line_of(code)).findings[0].severity == severity


@pytest.mark.parametrize("rule", [status, inpatient_only])
def test_whose_rule_it_is_and_what_it_needs(rule: Any) -> None:
    line = line_of("G9911")
    assert judged(rule, line, setting="practitioner") == Outcome()
    assert judged(rule, line, payer="commercial") == Outcome()
    (missing,) = judged(rule, line, on=FIRST - timedelta(days=1)).checked
    assert missing.result.startswith("not loaded: ")
    stale = judged(rule, line_of("G9907"), on=END)
    assert "load a newer one" in stale.checked[0].result


@pytest.mark.parametrize(
    ("letter", "on", "pays"),
    [
        ("E", date(2016, 12, 31), "not paid"), ("E", date(2017, 1, 1), None),
        ("E1", date(2016, 12, 31), None), ("E1", date(2017, 1, 1), "not paid"),
        ("J1", date(2014, 12, 31), None), ("J1", date(2015, 1, 1), "paid"),
        ("X", date(2014, 12, 31), "paid"), ("X", date(2015, 1, 1), None),
        ("K1", date(2024, 12, 31), None), ("K1", date(2025, 1, 1), "paid"),
    ],
)  # fmt: skip
def test_meanings_have_dates(letter: str, on: date, pays: str | None) -> None:
    meaning = meaning_of(letter, on=on)
    assert (meaning.pays if meaning else None) == pays


CODES = (*sorted(RATES), "G9999")
LINE = st.tuples(st.integers(0, len(CODES) - 1), st.integers(0, 3), st.integers(0, 1))
CLAIMS = st.lists(st.lists(LINE, min_size=1, max_size=4), min_size=1, max_size=8)
EPOCH = date(1970, 1, 1)


@given(CLAIMS, st.sampled_from(["outpatient", "practitioner"]),
       st.sampled_from([ON, FIRST - timedelta(days=1), END]))  # fmt: skip
def test_the_screen_names_every_claim_that_judging_finds_fault_with(claims, setting, day) -> None:
    flat = [(number, *line) for number, lines in enumerate(claims) for line in lines]
    ints = np.array(flat, np.int32)
    columns = ClaimColumns(
        setting=setting, payer="medicare", count=len(claims), claim=ints[:, 0], code=ints[:, 1],
        modifiers=np.zeros(len(flat), np.int32), units=ints[:, 2],
        on=ints[:, 3] + (day - EPOCH).days, codes=tuple((c, "hcpcs") for c in CODES),
        modifier_sets=((),),
    )  # fmt: skip
    book: Any = Addendum()
    named = set(screens.status(columns, book).tolist())
    for number, lines in enumerate(claims):
        made = tuple(Line(CODES[c], "hcpcs", (), u, day + timedelta(days=d)) for c, u, d in lines)
        outcome = judged(status, *made, setting=setting, on=day)
        said = outcome.findings or any(c.result.startswith("not loaded") for c in outcome.checked)
        assert not said or number in named
