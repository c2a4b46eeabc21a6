"""Diagnoses that are one code together: joins.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Join:
    """From `start` on, all of `codes` at one visit are `gives`."""

    codes: tuple[str, ...]
    gives: str
    name: str
    start: date
    source: str
    locator: str

    def citation(self) -> Citation:
        return Citation(self.source, self.locator)


@cache
def joins() -> tuple[Join, ...]:
    """The entries of joins.yaml. Raises CardRefused where the file is not as it should be."""
    return tuple(build(Join, entry) for entry in read_yaml(FILE).items())
