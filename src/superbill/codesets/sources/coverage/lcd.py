"""Local coverage: which diagnoses a contractor's coverage determinations list for a code.

The publisher states coverage article by article, in groups of codes and groups of diagnoses. The
file that this reads has merged them for each code: it names the code, its determinations, and the
diagnoses that any of them lists as supporting the code or as not supporting it. Which of several
determinations lists a diagnosis is lost, and the pairs cover more than any one article does.

File: JSON, `{"code": {"covered": [...], "notCovered": [...], "lcdIds": [...]}, ...}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, quarter_after, quarter_edition
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.reading import written
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.tables.schemas import LCD

if TYPE_CHECKING:
    from polars import DataFrame

FAMILY = "lcd"
ROLE = "coverage"

_BEGINNING = re.compile(
    r'\s*\{\s*"[0-9A-Z]{5}"\s*:\s*\{\s*"(?:covered|notCovered|lcdIds)"\s*:\s*\['
)
_CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]", re.ASCII)
_DETERMINATION = re.compile(r"L\d{5}", re.ASCII)
_KEYS = {"covered", "notCovered", "lcdIds"}

_Row = tuple[str, str | None, bool | None, str]


def recognise(sample: Sample) -> Match | None:
    """The merged coverage lists, by their first key. Neither content nor name says of when they
    are, unless the name states a quarter."""
    if not _BEGINNING.match(sample.text):
        return None
    return Match(FAMILY, ROLE, named=quarter_edition(sample.names))


def draft(files: Files, *, edition: date) -> Draft:
    """Covered and not covered diagnoses by code. Role: `coverage`.

    Raises ReleaseRefused where the file is missing; `fill` where something in it is not as
    described, naming the code.
    """
    path = file_in(files, ROLE)
    return Draft(
        family=FAMILY,
        edition=edition,
        title="Diagnoses listed by local coverage determinations",
        publisher="Medicare administrative contractors, by the Medicare Coverage Database",
        kind="edition",
        start=edition,
        end=quarter_after(edition),
        systems=(),
        licence="Work of the United States government; CPT codes: American Medical Association",
        url="https://www.cms.gov/medicare-coverage-database/downloads/downloads.aspx",
        fill=lambda writer: fill(writer, path=path),
        remarks=(
            "Reshaped and partial: not every local coverage determination is in the file.",
            "Groups of codes within an article are merged: the pairs cover too much.",
            "Which of several determinations lists a diagnosis is lost: `lcds` names all of a "
            "code, and at least one of them lists it.",
            "Effective dates and contractors are not stated.",
        ),
    )


def fill(writer: ReleaseWriter, *, path: Path) -> None:
    """Writes a row for each code and diagnosis. Raises ReleaseRefused, naming file and code."""
    writer.table(LCD, _frame(list(_rows(path))))


def _frame(rows: list[_Row]) -> DataFrame:
    import polars

    from superbill.codesets.tables.writer import polars_type

    schema = {column.name: polars_type(column) for column in LCD.columns}
    return polars.DataFrame(rows, schema=schema, orient="row")


def _rows(path: Path) -> Iterator[_Row]:
    entries = _read(path)
    if not entries:
        raise refused(path, None, "the file holds no code.")
    for code, entry in entries.items():
        if not _CODE.fullmatch(code):
            raise _wrong(path, code, "it is not a HCPCS or CPT code")
        if not isinstance(entry, dict) or set(cast(dict[str, Any], entry)) != _KEYS:
            raise _wrong(path, code, f"its keys are not {', '.join(sorted(_KEYS))}")
        lists = cast(dict[str, Any], entry)
        lcds = _texts(path, code, lists["lcdIds"])
        for lcd in lcds:
            if not _DETERMINATION.fullmatch(lcd):
                raise _wrong(path, code, f"{lcd!r} is not a determination's number")
        named = " ".join(sorted(lcds))
        yield from _pairs(path, code, lists, named)


def _pairs(path: Path, code: str, lists: dict[str, Any], lcds: str) -> Iterator[_Row]:
    if not lcds:
        raise _wrong(path, code, "no determination is named")
    covered = _texts(path, code, lists["covered"])
    not_covered = _texts(path, code, lists["notCovered"])
    both = set(covered) & set(not_covered)
    if both:
        raise _wrong(path, code, f"{min(both)} is covered and not covered")
    for diagnoses, supports in ((covered, True), (not_covered, False)):
        for diagnosis in diagnoses:
            undotted = diagnosis.replace(".", "")
            if written.icd10cm(undotted) != diagnosis:
                raise _wrong(path, code, f"{diagnosis!r} is not an ICD-10-CM code")
            yield code, undotted, supports, lcds
    if not covered and not not_covered:
        yield code, None, None, lcds


def _texts(path: Path, code: str, value: object) -> list[str]:
    texts: list[Any] = cast(list[Any], value) if isinstance(value, list) else [None]
    if not all(isinstance(item, str) for item in texts):
        raise _wrong(path, code, "a list of texts was expected")
    if len(set(texts)) != len(texts):
        raise _wrong(path, code, "a list names something twice")
    return texts


def _read(path: Path) -> dict[str, Any]:
    """The object of the file. A key given twice would otherwise hide a code."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            twice = next(k for n, (k, _) in enumerate(pairs) if k in dict(pairs[:n]))
            raise refused(path, None, f"{twice!r} stands twice.")
        return found

    try:
        root = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=once)
    except UnicodeDecodeError:
        raise refused(path, None, "the file is not utf-8 text.") from None
    except json.JSONDecodeError as fault:
        raise refused(path, fault.lineno, f"not JSON: {fault.msg}.") from None
    except RecursionError:
        raise refused(path, None, "nested too deeply.") from None
    if not isinstance(root, dict):
        raise refused(path, None, "a JSON object of codes was expected.")
    return cast(dict[str, Any], root)


def _wrong(path: Path, code: str, message: str) -> Exception:
    return refused(path, None, f"{code[:12]}: {message}.")
