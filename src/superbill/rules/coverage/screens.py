"""Columnar screens of the family: the claims that `check` must look at (rules/columns.py)."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from superbill.errors import NotLoaded
from superbill.rules.columns import ClaimColumns, Claims, ScreenBook
from superbill.rules.coverage import lcd_lists
from superbill.rules.coverage.sterilization import kind_of

_EPOCH = date(1970, 1, 1)
_NONE = np.empty(0, np.int32)


def ncd(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Medicare's claims with a code that ends fertility."""
    del book
    return _fertility(columns) if columns.payer == "medicare" else _NONE


def consent(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Medicaid's claims with a code that ends fertility."""
    del book
    return _fertility(columns) if columns.payer == "medicaid" else _NONE


def _fertility(columns: ClaimColumns) -> Claims:
    wanted = [at for at, coded in enumerate(columns.codes) if kind_of(*coded) is not None]
    return np.unique(columns.claim[np.isin(columns.code, wanted)]).astype(np.int32)


def lcd(columns: ClaimColumns, book: ScreenBook) -> Claims:
    """Claims with a code that determinations speak of, but for those of which every diagnosis is
    listed as supporting it: lines point to some of them."""
    if columns.payer != "medicare" or columns.setting == "inpatient" or not len(columns.claim):
        return _NONE
    # Where no table is loaded, nothing is asked line by line: the book says so once.
    on = np.isin(columns.on, [d for d in np.unique(columns.on).tolist() if _loaded(book, d)])
    if not on.any():
        return _NONE
    lists = columns.diagnoses
    of_line = lists[columns.claim] if lists is not None else np.full_like(columns.claim, -1)
    asked = np.stack([columns.code, of_line, columns.on], axis=1)
    distinct, places = np.unique(asked, axis=0, return_inverse=True)
    speaks = np.array([_speaks(columns, book, *row) for row in distinct.tolist()], np.bool_)
    return np.unique(columns.claim[speaks[np.reshape(places, -1)]]).astype(np.int32)


def _loaded(book: ScreenBook, day: int) -> bool:
    try:
        book.table(lcd_lists.FAMILY, lcd_lists.FAMILY, on=_EPOCH + timedelta(days=day))
    except NotLoaded:
        return False
    return True


def _speaks(columns: ClaimColumns, book: ScreenBook, code: int, listed: int, day: int) -> bool:
    text, system = columns.codes[code]
    if system not in lcd_lists.SYSTEMS:
        return False
    diagnoses = columns.diagnosis_lists[listed] if listed >= 0 else ()
    try:
        table = book.table(lcd_lists.FAMILY, lcd_lists.FAMILY, on=_EPOCH + timedelta(days=day))
    except NotLoaded:
        return False  # said of the whole book, once
    found = lcd_lists.listing(table, text, diagnoses)
    return found is not None and len(found.supporting) < len(diagnoses)
