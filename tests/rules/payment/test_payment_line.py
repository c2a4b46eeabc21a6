"""Modifiers on a line, and who pays: each with the figure worked out by hand.

One unit of every row here is 100.00 (work 3.0042, by factor 33.2875), so that shares can be read.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from payment_book import fee_schedule, pfs_row

from superbill.errors import WrongUsage
from superbill.rules.claim import Line
from superbill.rules.payment.claim import pay
from superbill.rules.payment.share import shares_of
from superbill.rules.written import line_of

ON = date(2024, 7, 15)
HUNDRED = {
    "work_rvu": "3.0041307",
    "pe_nonfacility_rvu": "0",
    "pe_facility_rvu": "0",
    "mp_rvu": "0",
}
MAJOR: dict[str, Any] = {
    **HUNDRED, "global": "090", "preoperative": "0.100", "intraoperative": "0.690",
    "postoperative": "0.210", "assistant": "2", "co_surgeon": "2", "team": "2", "bilateral": "1",
}  # fmt: skip


def paid(*lines: str, rows: list[dict[str, Any]], **given: Any):
    book = fee_schedule(*rows)
    given.setdefault("on", ON)
    given.setdefault("pos", "22")
    return pay(book, [line_of(text) for text in lines], **given)


@pytest.mark.parametrize(
    ("line", "changes", "amount", "verdict"),
    [
        pytest.param("G9901", {}, "100.00", "paid", id="the fee"),
        pytest.param("G9901-54", {}, "79.00", "paid", id="54: pre and intra"),
        pytest.param("G9901-55", {}, "21.00", "paid", id="55: post"),
        pytest.param("G9901-56", {}, "10.00", "paid", id="56: pre"),
        pytest.param("G9901-54,55", {}, "100.00", "paid", id="54 and 55: all of it"),
        pytest.param("G9901-78", {}, "69.00", "paid", id="78: intra only"),
        pytest.param("G9901-78", {"global": "000"}, "100.00", "paid", id="78, no global days"),
        pytest.param("G9901-55", {"postoperative": "0", "preoperative": "0", "intraoperative": "0"},
                     "0.00", "not paid", id="55 where nothing is shared"),
        pytest.param("G9901-62", {}, "62.50", "paid", id="62: two surgeons"),
        pytest.param("G9901-62", {"co_surgeon": "0"}, "0.00", "not paid", id="62 not allowed"),
        pytest.param("G9901-66", {}, None, "by report", id="66: by report"),
        pytest.param("G9901-66", {"team": "0"}, "0.00", "not paid", id="66 not allowed"),
        pytest.param("G9901-80", {}, "16.00", "paid", id="80: 16 percent"),
        pytest.param("G9901-82", {}, "16.00", "paid", id="82: 16 percent"),
        pytest.param("G9901-AS", {}, "13.60", "paid", id="AS: 85 percent of 16"),
        pytest.param("G9901-80,AS", {}, "13.60", "paid", id="80 beside AS is one assistant"),
        pytest.param("G9901-80", {"assistant": "1"}, "0.00", "not paid", id="assistant: statute"),
        pytest.param("G9901-80", {"assistant": "0"}, "16.00", "paid", id="assistant: documented"),
        pytest.param("G9901-50", {}, "150.00", "paid", id="50: both sides"),
        pytest.param("G9901x2", {}, "150.00", "paid", id="two units of what has sides"),
        pytest.param("G9901-F1x2", {}, "200.00", "paid", id="a finger is no side"),
        pytest.param("G9901-50", {"bilateral": "0"}, "100.00", "paid", id="50, no adjustment"),
        pytest.param("G9901-50", {"bilateral": "2"}, "100.00", "paid", id="50, bilateral already"),
        pytest.param("G9901x2", {"bilateral": "2"}, "100.00", "paid", id="bilateral twice"),
        pytest.param("G9901-50", {"bilateral": "3"}, "200.00", "paid", id="50: each side in full"),
        pytest.param("G9901-50x2", {}, "150.00", "paid", id="50 is one unit"),
        pytest.param("G9901x2", {"bilateral": "9"}, "200.00", "paid", id="units"),
        pytest.param("G9901-22", {}, "100.00", "paid", id="22: more is by report"),
        pytest.param("G9901-52", {}, None, "by report", id="52: by report"),
        pytest.param("G9901-53", {}, None, "by report", id="53 without its own row"),
        pytest.param("G9901-62,50", {}, "93.75", "paid", id="62 then both sides"),
        pytest.param("G9901-26", {}, None, "not known", id="no row for 26"),
        pytest.param("G9902", {}, None, "not known", id="no row at all"),
        pytest.param("G9901", {"status": "C"}, None, "by report", id="contractor's price"),
        pytest.param("G9901", {"status": "J"}, None, "not known", id="anaesthesia"),
        pytest.param("G9901", {"status": "N"}, "0.00", "not paid", id="not covered"),
    ],
)  # fmt: skip
def test_one_line(line: str, changes: dict[str, Any], amount: str | None, verdict: str) -> None:
    (found,) = paid(line, rows=[pfs_row("G9901", **{**MAJOR, **changes})]).lines
    assert found.verdict == verdict
    assert (None if found.amount is None else str(found.amount)) == amount
    assert verdict == "paid" or found.reason != "paid"


def test_53_has_its_own_row_where_cms_values_it() -> None:
    rows = [
        pfs_row("G9901", **HUNDRED),
        pfs_row("G9901", modifier="53", **{**HUNDRED, "work_rvu": "1.5020654"}),
    ]
    (found,) = paid("G9901-53", rows=rows).lines
    assert str(found.amount) == "50.00"


def test_a_reduced_service_is_priced_where_the_user_says_what_is_left() -> None:
    (found,) = paid("G9901-52", rows=[pfs_row("G9901", **MAJOR)], reduced=Decimal("0.6")).lines
    assert str(found.amount) == "60.00"


@pytest.mark.parametrize(
    ("indicator", "second"), [("0", "0.00"), ("1", "50.00"), ("2", "0.00"), ("3", "100.00")]
)
def test_both_sides_on_two_lines(indicator: str, second: str) -> None:
    rows = [pfs_row("G9901", **{**MAJOR, "bilateral": indicator})]
    left, right = paid("G9901-LT", "G9901-RT", rows=rows).lines
    assert (str(left.amount), str(right.amount)) == ("100.00", second)


def test_the_same_side_twice_is_no_second_side() -> None:
    rows = [pfs_row("G9901", **MAJOR)]
    one, two = paid("G9901-LT", "G9901-LT", rows=rows).lines
    assert one.amount == two.amount == Decimal("100.00")


def test_the_lower_of_charge_and_fee() -> None:
    book = fee_schedule(pfs_row("G9901", **HUNDRED))
    low, high = (Line("G9901", "hcpcs", charge=Decimal(c)) for c in ("80.00", "500.00"))
    found = pay(book, [low, high], on=ON, pos="11")
    assert [str(line.amount) for line in found.lines] == ["80.00", "100.00"]


def test_an_incomplete_claim_says_so() -> None:
    rows = [pfs_row("G9901", **HUNDRED), pfs_row("G9902", status="C")]
    found = paid("G9901", "G9902", rows=rows)
    assert not found.complete
    assert str(found.total) == "100.00"
    assert paid("G9901", rows=rows).complete


def test_every_step_carries_its_numbers() -> None:
    (found,) = paid("G9901-50", rows=[pfs_row("G9901", **MAJOR)]).lines
    assert found.steps[-1].formula == "100.00 x 1.5 (modifier 50, bilateral indicator 1)"
    assert found.steps[-1].amount == found.amount


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"lines": []}, id="no line"),
        pytest.param({"lines": ["G9901"] * 501}, id="too many lines"),
        pytest.param({"lines": ["G9901x0"]}, id="no unit"),
        pytest.param({"lines": ["G9901x-1"]}, id="fewer than no unit"),
        pytest.param({"lines": ["G9901x1000000"]}, id="a million units"),
        pytest.param({"lines": ["G9901"], "pos": "98"}, id="no place"),
        pytest.param({"lines": ["G9901"], "deductible": Decimal("-1")}, id="negative deductible"),
        pytest.param({"lines": ["G9901"], "deductible": Decimal("NaN")}, id="no number"),
        pytest.param({"lines": ["G9901"], "reduced": Decimal("1.2")}, id="more than all"),
        pytest.param({"lines": ["G9901"], "reduced": Decimal("Infinity")}, id="endless"),
    ],
)
def test_bad_input_is_refused(given: dict[str, Any]) -> None:
    lines = given.pop("lines")
    with pytest.raises(WrongUsage):
        paid(*lines, rows=[pfs_row("G9901")], **given)


def test_a_charge_that_is_no_number_is_refused() -> None:
    line = Line("G9901", "hcpcs", charge=Decimal("NaN"))
    with pytest.raises(WrongUsage, match="charge"):
        pay(fee_schedule(pfs_row("G9901")), [line], on=ON, pos="11")


def test_five_hundred_lines_are_priced() -> None:
    rows = [pfs_row("G9901", **{**HUNDRED, "multiple_procedure": "2"})]
    found = paid(*["G9901"] * 500, rows=rows)
    assert [str(line.amount) for line in found.lines[:6]] == [
        "100.00", "50.00", "50.00", "50.00", "50.00", "0.00",
    ]  # fmt: skip
    assert {line.verdict for line in found.lines[5:]} == {"by report"}


@pytest.mark.parametrize(
    ("on", "sequestered", "medicare"),
    [
        (date(2013, 3, 31), "0.00", "80.00"),
        (date(2013, 4, 1), "1.60", "78.40"),
        (date(2020, 5, 1), "0.00", "80.00"),
        (date(2022, 4, 1), "0.80", "79.20"),
        (date(2022, 7, 1), "1.60", "78.40"),
    ],
)
def test_sequestration_takes_from_medicares_part_alone(
    on: date, sequestered: str, medicare: str
) -> None:
    found = shares_of(Decimal("100.00"), on=on)
    assert (str(found.sequestration), str(found.paid)) == (sequestered, medicare)
    assert str(found.patient) == "20.00"


def test_the_deductible_comes_first() -> None:
    found = shares_of(Decimal("100.00"), on=ON, deductible=Decimal("40"))
    assert (str(found.deductible), str(found.coinsurance), str(found.patient)) == (
        "40.00", "12.00", "52.00",
    )  # fmt: skip
    whole = shares_of(Decimal("100.00"), on=ON, deductible=Decimal("240"))
    assert (str(whole.patient), str(whole.paid)) == ("100.00", "0.00")


def test_a_provider_who_does_not_participate() -> None:
    found = shares_of(Decimal("100.00"), on=ON, participating=False)
    assert (str(found.allowed), str(found.limiting_charge)) == ("95.00", "109.25")
    assert found.patient + found.medicare == found.allowed
