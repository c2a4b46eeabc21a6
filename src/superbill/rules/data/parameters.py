"""The dated values of units.yaml and dates.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.knowledge.yaml_file import build, read_yaml

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Units:
    """start: the first day; fractional: codes whose units are stated in tenths from then on."""

    start: date
    fractional: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Days that a date of service can be, [first, end)."""

    first: date
    first_source: str
    end: date
    end_source: str


@cache
def units() -> tuple[Units, ...]:
    """The entries of units.yaml, oldest first. Raises CardRefused where one can't be read."""
    return tuple(build(Units, entry) for entry in read_yaml(_FOLDER / "units.yaml").items())


@cache
def dates() -> Dates:
    (entry,) = read_yaml(_FOLDER / "dates.yaml").items()
    return build(Dates, entry)
