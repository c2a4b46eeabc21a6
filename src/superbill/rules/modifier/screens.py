"""The columnar screens of the rules of modifiers that look at more than one line."""

from __future__ import annotations

import numpy as np

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.modifier import em_pair
from superbill.rules.modifier.code_groups import ever_in_group
from superbill.rules.modifier.required import THERAPY
from superbill.rules.mpfs.fee_columns import claims_of, fee_columns, judged, with_modifier
from superbill.rules.mpfs.fee_row import FeeRow

MARKS = frozenset(("CQ", "CO", "JW"))


def screen_required(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Medicare's claims with a drug, an always-therapy service, CQ or CO."""
    if columns.payer != "medicare" or columns.setting not in ("practitioner", "outpatient"):
        return claims_of()
    drug = np.array([_is_drug(code) for code, _ in columns.codes], dtype=bool)
    of_drugs = drug[columns.code] if len(drug) else np.zeros(0, dtype=bool)
    fees = fee_columns(columns, book)
    therapy = fees.of_lines(_is_therapy) == 1
    named = of_drugs | therapy | with_modifier(columns, MARKS)
    return claims_of(columns.claim[named], fees.unanswered)


def screen_discarded(columns: ClaimColumns, _book: ScreenBook) -> Claims:
    """Medicare's claims with JW."""
    if columns.payer != "medicare":
        return claims_of()
    return claims_of(columns.claim[with_modifier(columns, frozenset(("JW",)))])


def screen_em_pair(columns: ClaimColumns, _book: ScreenBook) -> Claims:
    """Claims with 25 or 57."""
    if not judged(columns):
        return claims_of()
    return claims_of(columns.claim[with_modifier(columns, frozenset(em_pair.SIZES))])


def screen_family_planning(columns: ClaimColumns, _book: ScreenBook) -> Claims:
    """Every claim of Medicaid: columns hold no diagnoses."""
    if columns.payer != "medicaid":
        return claims_of()
    return claims_of(np.arange(columns.count, dtype=np.int32))


def _is_therapy(row: FeeRow) -> int:
    return int(row.indicator("multiple_procedure") == THERAPY)


def _is_drug(code: str) -> bool:
    return ever_in_group(code, "drugs")
