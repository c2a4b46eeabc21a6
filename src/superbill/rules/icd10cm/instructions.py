"""The instructions of the tabular list that hold at a code, put together from its notes.

The tabular list prints an instruction over several lines: `Code first underlying disease, such as:`
and below it the diseases. The store keeps the lines; an Instruction is the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from superbill.codesets.answers import Note
from superbill.rules.icd10cm.references import Reference, references

ONE_BY_ONE = ("excludes1", "excludes2")
"""Kinds of which every line stands alone."""

SEQUENCING = ("code_first", "use_additional", "code_also")

WORDS = {
    "excludes1": "Excludes1",
    "excludes2": "Excludes2",
    "code_first": "Code first",
    "use_additional": "Use additional",
    "code_also": "Code also",
}
"""The words that the tabular list prints before each kind."""

_CONDITIONAL = re.compile(r"\b(if|any|when|where)\b", re.IGNORECASE)
_STARTS = re.compile(r"(external cause )?codes?\b|,|from categor|to identify|if applicable", re.I)


class Instruction(NamedTuple):
    """kind: as in Note; at: where it stands; lines: as the tabular list prints them
    references: the codes that it names
    letters: first letters of what they may cover
    conditional: it holds only under a condition that the code alone doesn't tell (`if applicable`,
        `any associated`, or a list from which what applies is chosen)
    open: what it names are examples, or it names no code at all
    """

    kind: str
    at: str
    lines: tuple[str, ...]
    references: tuple[Reference, ...]
    letters: frozenset[str]
    conditional: bool
    open: bool

    def names(self, bare: str) -> bool:
        """Whether it names that code, given without its dot."""
        return bare[:1] in self.letters and any(r.covers_bare(bare) for r in self.references)

    @property
    def text(self) -> str:
        """Its lines as one."""
        return "; ".join(self.lines).replace(":;", ":")

    def quoted(self, bare: str | None = None) -> str:
        """The instruction as people read it: all of it, or, of a list, its first line and the one
        that names a code."""
        lines = self.lines
        if len(lines) > 2 and bare is not None:
            naming = [line for line in lines if any(r.covers_bare(bare) for r in references(line))]
            lines = (*dict.fromkeys((lines[0], *naming[:1])),)
        elif len(lines) > 2:
            lines = lines[:2]
        cut = " …" if len(lines) < len(self.lines) else ""
        text = f"{WORDS.get(self.kind, '')} {'; '.join(lines)}{cut}".replace(":;", ":").strip()
        return f"“{text.replace(' ,', ',')}”"

    @property
    def shown(self) -> str:
        """The codes that it names, at most six entries."""
        entries = list(dict.fromkeys(r.shown for r in self.references))
        more = f" and {len(entries) - 6} more" if len(entries) > 6 else ""
        return f"{', '.join(entries[:6])}{more}"


def instructions(notes: Iterable[Note]) -> tuple[Instruction, ...]:
    """The instructions of a code's notes, in their order; `notes` are those of one level after the
    other, as a Concept has them."""
    found: list[Instruction] = []
    for (at, kind), lines in groupby(notes, key=lambda n: (n.at, n.kind)):
        if kind in ONE_BY_ONE:
            found += [_instruction(kind, at, [n.text]) for n in lines]
        elif kind == "code_first":
            # What stands below one another are alternatives: one of them leads.
            found.append(_instruction(kind, at, [n.text for n in lines]))
        elif kind in SEQUENCING:
            found += [_instruction(kind, at, whole) for whole in _wholes(n.text for n in lines)]
    return tuple(found)


def _wholes(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines that belong together: one that ends in a colon takes those below it.

    >>> list(_wholes(["code to identify:", "insulin (Z79.4)", "code for BMI (Z68.-)"]))
    [['code to identify:', 'insulin (Z79.4)'], ['code for BMI (Z68.-)']]
    """
    gathered: list[str] = []
    for line in lines:
        headed = bool(gathered) and gathered[0].rstrip().endswith(":")
        if gathered and (not headed or _STARTS.match(line) or line.rstrip().endswith(":")):
            yield gathered
            gathered = []
        gathered.append(line)
    if gathered:
        yield gathered


def _instruction(kind: str, at: str, lines: list[str]) -> Instruction:
    named = tuple(r for line in lines for r in references(line))
    chosen_from = kind != "code_first" and len(lines) > 1
    such_as = any("such as" in line for line in lines)
    return Instruction(
        kind=kind,
        at=at,
        lines=tuple(lines),
        references=named,
        letters=frozenset(letter for r in named for letter in r.letters),
        conditional=chosen_from or any(_CONDITIONAL.search(line) for line in lines),
        open=such_as or not named,
    )
