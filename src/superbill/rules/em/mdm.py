"""Medical decision making: from what happened in a visit to a level.

The facts are counted, never weighed: the same facts in any order give the same level, and nothing
here knows how often a level is billed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from superbill.citation import Citation
from superbill.errors import NotLoaded, WrongUsage
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.em.levels import MDM, Level, levels

FILE = Path(__file__).with_name("mdm.yaml")
FIRST_DAY = date(2021, 1, 1)
DATA_LEVELS = {1: "minimal or none", 2: "limited", 3: "moderate", 4: "extensive"}


@dataclass(frozen=True, slots=True)
class Criterion:
    """`at_least` of a fact reach `level`, from `start`; only: of one kind of visit."""

    fact: str
    at_least: int
    level: int
    start: date
    says: str
    only: str | None = None


@dataclass(frozen=True, slots=True)
class DataRule:
    limited: int
    moderate: int
    categories_for_extensive: int


@dataclass(frozen=True, slots=True)
class Criteria:
    problems: tuple[Criterion, ...]
    risk: tuple[Criterion, ...]
    data: DataRule
    citation: Citation


@dataclass(frozen=True, slots=True)
class Data:
    """What was read, ordered and talked over. Tests and notes are named, so that each counts once:
    ordering a test includes reading its result. historian: someone else told the history;
    interpreted: a test that another billed was read independently; discussed: management or a test
    was talked over with an outside clinician or source."""

    notes: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    historian: bool = False
    interpreted: bool = False
    discussed: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """One of the three elements: its level (0: nothing) and the facts that reach it."""

    name: str
    level: int
    because: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"element": self.name, "level": self.level, "because": list(self.because)}


@dataclass(frozen=True, slots=True)
class Decision:
    """The level of decision making that two of three elements reach, and the code."""

    level: int
    elements: tuple[Element, ...]
    code: Level
    citations: tuple[Citation, ...]


@cache
def criteria() -> Criteria:
    """Raises CardRefused where mdm.yaml is not as it should be."""
    fields = read_yaml(FILE).mapping(
        required={"source", "locator", "url", "problems", "risk", "data"}, optional=set()
    )
    return Criteria(
        tuple(build(Criterion, item) for item in fields["problems"].items()),
        tuple(build(Criterion, item) for item in fields["risk"].items()),
        build(DataRule, fields["data"]),
        Citation(fields["source"].text(), fields["locator"].text(), url=fields["url"].text()),
    )


def decide(
    category: str, *, on: date, problems: Iterable[str], risk: Iterable[str], data: Data
) -> Decision:
    """The level and code of a visit by its facts; repeated problems are named repeatedly.

    Raises WrongUsage for a fact that isn't one or not of the day, or no problem at all; NotLoaded
    for a day before the levels.
    """
    if on < FIRST_DAY:
        raise NotLoaded(
            f"Decision making on {on.isoformat()} is not known: the table begins on {FIRST_DAY}."
        )
    listed = levels().of(category, on=on)
    known = criteria()
    elements = (
        _counted("problems", problems, known.problems, category, on),
        _data(data, known.data),
        _counted("risk", risk, known.risk, category, on),
    )
    if elements[0].level == 0:
        raise WrongUsage("a visit addresses at least one problem; none is given.")
    level = max(1, sorted(e.level for e in elements)[1])
    code = next(v for v in listed if level in v.mdm)
    return Decision(level, elements, code, (levels().citation(code), known.citation))


def _counted(
    name: str, facts: Iterable[str], known: tuple[Criterion, ...], category: str, on: date
) -> Element:
    counts = Counter(facts)
    usable = [c for c in known if c.start <= on and c.only in (None, category)]
    names = list(dict.fromkeys(c.fact for c in usable))
    for fact in counts:
        if fact not in names:
            raise WrongUsage(
                f"{fact[:40]!r} is not a fact of {name} of this visit on {on.isoformat()}.",
                remedy=f"Known: {' '.join(names)}.",
            )
    met = [c for c in usable if counts[c.fact] >= c.at_least]
    level = max((c.level for c in met), default=0)
    because = tuple(f"{c.fact}: {c.says}" for c in met if c.level == level)
    return Element(name, level, because)


def _data(data: Data, rule: DataRule) -> Element:
    """Three categories: things read and ordered (with the historian from moderate on), an
    independent interpretation, a discussion."""
    notes, tests = sorted(_names(data.notes)), sorted(_names(data.tests))
    items = len(notes) + len(tests)
    first = items + data.historian >= rule.moderate
    categories = sum((first, data.interpreted, data.discussed))
    said = [f"{items} unique notes and tests ({', '.join((*notes, *tests))})"] if items else []
    said += ["another told the history"] if data.historian else []
    said += ["a test interpreted independently"] if data.interpreted else []
    said += ["discussed with an outside clinician or source"] if data.discussed else []
    level = 1
    if categories >= rule.categories_for_extensive:
        level = 4
    elif categories:
        level = 3
    elif items >= rule.limited or data.historian:
        level = 2
    return Element("data", level, (f"{DATA_LEVELS[level]}: {'; '.join(said) or 'nothing'}",))


def _names(given: Iterable[str]) -> set[str]:
    return {" ".join(name.lower().split()) for name in given if name.strip()}


def mdm_named(level: int) -> str:
    """The word for a level of decision making."""
    return MDM[level]
