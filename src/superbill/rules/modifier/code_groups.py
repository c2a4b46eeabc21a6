"""Groups of codes, by ranges of their numbers: which codes a modifier is about.

>>> from datetime import date
>>> in_group("99213", "em", on=date(2024, 7, 15)), in_group("99024", "em", on=date(2024, 7, 15))
(True, False)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from superbill.citation import Citation
from superbill.dates import within
from superbill.errors import WrongUsage
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Group:
    """One group of codes on the days in [start, end). ranges: `first-last`, both included."""

    group: str
    says: str
    ranges: tuple[str, ...]
    start: date | None
    end: date | None
    source: str
    locator: str

    @property
    def citation(self) -> Citation:
        return Citation(self.source, self.locator)


@cache
def groups() -> dict[str, tuple[Group, ...]]:
    """The groups by name, each as it was over time. Raises CardRefused."""
    found: dict[str, list[Group]] = {}
    for entry in read_yaml(FILE).items():
        group = build(Group, entry)
        if not all(_is_range(text) for text in group.ranges):
            raise entry.refused("A range is FIRST-LAST, two codes of one form.")
        found.setdefault(group.group, []).append(group)
    return {name: tuple(of_name) for name, of_name in found.items()}


def in_group(code: str, name: str, *, on: date) -> bool:
    """Whether a code, in display form, is of a group on a day. Raises WrongUsage for a name that
    is no group."""
    if name not in groups():
        raise WrongUsage(f"{name!r} is no group of codes.", remedy=f"One of: {' '.join(groups())}.")
    return any(g.group == name and within(on, g.start, g.end) for g in _ever(code))


def groups_of(code: str, *, on: date) -> tuple[str, ...]:
    """The names of the groups that a code is in."""
    return tuple(dict.fromkeys(g.group for g in _ever(code) if within(on, g.start, g.end)))


def ever_in_group(code: str, name: str) -> bool:
    """Whether a code is of a group on any day."""
    return any(g.group == name for g in _ever(code))


@lru_cache(32_768)
def _ever(code: str) -> tuple[Group, ...]:
    """The groups that hold a code, on whatever days."""
    of_form = _by_form().get(_form(code), ())
    return tuple(dict.fromkeys(g for first, last, g in of_form if first <= code <= last))


@cache
def _by_form() -> dict[str, list[tuple[str, str, Group]]]:
    """The ranges by the form of their codes: codes of one form are compared as texts."""
    found: dict[str, list[tuple[str, str, Group]]] = {}
    for group in (g for of_name in groups().values() for g in of_name):
        for first, _, last in (text.partition("-") for text in group.ranges):
            found.setdefault(_form(first), []).append((first, last, group))
    return found


def _is_range(text: str) -> bool:
    first, _, last = text.partition("-")
    return len(first) == len(last) == 5 and _form(first) == _form(last) and first <= last


def _form(code: str) -> str:
    """The code with each digit as 0."""
    return "".join("0" if c.isdigit() else c for c in code)
