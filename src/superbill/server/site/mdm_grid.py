"""The table of medical decision making: what of each element reaches which level, and what did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from superbill.rules.em.mdm import DATA_LEVELS, Criterion, mdm_named
from superbill.tools.em_facts import EmFacts

ELEMENTS = ("problems", "data", "risk")


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact to choose in a cell. value: FACT:COUNT"""

    value: str
    says: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One element at one level. state: `decides` where it is one of those that give the level,
    `reached` where it is reached and doesn't, else empty"""

    element: str
    choices: tuple[Choice, ...]
    says: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """One level, with the codes of the kind of visit that stand for it."""

    level: int
    name: str
    codes: tuple[str, ...]
    cells: tuple[Cell, ...]
    decided: bool


def mdm_grid(
    facts: EmFacts, decided: Mapping[str, Any] | None, asked: Mapping[str, Any]
) -> tuple[Row, ...]:
    """Four rows, lowest first. decided: the answer of em_by_mdm, None where there is none yet."""
    reached = {e["element"]: e["level"] for e in decided["elements"]} if decided else {}
    result = decided["mdm"] if decided else None
    rows: list[Row] = []
    for level in range(1, 5):
        name = mdm_named(level)
        cells = tuple(
            _cell(facts, element, level, _state(reached, element, level, result), asked)
            for element in ELEMENTS
        )
        codes = tuple(one.code for one in facts.codes if level in one.mdm)
        rows.append(Row(level, name, codes, cells, result == name))
    return tuple(rows)


def _state(reached: Mapping[str, Any], element: str, level: int, result: str | None) -> str:
    if reached.get(element) != mdm_named(level):
        return ""
    levels = [mdm_named(n) for n in range(1, 5)]
    return "decides" if result and level > levels.index(result) else "reached"


def _cell(
    facts: EmFacts, element: str, level: int, state: str, asked: Mapping[str, Any]
) -> Cell:  # fmt: skip
    if element == "data":
        return Cell(element, (), _data_says(facts, level), state)
    some = facts.problems if element == "problems" else facts.risk
    chosen = asked.get("problem" if element == "problems" else "risk", "")
    choices = tuple(_choice(one, chosen) for one in some if one.level == level)
    return Cell(element, choices, (), state)


def _choice(one: Criterion, chosen: str) -> Choice:
    value = f"{one.fact}:{one.at_least}"
    return Choice(value, one.says, value == chosen)


def _data_says(facts: EmFacts, level: int) -> tuple[str, ...]:
    rule = facts.data
    return (
        f"{DATA_LEVELS[level]}",
        *{
            1: (),
            2: (f"{rule.limited} notes or tests", "or someone else told the history"),
            3: (
                f"{rule.moderate} notes or tests, the history told by another counting as one",
                "or a test interpreted", "or a discussion",
            ),
            4: (f"{rule.categories_for_extensive} of the three of moderate",),
        }[level],
    )  # fmt: skip
