"""A publisher's layout: how a file of it is recognised, and what the parts of a release are.

An importer module in codesets/sources that takes users' files offers two functions:

    recognise(sample: Sample) -> Match | None       by content; names only for the edition
    draft(files: Files, *, edition: date) -> Draft  files by role, all of one family and edition

and is named in MODULES. Where a release needs several files (parts 1 to 4 of a PTP edition), it
also offers `missing(roles: Collection[str]) -> str | None`: what is missing, in words.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Protocol, cast

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.sample import Sample
from superbill.errors import ReleaseRefused

_SOURCES = "superbill.codesets.sources"

MODULES: tuple[str, ...] = (
    # First, for the records of its text look like ICD-10-PCS codes with titles.
    f"{_SOURCES}.fees.pfs_oppscap",
    f"{_SOURCES}.icd10cm.tabular",
    f"{_SOURCES}.icd10cm.order",
    f"{_SOURCES}.icd10cm.codes",
    f"{_SOURCES}.icd10cm.untitled",
    f"{_SOURCES}.icd10cm.external_causes",
    f"{_SOURCES}.icd10cm.drugs",
    f"{_SOURCES}.icd10cm.neoplasms",
    f"{_SOURCES}.icd10cm.index",
    f"{_SOURCES}.icd10pcs.order",
    f"{_SOURCES}.icd10pcs.codes",
    f"{_SOURCES}.icd10pcs.tables",
    f"{_SOURCES}.icd10pcs.index",
    f"{_SOURCES}.icd10pcs.guidelines",
    f"{_SOURCES}.ncci.ptp",
    f"{_SOURCES}.ncci.mue",
    f"{_SOURCES}.ncci.addon",
    f"{_SOURCES}.coverage.lcd",
    f"{_SOURCES}.coverage.ncd",
    f"{_SOURCES}.hcpcs.quarterly",
    f"{_SOURCES}.hcpcs.listed",
    f"{_SOURCES}.licensed.ama_cpt",
    f"{_SOURCES}.licensed.ada_cdt",
    f"{_SOURCES}.reference.lists",
    f"{_SOURCES}.fees.pfs_values",
    f"{_SOURCES}.fees.pfs_gpci",
    f"{_SOURCES}.fees.pfs_locality",
    f"{_SOURCES}.fees.pfs_anesthesia",
    f"{_SOURCES}.fees.opps_addendum_b",
    f"{_SOURCES}.fees.opps_status",
)
"""The importers, in the order in which they are asked; the first that recognises a file has it."""


@dataclass(frozen=True, slots=True)
class Match:
    """A recognised file.

    family, role: of which releases it is a part, and which part
    stated: the edition that the content states, if it does; where it states less (a year), the
        importer's `agrees` holds it against the edition that is found elsewhere
    named: the edition that the publisher's name of the file or its archive states
    rank: where several files have one role in one release, the lowest is taken (a workbook and a
        text of the same table)
    licence: `cpt` or `cdt` where the user must attest a licence for the file's text
    """

    family: str
    role: str
    stated: date | None = None
    named: date | None = None
    rank: int = 0
    licence: str | None = None


class Importer(Protocol):
    """A module of MODULES."""

    def recognise(self, sample: Sample) -> Match | None: ...

    def draft(self, files: Files, *, edition: date) -> Draft: ...


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file, who imports it, and as what."""

    sample: Sample
    module: str
    match: Match


_PART_OF_A_FILE = re.compile(r"(?<![a-z])(excerpt|layout)(?![a-z])")


def recognise(sample: Sample) -> Recognised | None:
    """Who imports a file; None where no layout is known in it.

    Raises ReleaseRefused for a file that its own name calls a part: what an excerpt does not hold
    would be answered as not existing.
    """
    if _PART_OF_A_FILE.search(sample.name.lower()):
        raise ReleaseRefused("an excerpt is not the table.", where=sample.shown)
    for module in MODULES:
        match = importer_of(module).recognise(sample)
        if match is not None:
            return Recognised(sample, module, match)
    return None


def importer_of(module: str) -> Importer:
    return cast(Importer, import_module(module))


def missing_parts(module: str, roles: Collection[str]) -> str | None:
    """What a release still lacks, in words; None where it is whole."""
    missing = getattr(import_module(module), "missing", None)
    return missing(roles) if missing else None


def edition_of(found: Recognised, *, given: date | None) -> date:
    """The first day of the edition that a file belongs to.

    Content says it, else the publisher's name, else the user. Raises ReleaseRefused where nobody
    does, or where two of them say different things.
    """
    match, shown = found.match, found.sample.shown
    if given is not None and given.day != 1 and match.family.startswith("icd10"):
        raise ReleaseRefused(
            f"no edition of {match.family} begins on {given}.", where=shown,
            remedy="Editions begin on the first of a month: --release 2026-04-01.",
        )  # fmt: skip
    said = {
        "the content": match.stated,
        "the publisher's name": match.named if match.stated is None or given is None else None,
        "--release": given,
    }
    days = {who: day for who, day in said.items() if day is not None}
    if not days:
        raise ReleaseRefused(
            "neither content nor name says which edition this is.", where=shown,
            remedy="Say it: --release YYYY-MM-DD, its first day.",
        )  # fmt: skip
    if len(set(days.values())) > 1:
        raise ReleaseRefused(
            "; ".join(f"{who} says {day}" for who, day in days.items()) + ".", where=shown,
            remedy="Check the file, or say the edition with --release YYYY-MM-DD.",
        )  # fmt: skip
    return next(iter(days.values()))


_HALF_YEARS = {"april": 4, "apr": 4, "october": 10, "oct": 10}


def fiscal_edition(names: Collection[str]) -> date | None:
    """The half-year's edition that the names of an ICD-10 file state: a year alone is the fiscal
    year, which begins on 1 October of the year before.

    >>> fiscal_edition(["icd10cm-codes-2025.txt"]), fiscal_edition(["icd10cm-April-2026.xml"])
    (datetime.date(2024, 10, 1), datetime.date(2026, 4, 1))
    """
    for name in names:
        year = re.search(r"(?<!\d)(20\d\d)(?!\d)", name)
        if year is None:
            continue
        month = re.search(r"(?<![a-z])(april|apr|october|oct)(?![a-z])", name.lower())
        if month is None:
            return date(int(year[1]) - 1, 10, 1)
        return date(int(year[1]), _HALF_YEARS[month[1]], 1)
    return None


def quarter_edition(names: Collection[str]) -> date | None:
    """The quarter's edition that names state as a year and a quarter, `2024q3` or `2026Q2`.

    >>> quarter_edition(["mue_practitioner_2024q3.csv"])
    datetime.date(2024, 7, 1)
    """
    for name in names:
        found = re.search(r"(?<!\d)(20\d\d)[-_ ]?q([1-4])(?!\d)", name.lower())
        if found:
            return date(int(found[1]), 3 * int(found[2]) - 2, 1)
    return None


def quarter_after(day: date) -> date:
    """The first day of the quarter after the one that a day is in."""
    month = (day.month - 1) // 3 * 3 + 4
    return date(day.year + (month > 12), (month - 1) % 12 + 1, 1)


def half_year_after(day: date) -> date:
    """ICD-10-CM and ICD-10-PCS change on 1 April and 1 October."""
    if day.month < 4:
        return date(day.year, 4, 1)
    return date(day.year, 10, 1) if day.month < 10 else date(day.year + 1, 4, 1)
