"""What the name of an ICD-10 file says: of which classification it is, and of which half-year."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from superbill.codesets.importing.layout import fiscal_edition
from superbill.codesets.importing.sample import Sample
from superbill.dates import fiscal_year
from superbill.errors import ReleaseRefused

Classification = Literal["icd10cm", "icd10pcs"]

_NAMED = re.compile(r"icd[-_ ]?10[-_ ]?(cm|pcs)", re.IGNORECASE)
_TITLES = {"icd10cm": "ICD-10-CM", "icd10pcs": "ICD-10-PCS"}


def half_year_of(
    sample: Sample, classification: Classification, *, stated: int | None = None
) -> date | None:
    """The first day of the edition that the names of a file say it belongs to; None where they
    say nothing.

    stated: the fiscal year that the content states. Names may then add the half-year; without
    them the content's year begins it.

    Raises ReleaseRefused where the file's own name says the other classification, or the names
    another fiscal year than the content.
    """
    refuse_other(sample, classification)
    named = fiscal_edition(sample.names)
    if stated is None or (named is not None and fiscal_year(named) == stated):
        return named
    if named is None:
        return date(stated - 1, 10, 1)
    raise ReleaseRefused(
        f"the content is of fiscal year {stated}, the name says {fiscal_year(named)}.",
        where=sample.shown,
        remedy="Give the file the name under which it was published.",
    )


def refuse_other(sample: Sample, classification: Classification) -> None:
    """Raises ReleaseRefused where the file's own name says the other classification."""
    own = _NAMED.search(sample.name)
    if own is not None and f"icd10{own[1].lower()}" != classification:
        other = _TITLES[f"icd10{own[1].lower()}"]
        raise ReleaseRefused(
            f"the content is of {_TITLES[classification]}, the name says {other}.",
            where=sample.shown,
            remedy="Give the file the name under which it was published.",
        )
