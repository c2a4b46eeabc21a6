"""What the rules of ICD-10-CM ask of a code, read once from the code book and kept.

Every change of ICD-10-CM comes into force on the first of a month (45 CFR 162.1002 and the yearly
and half-yearly updates), so the facts of a code hold for the whole of it, and a book of claims of a
year asks twelve times, not once a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from weakref import WeakKeyDictionary

from superbill.codesets.answers import Concept
from superbill.rules.book import RuleBook
from superbill.rules.icd10cm.instructions import Instruction, instructions

KEPT = 200_000
"""Codes and months of a book that are kept at once."""


class Facts(NamedTuple):
    """A diagnosis code on a day.

    bare: without its dot; title: `` where none is stated
    levels: the code and all that is above it, nearest first
    edits: the Medicare Code Editor's lists that name it on the day (`manifestation`, `adult`, ...)
    release: what was read for notes, None where no tabular list is at hand
    decided_by: what decided its status; stale: the day is later than that speaks of
    """

    code: str
    bare: str
    status: str
    title: str
    levels: tuple[str, ...]
    by_kind: dict[str, tuple[Instruction, ...]]
    edits: frozenset[str]
    release: str | None
    decided_by: str | None
    stale: bool
    concept: Concept

    def of_kind(self, kind: str) -> tuple[Instruction, ...]:
        """The instructions of a kind that hold at the code, its own before inherited ones."""
        return self.by_kind.get(kind, ())

    def stands_under(self, level: str) -> bool:
        """Whether the code is `level` or below it."""
        return level in self.levels

    @property
    def manifestation(self) -> bool:
        """Whether it is a manifestation: the editor lists it so, or its title says `in diseases
        classified elsewhere`."""
        return "manifestation" in self.edits or "in diseases classified elsewhere" in self.title


_Kept = dict[tuple[str, date], Facts]
_KEPT: WeakKeyDictionary[RuleBook, _Kept] = WeakKeyDictionary()
"""What was read of each book that is open. A book and a day give the same facts at any time."""


def facts_of(book: RuleBook, code: str, on: date) -> Facts:
    """Facts of a code in display form. Raises NotLoaded."""
    month = on.replace(day=1)
    kept = _kept(book)
    found = kept.get((code, month))
    if found is None:
        if len(kept) >= KEPT:
            kept.clear()
        # The day itself is asked first: what is not known then must not be taken from the month.
        found = _read(book.concept(code, "icd10cm", on=on))
        kept[code, month] = found
    return found


def forget() -> None:
    """Drops all that is kept, for measurement and for tests."""
    _KEPT.clear()


def _kept(book: RuleBook) -> _Kept:
    kept = _KEPT.get(book)
    if kept is None:
        kept = _KEPT[book] = {}
    return kept


def _read(concept: Concept) -> Facts:
    status = concept.status
    by_kind: dict[str, list[Instruction]] = {}
    for instruction in instructions(concept.notes):
        by_kind.setdefault(instruction.kind, []).append(instruction)
    return Facts(
        code=status.code,
        bare=status.code.replace(".", ""),
        status=status.status,
        title=status.title or "",
        levels=(status.code, *(p.code for p in concept.parents)),
        by_kind={kind: tuple(found) for kind, found in by_kind.items()},
        edits=frozenset(_edits(concept)),
        release=concept.notes_release,
        decided_by=status.release,
        stale=status.stale,
        concept=concept,
    )


def _edits(concept: Concept) -> Iterator[str]:
    for value in concept.properties.get("mce", ()):
        yield value["edit"]
