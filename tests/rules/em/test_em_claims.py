"""The rules of visits over claims with history and places, and their columnar screens."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.rules.claim import ClaimLines, Earlier, Line, Scene
from superbill.rules.columns import ClaimColumns
from superbill.rules.em import complexity, level, screens, shared
from superbill.rules.rule import Outcome

ON = date(2024, 7, 15)
ANY: Any = None


def judged(rule: Any, *lines: Line, setting: Any = "practitioner", payer: Any = "medicare",
           provider: str | None = "P1", earlier: tuple[Earlier, ...] = (),
           on: date = ON) -> Outcome:  # fmt: skip
    claim = ClaimLines(lines, provider=provider, earlier=earlier)
    return rule.check(Scene(claim, ANY, (), on, setting, payer))


def visit(code: str = "99203", *modifiers: str, **given: Any) -> Line:
    return Line(code, "cpt", modifiers, **given)


def seen(code: str, on: date, provider: str | None = "P1", *modifiers: str) -> Earlier:
    return Earlier(code, modifiers, on, provider)


@pytest.mark.parametrize(
    ("earlier", "provider", "severity"),
    [
        pytest.param(seen("99213", date(2021, 7, 16)), "P1", "error", id="a visit in three years"),
        pytest.param(seen("99213", date(2021, 7, 15)), "P1", None, id="three years are over"),
        pytest.param(seen("58558", date(2023, 1, 1)), "P1", "error", id="surgery"),
        pytest.param(seen("93000", date(2023, 1, 1)), "P1", "warning", id="medicine, to look at"),
        pytest.param(seen("71046", date(2023, 1, 1)), "P1", None, id="an image is not seen"),
        pytest.param(seen("80053", date(2023, 1, 1)), "P1", None, id="nor a laboratory test"),
        pytest.param(seen("93000", date(2023, 1, 1), "P1", "26"), "P1", None, id="nor a reading"),
        pytest.param(seen("E0601", date(2023, 1, 1)), "P1", None, id="nor a device"),
        pytest.param(seen("99213", date(2023, 1, 1), "P2"), "P1", None, id="another provider"),
        pytest.param(seen("99213", date(2023, 1, 1), None), "P1", "warning", id="provider unknown"),
        pytest.param(seen("99213", date(2023, 1, 1)), None, "warning", id="today's is unknown"),
        pytest.param(seen("99213", date(2025, 1, 1)), "P1", None, id="a later service"),
    ],
)  # fmt: skip
def test_a_new_patient_who_was_seen(
    earlier: Earlier, provider: str | None, severity: str | None
) -> None:
    outcome = judged(level, visit(), provider=provider, earlier=(earlier,))
    found = [(f.verdict, f.severity) for f in outcome.findings]
    assert found == ([("established", severity)] if severity else [])


def test_an_established_code_says_nothing_of_history() -> None:
    outcome = judged(level, visit("99213"), earlier=(seen("99213", date(2024, 1, 1)),))
    assert outcome.findings == ()


def test_a_line_of_another_provider_is_no_second_visit() -> None:
    lines = (visit("99213", provider="P1"), visit("99214", provider="P2"))
    assert judged(level, *lines).findings == ()


def test_two_days_are_not_one() -> None:
    lines = (visit("99213", on=ON), visit("99214", on=date(2024, 7, 16)))
    assert judged(level, *lines).findings == ()


@pytest.mark.parametrize(
    ("setting", "modifier", "severity"),
    [("practitioner", "25", "info"), ("outpatient", "27", "info"), ("outpatient", "25", "warning"),
     ("practitioner", "27", "warning")],
)  # fmt: skip
def test_what_sets_two_visits_apart(setting: str, modifier: str, severity: str) -> None:
    (found,) = judged(level, visit("99213"), visit("99283", modifier), setting=setting).findings
    assert (found.severity, found.at) == (severity, (0, 1))


def test_a_rule_without_its_object_says_nothing() -> None:
    for rule in (level, complexity, shared):
        assert judged(rule, Line("G9901", "hcpcs")) == Outcome()
        assert judged(rule, visit("99213"), setting="dme") == Outcome()


@pytest.mark.parametrize(
    ("line", "on", "verdict"),
    [
        pytest.param(visit("99232", "FS", pos="21"), ON, None, id="a hospital"),
        pytest.param(visit("99213", "FS", pos="11"), ON, "no facility", id="an office"),
        pytest.param(visit("99213", "FS", pos="22"), ON, None, id="an outpatient department"),
        pytest.param(visit("99308", "FS", pos="32"), ON, "no facility", id="a nursing facility"),
        pytest.param(visit("99309", "FS", pos="31"), ON, None, id="a skilled one, Part A"),
        pytest.param(visit("99232", "FS", pos="21"), date(2021, 12, 31), "not yet", id="too early"),
        pytest.param(visit("99291", "FS", pos="21"), ON, None, id="critical care"),
        pytest.param(visit("58558", "FS", pos="21"), ON, "no visit", id="surgery"),
        pytest.param(visit("99213", "FS", pos="98"), ON, None, id="no place: not judged"),
    ],
)
def test_shared_visits(line: Line, on: date, verdict: str | None) -> None:
    outcome = judged(shared, line, on=on)
    assert [f.verdict for f in outcome.findings] == ([verdict] if verdict else [])
    assert len(outcome.findings) + len(outcome.checked) == 1


def test_an_add_on_needs_its_visit_on_the_same_day() -> None:
    add_on = Line("G2211", "hcpcs", on=ON)
    other = visit("99213", on=date(2024, 7, 16))
    assert [f.verdict for f in judged(complexity, add_on, other).findings] == ["no office visit"]


CODES = (("99203", "cpt"), ("99213", "cpt"), ("99283", "cpt"), ("99211", "cpt"), ("58558", "cpt"),
         ("G2211", "hcpcs"), ("99213", "hcpcs"))  # fmt: skip
MODIFIERS = ((), ("25",), ("57",), ("FS",), ("25", "57"))
LINE = st.tuples(
    st.integers(0, len(CODES) - 1), st.integers(0, len(MODIFIERS) - 1), st.integers(0, 3),
    st.integers(0, 2),
)  # fmt: skip
CLAIMS = st.lists(st.lists(LINE, min_size=1, max_size=4), min_size=1, max_size=8)
EPOCH = date(1970, 1, 1)


@given(CLAIMS, st.sampled_from(["practitioner", "outpatient", "dme"]),
       st.sampled_from(["medicare", "commercial"]))  # fmt: skip
def test_screens_name_every_claim_that_judging_finds_fault_with(claims, setting, payer) -> None:
    flat = [(number, *line) for number, lines in enumerate(claims) for line in lines]
    ints = np.array(flat, np.int32)
    first = (ON - EPOCH).days
    columns = ClaimColumns(
        setting=setting, payer=payer, count=len(claims), claim=ints[:, 0], code=ints[:, 1],
        modifiers=ints[:, 2], units=ints[:, 3], on=ints[:, 4] + first, codes=CODES,
        modifier_sets=MODIFIERS,
    )  # fmt: skip
    earlier = (seen("99213", date(2024, 1, 1)),)
    for rule, screen in ((level, screens.level), (complexity, screens.complexity)):
        named = set(screen(columns, ANY).tolist())
        for number, lines in enumerate(claims):
            made = tuple(
                Line(*CODES[c], MODIFIERS[m], u, ON + timedelta(days=d)) for c, m, u, d in lines
            )
            outcome = judged(rule, *made, setting=setting, payer=payer, earlier=earlier)
            assert not outcome.findings or number in named
