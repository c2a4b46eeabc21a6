"""Relative values, payment indicators and conversion factors: CMS's PPRRVU files.

One release is one quarter's table. From 2026 CMS gives it as two files that differ in the
conversion factor: for qualifying participants in an advanced APM (`QPP`), and for all others
(`nonQPP`); either may be given alone. Descriptors of CPT and CDT codes are never kept.

Source: CMS, National Physician Fee Schedule Relative Value File, RVU25D documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.release_writer import ReleaseWriter
from superbill.codesets.sources.fees.pfs_editions import (
    archive_edition,
    edition_named,
    edition_with,
    end_of,
    factor_declared,
    month_edition,
)
from superbill.codesets.sources.fees.pfs_value_rows import (
    TWO_FACTORS_FROM,
    Head,
    Values,
    head_of,
    read_values,
)
from superbill.codesets.sources.reading.typed_frame import procedure_system
from superbill.codesets.tables.schemas import PFS
from superbill.errors import ReleaseRefused

if TYPE_CHECKING:
    from polars import DataFrame

FAMILY = "pfs"
URL = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
LICENCE = "CPT codes: American Medical Association; otherwise a work of the US government"

VALUES, QUALIFYING, NONQUALIFYING = "values", "qualifying", "nonqualifying"

# The workbook has the text file's table with other notations; the text lacks the day of release.
_RANKS = {"published": 0, "fixed_width": 1, "reshaped": 3}
_WORKBOOK = 2

_DELETED = ("D", "F", "G", "H")
_NOT_COMPARED = frozenset(
    ("conversion_factor", "opps_pe_nonfacility", "opps_pe_facility", "opps_mp")
)
"""What the two files of a release may differ in: the amounts used for OPPS are payments divided by
the conversion factor."""


def recognise(sample: Sample) -> Match | None:
    """A relative value file by its header or its records; the title, or the names, date it.

    Raises ReleaseRefused where the names of the file and its archive disagree, and from 2026
    where nothing says of which of the two conversion factors the file is.
    """
    head = head_of(sample)
    if head is None:
        return None
    stated = edition_with(head.quarter, head.factor) if head.quarter else None
    named = edition_named(
        sample.names,
        [lambda name: _dated(archive_edition(name), head.factor),
         lambda name: _dated(_month_of_values(name), head.factor)],
        shown=sample.shown,
    )  # fmt: skip
    rank = _WORKBOOK if sample.workbook_rows else _RANKS[head.layout]
    role = _role(sample, head, stated or named)
    return Match(FAMILY, role, stated=stated, named=named, rank=rank)


def draft(files: Files, *, edition: date) -> Draft:
    """The table of a quarter. Roles: `values`, or from 2026 `qualifying` and `nonqualifying`.

    Raises ReleaseRefused, with file and line, for whatever is not as the layout has it, and where
    the two files of a release differ in more than their conversion factors.
    """
    readings = {role: read_values(path) for role, path in files.items()}
    frame, remarks = _table(readings)
    first = next(iter(readings.values()))
    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"Medicare physician fee schedule, relative values of {edition:%B %Y}",
        publisher="CMS",
        kind="edition",
        start=edition,
        end=end_of(edition, first.factor),
        known_from=min((v.released for v in readings.values() if v.released), default=None),
        systems=("cpt", "hcpcs"),
        licence=LICENCE,
        url=URL,
        fill=lambda writer: _fill(writer, frame),
        remarks=remarks,
    )


def _dated(quarter: date | None, factor: Decimal | None) -> date | None:
    return None if quarter is None else edition_with(quarter, factor)


def _month_of_values(name: str) -> date | None:
    """A month counts in the names of these files only: a folder's may be that of a download."""
    return month_edition(name) if "pprrvu" in name.lower() else None


def _role(sample: Sample, head: Head, day: date | None) -> str:
    """Of which conversion factor a file is, by its name and by what is declared of its factor."""
    if not head.two and (day is None or day < TWO_FACTORS_FROM):
        return VALUES
    name = sample.name.lower().replace("-", "").replace("_", "")
    said = NONQUALIFYING if "nonqpp" in name else QUALIFYING if "qpp" in name else None
    known = factor_declared(head.factor, day or TWO_FACTORS_FROM)
    carried = known.kind if known is not None else None
    if said and carried and said != carried:
        raise ReleaseRefused(
            f"the name says {said}, and {head.factor} is the factor of the {carried}.",
            where=sample.shown, remedy="Give the file under the publisher's own name.",
        )  # fmt: skip
    role = said or carried
    if role is None:
        raise ReleaseRefused(
            f"nothing says of which of the two conversion factors {head.factor} is.",
            where=sample.shown, remedy="Give the file under its name, with QPP or nonQPP in it.",
        )  # fmt: skip
    return role


def _table(readings: Mapping[str, Values]) -> tuple[DataFrame, tuple[str, ...]]:
    """One frame of the files of a release, and what a reader must know of it."""
    import polars

    remarks = tuple(dict.fromkeys(r for values in readings.values() for r in values.remarks))
    base = readings.get(NONQUALIFYING) or readings.get(VALUES)
    qualifying = readings.get(QUALIFYING)
    kind = PFS.column("conversion_factor_qualifying")
    decimal = polars.Decimal(precision=18, scale=kind.scale)
    other = polars.lit(qualifying.factor if qualifying else None, dtype=decimal)
    if base is None:
        assert qualifying is not None  # a release has a file
        none = polars.lit(None, dtype=decimal)
        frame = qualifying.frame.with_columns(
            conversion_factor_qualifying=other, conversion_factor=none
        )
        return frame, (*remarks, "The file of other than qualifying participants was not given.")
    if qualifying is not None:
        remarks += _held_together(base, qualifying)
    elif NONQUALIFYING in readings:
        remarks += ("The file of qualifying participants (QPP) was not given.",)
    return base.frame.with_columns(conversion_factor_qualifying=other), remarks


def _held_together(base: Values, other: Values) -> tuple[str, ...]:
    """Refuses two files of a release that differ in a relative value or indicator."""
    key = ["code", "modifier"]
    left, right = base.frame.sort(key), other.frame.sort(key)
    if not left.select(key).equals(right.select(key)):
        raise ReleaseRefused(f"its codes are not those of {base.path.name}.", where=other.path.name)
    for column in left.columns:
        if column in _NOT_COMPARED:
            continue
        differs = left[column].ne_missing(right[column])
        if differs.any():
            at = differs.arg_max() or 0
            code = " ".join(filter(None, left.select(key).row(at)))
            said = f"{column} of {code} is {right[column][at]}, in {base.path.name} "
            raise ReleaseRefused(f"{said}{left[column][at]}.", where=other.path.name)
    amounts = [c for c in left.columns if c.startswith("opps_")]
    if left.select(amounts).equals(right.select(amounts)):
        return ()
    return (f"The amounts used for OPPS are those of {base.path.name}; the other file's differ.",)


def _fill(writer: ReleaseWriter, frame: DataFrame) -> None:
    writer.table(PFS, frame)
    writer.add("concept", _concepts(frame))


def _concepts(frame: DataFrame) -> Iterator[tuple[object, ...]]:
    """The CPT codes in force, for the code book: their text is not CMS's to give."""
    listed = frame.select("code", "status").iter_rows()
    codes = (code for code, status in listed if status not in _DELETED)
    for position, code in enumerate(dict.fromkeys(codes), 1):
        if procedure_system(code) == "cpt":
            yield ("cpt", code, position, "code", 1, None, None, None)
