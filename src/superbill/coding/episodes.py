"""The 7th character that a note supports, of those that the tabular list defines for a code, and
the code of the weeks of a pregnancy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from superbill.citation import Citation
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.values import Attribute

FILE = Path(__file__).with_suffix(".yaml")

_WORD = re.compile(r"\w+")
_COMPLICATED = ("nonunion", "malunion")
_EPISODE, _HEALING, _SUBSEQUENT = "episode", "healing", "subsequent encounter"
_TYPE_III = "iii"
_CODED_WEEKS = (8, 42)


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing that 7th characters tell apart (episodes.yaml says what each field is)."""

    id: str
    kinds: tuple[str, ...]
    values: tuple[str, ...]
    otherwise: str
    start: date
    document: str
    locator: str
    says: str

    def citation(self) -> Citation:
        return Citation(self.document, f"{self.locator}: {self.says}")


class SeventhCharacter(NamedTuple):
    """character: the one that the note supports; assumed: the axes on which the note is silent
    though the list tells several apart."""

    character: str
    assumed: tuple[str, ...] = ()


@cache
def axes() -> tuple[Axis, ...]:
    """Raises CardRefused for a fault of the file."""
    return tuple(build(Axis, e) for e in read_yaml(FILE).items())


def axis_citation(name: str) -> Citation:
    """The source for what stands where a note is silent on an axis (`Linked.assumed`)."""
    return next(a for a in axes() if a.id == name).citation()


def seventh_character(
    takes: Mapping[str, str], attributes: Sequence[Attribute]
) -> SeventhCharacter | None:
    """The character whose meaning holds what the note says, axis by axis; None where the list
    defines none.

    takes: characters with their meanings, as `rules.icd10cm.seventh` has them

    >>> seventh_character({"A": "initial encounter", "D": "subsequent encounter"}, ())
    SeventhCharacter(character='A', assumed=('episode',))
    """
    left = {character: _words(meaning) for character, meaning in takes.items()}
    if not left:
        return None
    assumed: list[str] = []
    for axis in axes():
        told = (_holding(value, left) for value in _said(axis, attributes))
        chosen = next(filter(None, told), None)
        if chosen is None:
            chosen = _holding(axis.otherwise, left)
            if chosen and len(chosen) < len(left):
                assumed.append(axis.id)
        left = chosen or left
    return SeventhCharacter(next(iter(left)), tuple(assumed))


def weeks_code(weeks: float) -> str:
    """The code of category Z3A for completed weeks of pregnancy.

    >>> weeks_code(32 + 4 / 7), weeks_code(6), weeks_code(43)
    ('Z3A.32', 'Z3A.01', 'Z3A.49')
    """
    # Sevenths of a week have no exact form.
    whole = int(weeks + 1e-6)
    first, last = _CODED_WEEKS
    return f"Z3A.{'01' if whole < first else '49' if whole > last else f'{whole:02d}'}"


def _said(axis: Axis, attributes: Sequence[Attribute]) -> list[str]:
    """What the note says on an axis, the first to be tried first: an open fracture of a type is an
    open fracture, where the list knows no types."""
    told = {a.value for a in attributes if a.kind in axis.kinds}
    if axis.id == _EPISODE and any(a.value in _COMPLICATED for a in attributes):
        # Care of a nonunion or malunion is subsequent care, whatever is done: I.C.19.c.1.
        told.add(_SUBSEQUENT)
    if axis.id == _EPISODE and not told and any(a.kind == _HEALING for a in attributes):
        told.add(_SUBSEQUENT)
    return [v for v in axis.values if any(one == v or one.startswith(f"{v} ") for one in told)]


def _holding(value: str, left: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Those whose meanings hold every word of a value; `III` is in `IIIA`."""
    wanted = _words(value)
    return {
        character: words for character, words in left.items()
        if all(w in words or (w == _TYPE_III and _lettered(words)) for w in wanted)
    }  # fmt: skip


def _lettered(words: frozenset[str]) -> bool:
    return any(word.startswith(_TYPE_III) for word in words)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
