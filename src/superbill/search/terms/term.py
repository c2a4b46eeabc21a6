"""One wording of one code: what the index is made of."""

from __future__ import annotations

from typing import NamedTuple

KINDS = (
    "title",
    "inclusion term",
    "index",
    "neoplasm table",
    "drug table",
    "external cause index",
    "former title",
    "synonym",
    "card",
)
"""What a term was read from, in the words that an answer uses."""


class Term(NamedTuple):
    """kind: of KINDS; optional: words that may be said or left out (nonessential modifiers);
    release: identifier of the release that states it"""

    system: str
    code: str
    kind: str
    text: str
    release: str
    optional: str = ""
