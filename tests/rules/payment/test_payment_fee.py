"""The fee of one code: RVUs, indices, factors by date, places and the OPPS cap.

The defects these prevent: one conversion factor for a year that had two; total RVUs taken for work
RVUs; rounding each product, which misses CMS's own amounts by a cent.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payment_book import SmallRelease, SmallRows, SmallTable, fee_schedule, gpci, pfs_row

from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.payment.amounts import amount, amount_or_none, amounts
from superbill.rules.payment.fee import basis_of, fee_of, standing_of
from superbill.rules.payment.places import place_of, places

ON = date(2024, 7, 15)


def fee(row, *, on=ON, facility=False, locality=None, qualifying=False, **tables):
    book = fee_schedule(row, **tables)
    basis = basis_of(book, on=on, locality=locality, qualifying=qualifying)
    return fee_of(basis, basis.row(row["code"], row["modifier"]), facility=facility)


@pytest.mark.parametrize(
    ("on", "factor"),
    [
        pytest.param(date(2024, 1, 1), "32.7442", id="the first day of 2024"),
        pytest.param(date(2024, 3, 8), "32.7442", id="the last day of the first factor"),
        pytest.param(date(2024, 3, 9), "33.2875", id="the first day of the second"),
        pytest.param(date(2024, 12, 31), "33.2875", id="the last day of 2024"),
    ],
)
def test_a_factor_changes_within_a_year(on: date, factor: str) -> None:
    found = fee(pfs_row("G9901"), on=on)
    assert found.amount == (Decimal("3.10") * Decimal(factor)).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("name", "on", "value"),
    [
        ("conversion_factor", date(2015, 6, 30), "35.7547"),
        ("conversion_factor", date(2015, 7, 1), "35.9335"),
        ("conversion_factor", date(2025, 1, 1), "32.3465"),
        ("conversion_factor", date(2026, 1, 1), "33.4009"),
        ("conversion_factor_qualifying", date(2026, 1, 1), "33.5675"),
        ("sequestration", date(2020, 4, 30), "0.02"),
        ("sequestration", date(2020, 5, 1), "0"),
        ("sequestration", date(2022, 3, 31), "0"),
        ("sequestration", date(2022, 4, 1), "0.01"),
        ("sequestration", date(2022, 6, 30), "0.01"),
        ("sequestration", date(2022, 7, 1), "0.02"),
        ("imaging_pc", date(2016, 12, 31), "0.75"),
        ("imaging_pc", date(2017, 1, 1), "0.95"),
        ("imaging_tc", date(2010, 6, 30), "0.75"),
        ("imaging_tc", date(2010, 7, 1), "0.50"),
        ("therapy_pe", date(2013, 3, 31), "0.80"),
        ("therapy_pe", date(2013, 4, 1), "0.50"),
    ],
)
def test_figures_by_date(name: str, on: date, value: str) -> None:
    assert amount(name, on).value == Decimal(value)


def test_a_figure_before_its_first_day_is_not_known() -> None:
    with pytest.raises(NotLoaded, match="conversion factor is not known on 2014-12-31"):
        amount("conversion_factor", date(2014, 12, 31))
    assert amount_or_none("sequestration", date(2013, 3, 31)) is None


def test_every_figure_is_cited_and_plausible() -> None:
    for name, values in amounts().items():
        for dated in values:
            assert dated.citation.source, name
            assert dated.citation.url, name
            assert dated.value.is_finite(), name


def test_the_place_chooses_the_practice_expense() -> None:
    row = pfs_row("G9901", work_rvu="7.12", pe_nonfacility_rvu="41.38", pe_facility_rvu="5.51",
                  mp_rvu="1.21")  # fmt: skip
    outside, inside = fee(row), fee(row, facility=True)
    assert (outside.total_rvu, inside.total_rvu) == (Decimal("49.71"), Decimal("13.84"))
    assert (outside.amount, inside.amount) == (Decimal("1654.72"), Decimal("460.70"))
    assert outside.work_rvu == Decimal("7.12")
    assert outside.steps[0].formula == ("(7.12 x 1.000 + 41.38 x 1.000 + 1.21 x 1.000) x 33.2875")


def test_a_locality_weighs_each_part() -> None:
    indices = gpci(("01112", "05", "CA", "1.088", "1.419", "0.445"))
    found = fee(pfs_row("G9901"), locality="01112-05", pfs_gpci=indices)
    exact = (
        Decimal("1.088") + 2 * Decimal("1.419") + Decimal("0.10") * Decimal("0.445")
    ) * Decimal("33.2875")
    assert found.amount == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("written", ["01112-05", "0111205", "01112 05", "CA-05", "ca-5", " CA-05 "])
def test_localities_as_people_write_them(written: str) -> None:
    indices = gpci(("01112", "05", "CA", "1.088", "1.419", "0.445"))
    basis = basis_of(fee_schedule(pfs_row("G9901"), pfs_gpci=indices), on=ON, locality=written)
    assert (basis.area.mac, basis.area.locality) == ("01112", "05")


@pytest.mark.parametrize("written", ["99999-99", "XX-05", "San Francisco", "٠١١١٢-٠٥"])
def test_what_is_no_locality_is_refused(written: str) -> None:
    indices = gpci(("01112", "05", "CA", "1.088", "1.419", "0.445"))
    with pytest.raises(WrongUsage, match="is not a locality"):
        basis_of(fee_schedule(pfs_row("G9901"), pfs_gpci=indices), on=ON, locality=written)


def test_a_locality_without_its_table_is_not_known() -> None:
    with pytest.raises(NotLoaded, match=r"pfs\.gpci"):
        basis_of(fee_schedule(pfs_row("G9901")), on=ON, locality="01112-05")


def test_two_factors_from_2026_come_from_the_table() -> None:
    row = pfs_row("G9901", conversion_factor="33.5000", conversion_factor_qualifying="33.6000")
    book = fee_schedule(row, start=date(2026, 1, 1), end=date(2026, 7, 1))
    plain = basis_of(book, on=date(2026, 2, 1)).factor
    qualifying = basis_of(book, on=date(2026, 2, 1), qualifying=True).factor
    assert (plain.value, qualifying.value) == (Decimal("33.5000"), Decimal("33.6000"))
    assert plain.citation.release == "pfs 2026-01-01"


def test_before_2026_a_qualifying_participant_has_the_same_factor() -> None:
    basis = basis_of(fee_schedule(pfs_row("G9901")), on=ON, qualifying=True)
    assert basis.factor.value == Decimal("33.2875")


def test_a_table_without_the_second_factor_is_helped_by_the_dated_list() -> None:
    row = pfs_row("G9901", conversion_factor="33.4009")
    book = fee_schedule(row, start=date(2026, 1, 1), end=date(2026, 7, 1))
    factor = basis_of(book, on=date(2026, 2, 1), qualifying=True).factor
    assert factor.value == Decimal("33.5675")


def test_a_later_day_is_priced_as_of_the_last_day_of_the_edition() -> None:
    """RVUs of one year with the factor of another are an amount that nobody published."""
    book = fee_schedule(pfs_row("G9901"))
    basis = basis_of(book, on=date(2026, 5, 1))
    assert basis.stale
    assert basis.day == date(2024, 12, 31)
    assert basis.factor.value == Decimal("33.2875")


def test_the_cap_lowers_imaging_only_where_it_is_lower() -> None:
    capped = pfs_row("G9901", modifier="TC", work_rvu="0", opps_pe_nonfacility="1.50",
                     opps_pe_facility="1.50", opps_mp="0.10")  # fmt: skip
    found = fee(capped)
    assert found.cap == Decimal("53.26")
    assert found.amount == found.cap
    assert found.uncapped > found.cap
    high = fee(pfs_row("G9901", opps_pe_nonfacility="9.00", opps_pe_facility="9.00"))
    assert high.amount == high.uncapped


def test_na_and_the_technical_part_are_said() -> None:
    row = pfs_row("G9901", pctc="1", pe_facility_na="NA")
    assert any(note.startswith("NA") for note in fee(row, facility=True).notes)
    assert any("hospital's" in note for note in fee(row, facility=True).notes)
    assert fee(row).notes == ()


@pytest.mark.parametrize(
    ("status", "pays"),
    [("A", "paid"), ("R", "paid"), ("T", "paid"), ("C", "by report"), ("J", "anesthesia"),
     ("N", "not paid"), ("I", "not paid"), ("B", "not paid"), ("?", "not paid")],
)  # fmt: skip
def test_what_a_status_pays(status: str, pays: str) -> None:
    assert standing_of(status).pays == pays


@pytest.mark.parametrize(
    ("code", "on", "facility"),
    [("11", ON, False), ("21", ON, True), ("22", ON, True), ("23", ON, True), ("24", ON, True),
     ("31", ON, True), ("32", ON, False), ("19", date(2016, 1, 1), True), ("10", ON, False),
     ("02", ON, True), ("1", ON, False), ("66", date(2024, 8, 1), False)],
)  # fmt: skip
def test_places(code: str, on: date, facility: bool) -> None:
    assert place_of(code, on=on).facility is facility


@pytest.mark.parametrize(
    ("code", "on"),
    [("19", date(2015, 12, 31)), ("10", date(2021, 12, 31)), ("66", date(2024, 7, 31)),
     ("98", ON), ("", ON), ("office", ON), ("28", ON)],
)  # fmt: skip
def test_what_is_no_place_is_refused(code: str, on: date) -> None:
    with pytest.raises(WrongUsage, match="is not a place of service"):
        place_of(code, on=on)


def test_every_place_is_named_once() -> None:
    known, citation = places()
    assert len(known) == 52
    assert citation.url


RVUS = st.decimals(0, 200, places=2)
INDICES = st.decimals("0.3", "2", places=3)


@given(RVUS, RVUS, RVUS, RVUS, INDICES, INDICES, INDICES)
def test_fees_equal_an_oracle_in_integers(work, pe, low, mp, wi, pi, mi) -> None:
    """The same sum in whole millionths: no Decimal context, no rounding but the last."""
    row = pfs_row("G9901", work_rvu=work, pe_nonfacility_rvu=pe, pe_facility_rvu=low, mp_rvu=mp)
    area = gpci(("01112", "05", "CA", str(wi), str(pi), str(mi)))
    for facility, expense in ((False, pe), (True, low)):
        found = fee(row, facility=facility, locality="01112-05", pfs_gpci=area)
        parts = ((work, wi), (expense, pi), (mp, mi))
        millis = sum(int(rvu * 100) * int(index * 1000) for rvu, index in parts)
        tenths = millis * 332875  # RVU x 100, index x 1000, factor x 10,000
        whole = (tenths * 2 + 10**7) // (2 * 10**7)
        assert int(found.amount * 100) == whole


def test_a_table_that_states_no_factor_and_a_year_without_one_is_not_known() -> None:
    rows = SmallRows(("code", "modifier"), (pfs_row("G9901", conversion_factor=None),))
    release = SmallRelease("pfs 2031-01-01", date(2031, 1, 1), date(2032, 1, 1))
    book = fee_schedule(pfs_row("G9901"))
    book.tables = {"pfs": SmallTable(release, rows)}
    with pytest.raises(NotLoaded, match="No conversion factor"):
        basis_of(book, on=date(2031, 2, 1))
