"""Whose note, whose equipment, what stands for two codes, what another operation takes in."""

from __future__ import annotations

import pytest

from superbill.coding.joins import joins
from superbill.coding.patients import patients_in
from superbill.coding.place import equipment_in
from superbill.coding.taken_in import taken_in
from superbill.knowledge.lexicon import Lexicon
from superbill.notes.document import parse
from superbill.notes.other_days import day_of, tells_of_another_day
from superbill.notes.reading import read


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("Patient: Ann Oak\nPatient name: Oak, Ann", 1, id="one, in another order"),
        pytest.param("Patient: Ann Oak\nPATIENT: ANN B. OAK", 1, id="one, with an initial"),
        pytest.param("Patient: Ann Oak\n---\nPatient: Bea Elm", 2, id="two"),
        pytest.param("Patient: tolerated it well", 0, id="no name at all"),
        pytest.param("Surgeon: Cal Fir\nAssistant: Dee Yew", 0, id="staff are no patients"),
    ],
)
def test_patients(text: str, names: int, lexicon: Lexicon) -> None:
    found = patients_in(parse(text, name="note", lexicon=lexicon))
    assert len(found) == names
    assert all(text[e.start : e.end] == e.text for e in found)


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        pytest.param("Done in the hospital radiology suite.", "hospital", id="hospital"),
        pytest.param("HSG in our office.", "practice", id="practice"),
        pytest.param("At the hospital; films reread in the office.", "not_told", id="both"),
        pytest.param("HSG, normal.", "not_told", id="silence"),
    ],
)
def test_whose_equipment(text: str, owner: str, lexicon: Lexicon) -> None:
    assert equipment_in(parse(text, name="note", lexicon=lexicon)).owner == owner


def test_every_join_gives_another_code() -> None:
    assert joins()
    assert all(len(j.codes) > 1 and j.gives not in j.codes for j in joins())


@pytest.mark.parametrize(
    ("note", "code", "held"),
    [
        pytest.param("Procedure: Total laparoscopic hysterectomy", "58661", True,
                     id="the hysterectomy takes the tubes in"),
        pytest.param("Plan: hysterectomy", "58661", False, id="one that is planned takes nothing"),
        pytest.param("Procedure: Total laparoscopic hysterectomy", "58565", False,
                     id="a code that isn't listed"),
    ],
)  # fmt: skip
def test_taken_in(note: str, code: str, held: bool, lexicon: Lexicon) -> None:
    procedures = read(note, name="note", lexicon=lexicon).procedures
    assert (taken_in(code, procedures) is not None) is held


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        pytest.param("Coils were placed on 06/06/2017.", True, id="an earlier date"),
        pytest.param("Coils were placed today, 06/20/2017.", False, id="the visit's own date"),
        pytest.param("The HSG was done last week.", True, id="last week"),
        pytest.param("Return on 09/20/2017.", False, id="a later date is a plan's affair"),
        pytest.param("BP 120/80, lot 12/34.", False, id="no dates"),
    ],
)
def test_other_days(sentence: str, other: bool, lexicon: Lexicon) -> None:
    note = parse(f"Date of service: 06/20/2017\n\n{sentence}", name="note", lexicon=lexicon)
    visit = day_of(note)
    assert visit is not None
    assert visit.isoformat() == "2017-06-20"
    assert tells_of_another_day(note, note.sentences[-1], visit) is other
