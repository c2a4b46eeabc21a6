"""Short reference lists: codes, dates and flags, and never a text that is X12's or the NUBC's."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from imported import column, rows, store_of
from loaded import load

from superbill.codesets.importing.sample import Sample
from superbill.codesets.release import Release
from superbill.codesets.sources.reference import lists as reference_lists
from superbill.codesets.sources.reference.lists import deactivated_on
from superbill.errors import ReleaseRefused

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "reference"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "reference"
DAY = date(2030, 6, 1)


def stored(name: str, folder: Path) -> Path:
    return store_of(reference_lists.draft({"list": FIXTURES / name}, edition=DAY), folder)


def properties(store: Path) -> dict[str, list[tuple[object, ...]]]:
    found: dict[str, list[tuple[object, ...]]] = {}
    for code, name, value in rows(
        store, "SELECT code, name, value FROM property ORDER BY code, name, position"
    ):
        found.setdefault(str(code), []).append((name, json.loads(str(value))))
    return found


@pytest.mark.parametrize(
    ("name", "family", "named"),
    [
        ("place_of_service.csv", "pos", None),
        ("carc_2030-06.csv", "carc", DAY),
        ("rarc_2030-06.csv", "rarc", DAY),
        ("modifiers.csv", "modifier", None),
        ("revenue_center.csv", "revenue", None),
        ("bill_type.csv", "bill_type", None),
        ("discharge_disposition.csv", "discharge", None),
    ],
)
def test_each_list_is_told_by_its_header(name: str, family: str, named: date | None) -> None:
    match = reference_lists.recognise(Sample(FIXTURES / name, name, (name,)))
    assert match is not None
    assert (match.family, match.named, match.stated) == (family, named, None)


def test_a_place_of_service_is_a_facility_or_not_or_no_code(tmp_path: Path) -> None:
    store = stored("place_of_service.csv", tmp_path)
    assert rows(store, "SELECT code, title FROM concept") == [
        ("91", "Invented Shed"),
        ("92", "Invented Palace"),
    ]
    assert properties(store)["92"] == [
        ("description", {"text": "A made-up palace."}),
        ("facility", {"facility": True}),
    ]
    assert ("facility", {"facility": False}) in properties(store)["91"]


def test_reason_codes_have_dates_and_no_text(tmp_path: Path) -> None:
    store = stored("carc_2030-06.csv", tmp_path)
    assert rows(store, 'SELECT code, start, "end" FROM validity') == [
        ("991", "1995-01-01", None),
        ("X9", "2012-09-30", "2014-07-01"),
    ]
    assert column(store, "SELECT title FROM concept") == [None, None]
    assert b"Words of X12" not in store.read_bytes()


def test_a_remark_code_ends_where_its_note_says_so(tmp_path: Path) -> None:
    store = stored("rarc_2030-06.csv", tmp_path)
    assert rows(store, 'SELECT code, "end" FROM validity ORDER BY code') == [
        ("M991", None),
        ("MA99", None),
        ("N992", "2003-02-28"),
    ]
    assert column(store, "SELECT title FROM concept WHERE code = 'M991'") == ["Invented remark."]


@pytest.mark.parametrize(
    ("notes", "day", "why"),
    [
        ("(Deactivated 2/28/2003) Consider another", date(2003, 2, 28), "plain"),
        ("(Modified 8/1/05, Deactivated 4/1/07)", date(2007, 4, 1), "years of two digits"),
        ("(Deactivated 2/28/03, Reactivated 4/1/04)", None, "taken back"),
        ("(Reactivated 4/1/04, Deactivated 1/1/06)", date(2006, 1, 1), "and ended again"),
        ("(Modified 2/28/03)", None, "no end"),
        ("", None, "no note"),
    ],
)
def test_deactivated_on(notes: str, day: date | None, why: str) -> None:
    assert deactivated_on(notes) == day, why


def test_a_modifier_may_stand_in_several_categories(tmp_path: Path) -> None:
    """And one that is the AMA's is a code without its words, whoever wrote them there."""
    store = stored("modifiers.csv", tmp_path)
    assert rows(store, "SELECT code, title FROM concept ORDER BY code") == [
        ("99", None), ("P1", None), ("Z9", "Invented modifier"),
    ]  # fmt: skip
    assert properties(store)["Z9"] == [
        ("listed_as", {"level": "II", "category": "General"}),
        ("listed_as", {"level": "II", "category": "Therapy"}),
    ]
    assert properties(store)["P1"] == [
        ("listed_as", {"level": "II"}),
        ("listed_as", {"level": "CPT"}),
    ]


def test_codes_of_the_nubc_are_codes_only(tmp_path: Path) -> None:
    revenue = stored("revenue_center.csv", tmp_path / "r")
    assert rows(revenue, "SELECT code, title FROM concept") == [("0991", None), ("099X", None)]
    assert b"Words of the NUBC" not in revenue.read_bytes()
    assert column(stored("discharge_disposition.csv", tmp_path / "d"),
                  "SELECT code FROM concept") == ["91", "99"]  # fmt: skip
    bill = stored("bill_type.csv", tmp_path / "b")
    assert column(bill, "SELECT code FROM concept") == ["991"]
    assert properties(bill) == {"992": [("deprecated", {"since": "2005-10-01"})]}


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "says"),
    [
        ("place_of_service.csv", "92,Facility", "92,Palace", 3, "neither Facility"),
        ("place_of_service.csv", "92,Facility", "91,Facility", 3, "91 stands twice"),
        ("place_of_service.csv", "92,Facility", "9,Facility", 3, "is no code"),
        ("carc_2030-06.csv", "2014-07-01", "2014-07-32", 3, "is not a day"),
        ("carc_2030-06.csv", "991,1995-01-01", "991,", 2, "no first day"),
        ("carc_2030-06.csv", "end_date,description", "end_date,other", 2, "'Words of X12'"),
        ("modifiers.csv", "Therapy,Invented", "Therapy,Other", 3, "another text than in line 2"),
        ("bill_type.csv", "992,1,2005-10-01", "992,1,", 3, "deprecated is 1"),
        ("bill_type.csv", "992,1", "992,2", 3, "neither 0 nor 1"),
    ],
)
def test_a_row_that_is_not_as_declared_is_refused(
    tmp_path: Path, name: str, old: str, new: str, line: int, says: str
) -> None:
    text = (FIXTURES / name).read_bytes().decode()
    assert old in text
    path = tmp_path / name
    path.write_bytes(text.replace(old, new, 1).encode())
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        reference_lists.draft({"list": path}, edition=DAY)
    assert refusal.value.where == f"{name}:{line}"


def test_a_list_that_nothing_dates_is_refused(tmp_path: Path) -> None:
    catalogue, outcomes = load(tmp_path, FIXTURES)
    assert {r.id for r in catalogue.releases()} == {"carc 2030-06-01", "rarc 2030-06-01"}
    assert "--release" in outcomes["place_of_service.csv"].message


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Release, Path]]:
    home = tmp_path_factory.mktemp("reference")
    catalogue, outcomes = load(home, REAL, given=date(2024, 6, 1))
    assert not [o for o in outcomes.values() if o.refused]
    return {
        e.release.family: (e.release, home / "releases" / e.folder / "store.sqlite")
        for e in catalogue.entries
    }


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "family", "key"),
    [
        ("place_of_service.csv", "pos", "pos_code"),
        ("carc_2024-06.csv", "carc", "code"),
        ("rarc_2024-06.csv", "rarc", "code"),
        ("revenue_center.csv", "revenue", "revenue_center_code"),
        ("bill_type.csv", "bill_type", "bill_type_code"),
        ("discharge_disposition.csv", "discharge", "discharge_disposition_code"),
        ("modifiers.csv", "modifier", "modifier"),
    ],
)
def test_real_lists_are_read_whole(
    real: dict[str, tuple[Release, Path]], name: str, family: str, key: str
) -> None:
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        plain = list(csv.DictReader(file))
    kept = [
        row for row in plain if row.get("pos_type") != "Unassigned" and row.get("deprecated") != "1"
    ]
    release, store = real[family]
    assert column(store, "SELECT code FROM concept ORDER BY code") == sorted(
        {row[key] for row in kept}
    )
    if family == "carc":
        assert sorted(rows(store, 'SELECT code, start, "end" FROM validity')) == sorted(
            (row[key], row["start_date"], row["end_date"] or None) for row in plain
        )
        assert release.kind == "dated"


@pytest.mark.real_data
def test_the_office_is_no_facility_and_the_hospital_is(
    real: dict[str, tuple[Release, Path]],
) -> None:
    """What decides between the two practice expense RVUs of 58565."""
    found = properties(real["pos"][1])
    flags = {code: dict(found[code])["facility"]["facility"] for code in ("11", "21", "22", "24")}  # type: ignore[call-overload]
    assert flags == {"11": False, "21": True, "22": True, "24": True}
