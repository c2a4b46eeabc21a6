"""The paragraphs of the ICD-10 guidelines that coding cites, by identifier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Guideline:
    """One paragraph. `prefixes`: the codes it speaks of, where it speaks of particular ones."""

    id: str
    document: str
    locator: str
    prefixes: tuple[str, ...]
    start: date
    says: str

    def citation(self) -> Citation:
        return Citation(self.document, f"{self.locator}: {self.says}")

    def speaks_of(self, code: str) -> bool:
        return code.startswith(self.prefixes)


@cache
def _by_id() -> dict[str, Guideline]:
    return {g.id: g for g in (build(Guideline, e) for e in read_yaml(FILE).items())}


def guideline(name: str) -> Guideline:
    """The paragraph of that identifier. Raises CardRefused for a fault of the file."""
    return _by_id()[name]


def guidelines_of(code: str) -> tuple[Citation, ...]:
    """Citations of the paragraphs that speak of a diagnosis code in particular."""
    return tuple(
        g.citation() for g in _by_id().values() if g.speaks_of(code) and g.id != "confirmed_only"
    )
