"""What coding asks of the code book: `codesets.book.CodeBook`, or a small one in a test."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from superbill.rules.book import RuleBook


class Codes(RuleBook, Protocol):
    """A rule's book that also knows the axes of ICD-10-PCS."""

    def pcs_value(self, prefix: str, axis: int, label: str, *, on: date) -> str | None:
        """The character at `axis` (1 to 7) that means `label` in codes that begin with
        `prefix`, or None. Raises NotLoaded."""
        ...


def split_code(written: str, *, system: str) -> tuple[str, str]:
    """System and code of what a card or the lexicon wrote; `system` where it names none.

    >>> split_code("cpt:58565", system="icd10cm"), split_code("Z30.2", system="icd10cm")
    (('cpt', '58565'), ('icd10cm', 'Z30.2'))
    """
    named, colon, code = written.partition(":")
    return (named, code) if colon else (system, written)
