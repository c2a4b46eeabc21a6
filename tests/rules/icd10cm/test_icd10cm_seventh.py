"""7th characters: every valid code is recognised, and every way of getting one wrong."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from superbill.rules.icd10cm.seventh import needs_seventh, seventh

ON = date(2026, 5, 1)


@pytest.fixture(scope="module")
def sevens(context: Any) -> list[str]:
    db = context.book.view("icd10cm", ON).validity.db
    rows = db.execute(
        "SELECT code FROM validity WHERE system = 'icd10cm' AND \"end\" IS NULL"
        " AND start <= '2026-05-01' AND length(code) = 8 ORDER BY code"
    ).fetchall()
    # Some codes of seven characters have no 7th character in the tabular list's sense (E11.3211
    # states the eye): they are known by the list's definition.
    extended = [r[0] for r in rows if seventh(r[0], context.book, on=ON).takes]
    return random.Random(11).sample(extended, 250)


def test_a_valid_code_has_no_problem(context: Any, sevens: list[str]) -> None:
    for code in sevens:
        found = seventh(code, context.book, on=ON)
        assert found.problem is None
        assert found.given == code[-1]
        assert found.given in found.takes
        assert code in found.results, code


def test_without_its_7th_character_it_is_missing(context: Any, sevens: list[str]) -> None:
    for code in sevens:
        base = code[:-1].rstrip("X").rstrip(".")
        assert needs_seventh(base, context.book, on=ON), code
        assert code in seventh(base, context.book, on=ON).results


def test_another_character_is_not_permitted(context: Any, sevens: list[str]) -> None:
    for code in sevens:
        takes = seventh(code, context.book, on=ON).takes
        wrong = next(c for c in "ZYV9" if c not in takes)
        found = seventh(code[:-1] + wrong, context.book, on=ON)
        assert (found.problem, found.given) == ("not_permitted", wrong), code
        assert code in found.results


def test_without_the_placeholder_the_right_code_is_named(context: Any, sevens: list[str]) -> None:
    padded = [c for c in sevens if c[-2] == "X"]
    assert padded
    for code in padded:
        # One place too early may itself be the beginning of another code.
        given = code[:-2].rstrip("X") + code[-1] if code[-3] == "X" else code[:-2] + code[-1]
        found = seventh(given, context.book, on=ON)
        if found.problem == "placeholder":
            assert found.corrected == code
        else:
            assert context.book.status(given, "icd10cm", on=ON).status != "unknown", given


@pytest.mark.parametrize(
    ("code", "problem", "corrected"),
    [
        ("S05.01A", "placeholder", "S05.01XA"),
        ("S05.01X", "missing", None),
        ("S72.001", "missing", None),
        ("S72.00", None, None),
        ("S90.0XXA", "incomplete", None),
        ("E11.9XXA", "takes_none", "E11.9"),
        ("E11.9", None, None),
        ("Q99.ZZZZ", None, None),
    ],
)
def test_ways_of_getting_it_wrong(
    context: Any, code: str, problem: str | None, corrected: str | None
) -> None:
    found = seventh(code, context.book, on=ON)
    assert (found.problem, found.corrected) == (problem, corrected)
