"""CMS's own files of October 2025 (RVU25D) and July 2024: totals, dollars and caps, to the cent.

The oracle reads the files a second time, by itself, and knows no importer. The whole comparison is
marked slow; every 41st row is compared on each run.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from superbill.codesets.book import CodeBook
from superbill.codesets.catalogue import read_current
from superbill.codesets.home import publish, writing
from superbill.codesets.importing.load import load_paths
from superbill.rules.payment.claim import pay
from superbill.rules.payment.fee import Basis, basis_of, fee_of, standing_of
from superbill.rules.payment.geography import localities
from superbill.rules.written import line_of

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "pfs"
ARCHIVE = DATA / "rvu25d-0.zip"
ON = date(2025, 11, 1)
FACTOR = Decimal("32.3465")
EVERY = 41
# Twenty localities, of all sizes and prices, with the frontier floors and Alaska's.
AREAS = (
    "10112-00", "02102-01", "03102-00", "01112-54", "01182-18", "01112-05", "01112-09", "09102-04",
    "09102-99", "06102-16", "13202-01", "13282-99", "04412-18", "04412-99", "03602-21", "03302-01",
    "01212-01", "12202-01", "09202-20", "02402-02",
)  # fmt: skip

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeBook]:
    """The whole release and that of July 2024, imported."""
    home = tmp_path_factory.mktemp("pfs")
    with writing(home, notice=lambda _: None) as current:
        entries, outcomes = load_paths(
            home, current, [str(ARCHIVE), str(DATA / "pprrvu_2024_july.csv.gz")],
            given=None, attested=frozenset(), progress=lambda *_: None,
        )  # fmt: skip
        assert len(entries) >= 6, outcomes
        publish(home, current, added=entries, action="import")
    opened = CodeBook(home, read_current(home))
    yield opened
    opened.close()


def raw(member: str) -> list[list[str]]:
    with zipfile.ZipFile(ARCHIVE) as archive:
        text = archive.read(member).decode("cp1252")
    return list(csv.reader(io.StringIO(text)))


def raw_values() -> dict[tuple[str, str], list[str]]:
    rows = raw("PPRRVU2025_Oct.csv")
    head = next(i for i, row in enumerate(rows) if row[0] == "HCPCS")
    return {(row[0], row[1].strip()): row for row in rows[head + 1 :] if row[0]}


def raw_indices() -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    return {
        f"{row[0]}-{row[2]}": (Decimal(row[4]), Decimal(row[5]), Decimal(row[6]))
        for row in raw("GPCI2025.csv")
        if row[0].isdigit()
    }


def dollars(parts: tuple[str, str, str], area: tuple[Decimal, Decimal, Decimal]) -> Decimal:
    exact = sum((Decimal(p) * i for p, i in zip(parts, area, strict=True)), Decimal(0)) * FACTOR
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_total_rvus_equal_the_printed_ones_on_every_row(book: CodeBook) -> None:
    """Work and total are two things: a public site prints the one for the other."""
    basis = basis_of(book, on=ON)
    count = 0
    for row in basis.table.rows.find():
        for facility, total in ((False, "total_nonfacility_rvu"), (True, "total_facility_rvu")):
            assert fee_of(basis, row, facility=facility).total_rvu == row[total], row["code"]
            count += 1
    assert count == 2 * len(raw_values()) == 38_180


def test_the_factor_of_the_file_is_that_of_its_date(book: CodeBook) -> None:
    for on in (ON, date(2024, 7, 15)):
        basis = basis_of(book, on=on)
        stated = {row["conversion_factor"] for row in basis.table.rows.find()} - {None}
        assert stated == {basis.factor.value}


def compared(book: CodeBook, areas: tuple[str, ...], every: int) -> int:
    """How many amounts were compared with the oracle; all of them equal."""
    values, indices = raw_values(), raw_indices()
    count = 0
    for area in areas:
        basis: Basis = basis_of(book, on=ON, locality=area)
        assert (basis.area.work, basis.area.pe, basis.area.mp) == indices[area]
        for number, row in enumerate(basis.table.rows.find()):
            if number % every:
                continue
            raw_row = values[row["code"], row["modifier"] or ""]
            for facility, pe, cap_pe in ((False, 6, 28), (True, 8, 29)):
                fee = fee_of(basis, row, facility=facility)
                plain = dollars((raw_row[5], raw_row[pe], raw_row[10]), indices[area])
                assert fee.uncapped == plain, (row["code"], area)
                if Decimal(raw_row[cap_pe]):
                    cap = dollars((raw_row[5], raw_row[cap_pe], raw_row[30]), indices[area])
                    plain = min(plain, cap)
                assert fee.amount == plain, (row["code"], area)
                count += 1
    return count


def test_dollars_equal_the_oracle_on_a_sample(book: CodeBook) -> None:
    assert compared(book, AREAS, EVERY) == len(AREAS) * 2 * len(range(0, 19_090, EVERY))


@pytest.mark.slow
def test_dollars_equal_the_oracle_on_every_row_in_twenty_localities(book: CodeBook) -> None:
    assert compared(book, AREAS, 1) == 20 * 2 * 19_090


def test_capped_amounts_equal_those_that_cms_prints(book: CodeBook) -> None:
    """Every row of OPPSCAP_Oct with status A, in every locality. The file lists the localities of
    southern California under the contractor of the north (01112 for 01182)."""
    printed = [row for row in raw("OPPSCAP_Oct.csv")[1:] if row[2] == "A"]
    known = raw_indices()
    bases: dict[str, Basis] = {}
    for code, modifier, _, mac, number, facility_price, other_price in printed:
        area = f"{mac}-{number}" if f"{mac}-{number}" in known else f"01182-{number}"
        basis = bases.setdefault(area, basis_of(book, on=ON, locality=area))
        row = basis.row(code, modifier.strip())
        assert row is not None
        for facility, price in ((True, facility_price), (False, other_price)):
            assert fee_of(basis, row, facility=facility).amount == Decimal(price), (code, area)
    assert len(printed) == 6_670
    assert len(bases) == 109


def test_nothing_is_capped_that_cms_does_not_list(book: CodeBook) -> None:
    listed = {(row[0], row[1].strip()) for row in raw("OPPSCAP_Oct.csv")[1:]}
    for area in AREAS:
        basis = basis_of(book, on=ON, locality=area)
        for row in basis.table.rows.find():
            if standing_of(row["status"]).pays != "paid":
                continue
            fee = fee_of(basis, row, facility=False)
            if fee.amount != fee.uncapped:
                assert (row["code"], row["modifier"] or "") in listed


def test_the_first_code(book: CodeBook) -> None:
    """FIELD.md: 58565, national, 2024-07-15."""
    day = date(2024, 7, 15)
    office = pay(book, [line_of("58565")], on=day, pos="11")
    hospital = pay(book, [line_of("58565")], on=day, pos="22")
    assert (str(office.total), str(hospital.total)) == ("1654.72", "460.70")
    basis = basis_of(book, on=day)
    row = basis.row("58565")
    assert row is not None
    fee = fee_of(basis, row, facility=False)
    assert (str(fee.work_rvu), str(fee.total_rvu)) == ("7.12", "49.71")


def test_the_first_code_and_its_endoscopic_base(book: CodeBook) -> None:
    lines = [line_of(text) for text in ("58565", "58555", "58558")]
    found = pay(book, lines, on=date(2024, 7, 15), pos="22")
    assert [str(line.amount) for line in found.lines] == ["460.70", "0.00", "79.56"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({"state": "CA", "county": "Alameda"}, "01112-05", id="a county that is named"),
        pytest.param({"state": "California", "county": "Alpine"}, "01112-75", id="all others"),
        pytest.param({"state": "TX", "county": "Dallas County"}, "04412-11", id="with its word"),
        pytest.param({"state": "VA", "county": "Fairfax"}, "12202-01", id="paid with Washington"),
        pytest.param({"state": "VA", "county": "Henrico"}, "11302-00", id="the rest of Virginia"),
        pytest.param({"number": "01112-05"}, "01112-05", id="by number"),
    ],
)
def test_localities(book: CodeBook, asked: dict[str, str], found: str) -> None:
    rows, release, stale = localities(book, on=ON, **asked)
    assert [f"{row.mac}-{row.locality}" for row in rows] == [found]
    assert (release, stale) == ("pfs.locality 2025-10-01", False)
