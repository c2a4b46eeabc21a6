"""`payment.charge`: with a fee schedule, without one, and where it must be silent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payment_book import fee_schedule, pfs_row

from superbill.rules.claim import ClaimLines, Line, Scene
from superbill.rules.payment.charge import RULE, check
from superbill.rules.payment.claim import pay
from superbill.rules.rule import Outcome

ON = date(2024, 7, 15)
# 3.10 RVUs outside (103.19), 1.60 in a facility (53.26).
ROW = pfs_row("G9901")


def judged(line: Line, *, on: date = ON, setting: Any = "practitioner", payer: Any = "medicare",
           rows: tuple[dict[str, Any], ...] = (ROW,)) -> Outcome:  # fmt: skip
    book: Any = fee_schedule(*rows)
    return check(Scene(ClaimLines((line,)), book, (), on, setting, payer))


def line(charge: str | None, **given: Any) -> Line:
    return Line("G9901", "hcpcs", charge=None if charge is None else Decimal(charge), **given)


@pytest.mark.parametrize(
    ("charge", "pos", "found"),
    [
        pytest.param("103.18", "11", True, id="a cent below the office fee"),
        pytest.param("103.19", "11", False, id="the fee itself"),
        pytest.param("60.00", "22", False, id="above the facility fee"),
        pytest.param("53.25", "22", True, id="below the facility fee"),
        pytest.param("60.00", None, False, id="no place: the lower fee is taken"),
        pytest.param("53.25", None, True, id="no place, and below either"),
        pytest.param("0", "11", True, id="no charge at all"),
    ],
)
def test_charges(charge: str, pos: str | None, found: bool) -> None:
    outcome = judged(line(charge, pos=pos))
    assert [f.verdict for f in outcome.findings] == (["below fee"] if found else [])
    assert len(outcome.checked) == 1
    for finding in outcome.findings:
        assert finding.severity == "info"
        assert finding.release == "pfs 2024-01-01"
        assert finding.at == (0,)
        assert "33.2875" in finding.citation.locator


def test_units_count() -> None:
    assert judged(line("206.37", pos="11", units=2)).findings
    assert not judged(line("206.38", pos="11", units=2)).findings


@pytest.mark.parametrize(
    "quiet",
    [
        judged(line(None, pos="11")),
        judged(line("1.00", pos="11"), setting="outpatient"),
        judged(line("1.00", pos="11"), payer="commercial"),
        judged(line("1.00", pos="11", units=0)),
        judged(line("NaN", pos="11")),
    ],
    ids=["no charge", "a hospital", "another payer", "no unit", "no number"],
)
def test_nothing_to_say(quiet: Outcome) -> None:
    assert quiet == Outcome()


def test_without_the_table_it_is_not_loaded() -> None:
    outcome = judged(line("1.00", pos="11"), on=date(2023, 7, 15))
    assert outcome.findings == ()
    (made,) = outcome.checked
    assert made.rule == RULE.id
    assert made.result.startswith("not loaded: ")


def test_what_has_no_fee_is_not_compared() -> None:
    outcome = judged(line("1.00", pos="11"), rows=(pfs_row("G9901", status="C"),))
    assert outcome.findings == ()
    assert "no fee" in outcome.checked[0].result


def test_a_later_day_is_said_to_be_answered_by_an_older_edition() -> None:
    outcome = judged(line("1.00", pos="11"), on=date(2026, 7, 15))
    assert "load a newer one" in outcome.findings[0].message
    assert "load a newer one" in outcome.checked[0].result


@given(
    st.sampled_from(["", "50", "26", "TC", "80", "62", "54", "22"]), st.sampled_from("01239"),
    st.integers(1, 3), st.integers(0, 60_000), st.sampled_from(["11", "22", None]),
    st.sampled_from([date(2024, 3, 8), date(2024, 3, 9)]),
)  # fmt: skip
def test_what_is_skipped_as_far_above_is_never_below(
    modifier: str, bilateral: str, units: int, charge: int, pos: str | None, on: date
) -> None:
    """The quick bound must never hide a finding that the whole calculation makes."""
    shares = {"preoperative": "0.1", "intraoperative": "0.7", "postoperative": "0.2"}
    rows = tuple(
        pfs_row(
            "G9901", modifier=part, bilateral=bilateral, assistant="2", co_surgeon="2", **shares
        )
        for part in (None, "26", "TC")
    )
    dollars = Decimal(charge) / 100
    made = Line("G9901", "hcpcs", (modifier,) if modifier else (), units, pos=pos, charge=dollars)
    plain = Line("G9901", "hcpcs", made.modifiers, units, pos=pos)
    places = [pos] if pos else ["11", "22"]
    book: Any = fee_schedule(*rows)
    fees = [pay(book, [plain], on=on, pos=place).lines[0].amount or Decimal(0) for place in places]
    outcome = judged(made, on=on, rows=rows)
    assert bool(outcome.findings) == (dollars < min(fees))
