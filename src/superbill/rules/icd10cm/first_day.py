"""The day from which diagnoses are coded in ICD-10-CM."""

from __future__ import annotations

from datetime import date

FIRST_DAY = date(2015, 10, 1)
"""45 CFR 162.1002(c), as amended by 79 FR 45128 (4 August 2014); ICD-9-CM holds until then."""
