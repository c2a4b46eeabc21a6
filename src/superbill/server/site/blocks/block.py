"""What a block of the code page is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from superbill.codesets.answers import Concept
from superbill.tools.context import Context

Asked = Mapping[str, str]
"""What the page's address asks besides the date: a locality, a setting."""


@dataclass(frozen=True, slots=True)
class Block:
    """id: of its anchor and its template; title: its heading
    open: guests see all of it; else `preview` alone and the way to an account
    build: what its template is given, None where there is nothing to say of this code
    preview: one sentence of what is behind the lock, from what `build` gave
    """

    id: str
    title: str
    open: bool
    build: Callable[[Context, Concept, date, Asked], Mapping[str, Any] | None]
    preview: Callable[[Mapping[str, Any]], str] = lambda _: ""

    @property
    def template(self) -> str:
        return f"site/blocks/{self.id}.html"
