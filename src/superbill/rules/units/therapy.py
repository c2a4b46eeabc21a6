"""Units of timed therapy, by Medicare's rule of eight minutes and by CPT's midpoint."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from superbill.citation import Citation
from superbill.errors import WrongUsage
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_suffix(".yaml")
UNIT = 15
LEAST = 8
MOST_MINUTES = 1_440
TherapyRule = Literal["medicare", "midpoint"]

SOURCES = {
    "medicare": Citation(
        "Medicare Claims Processing Manual, chapter 5",
        "section 20.2.C: 8 to 22 minutes are one unit, 23 to 37 two, and so on, by the total of the"
        " day's timed services",
        url="https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c05.pdf",
    ),
    "midpoint": Citation(
        "CPT, introduction: time",
        "a unit of time is attained when its midpoint is passed; each service by itself",
    ),
}


@dataclass(frozen=True, slots=True)
class TimedService:
    """A service of a day. minutes: of one-on-one time; timed: False for a code that is billed once
    however long it took."""

    code: str
    minutes: int
    timed: bool = True


@dataclass(frozen=True, slots=True)
class TherapyUnits:
    """Units by service, in the order given, and how they came about."""

    rule: TherapyRule
    units: tuple[tuple[str, int], ...]
    timed_minutes: int
    timed_units: int
    steps: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "units": [{"code": code, "units": units} for code, units in self.units],
            "timed_minutes": self.timed_minutes,
            "timed_units": self.timed_units,
            "steps": list(self.steps),
            "citation": SOURCES[self.rule].as_dict(),
        }


@dataclass(frozen=True, slots=True)
class TimedCodes:
    """Codes that are billed by the quarter of an hour, or that are not."""

    timed: bool
    says: str
    codes: tuple[str, ...]
    source: str
    locator: str


@cache
def _timed() -> dict[str, bool]:
    entries = (build(TimedCodes, entry) for entry in read_yaml(FILE).items())
    return {code: entry.timed for entry in entries for code in entry.codes}


def is_timed(code: str) -> bool | None:
    """Whether a therapy code is billed by the quarter of an hour; None: not known.

    >>> is_timed("97110"), is_timed("97161"), is_timed("99213")
    (True, False, None)
    """
    return _timed().get(code)


def units_of_total(minutes: int) -> int:
    """Units that a total of minutes allows under Medicare's rule.

    >>> [units_of_total(m) for m in (7, 8, 22, 23, 37, 38, 52, 53)]
    [0, 1, 1, 2, 2, 3, 3, 4]
    """
    return (minutes + UNIT - LEAST) // UNIT


def therapy_units(services: tuple[TimedService, ...], *, rule: TherapyRule) -> TherapyUnits:
    """The units of each service of one day.

    Medicare: the total decides how many; each service first has its whole quarters of an hour, and
    what remains goes to the services with most minutes left over (of equal ones, to that given
    first; either would do). Midpoint: each service by itself, a unit from 8 minutes.

    Raises WrongUsage for minutes that aren't any, a day of more than 24 hours, or a code given
    twice.
    """
    _refuse(services)
    timed = [s for s in services if s.timed]
    total = sum(s.minutes for s in timed)
    if rule == "midpoint":
        by_code = {s.code: _midpoint(s.minutes) for s in timed}
        steps = [f"{s.code}: {s.minutes} minutes, {by_code[s.code]} units" for s in timed]
    else:
        by_code, steps = _medicare(timed, total)
    once = {s.code: int(s.minutes > 0) for s in services if not s.timed}
    steps += [f"{code}: not timed, {units} units" for code, units in once.items()]
    units = by_code | once
    return TherapyUnits(
        rule, tuple((s.code, units[s.code]) for s in services), total, sum(by_code.values()),
        tuple(steps),
    )  # fmt: skip


def _midpoint(minutes: int) -> int:
    return minutes // UNIT + (minutes % UNIT >= LEAST)


def _medicare(timed: list[TimedService], total: int) -> tuple[dict[str, int], list[str]]:
    allowed = units_of_total(total)
    units = {s.code: s.minutes // UNIT for s in timed}
    steps = [f"{total} timed minutes in all: {allowed} units"]
    left = allowed - sum(units.values())
    # At most one more each: what is left over of a service is below a quarter of an hour.
    for service in sorted(timed, key=lambda s: -(s.minutes % UNIT))[:left]:
        units[service.code] += 1
        steps.append(f"{service.code}: one more for its {service.minutes % UNIT} minutes left over")
    return units, steps


def _refuse(services: tuple[TimedService, ...]) -> None:
    if not services:
        raise WrongUsage("no service was given.", remedy="Give each code with its minutes.")
    for service in services:
        if not 0 <= service.minutes <= MOST_MINUTES:
            raise WrongUsage(
                f"{service.code}: {service.minutes} is not a number of minutes.",
                remedy=f"0 to {MOST_MINUTES}.",
            )
    if sum(s.minutes for s in services) > MOST_MINUTES:
        raise WrongUsage("the services of one day last more than 24 hours.")
    codes = [s.code for s in services]
    if len(set(codes)) < len(codes):
        raise WrongUsage("a code was given twice.", remedy="Add its minutes up.")
