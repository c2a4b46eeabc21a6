"""The Table of Drugs and Chemicals of ICD-10-CM: a substance, and a code for each way it harmed.

File: `icd-10-cm-drug-YYYY.xml` of CDC's NCHS, in its original XML.
"""

from __future__ import annotations

import re
from datetime import date

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.icd10cm.terms import Index, draft_index, recognise_index

INDEX = Index(
    family="icd10cm.drug",
    role="drug",
    source="drug",
    title="ICD-10-CM Table of Drugs and Chemicals",
    mark=re.compile(r"<head[^>]*>\s*Substance\s*<", re.IGNORECASE),
    first_column="Substance",
)


def recognise(sample: Sample) -> Match | None:
    """CDC's file, by what stands before its first letter."""
    return recognise_index(sample, INDEX)


def draft(files: Files, *, edition: date) -> Draft:
    """The terms of a fiscal year. Role: `drug`. Raises ReleaseRefused."""
    return draft_index(files, INDEX, edition=edition)
