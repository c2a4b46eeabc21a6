"""What belongs to an operation that no card describes: taken_in.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.values import Procedure

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Where `action` was done to `site`, the codes of `takes` are not reported."""

    action: str
    site: str
    takes: tuple[str, ...]
    reason: str
    source: str
    locator: str

    def citation(self) -> Citation:
        return Citation(self.source, self.locator)


@cache
def _entries() -> tuple[TakenIn, ...]:
    return tuple(build(TakenIn, entry) for entry in read_yaml(FILE).items())


def taken_in(code: str, unmatched: Iterable[Procedure]) -> TakenIn | None:
    """The entry by which a procedure without a card takes `code` in, or None. Raises CardRefused
    where taken_in.yaml is not as it should be."""
    done = {(p.action, p.site) for p in unmatched if p.outcome == "completed"}
    for entry in _entries():
        if (entry.action, entry.site) in done and code in entry.takes:
            return entry
    return None
