"""A course: the user's own notes with the codes that they were given.

Two forms are read: a folder of texts with a `codes.tsv` (file, system, code, start, end; the last
two blank where unknown), and JSONL, one note a line:

    {"note": "the text" or "path": "a file", "codes": ["E11.9", "icd10pcs:0DTJ4ZZ"],
     "evidence": [{"code": "E11.9", "start": 10, "end": 40}, {"code": "I10", "text": "hypertension"}]}
"""  # noqa: E501

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, cast

from superbill.codesets.systems import readings
from superbill.errors import SuperbillError, WrongUsage
from superbill.notes.files import read_note

TABLE = "codes.tsv"
PREFIX = 4
"""Characters of an ICD-10-PCS code that are learned: section, system, operation and part."""
SYSTEMS = ("icd10cm", "icd10pcs")
_FAULTS_TOLD = 50
_LEAST_COLUMNS, _COLUMNS = 3, 5


class Coded(NamedTuple):
    """A code that is learned: of ICD-10-CM in full, of ICD-10-PCS its first PREFIX characters."""

    system: str
    code: str


Known = Callable[[Coded], str]
"""Whether a set holds a code: its status, `unknown` where no list has it."""


@dataclass(frozen=True, slots=True)
class CourseNote:
    """A note and its codes, each with the places that prove it, where these are known."""

    name: str
    text: str
    codes: Mapping[Coded, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Course:
    """skipped: rows or notes that were left out, counted by reason; faults: the first of them, each
    with its place"""

    notes: tuple[CourseNote, ...]
    skipped: Mapping[str, int]
    faults: tuple[str, ...]


@dataclass
class _Making:
    known: Known
    texts: dict[str, str] = field(default_factory=dict[str, str])
    codes: dict[str, dict[Coded, set[tuple[int, int]]]] = field(
        default_factory=dict[str, dict[Coded, set[tuple[int, int]]]]
    )
    skipped: Counter[str] = field(default_factory=Counter[str])
    faults: list[str] = field(default_factory=list[str])
    seen: set[tuple[str, Coded, int, int]] = field(default_factory=set[tuple[str, Coded, int, int]])

    def skip(self, reason: str, where: str, more: str = "") -> None:
        self.skipped[reason] += 1
        if len(self.faults) < _FAULTS_TOLD:
            self.faults.append(f"{where}: {reason}{': ' + more if more else ''}")

    def text(self, name: str, read: Callable[[], str], where: str) -> bool:
        """Whether the note can be read; each is read once, and told once where it can't be."""
        if name not in self.texts:
            try:
                self.texts[name] = read()
            except SuperbillError as fault:
                self.skip("note not readable", where, str(fault))
                self.texts[name] = ""
        return bool(self.texts[name])

    def code(self, name: str, code: Coded, span: tuple[int, int] | None, where: str) -> None:
        """One row: a code of a note, with a place that proves it or without."""
        start, end = span or (-1, -1)
        if (name, code, start, end) in self.seen:
            self.skip("row given twice", where, f"{name} {code.code}")
            return
        self.seen.add((name, code, start, end))
        length = len(self.texts[name])
        if span is not None and not 0 <= start < end <= length:
            told = f"{start} to {end} of {length} characters"
            self.skip("place outside the note (the code is kept)", where, told)
            span = None
        places = self.codes.setdefault(name, {}).setdefault(code, set())
        if span is not None:
            places.add(span)

    def coded(self, system: str, code: str, where: str) -> Coded | None:
        """The code in display form, where a set holds it."""
        try:
            found = readings(code, system or None)
        except WrongUsage as fault:
            self.skip("not a code", where, fault.message)
            return None
        told = next((r for r in found if r.system in SYSTEMS), None)
        if told is None:
            self.skip("code of a system that is not learned", where, f"{system or ''} {code}")
            return None
        cut = told.code[:PREFIX] if told.system == "icd10pcs" else told.code
        one = Coded(told.system, cut)
        status = self.known(one)
        if status == "unknown":
            self.skip("code that no set has", where, one.code)
            return None
        if status == "header" and one.system == "icd10cm":
            self.skip("heading, which is not reported", where, one.code)
            return None
        return one

    def course(self) -> Course:
        notes = tuple(
            CourseNote(name, text, {c: tuple(sorted(p)) for c, p in self.codes[name].items()})
            for name, text in sorted(self.texts.items())
            if text and name in self.codes
        )
        return Course(notes, dict(sorted(self.skipped.items())), tuple(self.faults))


def read_course(path: Path, *, known: Known) -> Course:
    """The course of a folder or of a JSONL file. Rows that can't be used are left out and told.

    Raises WrongUsage where there is no such course, or no note with a code is left of it.
    """
    making = _Making(known)
    if path.is_dir():
        _read_folder(path, making)
    elif path.is_file():
        _read_lines(path, making)
    else:
        raise WrongUsage("there is no such course.", where=str(path),
                         remedy=f"Give a folder with {TABLE}, or a JSONL file.")  # fmt: skip
    course = making.course()
    if not course.notes:
        told = "; ".join(f"{n} × {reason}" for reason, n in course.skipped.items())
        raise WrongUsage(
            f"the course holds no note with a code{f' ({told})' if told else ''}.",
            where=str(path), remedy=course.faults[0] if course.faults else None,
        )  # fmt: skip
    return course


def _read_folder(folder: Path, making: _Making) -> None:
    table = folder / TABLE
    if not table.is_file():
        raise WrongUsage(f"there is no {TABLE} in it.", where=str(folder),
                         remedy="It has a line for each code: file, system, code, start, end.")  # fmt: skip  # noqa: E501
    for number, row in enumerate(_rows(table), 1):
        where = f"{TABLE}:{number}"
        if not any(cell.strip() for cell in row) or (number == 1 and row[0] == "file"):
            continue
        if not _LEAST_COLUMNS <= len(row) <= _COLUMNS:
            making.skip("row without file, system and code", where)
            continue
        name, system, code, *rest = (cell.strip() for cell in row)
        file = folder / name
        if not name or not file.resolve().is_relative_to(folder.resolve()):
            making.skip("file outside the course", where, name)
            continue
        span = _span(rest)
        if span is None:
            making.skip("place that is no two numbers (the code is kept)", where)
        one = making.coded(system, code, where)
        if one is not None and making.text(name, lambda file=file: read_note(file), where):
            making.code(name, one, span or None, where)


def _span(cells: Iterable[str]) -> tuple[int, int] | tuple[()] | None:
    """Start and end; nothing where both are blank; None where they can't be read."""
    told = [cell for cell in cells if cell]
    if not told:
        return ()
    try:
        start, end = (int(cell) for cell in told)
    except ValueError:
        return None
    return start, end


def _rows(table: Path) -> list[list[str]]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise WrongUsage(f"can't be read: {fault}.", where=str(table)) from None


def _read_lines(file: Path, making: _Making) -> None:
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise WrongUsage(f"can't be read: {fault}.", where=str(file)) from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            _read_line(line, f"{file.name}:{number}", file.parent, making)


def _read_line(line: str, where: str, folder: Path, making: _Making) -> None:
    try:
        told: Any = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        making.skip("line that is no JSON object", where)
        return
    entry = cast(dict[str, Any], told)
    text, path = entry.get("note"), entry.get("path")
    if not isinstance(entry.get("codes"), list) or isinstance(text, str) == isinstance(path, str):
        making.skip("line without codes, or without one of note and path", where)
        return
    name = where if isinstance(text, str) else str(path)
    if not making.text(name, lambda: _text(text, folder, path), where):
        return
    evidence = list(_evidence(entry.get("evidence"), making.texts[name], where, making))
    for code in entry["codes"]:
        one = making.coded(*_named(code), where)
        if one is None:
            continue
        places = [span for other, span in evidence if other == one]
        for span in places or [None]:
            making.code(name, one, span, where)


def _text(text: object, folder: Path, path: object) -> str:
    if isinstance(text, str):
        if not text.strip():
            raise WrongUsage("The note is empty.")
        return text
    return read_note(folder / str(path))


def _named(code: object) -> tuple[str, str]:
    """System and code of one that may be text or `{"system", "code"}`."""
    if isinstance(code, dict):
        told = cast(dict[str, Any], code)
        return str(told.get("system") or ""), str(told.get("code") or "")
    return "", str(code)


def _evidence(
    told: object, text: str, where: str, making: _Making
) -> Iterator[tuple[Coded, tuple[int, int]]]:
    for item in cast(list[Any], told) if isinstance(told, list) else ():
        entry = cast(dict[str, Any], item) if isinstance(item, dict) else {}
        one = making.coded(*_named(entry), where) if entry.get("code") else None
        if one is None:
            continue
        start, end, words = entry.get("start"), entry.get("end"), entry.get("text")
        if type(start) is int and type(end) is int:  # true and false are no places
            yield one, (start, end)
        elif isinstance(words, str) and words and words in text:
            at = text.index(words)
            yield one, (at, at + len(words))
        else:
            making.skip("evidence that does not stand in the note", where, one.code)
