"""How the tests of the search ask."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from superbill.search.hit import Results

ON = date(2026, 5, 15)
"""A day that every embedded list speaks of."""


class Find(Protocol):
    """Searches as the tool does, on ON unless told otherwise."""

    def __call__(self, query: str, *, on: date = ON, **more: Any) -> Results: ...
