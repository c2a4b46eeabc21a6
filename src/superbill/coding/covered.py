"""Diagnoses that another diagnosis of the visit already says, and which are then not coded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Covered:
    """From `start` on, `code` is not coded beside a code that begins with one of `by`."""

    code: str
    by: tuple[str, ...]
    start: date
    reason: str
    source: str
    locator: str

    def citation(self) -> Citation:
        return Citation(self.source, self.locator)


@cache
def _entries() -> tuple[Covered, ...]:
    return tuple(build(Covered, entry) for entry in read_yaml(FILE).items())


def covered(code: str, beside: Iterable[str]) -> Covered | None:
    """The entry by which `code` is said already by one of `beside`, or None. Raises CardRefused
    where covered.yaml is not as it should be."""
    others = tuple(beside)
    for entry in _entries():
        if entry.code == code and any(other.startswith(entry.by) for other in others):
            return entry
    return None
