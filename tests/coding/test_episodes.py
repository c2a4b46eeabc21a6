"""7th characters by what a note says, and the code of a pregnancy's weeks.

The defect that this prevents: aftercare coded as active treatment, a nonunion as routine healing,
an open fracture as a closed one, and a week too many.
"""

from __future__ import annotations

from itertools import product

import pytest

from superbill.coding.episodes import axes, axis_citation, seventh_character, weeks_code
from superbill.notes.measured import trimester_of
from superbill.notes.values import Attribute, Evidence

FRACTURE = {
    "A": "initial encounter for closed fracture",
    "B": "initial encounter for open fracture type I or II",
    "C": "initial encounter for open fracture type IIIA, IIIB, or IIIC",
    "D": "subsequent encounter for closed fracture with routine healing",
    "E": "subsequent encounter for open fracture type I or II with routine healing",
    "F": "subsequent encounter for open fracture type IIIA, IIIB, or IIIC with routine healing",
    "G": "subsequent encounter for closed fracture with delayed healing",
    "H": "subsequent encounter for open fracture type I or II with delayed healing",
    "J": "subsequent encounter for open fracture type IIIA, IIIB, or IIIC with delayed healing",
    "K": "subsequent encounter for closed fracture with nonunion",
    "M": "subsequent encounter for open fracture type I or II with nonunion",
    "N": "subsequent encounter for open fracture type IIIA, IIIB, or IIIC with nonunion",
    "P": "subsequent encounter for closed fracture with malunion",
    "Q": "subsequent encounter for open fracture type I or II with malunion",
    "R": "subsequent encounter for open fracture type IIIA, IIIB, or IIIC with malunion",
    "S": "sequela",
}
SKULL = {
    "A": "initial encounter for closed fracture",
    "B": "initial encounter for open fracture",
    "D": "subsequent encounter for fracture with routine healing",
    "G": "subsequent encounter for fracture with delayed healing",
    "K": "subsequent encounter for fracture with nonunion",
    "S": "sequela",
}
PATHOLOGICAL = {
    "A": "initial encounter for fracture",
    "D": "subsequent encounter for fracture with routine healing",
    "G": "subsequent encounter for fracture with delayed healing",
    "K": "subsequent encounter for fracture with nonunion",
    "P": "subsequent encounter for fracture with malunion",
    "S": "sequela",
}
FETUS = {"0": "not applicable or unspecified", "1": "fetus 1", "2": "fetus 2", "9": "other fetus"}
EYE = {"0": "stage unspecified", "1": "mild stage", "2": "moderate stage", "3": "severe stage",
       "4": "indeterminate stage"}  # fmt: skip
COMA = {"0": "unspecified time", "1": "in the field [EMT or ambulance]",
        "2": "at arrival to emergency department"}  # fmt: skip
GOUT = {"0": "without tophus (tophi)", "1": "with tophus (tophi)"}
SAID = {
    "initial": ("episode", "initial encounter"),
    "later": ("episode", "subsequent encounter"),
    "sequela": ("episode", "sequela"),
    "routine": ("healing", "routine healing"),
    "delayed": ("healing", "delayed healing"),
    "nonunion": ("healing", "nonunion"),
    "malunion": ("healing", "malunion"),
    "open": ("openness", "open fracture"),
    "closed": ("openness", "closed fracture"),
    "I": ("openness", "open fracture type I"),
    "II": ("openness", "open fracture type II"),
    "III": ("openness", "open fracture type III"),
    "IIIB": ("openness", "open fracture type IIIB"),
    "fetus 2": ("number", "fetus 2"),
    "severe": ("stage", "severe stage"),
    "tophus": ("tophus", "with tophus"),
}


def said(*words: str) -> list[Attribute]:
    evidence = Evidence(0, 1, "x", "other")
    return [Attribute(*SAID[word], evidence) for word in words]


@pytest.mark.parametrize(
    ("takes", "words", "character"),
    [
        (FRACTURE, "", "A"),
        (FRACTURE, "open", "B"),
        (FRACTURE, "open, II", "B"),
        (FRACTURE, "open, IIIB", "C"),
        (FRACTURE, "III", "C"),
        (FRACTURE, "later", "D"),
        (FRACTURE, "later, routine", "D"),
        (FRACTURE, "later, I", "E"),
        (FRACTURE, "later, IIIB", "F"),
        (FRACTURE, "later, delayed", "G"),
        (FRACTURE, "delayed", "G"),
        (FRACTURE, "later, delayed, open", "H"),
        (FRACTURE, "later, delayed, IIIB", "J"),
        (FRACTURE, "nonunion", "K"),
        (FRACTURE, "nonunion, open", "M"),
        (FRACTURE, "nonunion, IIIB", "N"),
        (FRACTURE, "initial, nonunion", "K"),  # I.C.19.c.1: whatever is done for it
        (FRACTURE, "malunion, closed", "P"),
        (FRACTURE, "malunion, II", "Q"),
        (FRACTURE, "malunion, III", "R"),
        (FRACTURE, "sequela", "S"),
        (FRACTURE, "sequela, malunion", "S"),
        (SKULL, "IIIB", "B"),
        (SKULL, "later, open, delayed", "G"),
        (SKULL, "malunion", "D"),
        (PATHOLOGICAL, "", "A"),
        (PATHOLOGICAL, "open", "A"),
        (PATHOLOGICAL, "malunion", "P"),
        ({"A": "initial encounter", "D": "subsequent encounter", "S": "sequela"}, "later", "D"),
        (FETUS, "", "0"),
        (FETUS, "fetus 2", "2"),
        (EYE, "", "0"),
        (EYE, "severe", "3"),
        (COMA, "", "0"),
        (GOUT, "", "0"),
        (GOUT, "tophus", "1"),
    ],
)
def test_the_character_that_the_words_support(
    takes: dict[str, str], words: str, character: str
) -> None:
    found = seventh_character(takes, said(*filter(None, words.split(", "))))
    assert found is not None
    assert found.character == character


def test_any_words_choose_one_that_is_defined() -> None:
    for takes, one, other in product((FRACTURE, SKULL, FETUS, EYE, GOUT), SAID, SAID):
        found = seventh_character(takes, said(one, other))
        assert found is not None
        assert found.character in takes


def test_no_character_where_none_is_defined() -> None:
    assert seventh_character({}, said("later")) is None


def test_what_is_assumed_has_its_source() -> None:
    found = seventh_character(FRACTURE, ())
    assert found is not None
    assert found.assumed == ("episode", "openness")
    assert "I.C.19.a" in axis_citation("episode").locator
    assert all(axis.otherwise and axis.says for axis in axes())


@pytest.mark.parametrize(
    ("weeks", "code", "trimester"),
    [
        (7 + 6 / 7, "Z3A.01", "first trimester"),
        (8.0, "Z3A.08", "first trimester"),
        (13 + 6 / 7, "Z3A.13", "first trimester"),
        (14.0, "Z3A.14", "second trimester"),
        (27 + 6 / 7, "Z3A.27", "second trimester"),
        (28.0, "Z3A.28", "third trimester"),
        (42 + 6 / 7, "Z3A.42", "third trimester"),
        (43.0, "Z3A.49", "third trimester"),
    ],
)
def test_weeks(weeks: float, code: str, trimester: str) -> None:
    assert weeks_code(weeks) == code
    assert trimester_of(weeks) == trimester
