"""Diagnoses called probable, suspected and the like: for those who code notes. A claim's codes
alone can't show them, so there is no rule to run over claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from superbill.citation import Citation
from superbill.rules.claim import Setting
from superbill.rules.icd10cm.guideline import guideline
from superbill.rules.icd10cm.lists import listed


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Whether an uncertain diagnosis is coded as if it were established, and which paragraphs say
    so."""

    coded: bool
    why: str
    citations: tuple[Citation, ...]


def uncertain_diagnosis(setting: Setting, code: str, *, on: date) -> Uncertain:
    """What becomes of a diagnosis still uncertain at the end of the encounter (at discharge).

    Outpatient and professional: never coded; the sign or symptom is (section IV.H). Inpatient:
    coded as if established (II.H, III.C), but for HIV infection, Zika virus, COVID-19 and
    influenza due to identified viruses, which are coded only when confirmed.

    >>> uncertain_diagnosis("inpatient", "J18.9", on=date(2026, 5, 1)).coded
    True
    >>> uncertain_diagnosis("inpatient", "U07.1", on=date(2026, 5, 1)).coded
    False
    >>> uncertain_diagnosis("practitioner", "J18.9", on=date(2026, 5, 1)).coded
    False
    """
    confirmed = listed("confirmed_only", code.replace(".", ""), on)
    if confirmed is not None:
        return Uncertain(False, confirmed.says, (confirmed.citation,))
    if setting == "inpatient":
        says = "uncertain at discharge from a stay is coded as if it were established"
        return Uncertain(True, says, (guideline("II.H"), guideline("III.C")))
    says = "uncertain at an outpatient encounter isn't coded; the sign or symptom is"
    return Uncertain(False, says, (guideline("IV.H"),))
