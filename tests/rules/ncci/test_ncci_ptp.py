"""One PTP edit on a day, and what cures it, against slow and obvious oracles."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from ncci_home import book_of

from superbill.rules.claim import ClaimLines, Line, Scene
from superbill.rules.ncci import ptp
from superbill.rules.ncci.ptp_edit import PtpEdit, in_force, ptp_edit
from superbill.rules.ncci.ptp_modifiers import cures, kind_of, parameters, permitted

FIRST = date(2024, 1, 1)


def days(edit: PtpEdit) -> set[date]:
    """Every day of an edit, counted one by one."""
    if edit.indicator == 9 or edit.deletion_date == edit.effective_date is not None:
        return set()
    day = edit.effective_date or FIRST
    last = edit.deletion_date or FIRST + timedelta(days=400)
    found: set[date] = set()
    while day <= last:
        found.add(day)
        day += timedelta(days=1)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_periods_that_do_not_overlap_answer_as_their_days_counted(seed: int) -> None:
    rng = random.Random(seed)
    day, rows = FIRST + timedelta(days=rng.randint(0, 5)), []
    for _ in range(rng.randint(1, 5)):
        last = day + timedelta(days=rng.choice((0, 0, 1, 2, 30)))
        ends = None if rng.random() < 0.2 else last
        rows.append(PtpEdit("G9901", "G9902", rng.choice((0, 1, 9)), day, ends, None))
        if ends is None:
            break
        day = last + timedelta(days=rng.choice((1, 1, 10)))
    rng.shuffle(rows)
    for n in range(160):
        on = FIRST + timedelta(days=n)
        expected = [row for row in rows if on in days(row)]
        assert [in_force(tuple(rows), on)] == (expected or [None])


def test_first_days_that_are_not_stated_leave_the_row_that_ends_first() -> None:
    ended = PtpEdit("G9901", "G9902", 1, None, date(2024, 3, 31), None)
    current = PtpEdit("G9901", "G9902", 0, None, None, None)
    for rows in ((ended, current), (current, ended)):
        assert in_force(rows, date(2024, 3, 31)) is ended
        assert in_force(rows, date(2024, 4, 1)) is current


class Rows:
    def find(self, *key: str) -> list[dict[str, Any]]:
        return []


def test_a_pair_that_the_table_does_not_have() -> None:
    assert ptp_edit(Rows(), "G9901", "G9902", on=FIRST) is None


LISTED = (
    "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI"
    " 24 25 57 58 78 79 27 59 91 XE XS XP XU"
)


def test_the_list_is_the_manuals() -> None:
    listed = [m for entry in parameters().associated for m in entry.modifiers]
    assert sorted(listed) == sorted(LISTED.split())


@pytest.mark.parametrize(
    "modifier", sorted({"22", "26", "50", "51", "52", "62", "76", "77", "TC", "GA"})
)
def test_other_modifiers_bypass_nothing(modifier: str) -> None:
    assert not permitted(modifier, 1, on=date(2024, 7, 15))
    assert not permitted(modifier, 2, on=date(2024, 7, 15))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("99213", "evaluation"), ("92014", "evaluation"), ("G0463", "evaluation"),
        ("92015", "procedure"), ("99500", "procedure"), ("80048", "laboratory"),
        ("0001U", "laboratory"), ("0001T", "procedure"), ("01996", "procedure"),
        ("G0464", "procedure"), ("", "procedure"),
    ],
)  # fmt: skip
def test_kinds_of_code(code: str, kind: str) -> None:
    assert kind_of(code) == kind


def test_beside_an_evaluation_only_modifiers_of_its_own_line_are_right() -> None:
    found = cures("G9901", "99213", on=date(2024, 7, 15), setting="practitioner")
    assert {m for cure in found for m in cure.modifiers} == {"24", "25", "57"}
    assert {cure.columns for cure in found} == {(2,)}


def test_27_is_the_hospitals() -> None:
    def given(setting: Any) -> set[str]:
        found = cures("99213", "G0463", on=date(2024, 7, 15), setting=setting)
        return {m for cure in found for m in cure.modifiers}

    assert "27" in given("outpatient")
    assert "27" not in given("practitioner")


def test_what_is_said_of_pairs_without_an_edit(tmp_path: Any) -> None:
    table = ["G9901 G9902 20200101 20231231 1", "G9901 G9903 20200101 20200101 9",
             "G9904 G9905 20240701 20240701 1"]  # fmt: skip
    book = book_of(tmp_path, {"ncci.ptp.practitioner": table})
    lines = tuple(Line(f"G990{n}", "hcpcs") for n in range(1, 6))

    def said(on: date) -> list[str]:
        scene = Scene(ClaimLines(lines), book, (), on, "practitioner", "medicare")
        outcome = ptp.check(scene)
        assert not outcome.findings
        return [check.result for check in outcome.checked]

    none, ended = said(date(2024, 7, 15))
    assert none.startswith("no edit in edition ncci.ptp.practitioner 2024-07-01 on 2024-07-15:")
    assert "G9901 and G9902 (deleted, last day 2023-12-31)" in ended
    assert "G9901 and G9903 (indicator 9: deleted back to its first day)" in ended
    assert "G9904 and G9905 (deleted, last day 2024-07-01)" in ended
    assert not any("allowed" in text or "clean" in text for text in (none, ended))
    assert all("older than the date of service; load a newer" in t for t in said(date(2024, 10, 1)))
    (before,) = said(date(1995, 12, 31))
    assert before.startswith("not loaded")
    assert "superbill data import" in before


def test_one_line_has_nothing_to_look_up(tmp_path: Any) -> None:
    book = book_of(tmp_path, {"ncci.ptp.practitioner": ["G9901 G9902 20200101 * 1"]})
    claim = ClaimLines((Line("G9901", "hcpcs"), Line("0UL78DZ", "icd10pcs")))
    scene = Scene(claim, book, (), date(2024, 7, 15), "practitioner", "medicare")
    (check,) = ptp.check(scene).checked
    assert check.result.startswith("one code on 2024-07-15: no pair to look up")


def test_the_remedy_names_line_and_limits(tmp_path: Any) -> None:
    book = book_of(tmp_path, {"ncci.ptp.practitioner": ["G9901 G9902 20100101 * 1"]})
    claim = ClaimLines((Line("G9901", "hcpcs", ("59",)), Line("G9902", "hcpcs")))

    def remedy(on: date) -> str:
        (found,) = ptp.check(Scene(claim, book, (), on, "practitioner", "medicare")).findings
        return found.remedy

    assert "59 on G9902: the services were distinct" in remedy(date(2019, 6, 30))
    assert "Before 2019-07-01" in remedy(date(2019, 6, 30))
    assert "MM11168" in remedy(date(2019, 6, 30))
    assert "record shows" in remedy(date(2019, 7, 1))


def test_the_same_side_on_both_lines_is_said_to_show_nothing(tmp_path: Any) -> None:
    book = book_of(tmp_path, {"ncci.ptp.practitioner": ["G9901 G9902 20100101 * 1"]})
    claim = ClaimLines((Line("G9901", "hcpcs", ("LT",)), Line("G9902", "hcpcs", ("LT",))))
    scene = Scene(claim, book, (), date(2024, 7, 15), "practitioner", "medicare")
    (found,) = ptp.check(scene).findings
    assert found.severity == "info"
    assert "Both lines carry LT" in found.message
