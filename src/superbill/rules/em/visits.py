"""Which codes are visits, new-patient visits, and so on: the ranges of visits.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.citation import Citation
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_name("visits.yaml")
Group = Literal["visits", "new", "without_decision", "office", "preventive"]
_GROUPS: tuple[Group, ...] = ("visits", "new", "without_decision", "office", "preventive")
# Five digits, or a letter and four: never 9 characters that only begin alike.
_WIDTH = 5


@dataclass(frozen=True, slots=True)
class Range:
    """The codes from `first` to `last`, both included."""

    first: str
    last: str
    says: str


@cache
def _groups() -> tuple[dict[str, tuple[Range, ...]], Citation]:
    fields = read_yaml(FILE).mapping(
        required={"source", "locator", "url", *_GROUPS}, optional=set()
    )
    groups = {g: tuple(build(Range, item) for item in fields[g].items()) for g in _GROUPS}
    citation = Citation(fields["source"].text(), fields["locator"].text(), url=fields["url"].text())
    return groups, citation


def is_one_of(group: Group, code: str) -> bool:
    """Whether a code lies in a group.

    >>> is_one_of("new", "99203"), is_one_of("new", "99213"), is_one_of("visits", "99417")
    (True, False, False)
    """
    ranges, _ = _groups()
    return len(code) == _WIDTH and any(r.first <= code <= r.last for r in ranges[group])


def source() -> Citation:
    """Who says so."""
    return _groups()[1]
