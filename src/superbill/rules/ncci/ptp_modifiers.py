"""Which modifiers bypass a PTP edit of indicator 1: on which line, on which day, for which code.

The lists and dates stand in ptp_modifiers.yaml with their sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Setting

Kind = Literal["evaluation", "laboratory", "procedure"]

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Associated:
    """Modifiers associated with PTP edits. group: those that are advised together; written: how
    they are named; fits: the kinds of code that they belong on; when, never: in which cases they
    are right, and in which not."""

    group: str
    modifiers: tuple[str, ...]
    written: str
    start: date | None
    fits: tuple[Kind, ...]
    settings: tuple[Setting, ...]
    when: str
    never: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Column2Only:
    """Modifiers that counted on the line of column 2 alone before a day."""

    modifiers: tuple[str, ...]
    before: date
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class KindOfCode:
    kind: Kind
    ranges: tuple[str, ...]
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Parameters:
    associated: tuple[Associated, ...]
    column2_only: tuple[Column2Only, ...]
    kinds: tuple[KindOfCode, ...]


class Cure(NamedTuple):
    """Modifiers that would bypass the edit. columns: on whose lines (1, 2)."""

    modifiers: tuple[str, ...]
    written: str
    columns: tuple[int, ...]
    when: str
    never: str
    source: str


class Standing(NamedTuple):
    """A permitted modifier on a line of the pair. fit: it belongs on such a line beside such a
    code; where it does not, the claims system lets the line pass and a reviewer takes it back."""

    modifier: str
    column: int
    fit: bool


@cache
def parameters() -> Parameters:
    """Raises CardRefused where the file is not as it should be."""
    return build(Parameters, read_yaml(FILE))


@lru_cache(65_536)
def kind_of(code: str) -> Kind:
    """
    >>> kind_of("G0463"), kind_of("0001U"), kind_of("00100")
    ('evaluation', 'laboratory', 'procedure')
    """
    for entry in parameters().kinds:
        if any(_holds(written, code) for written in entry.ranges):
            return entry.kind
    return "procedure"


def _holds(written: str, code: str) -> bool:
    first, _, last = written.partition("-")
    return _form(code) == _form(first) and first <= code <= last


def _form(code: str) -> str:
    return "".join("0" if c.isdigit() else c for c in code)


def cures(column1: str, column2: str, *, on: date, setting: Setting) -> tuple[Cure, ...]:
    """What would bypass an edit of indicator 1 between two codes, with what it needs.

    Beside an E/M service only the modifiers of E/M lines are right; 59 is none of them.
    """
    codes = {1: column1, 2: column2}
    kinds = {column: kind_of(code) for column, code in codes.items()}
    if "evaluation" in kinds.values():
        kinds = {column: kind for column, kind in kinds.items() if kind == "evaluation"}
    found: dict[str, Cure] = {}
    for entry in parameters().associated:
        if setting not in entry.settings or not _begun(entry, on):
            continue
        columns = tuple(
            column
            for column, kind in kinds.items()
            if kind in entry.fits and _counts_on(column, entry.modifiers[0], on)
        )
        if columns:
            found[entry.group] = _together(found.get(entry.group), entry, columns)
    return tuple(found.values())


def _together(first: Cure | None, entry: Associated, columns: tuple[int, ...]) -> Cure:
    source = f"{entry.source}, {entry.locator}"
    if first is None:
        return Cure(entry.modifiers, entry.written, columns, entry.when, entry.never, source)
    return first._replace(
        modifiers=first.modifiers + entry.modifiers, written=f"{first.written} {entry.written}"
    )


def standing(
    on_column1: tuple[str, ...], on_column2: tuple[str, ...], right: tuple[Cure, ...], *, on: date
) -> tuple[Standing, ...]:
    """The permitted modifiers on two lines. right: what `cures` says of their codes."""
    fit = {(m, column) for cure in right for m in cure.modifiers for column in cure.columns}
    return tuple(
        Standing(modifier, column, (modifier, column) in fit)
        for column, modifiers in ((1, on_column1), (2, on_column2))
        for modifier in modifiers
        if permitted(modifier, column, on=on)
    )


def permitted(modifier: str, column: int, *, on: date) -> bool:
    """Whether a modifier on the line of that column bypasses an edit of indicator 1.

    >>> permitted("59", 1, on=date(2019, 6, 30)), permitted("59", 1, on=date(2019, 7, 1))
    (False, True)
    """
    return any(
        modifier in entry.modifiers and _begun(entry, on) for entry in parameters().associated
    ) and _counts_on(column, modifier, on)


def _begun(entry: Associated, on: date) -> bool:
    return entry.start is None or entry.start <= on


def _counts_on(column: int, modifier: str, on: date) -> bool:
    return column == 2 or not any(
        modifier in rule.modifiers and on < rule.before for rule in parameters().column2_only
    )


def kept_to_column2(modifier: str, on: date) -> Column2Only | None:
    """The rule that keeps a modifier to the line of column 2 on that day, if there is one."""
    return next(
        (r for r in parameters().column2_only if modifier in r.modifiers and on < r.before), None
    )
