"""The columnar screen of `opps.status`: which claims `check` must look at (rules/columns.py)."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from superbill.errors import NotLoaded
from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.opps.reading import SYSTEMS
from superbill.rules.opps.statuses import meaning_of

_EPOCH = date(1970, 1, 1)
_QUIET = frozenset({"paid", "elsewhere", "inpatient only"})


def status(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Claims with a code that is not simply paid, with a comprehensive service (J1), or with
    several T. Days of one claim may differ: each distinct (code, day) is looked up once."""
    if columns.setting != "outpatient" or columns.payer != "medicare" or not len(columns.claim):
        return np.empty(0, np.int32)
    pairs, places = np.unique(
        np.stack([columns.code, columns.on], axis=1), axis=0, return_inverse=True
    )
    kinds = np.array([_kind(columns, book, int(code), int(day)) for code, day in pairs], np.int8)
    kind = kinds[np.reshape(places, -1)]
    speaks = columns.claim[kind == 2]
    surgical = kind == 1
    counts = np.bincount(
        columns.claim[surgical], weights=np.maximum(columns.units[surgical], 1),
        minlength=columns.count,
    )  # fmt: skip
    several = np.flatnonzero(counts > 1)
    return np.union1d(speaks, several).astype(np.int32)


def _kind(columns: ClaimColumns, book: ScreenBook, code: int, day: int) -> int:
    """0: nothing to say; 1: a T, to be counted; 2: something to say, or not known."""
    text, system = columns.codes[code]
    if system not in SYSTEMS:
        return 0
    on = _EPOCH + timedelta(days=day)
    try:
        rows = book.table("opps", "opps", on=on).rows.find(text)
    except NotLoaded:
        return 2
    found = rows[0]["status"] if rows else None
    meaning = meaning_of(found, on=on) if found else None
    if meaning is None or meaning.status == "J1" or meaning.pays not in _QUIET:
        return 2
    return 1 if found == "T" else 0
