"""What rules ask of the code book: `codesets.book.CodeBook`, or a small one in a test."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from superbill.codesets.answers import Concept, Status


class RuleBook(Protocol):
    """Codes are in display form. Both raise NotLoaded where nothing at hand speaks of the system
    on that day."""

    def status(self, code: str, system: str, *, on: date) -> Status: ...

    def concept(self, code: str, system: str, *, on: date) -> Concept: ...
