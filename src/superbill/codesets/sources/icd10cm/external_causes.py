"""The External Cause Index of ICD-10-CM: from what happened to a code of chapter 20.

File: `icd-10-cm-eindex-YYYY.xml` of CDC's NCHS, in its original XML.
"""

from __future__ import annotations

import re
from datetime import date

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.terms import Index, draft_index, recognise_index

INDEX = Index(
    family="icd10cm.external_cause",
    role="external_cause",
    source="external_cause",
    title="ICD-10-CM External Cause of Injuries Index",
    mark=re.compile(r"EXTERNAL\s+CAUSE", re.IGNORECASE),
    first_column=None,
)


def recognise(sample: Sample) -> Match | None:
    """CDC's file, by what stands before its first letter."""
    return recognise_index(sample, INDEX)


def draft(files: Files, *, edition: date) -> Draft:
    """The terms of a fiscal year. Role: `external_cause`. Raises ReleaseRefused."""
    return draft_index(files, INDEX, edition=edition)
