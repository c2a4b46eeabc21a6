"""The row of the physician fee schedule that speaks of a code on a day: the one place where rules
and tools look it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from superbill.citation import Citation
from superbill.codesets.shelf import how_to_load
from superbill.rules.book import Rows, RuleBook
from superbill.rules.mpfs.indicators import Value, indicator, value_of

FAMILY = "pfs"
TABLE = "pfs"
LOAD = how_to_load(FAMILY)

COMPONENTS = ("26", "TC", "53")
"""Modifiers under which the file has rows of their own."""


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One row of one edition.

    modifier: 26, TC or 53 where the row is that component's, None for the whole service
    stale: the day is later than the edition speaks of
    values: by the columns of codesets.tables.schemas.PFS
    """

    code: str
    modifier: str | None
    on: date
    release: str
    url: str
    stale: bool
    values: Mapping[str, Any]

    def indicator(self, name: str) -> str | None:
        """The value of an indicator, as the file has it; None where it is blank."""
        return self.values[name]

    def meaning(self, name: str) -> Value | None:
        """What that value means on the day, or None where it is not one of those known."""
        return value_of(name, self.indicator(name), on=self.on)

    def said(self, name: str) -> str:
        """Indicator, value and meaning in words: `bilateral surgery indicator 2 (...)`."""
        found = self.meaning(name)
        means = f" ({found.meaning})" if found else " (a value that is not known)"
        return f"{indicator(name).title} indicator {self.indicator(name)}{means}"

    def cited(self, name: str) -> Citation:
        """The source of the value's meaning, with the edition that states the value."""
        return indicator(name).cited(self.meaning(name), self.release)

    @property
    def warning(self) -> str:
        """A sentence, where the edition is older than the day; else nothing."""
        return stale_words(self.release) if self.stale else ""


def stale_words(release: str) -> str:
    """One sentence that says which edition answered, and how to load a newer one."""
    return f" Answered by edition {release}; load a newer one with: {LOAD}."


def fee_row(
    book: RuleBook, code: str, *, on: date, modifiers: tuple[str, ...] = ()
) -> FeeRow | None:
    """The row of a code on a day: that of its component where a modifier names one that the file
    has, else that of the whole service; None where the edition does not hold the code.

    Raises NotLoaded where no edition at hand had begun by that day.
    """
    table = book.table(FAMILY, TABLE, on=on)
    rows = _rows(table.rows, code)
    if not rows:
        return None
    named = next((m for m in modifiers if m in COMPONENTS and m in rows), None)
    values = rows.get(named) or rows.get(None) or next(iter(rows.values()))
    release = table.release
    return FeeRow(code, values["modifier"], on, release.id, release.url, table.stale, values)


def edition(book: RuleBook, *, on: date) -> str:
    """The identifier of the edition that answers for a day. Raises NotLoaded."""
    return book.table(FAMILY, TABLE, on=on).release.id


@lru_cache(32_768)
def _rows(table: Rows, code: str) -> dict[str | None, dict[str, Any]]:
    # A table is immutable and known by its identity; a claim's ten rules ask for the same row.
    return {row["modifier"]: row for row in table.find(code)}
