"""Ranks, endoscopy families and components, against a slow oracle that takes units one by one."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payment_book import fee_schedule, pfs_row

from superbill.rules.claim import Line
from superbill.rules.payment.claim import pay
from superbill.rules.written import line_of

ON = date(2024, 7, 15)
FACTOR = Decimal("33.2875")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def surgery(code: str, work: str, **given: Any) -> dict[str, Any]:
    zero = {"pe_nonfacility_rvu": "0", "pe_facility_rvu": "0", "mp_rvu": "0"}
    return pfs_row(code, work_rvu=work, multiple_procedure="2", **zero, **given)


def amounts(*lines: str, rows: list[dict[str, Any]], on: date = ON) -> list[str | None]:
    end = date(on.year + 1, 1, 1)
    book = fee_schedule(*rows, start=date(on.year, 1, 1), end=end)
    found = pay(book, [line_of(text) for text in lines], on=on, pos="22").lines
    return [None if line.amount is None else str(line.amount) for line in found]


CODES = {f"G990{i}": Decimal(w) for i, w in enumerate(("3.00", "7.77", "12.01", "0.99", "5.55"))}
LINES = st.lists(
    st.tuples(st.sampled_from(sorted(CODES)), st.integers(1, 4)), min_size=1, max_size=7
)


@given(LINES)
def test_ranks_equal_an_oracle_that_takes_each_unit(lines: list[tuple[str, int]]) -> None:
    rows = [surgery(code, str(work), bilateral="9") for code, work in CODES.items()]
    claim = [Line(code, "hcpcs", units=units) for code, units in lines]
    found = pay(fee_schedule(*rows), claim, on=ON, pos="22").lines
    each = [
        (cents(CODES[code] * FACTOR), at) for at, (code, n) in enumerate(lines) for _ in range(n)
    ]
    expected = [Decimal(0)] * len(lines)
    for rank, (fee, at) in enumerate(sorted(each, key=lambda e: (-e[0], e[1]))):
        expected[at] += fee if rank == 0 else cents(fee / 2) if rank < 5 else Decimal(0)
    assert [line.amount for line in found] == expected
    unpriced = sum(units for _, units in lines) > 5
    assert any(line.verdict == "by report" for line in found) == unpriced


@given(LINES)
def test_the_order_of_lines_changes_no_total(lines: list[tuple[str, int]]) -> None:
    rows = [surgery(code, str(work), bilateral="9") for code, work in CODES.items()]
    book = fee_schedule(*rows)
    one, two = (
        pay(book, [Line(c, "hcpcs", units=u) for c, u in order], on=ON, pos="22").total
        for order in (lines, lines[::-1])
    )
    assert one == two


def test_both_sides_are_ranked_as_one_of_their_sum() -> None:
    rows = [surgery("G9901", "3.00", bilateral="1"), surgery("G9902", "4.00")]
    # 3.00 on both sides is 149.79 and goes before 4.00, which is 133.15.
    assert amounts("G9901-50", "G9902", rows=rows) == ["149.79", "66.58"]


def test_an_assistant_is_ranked_with_assistants_alone() -> None:
    rows = [surgery("G9901", "10", assistant="2"), surgery("G9902", "20", assistant="2")]
    assert amounts("G9901", "G9902-80", rows=rows) == ["332.88", "106.52"]


def test_an_add_on_is_not_ranked() -> None:
    rows = [surgery("G9901", "10"), surgery("G9902", "20")]
    rows[0]["multiple_procedure"] = "0"
    assert amounts("G9901", "G9902", rows=rows) == ["332.88", "665.75"]


BASE = surgery("G9900", "2.00")
ENDOSCOPIES = [
    BASE,
    surgery("G9901", "3.00", endoscopic_base="G9900") | {"multiple_procedure": "3"},
    surgery("G9902", "5.00", endoscopic_base="G9900") | {"multiple_procedure": "3"},
    surgery("G9903", "4.00"),
]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["G9901"], ["99.86"], id="one endoscopy"),
        pytest.param(["G9901", "G9902"], ["33.28", "166.44"], id="the lower by what it adds"),
        pytest.param(["G9902", "G9900"], ["166.44", "0.00"], id="the base is in its family"),
        pytest.param(["G9900", "G9902"], ["0.00", "166.44"], id="the base, named first"),
        pytest.param(["G9901", "G9902", "G9900"], ["33.28", "166.44", "0.00"], id="with the base"),
        pytest.param(["G9901x2"], ["133.14"], id="twice the same"),
        # The family is 199.72 in all, the other 133.15: the other is second, at half.
        pytest.param(["G9901", "G9902", "G9903"], ["33.28", "166.44", "66.58"],
                     id="a family and another procedure"),
        # The family is 99.86 in all and goes second, at half of it.
        pytest.param(["G9901", "G9900", "G9903"], ["49.93", "0.00", "133.15"],
                     id="a family that is second"),
    ],
)  # fmt: skip
def test_endoscopies(lines: list[str], expected: list[str]) -> None:
    assert amounts(*lines, rows=ENDOSCOPIES) == expected


def imaging(code: str, tc: str, pc: str, indicator: str = "4", **cap: str) -> list[dict[str, Any]]:
    """A test with its technical and professional rows."""
    zero = {"pe_facility_rvu": "0", "mp_rvu": "0", "multiple_procedure": indicator, "pctc": "1"}
    whole_cap = {k: str(Decimal(v) + Decimal(0)) for k, v in cap.items()}
    return [
        pfs_row(code, work_rvu=pc, pe_nonfacility_rvu=tc, **zero, **whole_cap),
        pfs_row(code, modifier="TC", work_rvu="0", pe_nonfacility_rvu=tc, **zero, **cap),
        pfs_row(code, modifier="26", work_rvu=pc, pe_nonfacility_rvu="0", **zero),
    ]


def office(*lines: str, rows: list[dict[str, Any]], on: date = ON) -> list[str]:
    book = fee_schedule(*rows, start=date(on.year, 1, 1), end=date(on.year + 1, 1, 1))
    found = pay(book, [line_of(text) for text in lines], on=on, pos="11").lines
    return [str(line.amount) for line in found]


def test_imaging_ranks_each_component_apart() -> None:
    rows = imaging("G9901", "10", "1") + imaging("G9902", "4", "2")
    # Technical 332.88 and 133.15; professional 33.29 and 66.58: the first loses 5 percent of its
    # professional part, the second half of its technical one.
    first = Decimal("366.16") - Decimal("33.29") + Decimal("31.63")
    second = Decimal("66.58") + cents((Decimal("199.73") - Decimal("66.58")) / 2)
    assert office("G9901", "G9902", rows=rows) == [str(first), str(second)]


def test_one_image_is_not_reduced() -> None:
    rows = imaging("G9901", "10", "1")
    assert office("G9901", rows=rows) == ["366.16"]


def test_components_of_two_lines_are_ranked_with_wholes() -> None:
    rows = imaging("G9901", "10", "1") + imaging("G9902", "4", "2")
    assert office("G9901-TC", "G9902-TC", rows=rows) == ["332.88", "66.58"]
    assert office("G9901-26", "G9902-26", rows=rows) == ["31.63", "66.58"]


def test_the_professional_reduction_by_date() -> None:
    rows = imaging("G9901", "10", "1") + imaging("G9902", "4", "2")
    factor = Decimal("35.8043")
    less = cents(cents(1 * factor) * Decimal("0.75"))
    assert office("G9901-26", "G9902-26", rows=rows, on=date(2016, 12, 31))[0] == str(less)


def test_the_reduction_comes_before_the_cap() -> None:
    cap = {"opps_pe_nonfacility": "3.00", "opps_pe_facility": "3.00", "opps_mp": "0"}
    rows = imaging("G9901", "10", "1") + imaging("G9902", "8", "1", **cap)
    # 8 RVUs are 266.30, at half 133.15; the cap is 99.86.
    assert office("G9901-TC", "G9902-TC", rows=rows) == ["332.88", "99.86"]
    wide = {"opps_pe_nonfacility": "6.00", "opps_pe_facility": "6.00", "opps_mp": "0"}
    rows = imaging("G9901", "10", "1") + imaging("G9902", "8", "1", **wide)
    assert office("G9901-TC", "G9902-TC", rows=rows) == ["332.88", "133.15"]


@pytest.mark.parametrize(("indicator", "share"), [("6", "0.75"), ("7", "0.80")])
def test_cardiovascular_and_ophthalmology_lose_only_technical(indicator: str, share: str) -> None:
    rows = imaging("G9901", "10", "1", indicator) + imaging("G9902", "4", "2", indicator)
    assert office("G9901-TC", "G9902-TC", rows=rows) == [
        "332.88", str(cents(Decimal("133.15") * Decimal(share))),
    ]  # fmt: skip
    assert office("G9901-26", "G9902-26", rows=rows) == ["33.29", "66.58"]


def test_a_test_whose_technical_part_is_another_code_is_left_alone() -> None:
    rows = [
        pfs_row("G9901", multiple_procedure="6", pctc="4"), *imaging("G9902", "4", "2", "6"),
    ]  # fmt: skip
    book = fee_schedule(*rows)
    found = pay(book, [line_of("G9901"), line_of("G9902")], on=ON, pos="11").lines[0]
    assert "not reduced here" in found.notes[0]


def test_therapy_pays_one_practice_expense_in_full() -> None:
    rows = [
        pfs_row("G9901", work_rvu="0.45", pe_nonfacility_rvu="0.43", mp_rvu="0.01",
                multiple_procedure="5"),
        pfs_row("G9902", work_rvu="0.43", pe_nonfacility_rvu="0.40", mp_rvu="0.01",
                multiple_procedure="5"),
    ]  # fmt: skip
    full = cents(Decimal("0.89") * FACTOR)
    half = full - cents(Decimal("0.43") * FACTOR / 2)
    other = cents(Decimal("0.84") * FACTOR) - cents(Decimal("0.40") * FACTOR / 2)
    assert office("G9901x3", "G9902", rows=rows) == [str(full + 2 * half), str(other)]
    assert office("G9902", rows=rows) == [str(cents(Decimal("0.84") * FACTOR))]


UNITS = st.lists(st.tuples(st.sampled_from(["G9901", "G9902"]), st.integers(1, 5)), min_size=1,
                 max_size=5)  # fmt: skip


@given(UNITS)
def test_therapy_equals_an_oracle_that_takes_each_unit(lines: list[tuple[str, int]]) -> None:
    values = {
        "G9901": (Decimal("0.45"), Decimal("0.43")),
        "G9902": (Decimal("0.60"), Decimal("0.30")),
    }
    rows = [
        pfs_row(code, work_rvu=work, pe_nonfacility_rvu=pe, mp_rvu="0", multiple_procedure="5",
                bilateral="9")
        for code, (work, pe) in values.items()
    ]  # fmt: skip
    claim = [Line(code, "hcpcs", units=n) for code, n in lines]
    found = pay(fee_schedule(*rows), claim, on=ON, pos="11").total
    units = sorted((code for code, n in lines for _ in range(n)), key=lambda c: -values[c][1])
    total = Decimal(0)
    for place, code in enumerate(units):
        work, pe = values[code]
        total += cents((work + pe) * FACTOR)
        total -= cents(pe * FACTOR / 2) if place else Decimal(0)
    assert found == total
