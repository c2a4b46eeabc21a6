"""The official guidelines as rules cite them: the paragraph, by its number."""

from __future__ import annotations

from superbill.citation import Citation

DOCUMENT = "ICD-10-CM Official Guidelines for Coding and Reporting, FY2026"
TABULAR = "ICD-10-CM Tabular List of Diseases and Injuries"
URL = "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"
EVERY_PAYER = "every payer (HIPAA code sets)"


def guideline(section: str) -> Citation:
    """A paragraph of the guidelines.

    >>> guideline("I.B.12").locator
    'section I.B.12'
    """
    return Citation(DOCUMENT, f"section {section}", url=URL)


def tabular(at: str, what: str, release: str | None) -> Citation:
    """An instruction of the tabular list, where it stands."""
    return Citation(TABULAR, f"{at}, {what}", release, URL)
