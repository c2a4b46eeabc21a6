"""The dated parameters of the fee schedule, the modifiers and the global period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from superbill.errors import CardRefused, WrongUsage
from superbill.rules.global_period import calendar, needs
from superbill.rules.modifier import conflict, known, order, required
from superbill.rules.modifier.code_groups import groups, in_group
from superbill.rules.mpfs import indicators, reductions

ON = date(2024, 7, 15)


@pytest.mark.parametrize("name", indicators.INDICATORS)
def test_each_value_is_told_in_words_with_its_source(name: str) -> None:
    found = indicators.indicator(name)
    assert found.source
    assert found.url.startswith("https://")
    values = [v.value for v in found.values]
    assert len(values) == len(set(values))
    for value in found.values:
        assert len(value.meaning) > 10
        for verdict in value.verdicts:
            assert verdict.severity is None or verdict.remedy, (name, value.value, verdict.of)
        modifiers = [m for v in value.verdicts for m in v.of]
        assert len(modifiers) == len(set(modifiers))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("status", "A B C D E F G H I J M N P R T X"),
        ("pctc", "0 1 2 3 4 5 6 7 8 9"),
        ("global", "000 010 090 MMM XXX YYY ZZZ"),
        ("multiple_procedure", "0 1 2 3 4 5 6 7 9"),
        ("bilateral", "0 1 2 3 9"),
        ("assistant", "0 1 2 9"),
        ("co_surgeon", "0 1 2 9"),
        ("team", "0 1 2 9"),
        ("supervision", "01 02 03 04 05 06 09 21 22 66 6A 77 7A"),
    ],
)
def test_every_value_of_the_record_layout_is_there(name: str, values: str) -> None:
    assert [v.value for v in indicators.indicator(name).values] == values.split()


def test_a_name_that_is_no_indicator() -> None:
    with pytest.raises(WrongUsage, match="One of: status"):
        indicators.indicator("colour")


def test_a_value_that_is_not_known_has_no_meaning() -> None:
    assert indicators.value_of("bilateral", "7", on=ON) is None
    assert indicators.value_of("bilateral", None, on=ON) is None


@pytest.mark.parametrize(
    ("indicator", "day", "expected"),
    [
        ("5", "2010-12-31", []),
        ("5", "2011-01-01", [("practice expense", 20)]),
        ("5", "2013-03-31", [("practice expense", 20)]),
        ("5", "2013-04-01", [("practice expense", 50)]),
        ("4", "2010-06-30", [("technical component", 25)]),
        ("4", "2010-07-01", [("technical component", 50)]),
        ("4", "2011-12-31", [("technical component", 50)]),
        ("4", "2016-12-31", [("technical component", 50), ("professional component", 25)]),
        ("4", "2017-01-01", [("technical component", 50), ("professional component", 5)]),
        ("6", "2012-12-31", []),
        ("6", "2013-01-01", [("technical component", 25)]),
        ("7", "2013-01-01", [("technical component", 20)]),
        ("2", "2024-07-15", []),
        (None, "2024-07-15", []),
    ],
)
def test_reductions_by_their_days(
    indicator: str | None, day: str, expected: list[tuple[str, int]]
) -> None:
    found = reductions.reductions(indicator, on=date.fromisoformat(day))
    assert [(r.part, r.percent) for r in found] == expected


ASKED = (
    "22 23 24 25 26 TC 27 33 47 50 51 52 53 54 55 56 57 58 59 XE XP XS XU 62 66 73 74 76 77 78 79"
    " 80 81 82 AS 90 91 95 93 GT LT RT E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5"
    " T6 T7 T8 T9 LC LD LM RC RI GA GX GY GZ JW JZ FP KX QW GP GO GN CQ CO FS"
)


@pytest.mark.parametrize("modifier", ASKED.split())
def test_each_modifier_is_known(modifier: str) -> None:
    entry = known.known(modifier)
    assert entry is not None
    assert entry.says.endswith(".")
    assert entry.whose
    assert entry.source
    assert set(entry.groups) | set(entry.never) <= set(groups())
    assert not entry.groups or entry.outside_says
    assert not entry.never or entry.never_says
    assert order.kind_of(modifier) is not None


def test_each_modifier_stands_once() -> None:
    every = [m for entry in known.all_known() for m in entry.modifiers]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("entry", known.all_known(), ids=lambda e: "-".join(e.modifiers[:2]))
def test_the_day_before_the_first_and_after_the_last(entry: known.Known) -> None:
    before = entry.standing(entry.start - timedelta(days=1))
    assert before == ("not known" if entry.known_from else "not yet")
    assert entry.standing(entry.start) == "in force"
    if entry.end is not None:
        assert entry.standing(entry.end - timedelta(days=1)) == "in force"
        assert entry.standing(entry.end) == "ended"


def test_a_file_that_holds_other_modifiers_than_it_should_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(known.HELD_BY, "drugs", "JW")
    known.of_file.cache_clear()
    try:
        with pytest.raises(CardRefused, match="HELD_BY"):
            known.of_file("drugs")
    finally:
        known.of_file.cache_clear()


def test_conflicts_have_distinct_names_and_known_modifiers() -> None:
    names = [c.id for c in conflict.conflicts()]
    assert len(names) == len(set(names))
    for entry in conflict.conflicts():
        assert entry.one
        assert entry.source
        assert entry.locator
        assert not set(entry.one) & set(entry.other)


def test_each_conflict_is_found_in_either_order() -> None:
    for entry in conflict.conflicts():
        pair = (entry.one[0], entry.other[0] if entry.other else entry.one[1])
        assert set(entry.found(pair)) == set(entry.found(pair[::-1])) == set(pair)
        assert entry.found((pair[0],)) == ()
        assert entry.found((pair[0], pair[0])) == ()


def test_the_rest_of_the_data_can_be_read() -> None:
    assert {k.kind for k in order.kinds()} == {"pricing", "payment", "information", "location"}
    assert len(required.required()) == 4
    assert calendar.window("090", ON) is not None
    assert {n.of for n in needs.needs()} == {"visit", "procedure", "critical care"}


@pytest.mark.parametrize(
    ("code", "group", "expected"),
    [
        ("99213", "em", True),
        ("99024", "em", False),
        ("92014", "em", True),
        ("99490", "em_package", False),
        ("58565", "surgery", True),
        ("J1885", "drugs", True),
        ("0001F", "category2", True),
        ("0001T", "category2", False),
        ("G0463", "em", True),
        ("A0425", "ambulance", True),
        ("1", "em", False),
    ],
)
def test_groups_of_codes(code: str, group: str, expected: bool) -> None:
    assert in_group(code, group, on=ON) is expected


def test_a_name_that_is_no_group() -> None:
    with pytest.raises(WrongUsage, match="is no group"):
        in_group("99213", "visits", on=ON)


def test_modifiers_in_the_order_that_they_should_have() -> None:
    assert order.in_order(("LT", "59", "26")) == ("26", "59", "LT")
    assert order.in_order(("50", "26")) == ("26", "50")
    assert order.in_order(()) == ()
