"""Columnar screens of the family: the claims that `check` must look at (rules/columns.py)."""

from __future__ import annotations

import numpy as np

from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.em.complexity import CODE
from superbill.rules.em.visits import is_one_of


def level(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Claims with a new-patient visit, a visit of several units or with 57, or with two visits."""
    del book
    if columns.setting not in ("practitioner", "outpatient"):
        return np.empty(0, np.int32)
    visit = np.array(
        [system == "cpt" and is_one_of("visits", code) for code, system in columns.codes], bool
    )
    new = np.array([is_one_of("new", code) for code, _ in columns.codes], bool)
    decided = np.array(["57" in modifiers for modifiers in columns.modifier_sets], bool)
    if not visit.any():
        return np.empty(0, np.int32)
    visits = visit[columns.code]
    odd = visits & (new[columns.code] | (columns.units > 1) | decided[columns.modifiers])
    counts = np.bincount(columns.claim[visits], minlength=columns.count)
    several = np.flatnonzero(counts > 1)
    return np.union1d(columns.claim[odd], several).astype(np.int32)


def complexity(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Claims with the add-on."""
    del book
    if columns.setting != "practitioner" or columns.payer != "medicare":
        return np.empty(0, np.int32)
    wanted = [place for place, (code, _) in enumerate(columns.codes) if code == CODE]
    return np.unique(columns.claim[np.isin(columns.code, wanted)]).astype(np.int32)
