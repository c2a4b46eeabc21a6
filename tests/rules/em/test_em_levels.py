"""Levels by decision making and by time: dates, boundaries, and that order never matters."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.dates import ONE_DAY
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.em.levels import level_by_time, levels
from superbill.rules.em.mdm import Data, criteria, decide
from superbill.rules.em.patient import Seen, established_by, within_three_years
from superbill.rules.em.prolonged import prolonged, table

D22, D24 = date(2022, 7, 15), date(2024, 7, 15)


@pytest.mark.parametrize(
    ("category", "minutes", "on", "code"),
    [
        pytest.param("office_new", 14, D24, None, id="below the lowest"),
        pytest.param("office_new", 15, D24, "99202", id="the lowest"),
        pytest.param("office_new", 29, D24, "99202", id="a minute short"),
        pytest.param("office_new", 60, D24, "99205", id="the highest"),
        pytest.param("office_established", 10, D22, "99212", id="a range in 2022"),
        pytest.param("office_established", 39, D22, "99214", id="the end of a range"),
        pytest.param("office_established", 40, D24, "99215", id="a minimum in 2024"),
        pytest.param("hospital_initial", 40, D24, "99221", id="hospital, lowest"),
        pytest.param("hospital_initial", 74, D24, "99222", id="hospital, a minute short"),
        pytest.param("hospital_subsequent", 50, D24, "99233", id="subsequent, highest"),
        pytest.param("hospital_same_day", 85, D24, "99236", id="same day, highest"),
        pytest.param("consultation_office", 55, D24, "99245", id="office consultation"),
        pytest.param("consultation_inpatient", 79, D24, "99254", id="inpatient consultation"),
        pytest.param("nursing_initial", 45, date(2023, 12, 31), "99306", id="45 until 2023"),
        pytest.param("nursing_initial", 45, date(2024, 1, 1), "99305", id="50 from 2024"),
        pytest.param("nursing_subsequent", 15, date(2023, 12, 31), "99308", id="15 until 2023"),
        pytest.param("nursing_subsequent", 15, date(2024, 1, 1), "99307", id="20 from 2024"),
        pytest.param("home_new", 75, D24, "99345", id="home, new"),
        pytest.param("home_established", 59, D24, "99349", id="home, a minute short"),
    ],
)
def test_by_time(category: str, minutes: int, on: date, code: str | None) -> None:
    level, why = level_by_time(category, minutes, on=on)
    assert (level.code if level else None) == code
    assert str(minutes) in why


def test_above_the_range_of_2022_is_said() -> None:
    level, why = level_by_time("office_established", 60, on=D22)
    assert level is not None
    assert "em_prolonged" in why
    assert "above" not in level_by_time("office_established", 60, on=D24)[1]


@pytest.mark.parametrize("minutes", [-1, 1_441, 10**9])
def test_minutes_that_are_none(minutes: int) -> None:
    with pytest.raises(WrongUsage, match="total of minutes"):
        level_by_time("office_new", minutes, on=D24)


def test_an_emergency_visit_never_goes_by_time() -> None:
    with pytest.raises(WrongUsage, match="never chosen by time"):
        level_by_time("emergency", 60, on=D24)


@pytest.mark.parametrize(
    ("category", "first"),
    [("office_new", date(2021, 1, 1)), ("hospital_initial", date(2023, 1, 1)),
     ("emergency", date(2023, 1, 1)), ("home_new", date(2023, 1, 1))],
)  # fmt: skip
def test_before_the_levels_nothing_is_known(category: str, first: date) -> None:
    assert levels().of(category, on=first)
    with pytest.raises(NotLoaded, match=first.isoformat()):
        levels().of(category, on=first - ONE_DAY)


def test_no_visit_of_another_name() -> None:
    with pytest.raises(WrongUsage, match="not a kind of visit"):
        levels().of("office", on=D24)


def test_99211_has_no_decision_and_no_time() -> None:
    found = levels().code("99211", on=D24)
    assert found is not None
    assert (found.mdm, found.from_minutes) == ((), None)


@pytest.mark.parametrize("on", [D22, date(2023, 6, 1), D24, date(2026, 7, 1)])
def test_every_level_of_decision_making_has_one_code(on: date) -> None:
    table = levels()
    for category in table.categories:
        try:
            listed = table.of(category, on=on)
        except NotLoaded:
            assert on < date(2023, 1, 1)
            continue
        reached = sorted(level for v in listed for level in v.mdm)
        assert reached == [1, 2, 3, 4], category
        times = [v.from_minutes for v in listed if v.from_minutes is not None]
        assert times == sorted(times), category


OFFICE = "office_established"


@pytest.mark.parametrize(
    ("problems", "data", "risk", "code"),
    [
        pytest.param(["minor"], Data(), ["minimal"], "99212", id="straightforward"),
        pytest.param(["minor", "minor"], Data(), ["low"], "99213", id="two minor ones are low"),
        pytest.param(["stable_chronic"], Data(), ["prescription_drug"], "99213",
                     id="moderate risk alone does not lift a low problem"),
        pytest.param(["stable_chronic"], Data(tests=("a", "b", "c")), ["prescription_drug"],
                     "99214", id="moderate data and risk"),
        pytest.param(["stable_chronic"], Data(tests=("a", "b")), ["low"], "99213",
                     id="limited data"),
        pytest.param(["stable_chronic", "stable_chronic"], Data(), ["prescription_drug"], "99214",
                     id="two chronic ones and a drug"),
        pytest.param(["threat_to_life_or_function"], Data(), ["hospital_or_escalation"], "99215",
                     id="high problem and risk"),
        pytest.param(["threat_to_life_or_function"],
                     Data(tests=("a", "b", "c"), interpreted=True), ["low"], "99215",
                     id="high problem, extensive data"),
        pytest.param(["threat_to_life_or_function"], Data(interpreted=True), ["low"], "99214",
                     id="one category of data is moderate"),
        pytest.param(["stable_chronic"], Data(historian=True), ["minimal"], "99213",
                     id="a historian makes data limited"),
        pytest.param(["chronic_worsening"], Data(tests=("a", "b"), historian=True), ["minimal"],
                     "99214", id="two tests and a historian are three items"),
        pytest.param(["chronic_worsening"], Data(interpreted=True, discussed=True), [], "99214",
                     id="extensive data, moderate problem, no risk"),
    ],
)  # fmt: skip
def test_by_decision_making(problems: list[str], data: Data, risk: list[str], code: str) -> None:
    assert decide(OFFICE, on=D24, problems=problems, risk=risk, data=data).code.code == code


def test_a_test_named_twice_counts_once() -> None:
    one = decide(OFFICE, on=D24, problems=["minor"], risk=["low"],
                 data=Data(tests=("CBC", " cbc ", "CBC")))  # fmt: skip
    assert one.elements[1].level == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"problems": []}, "at least one problem"),
        ({"problems": ["cold"]}, "not a fact of problems"),
        ({"risk": ["death"]}, "not a fact of risk"),
        ({"problems": ["stable_acute"], "on": D22}, "not a fact of problems"),
        ({"problems": ["multiple_morbidities"]}, "not a fact of problems"),
    ],
)
def test_facts_that_are_none(given: dict, said: str) -> None:
    asked = {"on": D24, "problems": ["minor"], "risk": [], "data": Data()} | given
    with pytest.raises(WrongUsage, match=said):
        decide(OFFICE, **asked)


def test_a_fact_of_one_kind_of_visit() -> None:
    found = decide("nursing_initial", on=D24, problems=["multiple_morbidities"],
                   risk=["drug_monitoring_for_toxicity"], data=Data())  # fmt: skip
    assert found.code.code == "99306"


FACTS = st.lists(st.sampled_from(sorted({c.fact for c in criteria().problems if not c.only})),
                 min_size=1, max_size=6)  # fmt: skip
RISKS = st.lists(st.sampled_from(sorted({c.fact for c in criteria().risk})), max_size=4)
NAMES = st.lists(st.sampled_from(["cbc", "bmp", "ecg", "mri"]), max_size=5)


@given(FACTS, RISKS, NAMES, NAMES, st.booleans(), st.booleans(), st.booleans(), st.randoms())
def test_the_same_facts_in_any_order_give_the_same_level(
    problems, risk, tests, notes, historian, interpreted, discussed, random
) -> None:
    def level(mixed: bool) -> int:
        lists = [list(x) for x in (problems, risk, tests, notes)]
        for one in lists if mixed else ():
            random.shuffle(one)
        data = Data(tuple(lists[3]), tuple(lists[2]), historian, interpreted, discussed)
        return decide(OFFICE, on=D24, problems=lists[0], risk=lists[1], data=data).level

    assert level(False) == level(True)


@given(
    FACTS,
    RISKS,
    NAMES,
    st.sampled_from(sorted({c.fact for c in criteria().problems if not c.only})),
)
def test_one_more_fact_never_lowers_a_level(problems, risk, tests, more) -> None:
    data = Data((), tuple(tests))
    before = decide(OFFICE, on=D24, problems=problems, risk=risk, data=data).level
    after = decide(OFFICE, on=D24, problems=[*problems, more], risk=risk, data=data).level
    assert after >= before


@given(FACTS, RISKS, NAMES, st.booleans(), st.booleans(), st.booleans())
def test_a_level_equals_an_oracle_that_counts_elements(
    problems, risk, tests, historian, interpreted, discussed
) -> None:
    data = Data((), tuple(tests), historian, interpreted, discussed)
    found = decide(OFFICE, on=D24, problems=problems, risk=risk, data=data)
    reached = [e.level for e in found.elements]
    met = [level for level in (1, 2, 3, 4) if sum(r >= level for r in reached) >= 2]
    assert found.level == max(met, default=1)


@given(st.integers(0, 1_440), st.sampled_from(["office_new", "office_established", "home_new"]))
def test_time_equals_an_oracle_that_walks_the_table(minutes: int, category: str) -> None:
    found, _ = level_by_time(category, minutes, on=D24)
    slow = None
    for level in levels().of(category, on=D24):
        if level.from_minutes is not None and minutes >= level.from_minutes:
            slow = level
    assert found == slow


@pytest.mark.parametrize(
    ("earlier", "on", "counts"),
    [
        (date(2021, 7, 15), D24, False),
        (date(2021, 7, 16), D24, True),
        (date(2021, 7, 14), D24, False),
        (D24, D24, False),
        (date(2024, 7, 14), D24, True),
        (date(2021, 2, 28), date(2024, 2, 29), False),
        (date(2021, 3, 1), date(2024, 2, 29), True),
    ],
)
def test_three_years(earlier: date, on: date, counts: bool) -> None:
    assert within_three_years(earlier, on) is counts


def test_another_group_or_specialty_makes_nobody_established() -> None:
    day = date(2024, 1, 1)
    for one in (Seen(day, same_group=False), Seen(day, same_specialty=False),
                Seen(day, professional=False)):  # fmt: skip
        assert established_by([one], on=D24) is None
    assert established_by([Seen(day), Seen(date(2024, 2, 1))], on=D24) == Seen(date(2024, 2, 1))


@pytest.mark.parametrize(
    ("primary", "minutes", "rules", "on", "code", "units"),
    [
        ("99205", 74, "cpt", D24, "99417", 0),
        ("99205", 75, "cpt", D24, "99417", 1),
        ("99205", 89, "cpt", D24, "99417", 1),
        ("99205", 90, "cpt", D24, "99417", 2),
        ("99205", 88, "medicare", D24, "G2212", 0),
        ("99205", 89, "medicare", D24, "G2212", 1),
        ("99215", 55, "cpt", D24, "99417", 1),
        ("99215", 69, "medicare", D22, "G2212", 1),
        ("99223", 90, "medicare", D24, "G0316", 1),
        ("99233", 65, "medicare", D24, "G0316", 1),
        ("99236", 110, "medicare", D24, "G0316", 1),
        ("99236", 100, "cpt", D24, "99418", 1),
        ("99306", 95, "medicare", D24, "G0317", 1),
        ("99310", 85, "medicare", D24, "G0317", 1),
        ("99345", 140, "medicare", D24, "G0318", 1),
        ("99350", 110, "medicare", D24, "G0318", 1),
        ("99306", 60, "cpt", date(2023, 12, 31), "99418", 1),
        ("99306", 60, "cpt", date(2024, 1, 1), "99418", 0),
    ],
)
def test_prolonged(primary, minutes, rules, on, code, units) -> None:
    entry, found = prolonged(primary, minutes, on=on, rules=rules)
    assert (entry.code, found) == (code, units)


def test_prolonged_where_there_is_none() -> None:
    with pytest.raises(WrongUsage, match="No prolonged service"):
        prolonged("99213", 60, on=D24, rules="medicare")
    with pytest.raises(NotLoaded, match="2023-01-01"):
        prolonged("99223", 120, on=D22, rules="medicare")
    with pytest.raises(WrongUsage, match="total of minutes"):
        prolonged("99215", -1, on=D24, rules="cpt")


def test_cpt_counts_from_the_minimum_and_medicare_later() -> None:
    entries, unit, _ = table()
    for entry in (e for e in entries if e.rules == "cpt" and e.primary != "99483"):
        level = levels().code(entry.primary, on=entry.start)
        assert level is not None
        assert level.from_minutes is not None
        assert entry.from_minutes == level.from_minutes + unit, entry
        for other in entries:
            if other.rules == "medicare" and other.primary == entry.primary:
                assert other.from_minutes >= entry.from_minutes
