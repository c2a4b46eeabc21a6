"""Codes as publishers' files write them, turned into the display form in which they are stored.

Files leave the dot out. These functions put it back and refuse what isn't a code; they are for
bulk, where `systems.readings` would weigh every other meaning of each of 100,000 codes.
"""

from __future__ import annotations

import re

# The second character of a category is a digit, save in QA0 (from October 2025).
_ICD10CM = re.compile(r"[A-Z][0-9A-Z][0-9A-Z][0-9A-Z]{0,4}")
_ICD9CM_DIAGNOSIS = re.compile(r"\d{3,5}|V\d{2,4}|E\d{3,4}")
_ICD9CM_PROCEDURE = re.compile(r"\d{2,4}")
_ICD10PCS = re.compile(r"[0-9A-HJ-NP-Z]{7}")


def icd10cm(undotted: str) -> str | None:
    """The ICD-10-CM code in display form, None where the text is not one.

    >>> icd10cm("E119"), icd10cm("A00"), icd10cm("E11.9")
    ('E11.9', 'A00', None)
    """
    if not _ICD10CM.fullmatch(undotted):
        return None
    return f"{undotted[:3]}.{undotted[3:]}" if len(undotted) > 3 else undotted


def icd9cm_diagnosis(undotted: str) -> str | None:
    """The ICD-9-CM diagnosis in display form, None where the text is not one.

    >>> icd9cm_diagnosis("0010"), icd9cm_diagnosis("E8000"), icd9cm_diagnosis("V221")
    ('001.0', 'E800.0', 'V22.1')
    """
    if not _ICD9CM_DIAGNOSIS.fullmatch(undotted):
        return None
    cut = 4 if undotted[0] == "E" else 3
    return f"{undotted[:cut]}.{undotted[cut:]}" if len(undotted) > cut else undotted


def icd9cm_procedure(undotted: str) -> str | None:
    """The ICD-9-CM procedure in display form, None where the text is not one.

    >>> icd9cm_procedure("0010"), icd9cm_procedure("00")
    ('00.10', '00')
    """
    if not _ICD9CM_PROCEDURE.fullmatch(undotted):
        return None
    return f"{undotted[:2]}.{undotted[2:]}" if len(undotted) > 2 else undotted


def icd10pcs(text: str) -> str | None:
    """The ICD-10-PCS code, None where the text is not a whole one.

    >>> icd10pcs("0UL78DZ"), icd10pcs("0UL")
    ('0UL78DZ', None)
    """
    return text if _ICD10PCS.fullmatch(text) else None
