"""The publishers' real files against a second, independent reading of each: DuckDB's, or plain
csv's. Nothing of the files is written here but counts, sums and the facts of one procedure."""

from __future__ import annotations

import csv
import gzip
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars
import pytest
from pfs_files import REAL, Loaded, load

pytestmark = pytest.mark.real_data

ARCHIVE = REAL / "pfs" / "rvu25d-0.zip"
JULY_2024 = REAL / "pfs" / "pprrvu_2024_july.csv.gz"
Q4 = "2025-10-01"

# The columns of the relative value file in its order, without the descriptor.
PFS_COLUMNS = (
    "code", "modifier", "status", "not_used", "work_rvu", "pe_nonfacility_rvu",
    "pe_nonfacility_na", "pe_facility_rvu", "pe_facility_na", "mp_rvu", "total_nonfacility_rvu",
    "total_facility_rvu", "pctc", "global", "preoperative", "intraoperative", "postoperative",
    "multiple_procedure", "bilateral", "assistant", "co_surgeon", "team", "endoscopic_base",
    "conversion_factor", "supervision", "calculation_flag", "imaging_family",
    "opps_pe_nonfacility", "opps_pe_facility", "opps_mp",
)  # fmt: skip
CUT_OFF = {
    "pfs.locality": {"name", "counties", "state"},
    "pfs.anesthesia": {"name", "national"},
}
FAMILIES = {
    "pfs": ("PPRRVU2025_Oct", "pfs"),
    "pfs.gpci": ("GPCI2025", "gpci"),
    "pfs.locality": ("25LOCCO", "locality"),
    "pfs.anesthesia": ("ANES2025", "anesthesia"),
    "pfs.oppscap": ("OPPSCAP_Oct", "oppscap"),
}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rvu25d")
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(tmp_path_factory.mktemp("quarter"), ARCHIVE)


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(tmp_path_factory.mktemp("july"), JULY_2024)


def frame(loaded: Loaded, family: str, edition: str = Q4) -> polars.DataFrame:
    path = loaded.file(f"{family} {edition}", f"{FAMILIES[family][1]}.parquet")
    return polars.read_parquet(path)


def same(value: Any, text: str) -> bool:
    """Whether a stored value is what a text says: numbers as exact numbers, blank as None."""
    text = text.strip()
    if isinstance(value, Decimal):
        return value == Decimal(text)
    return value == (text or None)


def rows_by_duckdb(path: Path, *, skip: int) -> list[tuple[str | None, ...]]:
    query = (
        f"SELECT * FROM read_csv('{path}', skip={skip}, header=false, all_varchar=true, "
        "nullstr='', encoding='latin-1', null_padding=true)"
    )
    with duckdb.connect() as db:
        return [row for row in db.execute(query).fetchall() if any(row)]


def test_every_cell_of_the_relative_values_by_a_second_reading(
    quarter: Loaded, unpacked: Path
) -> None:
    second = rows_by_duckdb(unpacked / "PPRRVU2025_Oct.csv", skip=10)
    by_key = {(row[0], row[1]): [*row[:2], *row[3:]] for row in second}
    table = frame(quarter, "pfs")
    assert table.height == len(by_key) == len(second) == 19_090
    for row in table.select(PFS_COLUMNS).iter_rows():
        other = by_key[row[0], row[1]]
        assert all(same(a, b or "") for a, b in zip(row, other, strict=True)), (row, other)


def test_every_printed_total_is_the_sum_of_its_parts(quarter: Loaded, july: Loaded) -> None:
    for loaded, edition in ((quarter, Q4), (july, "2024-07-01")):
        table = frame(loaded, "pfs", edition)
        for setting in ("nonfacility", "facility"):
            total = polars.col("work_rvu") + polars.col(f"pe_{setting}_rvu") + polars.col("mp_rvu")
            assert table.filter(total != polars.col(f"total_{setting}_rvu")).is_empty()
        assert not any("sum of its parts" in r for r in loaded.releases[f"pfs {edition}"].remarks)


def test_every_cell_of_the_reshaped_file_to_the_publishers_places(july: Loaded) -> None:
    with gzip.open(JULY_2024, "rt", newline="") as file:
        second = list(csv.reader(file))[1:]
    keep = [i for i in range(30) if i != 2]
    by_key = {(row[0], row[1] or None): [row[i] for i in keep] for row in second}
    columns = [c for c in PFS_COLUMNS if c != "calculation_flag"]
    table = frame(july, "pfs", "2024-07-01")
    assert table.height == len(second) == 18_664
    for row in table.select(columns).iter_rows():
        for name, value, text in zip(columns, row, by_key[row[0], row[1]], strict=True):
            if isinstance(value, Decimal) and name != "conversion_factor":
                assert value == Decimal(f"{float(text):.2f}"), (row[0], name)
            elif isinstance(value, Decimal):
                assert value == Decimal(text)
            else:
                assert value == (text.removesuffix(".0") or None), (row[0], name)


def test_hysteroscopic_sterilization_in_july_2024(july: Loaded) -> None:
    (row,) = frame(july, "pfs", "2024-07-01").filter(polars.col("code") == "58565").to_dicts()
    wanted = {
        "status": "A", "global": "090", "multiple_procedure": "3", "endoscopic_base": "58555",
        "bilateral": "2", "assistant": "1", "co_surgeon": "2", "team": "0",
        "work_rvu": Decimal("7.12"), "pe_nonfacility_rvu": Decimal("41.38"),
        "pe_facility_rvu": Decimal("5.51"), "mp_rvu": Decimal("1.21"),
        "total_nonfacility_rvu": Decimal("49.71"), "total_facility_rvu": Decimal("13.84"),
        "preoperative": Decimal("0.12"), "intraoperative": Decimal("0.74"),
        "postoperative": Decimal("0.14"), "conversion_factor": Decimal("33.2875"),
        "description": None,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert july.releases["pfs 2024-07-01"].start == date(2024, 7, 1)


def test_no_descriptor_of_cpt_or_cdt_is_in_the_release(quarter: Loaded, unpacked: Path) -> None:
    table = frame(quarter, "pfs").filter(polars.col("description").is_not_null())
    assert set(table["code"].str.head(1)) == set("AGHJMPQRSTV")
    assert not table["code"].str.contains(r"^\d|^D").any()
    licensed = {
        row[2]
        for row in rows_by_duckdb(unpacked / "PPRRVU2025_Oct.csv", skip=10)
        if row[0] and row[2] and (row[0][0].isdigit() or row[0].startswith("D"))
    }
    licensed -= set(table["description"])
    whole = frame(quarter, "pfs")
    texts = {
        text for c in whole.select(polars.col(polars.String)).columns for text in whole[c].unique()
    }
    assert not texts & licensed
    stored = b"".join(
        quarter.file(f"pfs {Q4}", name).read_bytes() for name in ("pfs.sorted", "store.sqlite")
    )
    some = sorted(text for text in licensed if len(text) > 12)[::50]
    assert not [text for text in some if text.encode() in stored]


def test_the_cpt_codes_in_force_are_concepts(quarter: Loaded, unpacked: Path) -> None:
    listed = {
        row[0]
        for row in rows_by_duckdb(unpacked / "PPRRVU2025_Oct.csv", skip=10)
        if row[0] and row[0][:4].isdigit() and row[3] not in tuple("DFGH")
    }
    concepts = quarter.concepts(f"pfs {Q4}")
    assert {code for _, code, *_ in concepts} == listed
    assert len(concepts) == len(listed) > 10_000
    assert all(title is None for *_, title, _ in concepts)


@pytest.mark.parametrize("family", list(FAMILIES))
@pytest.mark.parametrize("twin", [".txt", ".xlsx"])
def test_the_text_and_the_workbook_hold_the_same_table(
    tmp_path: Path, quarter: Loaded, unpacked: Path, family: str, twin: str
) -> None:
    """But for what a text cuts off or does not state, and what CMS itself wrote in two ways."""
    stem, _ = FAMILIES[family]
    loaded = load(tmp_path, _in_archive(tmp_path, unpacked / f"{stem}{twin}"))
    left, right = frame(quarter, family), frame(loaded, family)
    worded = {"pfs.locality": {"name", "counties"}} if twin == ".xlsx" else CUT_OFF
    columns = worded.get(family, set())
    assert left.drop(columns).equals(right.drop(columns))


def _in_archive(folder: Path, member: Path) -> Path:
    target = folder / "rvu25d-0.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(member, member.name)
    return target


def second_numbers(rows: Iterable[Sequence[str | None]], *places: int) -> list[tuple[str, ...]]:
    return sorted(tuple((row[i] or "").strip() for i in places) for row in rows)


def test_gpci_anesthesia_and_caps_by_a_second_reading(quarter: Loaded, unpacked: Path) -> None:
    def kept(family: str, *columns: str) -> list[tuple[Any, ...]]:
        table = frame(quarter, family).with_columns(polars.col(polars.String).fill_null(""))
        return sorted(table.select(columns).rows())

    gpci = [r for r in rows_by_duckdb(unpacked / "GPCI2025.csv", skip=3) if r[1]]
    assert kept("pfs.gpci", "mac", "locality", "work", "pe", "mp") == [
        (mac, place, Decimal(work), Decimal(pe), Decimal(mp))
        for mac, place, work, pe, mp in second_numbers(gpci, 0, 2, 4, 5, 6)
    ]
    factors = rows_by_duckdb(unpacked / "ANES2025.csv", skip=1)
    assert kept("pfs.anesthesia", "mac", "locality", "conversion_factor") == [
        (mac, place, Decimal(factor)) for mac, place, factor in second_numbers(factors, 0, 1, 3)
    ]
    caps = rows_by_duckdb(unpacked / "OPPSCAP_Oct.csv", skip=1)
    columns = ("code", "modifier", "mac", "locality", "status", "facility_price")
    mine = kept("pfs.oppscap", *columns, "nonfacility_price")
    assert mine == [
        (*texts, Decimal(facility), Decimal(other))
        for *texts, facility, other in second_numbers(caps, 0, 1, 3, 4, 2, 5, 6)
    ]
    assert (len(gpci), len(factors), len(mine)) == (109, 109, 16_100)


def test_localities_by_a_second_reading(quarter: Loaded, unpacked: Path) -> None:
    """110 rows of 109 localities: one stands twice. The places are those of the GPCI file."""
    with (unpacked / "25LOCCO.csv").open(newline="") as file:
        listed = [row for row in csv.reader(file) if row and row[0].strip().isdigit()]
    table = frame(quarter, "pfs.locality")
    places = {(row[0].zfill(5), row[1].zfill(2)) for row in listed}
    assert (len(listed), len(places), table.height) == (110, 109, 109)
    assert set(table.select("mac", "locality").rows()) == places
    assert places == set(frame(quarter, "pfs.gpci").select("mac", "locality").rows())
    assert table.null_count().row(0) == (0, 0, 0, 0, 0)


def test_the_addendum_of_2026(tmp_path: Path) -> None:
    loaded = load(tmp_path, REAL / "pfs" / "GPCI2026.csv")
    table = polars.read_parquet(loaded.file("pfs.gpci 2026-01-01", "gpci.parquet"))
    with (REAL / "pfs" / "GPCI2026.csv").open(newline="") as file:
        second = [row for row in csv.reader(file) if len(row) > 1 and row[1]][1:]
    assert table.height == len(second) == 109
    for column, place in (("work", 4), ("pe", 5), ("mp", 6)):
        assert table[column].sum() == sum(Decimal(row[place]) for row in second)


def test_addendum_b_by_a_second_reading(tmp_path: Path) -> None:
    loaded = load(tmp_path, REAL / "opps")
    table = polars.read_parquet(loaded.file("opps 2026-04-01", "opps.parquet"))
    second = rows_by_duckdb(REAL / "opps" / "addendum_b_2026-04.csv", skip=1)
    assert table.height == len(second) == 19_059
    assert sorted(table.select("code", "status", "payment_rate").rows()) == sorted(
        (code, status, Decimal(rate) if rate else None) for code, status, rate in second
    )
    assert len(loaded.table("opps.status 2026-04-01", "opps_status")) == 31
