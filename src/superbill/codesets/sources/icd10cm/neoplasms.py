"""The Table of Neoplasms of ICD-10-CM: a site, and a code for each behaviour of a tumour there.

File: `icd-10-cm-neoplasm-YYYY.xml` of CDC's NCHS, in its original XML.
"""

from __future__ import annotations

import re
from datetime import date

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.terms import Index, draft_index, recognise_index

INDEX = Index(
    family="icd10cm.neoplasm",
    role="neoplasm",
    source="neoplasm",
    title="ICD-10-CM Table of Neoplasms",
    mark=re.compile(r"<head[^>]*>\s*Neoplasm\s*<", re.IGNORECASE),
    first_column="Neoplasm",
)


def recognise(sample: Sample) -> Match | None:
    """CDC's file, by what stands before its first letter."""
    return recognise_index(sample, INDEX)


def draft(files: Files, *, edition: date) -> Draft:
    """The terms of a fiscal year. Role: `neoplasm`. Raises ReleaseRefused."""
    return draft_index(files, INDEX, edition=edition)
