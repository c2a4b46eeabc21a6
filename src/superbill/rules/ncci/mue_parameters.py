"""How units are held against an MUE, as mue.yaml has it with dates and sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_name("mue.yaml")


@dataclass(frozen=True, slots=True)
class Adjudication:
    """One MUE adjudication indicator (MAI): its name, what is counted, and what cures it."""

    mai: int
    start: date
    says: str
    counts: str
    cure: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Bilateral:
    """The modifier with which one unit is both sides."""

    modifier: str
    start: date
    units: int
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class TimeUnits:
    """Codes whose units are minutes. but: codes within the ranges that are not."""

    ranges: tuple[str, ...]
    but: tuple[str, ...]
    start: date
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Parameters:
    adjudication: tuple[Adjudication, ...]
    bilateral: tuple[Bilateral, ...]
    time_units: tuple[TimeUnits, ...]


@cache
def parameters() -> Parameters:
    """Raises CardRefused where the file is not as it should be."""
    return build(Parameters, read_yaml(FILE))


def adjudication(mai: int) -> Adjudication:
    return next(a for a in parameters().adjudication if a.mai == mai)


def time_units(code: str) -> TimeUnits | None:
    """The rule by which the units of a code are minutes; None: they are services.

    >>> time_units("00100") is not None, time_units("01996")
    (True, None)
    """
    for entry in parameters().time_units:
        if code in entry.but or not code.isdigit():
            continue
        if any(
            first <= code <= last for first, _, last in (r.partition("-") for r in entry.ranges)
        ):
            return entry
    return None
