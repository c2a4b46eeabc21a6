"""The user's own publishers' files: recognised by content, dated, and loaded as releases.

To add a layout: write its importer in codesets/sources and name it in LAYOUTS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from pathlib import Path

from superbill.codesets.catalogue import Catalogue, Entry
from superbill.codesets.draft import Draft
from superbill.codesets.home import entry_of, write_release
from superbill.codesets.release import SourceFile, sha256_of
from superbill.codesets.store import FORMAT
from superbill.dates import fiscal_year
from superbill.errors import ReleaseRefused

_HEAD = 8192
_PUBLIC = "Work of the United States government, public domain"


@dataclass(frozen=True, slots=True)
class Layout:
    """A publisher's layout.

    importer: `module:function` of the function that makes the Draft; role: what it calls the file
    marks: what the first bytes of such a file match
    stated_year: group 1 is the fiscal year that the content itself states, if it does
    """

    name: str
    importer: str
    role: str
    marks: re.Pattern[str]
    stated_year: re.Pattern[str] | None = None


_SOURCES = "superbill.codesets.sources"

LAYOUTS = (
    Layout(
        "ICD-10-CM tabular list (XML)", f"{_SOURCES}.icd10cm_tabular:draft", "tabular",
        re.compile(r"<ICD10CM\.tabular\b"), re.compile(r"<version>\s*(20\d\d)\s*</version>"),
    ),
    Layout(
        "ICD-10-CM valid codes (text)", f"{_SOURCES}.icd10cm_codes:draft", "codes",
        re.compile(r"\A\ufeff?(?:[A-Z][0-9A][0-9A-Z]{1,5} +\S[^\n]*\n){3}"),
    ),
    Layout(
        "ICD-10-PCS codes (text)", f"{_SOURCES}.icd10pcs_codes:draft", "codes",
        re.compile(r"\A\ufeff?(?:[0-9B-DF-HX][0-9A-HJ-NP-Z]{6} \S[^\n]*\n){3}"),
    ),
)  # fmt: skip


def recognised(path: Path) -> Layout | None:
    """The layout of a file, by its first bytes; None where it is none of LAYOUTS."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8", errors="replace").replace("\r\n", "\n")
    except OSError as fault:
        raise ReleaseRefused(
            f"the file can't be read ({fault.strerror}).", where=str(path)
        ) from None
    return next((layout for layout in LAYOUTS if layout.marks.search(head)), None)


def edition_of(path: Path, layout: Layout, *, given: date | None) -> date:
    """The first day of the edition: what the user says, else what the publisher's name of the
    file says. Raises ReleaseRefused where neither does, or content and name disagree."""
    named = given or edition_in_name(path.name)
    if named is None:
        raise ReleaseRefused(
            "neither content nor name says which edition this is.", where=str(path),
            remedy="Say it: --release YYYY-MM-DD, its first day.",
        )  # fmt: skip
    stated = _stated_year(path, layout)
    if stated is not None and stated != fiscal_year(named):
        raise ReleaseRefused(
            f"the file says fiscal year {stated}, which {named} is not in.", where=str(path),
            remedy="Check the file, or say --release YYYY-MM-DD.",
        )  # fmt: skip
    return named


def _stated_year(path: Path, layout: Layout) -> int | None:
    if layout.stated_year is None:
        return None
    with path.open("rb") as file:
        found = layout.stated_year.search(file.read(_HEAD).decode("utf-8", errors="replace"))
    return int(found[1]) if found else None


_HALF_YEARS = {"april": 4, "apr": 4, "october": 10, "oct": 10}


def edition_in_name(name: str) -> date | None:
    """The first day of the edition that a publisher's file name states.

    >>> edition_in_name("icd10cm-codes-2025.txt"), edition_in_name("icd10cm-codes-April-2026.txt")
    (datetime.date(2024, 10, 1), datetime.date(2026, 4, 1))
    """
    year = re.search(r"(?<!\d)(20\d\d)(?!\d)", name)
    if year is None:
        return None
    month = re.search(r"(?<![a-z])(april|apr|october|oct)(?![a-z])", name.lower())
    if month is None:
        return date(int(year[1]) - 1, 10, 1)
    number = _HALF_YEARS[month[1]]
    return date(int(year[1]), number, 1)


def half_year_after(day: date) -> date:
    """ICD-10-CM and ICD-10-PCS change on 1 April and 1 October."""
    return date(day.year, 10, 1) if day.month < 10 else date(day.year + 1, 4, 1)


def draft_of(path: Path, layout: Layout, edition: date) -> Draft:
    module, _, function = layout.importer.partition(":")
    make: Callable[[Mapping[str, Path]], Draft] = getattr(import_module(module), function)
    made = make({layout.role: path})
    return replace(
        made,
        edition=edition,
        start=edition,
        end=half_year_after(edition),
        title=f"{layout.name}, edition of {edition}",
        licence=_PUBLIC,
        remarks=("Imported from the user's own file.",),
    )


def import_file(home: Path, current: Catalogue, path: Path, *, given: date | None) -> Entry | None:
    """Writes the release that a file makes and gives its entry for the catalogue; None where the
    very same file is loaded already. The caller holds the lock and publishes.

    Raises ReleaseRefused, with file and line, for a file that is not what it should be.
    """
    layout = recognised(path)
    if layout is None:
        raise ReleaseRefused("not recognised as a publisher's file.", where=str(path))
    edition = edition_of(path, layout, given=given)
    before = sha256_of(path)
    draft = draft_of(path, layout, edition)
    source = SourceFile(path.name, before, path.stat().st_size, "the user's own file")
    for entry in current.entries:
        same = {f.sha256 for f in entry.release.files} == {before}
        if same and entry.release.family == draft.family and entry.release.edition == edition:
            return None
    importer = f"{layout.importer.rpartition('.')[2]} {FORMAT}"
    release = write_release(home, draft, files=(source,), importer=importer)
    if sha256_of(path) != before:
        raise ReleaseRefused("the file changed while it was read.", where=str(path))
    return entry_of(release, origin="user")
