"""ICD-10-PCS of a procedure that the note names: root operation, body part, approach, device, as
far as the note determines them, by the tables of the release.

Measured on 2026-11-25 on the development part of CodiEsp (250 notes, machine-translated English;
every procedure mentioned, of any time), policy `mentions`, codes cut to 4 characters: precision
0.56, recall 0.44, F1 0.50. Kinds of error were read in its training part (F1 0.54) while this was
made; nothing was fitted. Held against the ICD-10-PCS Index of fiscal year 2024 by
benchmarks/pcs_names.py: of 432 main terms that the reader knows and the tables answer, 384 lead to
a table that the Index names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from superbill.citation import Citation
from superbill.coding.codes import Codes
from superbill.coding.guidelines import guideline
from superbill.coding.pcs_axes_words import (
    SURGICAL,
    ActRow,
    act_rows,
    axis_words,
    part_rows,
    sources,
)
from superbill.coding.sides import single_sides
from superbill.notes.named_frames import NamedProcedure
from superbill.notes.values import Side

IMAGING = "Imaging"
NOTHING = "Z"
SIDE, PART, APPROACH, DEVICE, PURPOSE, REST = (
    "the side", "the body part", "the approach", "the device that was left in place",
    "whether it was diagnostic", "what else was done",
)  # fmt: skip
_SAMPLED = ("Drainage", "Extraction")
"""Root operations that are done to treat or to sample, as the note says."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A code, or the beginning of one: whole where `missing` is empty; else what the note leaves
    open, in its words."""

    code: str
    missing: tuple[str, ...] = ()
    why: tuple[Citation, ...] = ()

    @property
    def whole(self) -> bool:
        return len(self.code) == 7 and not self.missing


class Tables:
    """The ICD-10-PCS tables of one day, each question asked once."""

    def __init__(self, book: Codes, on: date):
        self._book = book
        self._on = on
        self._value = lru_cache(50_000)(self._ask)
        self._active = lru_cache(50_000)(self._is_active)

    def value(self, prefix: str, axis: int, label: str) -> str | None:
        """The character that means the label there, or None. Raises NotLoaded."""
        return self._value(prefix, axis, label)

    def active(self, code: str) -> bool:
        """Whether it is a code in force. Raises NotLoaded."""
        return self._active(code)

    def _ask(self, prefix: str, axis: int, label: str) -> str | None:
        return self._book.pcs_value(prefix, axis, label, on=self._on)

    def _is_active(self, code: str) -> bool:
        return self._book.status(code, "icd10pcs", on=self._on).active


@lru_cache(maxsize=4)
def tables_of(book: Codes, on: date) -> Tables:
    return Tables(book, on)


def coded(frame: NamedProcedure, tables: Tables) -> tuple[Coded, ...]:
    """What the tables have for a frame: a code or the beginning of one for each side and, of an
    image of several regions that no one value holds together, for each. Empty where the act has no
    table. Raises NotLoaded where no ICD-10-PCS is at hand."""
    row = act_rows().get(frame.act)
    if row is None:
        return ()
    return tuple(dict.fromkeys(
        one for site in _sites(frame, row) for one in _of_site(frame, row, site, tables)
    ))  # fmt: skip


def _sites(frame: NamedProcedure, row: ActRow) -> Sequence[str | None]:
    if row.part is not None or not frame.sites:
        return (None,)
    if row.section == IMAGING and len(frame.sites) > 1:
        joined = axis_words().together.get(frozenset(frame.sites))
        return (joined,) if joined else frame.sites
    return frame.sites


def _of_site(
    frame: NamedProcedure, row: ActRow, site: str | None, tables: Tables
) -> Iterator[Coded]:
    """The codes at a site: the first of its values that the operation's table has."""
    reached = ""
    for system, label in _parts(frame, row, site):
        table = _table(row, system, tables)
        if table is None:
            continue
        reached = reached or table
        if label is None:
            continue
        found = tuple(_with_part(table, label, frame.sides, tables))
        if found:
            yield from (_finished(prefix, frame, row, tables) for prefix in found)
            return
    if reached:
        paired = site is not None and any("{s}" in p for _, p in _parts(frame, row, site) if p)
        yield Coded(reached, (SIDE if paired and not frame.sides else PART,), _why(frame))


def _parts(
    frame: NamedProcedure, row: ActRow, site: str | None
) -> Iterator[tuple[str, str | None]]:
    """Systems and labels of the body part, in the order in which the tables are asked."""
    if row.part is not None or row.system is not None:
        for system in (row.system,) if row.system else row.systems:
            yield system, row.part
        return
    part = part_rows().get(site or "")
    listed = () if part is None else part.imaging if row.section == IMAGING else part.surgical
    pairs = [tuple(text.split(": ", 1)) for text in listed]
    tissue = axis_words().subcutaneous.get(site or "") if frame.tissue else None
    if tissue:
        yield "Subcutaneous Tissue and Fascia", tissue
        return
    first = [p for s in row.systems for p in pairs if p[0] == s]
    for system, label in (*first, *(() if row.only else [p for p in pairs if p not in first])):
        yield system, label


def _table(row: ActRow, system: str, tables: Tables) -> str | None:
    section = tables.value("", 1, row.section)
    second = tables.value(section, 2, system) if section else None
    third = tables.value(f"{section}{second}", 3, row.operation) if second else None
    return f"{section}{second}{third}" if third else None


def _with_part(table: str, label: str, sides: Sequence[Side], tables: Tables) -> Iterator[str]:
    """The table with the body part: for both sides the bilateral value where there is one, else
    each side's (guideline B4.3)."""
    if "{s}" not in label:
        character = tables.value(table, 4, label)
        if character:
            yield table + character
        return
    if "bilateral" in sides:
        for both in _bilateral(label):
            character = tables.value(table, 4, both)
            if character:
                yield table + character
                return
    for side in single_sides(tuple(sides)):
        character = tables.value(table, 4, label.replace("{s}", side.capitalize()))
        if character:
            yield table + character


def _bilateral(label: str) -> Iterator[str]:
    """The ways in which the tables write both sides: `Kidneys, Bilateral`."""
    yield label.replace("{s}", "Bilateral")
    head, _, rest = label.partition(", ")
    for ending in ("s", "es"):
        yield f"{head}{ending}, {rest.replace('{s}', 'Bilateral')}"
    if head.endswith("y"):
        yield f"{head[:-1]}ies, {rest.replace('{s}', 'Bilateral')}"
    if head.endswith("is"):
        yield f"{head[:-2]}es, {rest.replace('{s}', 'Bilateral')}"


def _finished(prefix: str, frame: NamedProcedure, row: ActRow, tables: Tables) -> Coded:
    """The last three axes where the note and the tables leave one choice."""
    why = _why(frame)
    if row.prefix_only:
        return Coded(prefix, (REST,), why)
    if row.hours:
        return Coded(prefix, ("for how many consecutive hours",), why)
    if row.section == IMAGING:
        return _imaged(prefix, frame, tables, why)
    choices = [
        code
        for approach in _approaches(prefix, frame, row, tables)
        for code in _with_device(prefix + approach, frame, row, tables)
    ]
    if len(choices) == 1:
        return Coded(choices[0], (), why)
    stated = row.fifth or frame.approach
    if not choices:
        # No row has what the note names: the table's other axes want what it leaves unsaid.
        return Coded(prefix, (DEVICE if stated else APPROACH,), why)
    fifths = {code[4] for code in choices}
    missing = APPROACH if len(fifths) > 1 else PURPOSE
    return Coded(prefix, (missing,), why)


def _approaches(prefix: str, frame: NamedProcedure, row: ActRow, tables: Tables) -> Sequence[str]:
    label = row.fifth or axis_words().approaches.get(frame.approach or "")
    if label:
        character = tables.value(prefix, 5, label)
        return (character,) if character else ()
    if row.section != SURGICAL:
        return (NOTHING,)
    labels = dict.fromkeys(axis_words().approaches.values())
    found = (tables.value(prefix, 5, each) for each in labels)
    return tuple(dict.fromkeys(c for c in found if c))


def _with_device(prefix: str, frame: NamedProcedure, row: ActRow, tables: Tables) -> Iterator[str]:
    labels = (row.sixth,) if row.sixth else axis_words().devices.get(frame.device or "", ())
    found = (tables.value(prefix, 6, label) for label in labels)
    sixth = next((c for c in found if c), NOTHING)
    for seventh in _qualifiers(prefix + sixth, frame, row, tables):
        code = prefix + sixth + seventh
        if tables.active(code):
            yield code


def _qualifiers(prefix: str, frame: NamedProcedure, row: ActRow, tables: Tables) -> Sequence[str]:
    if row.seventh:
        return (tables.value(prefix, 7, row.seventh) or NOTHING,)
    held = tables.value(prefix, 7, (frame.manner or "").capitalize()) if frame.manner else None
    if held is not None:
        return (held,)
    diagnostic = tables.value(prefix, 7, "Diagnostic")
    if diagnostic is None or row.operation not in _SAMPLED:
        return (NOTHING,)
    if frame.purpose == "diagnostic":
        return (diagnostic,)
    # What a catheter is left in for is to drain.
    treated = frame.purpose == "therapeutic" or frame.device or frame.target
    return (NOTHING,) if treated else (NOTHING, diagnostic)


def _imaged(prefix: str, frame: NamedProcedure, tables: Tables, why: tuple[Citation, ...]) -> Coded:
    """Contrast is said or it isn't; without a word of it the rest of the code is open, unless the
    table knows none."""
    plain = prefix + NOTHING * 3
    asked = tables.value(prefix, 5, "Other Contrast") is not None
    if frame.contrast == "without" or (not asked and tables.active(plain)):
        return Coded(plain, (), why) if tables.active(plain) else Coded(prefix, (REST,), why)
    if frame.contrast in ("with", "both"):
        sixth = tables.value(prefix, 6, "Unenhanced and Enhanced")
        middle = sixth if frame.contrast == "both" and sixth else NOTHING
        character = tables.value(prefix, 5, "Other Contrast")
        whole = f"{prefix}{character}{middle}{NOTHING}" if character else ""
        if whole and tables.active(whole):
            return Coded(whole, (), why)
    return Coded(prefix, ("whether contrast was given, and which",), why)


def _why(frame: NamedProcedure) -> tuple[Citation, ...]:
    operation, parts, axes = sources()
    why = [
        Citation(operation, f"“{frame.evidence[0].text}”: {frame.act.replace('_', ' ')}"),
        Citation(parts, ", ".join(s.replace("_", " ") for s in frame.sites) or "by the operation"),
        Citation(axes, (frame.approach or "no approach named").replace("_", " ")),
    ]
    if len(single_sides(frame.sides)) > 1:
        why.append(guideline("pcs_bilateral").citation())
    return tuple(why)
