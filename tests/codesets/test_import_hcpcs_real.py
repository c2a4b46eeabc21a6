"""CMS's real HCPCS files against a second, plain reading of them; and what a coder asks of them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from imported import column, rows
from loaded import book_of, load

from superbill.codesets.book import CodeBook
from superbill.codesets.catalogue import Catalogue
from superbill.codesets.importing.load import Outcome
from superbill.codesets.sources.hcpcs import quarterly as hcpcs
from superbill.errors import ReleaseRefused

pytestmark = pytest.mark.real_data

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "hcpcs"
Y2019 = REAL / "original_2019" / "HCPC2019_CONTR_ANWEB.txt.gz"
EXCERPT = REAL / "original_layout" / "HCPC2026_OCT_ANWEB.excerpt.csv"
Y2024 = REAL / "hcpcs_level2_2024_35cols.csv.gz"
Q4_2025 = REAL / "hcpc_short_2025q4.csv"
Q3_2026 = REAL / "hcpcs_level2_codes_2026q3.txt.gz"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Catalogue, dict[str, Outcome]]:
    home = tmp_path_factory.mktemp("hcpcs")
    return (home, *load(home, REAL))


@pytest.fixture(scope="module")
def book(loaded: tuple[Path, Catalogue, dict[str, Outcome]]) -> Iterator[CodeBook]:
    with closing(book_of(loaded[0], loaded[1])) as opened:
        yield opened


def store(loaded: tuple[Path, Catalogue, dict[str, Outcome]], release: str) -> Path:
    home, catalogue, _ = loaded
    entry = next(e for e in catalogue.entries if e.release.id == release)
    return home / "releases" / entry.folder / "store.sqlite"


def next_day(text: str) -> str | None:
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat() if text else None


def iso(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text.strip() else ""


def test_everything_loads_or_says_why_not(
    loaded: tuple[Path, Catalogue, dict[str, Outcome]],
) -> None:
    _, catalogue, outcomes = loaded
    assert {r.id for r in catalogue.releases()} == {
        "hcpcs 2019-01-01", "hcpcs 2024-01-01", "hcpcs.listed 2025-10-01",
        "hcpcs.listed 2026-07-01",
    }  # fmt: skip
    refused = {name: o.message for name, o in outcomes.items() if o.refused}
    assert "editions" in refused.pop("hcpcs_level2_merged.csv")
    assert set(refused) == {
        EXCERPT.name, "HCPCS2019_recordlayout.txt", "proc_notes_2019.txt",
    }  # fmt: skip
    with pytest.raises(ReleaseRefused, match="no codes of section A and no codes of section V"):
        hcpcs.draft({"records": EXCERPT}, edition=date(2026, 10, 1))


def test_the_fixed_width_file_is_read_whole(
    loaded: tuple[Path, Catalogue, dict[str, Outcome]],
) -> None:
    """The same file read by cutting at the layout's places, with nothing checked."""
    lines = gzip.decompress(Y2019.read_bytes()).decode("cp1252").split("\r\n")
    records = [line for line in lines if len(line) > 300 and line[10] in "3478"]
    words: dict[str, list[str]] = {}
    facts: dict[str, tuple[str, str, str | None]] = {}
    for record in records:
        code = record[:5].strip()
        words.setdefault(code, []).append(record[11:91].strip())
        if record[10] in "37":
            ended = next_day(iso(record[284:292]))
            facts[code] = (" ".join(record[91:119].split()), iso(record[268:276]), ended)
    assert len(records) == 6_800 + 4_822
    path = store(loaded, "hcpcs 2019-01-01")
    found = rows(
        path,
        'SELECT c.code, short, start, "end", title FROM concept c JOIN validity v USING (code)'
        " WHERE c.title IS NOT NULL",
    )
    for ama in ("P1", "P2", "P3", "P4", "P5", "P6"):  # CPT's modifiers: codes without words
        del facts[ama]
    assert {row[0]: row[1:] for row in found} == {
        code: (*said, " ".join(" ".join(words[code]).split())) for code, said in facts.items()
    }
    assert rows(path, "SELECT count(*) FROM concept") == [(6_800,)]


def test_the_sheet_is_read_whole(loaded: tuple[Path, Catalogue, dict[str, Outcome]]) -> None:
    with gzip.open(Y2024, "rt", encoding="utf-8", newline="") as file:
        plain = {row["hcpcs"]: row for row in csv.DictReader(file)}
    path = store(loaded, "hcpcs 2024-01-01")
    found = rows(path, 'SELECT code, start, "end" FROM validity')
    assert {code: (start, end) for code, start, end in found} == {
        code: (row["add_dt"], next_day(row["term_dt"])) for code, row in plain.items()
    }
    coverage = column(path, "SELECT json_extract(value, '$.cov') FROM property ORDER BY code")
    assert coverage == [plain[code]["cov"] for code in sorted(plain)]
    on = "2024-01-15"
    begun = [row for row in plain.values() if row["add_dt"] <= on]
    still = sum(not row["term_dt"] or on <= row["term_dt"] for row in begun)
    assert rows(
        path,
        'SELECT count(*) FROM validity WHERE start <= ?1 AND ("end" IS NULL OR "end" > ?1)',
        on,
    ) == [(still,)]


def test_lists_hold_the_codes_that_they_list(
    loaded: tuple[Path, Catalogue, dict[str, Outcome]],
) -> None:
    titled = list(csv.reader(io.StringIO(Q4_2025.read_text(encoding="utf-8"))))[1:]
    path = store(loaded, "hcpcs.listed 2025-10-01")
    assert column(path, "SELECT code FROM property ORDER BY code") == sorted(
        row[0].strip() for row in titled
    )
    bare = gzip.decompress(Q3_2026.read_bytes()).decode().split()
    path = store(loaded, "hcpcs.listed 2026-07-01")
    assert column(path, "SELECT code FROM property ORDER BY code") == sorted(bare)
    assert len(bare) == 8_725


@pytest.mark.parametrize(
    ("code", "on", "status", "why"),
    [
        ("J1885", date(2024, 7, 15), "active", "in force since the last century"),
        ("A4264", date(2024, 1, 15), "active", "the device of 58565"),
        ("A4264", date(2009, 12, 31), "future", "before CMS added it"),
        ("C1300", date(2014, 12, 31), "active", "its last day"),
        ("C1300", date(2015, 1, 1), "deleted", "listed still, and over"),
        ("J0000", date(2024, 7, 15), "unknown", "no such code"),
    ],
)
def test_the_dates_of_each_code_decide(
    book: CodeBook, code: str, on: date, status: str, why: str
) -> None:
    found = book.status(code, "hcpcs", on=on)
    assert (found.status, found.release) == (status, "hcpcs 2024-01-01"), why
    assert found.stale == (on >= date(2024, 4, 1))


def test_the_record_of_the_edition_of_the_day_is_shown(book: CodeBook) -> None:
    """Medicare does not pay for A4264: coverage I in every edition."""
    for on, release in ((date(2019, 2, 1), "2019-01-01"), (date(2024, 2, 1), "2024-01-01")):
        concept = book.concept("A4264", "hcpcs", on=on)
        (record,) = concept.properties["record"]
        assert (record["cov"], record["release"]) == ("I", f"hcpcs {release}")
        assert concept.titles["long"] == concept.status.title is not None


def test_importing_twice_gives_the_same_bytes(
    loaded: tuple[Path, Catalogue, dict[str, Outcome]], tmp_path: Path
) -> None:
    again, _ = load(tmp_path / "again", REAL)
    assert {r.id: r.digest for r in again.releases()} == {
        r.id: r.digest for r in loaded[1].releases()
    }


def test_no_date_of_2019_was_taken_back_by_2024(
    loaded: tuple[Path, Catalogue, dict[str, Outcome]],
) -> None:
    """A sign that both are read alike: a later file adds ends, and changes none."""
    query = 'SELECT code, start, "end" FROM validity'
    earlier = rows(store(loaded, "hcpcs 2019-01-01"), query)
    later = {row[0]: row[1:] for row in rows(store(loaded, "hcpcs 2024-01-01"), query)}
    assert all(later[code] == (start, end) for code, start, end in earlier if end is not None)
    assert all(later[code][0] == start for code, start, _ in earlier)
    assert len(earlier) == 6_800
