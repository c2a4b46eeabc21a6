"""Codes with their titles turned into concept rows, below the sections and tables they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from superbill.codesets.sources.icd10pcs.structure import sections, table_title
from superbill.codesets.sources.reading.border import refused
from superbill.codesets.sources.reading.written import icd10pcs

SYSTEM = "icd10pcs"

Entry = tuple[int, str, str, str | None]
"""Line in the file, code, title, short title where the file has one."""


def concept_rows(path: Path, entries: Iterable[Entry]) -> Iterator[tuple[object, ...]]:
    """The rows of `concept` for the codes of a list, in its order, with headings before them.

    A section (one character) and a table (three) go ahead of their first code; a code's parent
    is its table. Raises ReleaseRefused, with the line, for what is no code, has no title, stands
    out of order or twice, or begins with a character that is no section.
    """
    named = sections()
    position = 0
    last = ""
    for line, text, title, short in entries:
        code = icd10pcs(text)
        if code is None:
            raise refused(path, line, f"{text[:40]!r} is no ICD-10-PCS code.")
        if not title:
            raise refused(path, line, f"{code} has no title.")
        if code <= last:
            raise refused(path, line, f"{code} comes after {last}: out of order, or twice.")
        section = named.get(code[0])
        if section is None:
            raise refused(path, line, f"{code}: there is no section {code[0]}.")
        if code[0] != last[:1]:
            position += 1
            yield SYSTEM, code[0], position, "section", 0, None, section.name, None
        if code[:3] != last[:3]:
            position += 1
            heading = table_title(section, code)
            yield SYSTEM, code[:3], position, "table", 0, code[0], heading, None
        position += 1
        yield SYSTEM, code, position, "code", 1, code[:3], title, short
        last = code
    if not last:
        raise refused(path, None, "there is no code in the file.")
