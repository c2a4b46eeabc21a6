"""Lists of codes that the official guidelines name, dated and cited, from lists.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from superbill.citation import Citation
from superbill.errors import CardRefused
from superbill.knowledge.yaml_file import Located, build, read_yaml
from superbill.rules.icd10cm.guideline import guideline
from superbill.rules.icd10cm.references import Reference, references

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class _Entry:
    list: str
    section: str
    says: str
    start: date
    codes: tuple[str, ...]
    end: date | None = None
    but: tuple[str, ...] = ()


class CodeList(NamedTuple):
    """Codes of which a paragraph says one thing, for the days of [start, end).

    list: its name; section: of the guidelines; says: what it says, in our words
    but: codes among them of which it doesn't
    """

    list: str
    section: str
    says: str
    start: date
    end: date | None
    codes: tuple[Reference, ...]
    but: tuple[Reference, ...]

    def holds(self, bare: str, on: date) -> bool:
        """Whether it speaks of a code, given without its dot, on that day."""
        return (
            self.start <= on
            and (self.end is None or on < self.end)
            and any(r.covers_bare(bare) for r in self.codes)
            and not any(r.covers_bare(bare) for r in self.but)
        )

    @property
    def citation(self) -> Citation:
        return guideline(self.section)


def listed(name: str, bare: str, on: date) -> CodeList | None:
    """The entry of that list which speaks of a code on a day, or None."""
    return _listed(name, bare, on.replace(day=1))


@lru_cache(65_536)
def _listed(name: str, bare: str, on: date) -> CodeList | None:
    return next((e for e in code_list(name) if e.holds(bare, on)), None)


def code_list(name: str) -> tuple[CodeList, ...]:
    """The entries of that name. Raises KeyError for a name that isn't one."""
    return code_lists()[name]


@cache
def code_lists() -> dict[str, tuple[CodeList, ...]]:
    """All of lists.yaml, by name. Raises CardRefused, with file and line, for a fault of it."""
    found: dict[str, tuple[CodeList, ...]] = {}
    for located in read_yaml(FILE).items():
        entry = build(_Entry, located)
        if entry.start.day != 1 or (entry.end is not None and entry.end.day != 1):
            raise CardRefused("It begins or ends within a month.", where=located.where)
        whole = CodeList(
            entry.list, entry.section, entry.says, entry.start, entry.end,
            _read(entry.codes, located), _read(entry.but, located),
        )  # fmt: skip
        found[entry.list] = (*found.get(entry.list, ()), whole)
    return found


def _read(written: tuple[str, ...], located: Located) -> tuple[Reference, ...]:
    found: list[Reference] = []
    for text in written:
        read = references(f"({text})")
        if not read:
            raise CardRefused(f"{text!r} names no code.", where=located.where)
        found += read
    return tuple(found)
