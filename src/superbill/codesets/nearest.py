"""The valid codes nearest to one that is not: what a person who mistyped it may have meant."""

from __future__ import annotations

from superbill.codesets.answers import Relative
from superbill.codesets.shelf import View

LIMIT = 8

_VALID_WITHIN = (
    "SELECT code FROM validity WHERE system = ? AND code >= ? AND code < ?"
    ' AND start <= ? AND ("end" IS NULL OR "end" > ?) ORDER BY code LIMIT ?'
)
_BILLABLE_WITHIN = (
    "SELECT code FROM concept WHERE system = ? AND code >= ? AND code < ? AND billable = 1"
    " ORDER BY code LIMIT ?"
)


def nearest_valid(code: str, view: View) -> tuple[Relative, ...]:
    """Up to LIMIT codes valid on the day, most alike first: those that share the longest
    beginning, and among them the fewest changed characters."""
    for length in range(len(code), 2, -1):
        stem = code[:length].rstrip(".")
        found = [c for c in valid_within(stem, view) if c != code]
        if found:
            alike = sorted(found, key=lambda c: (_changes(code, c), c))[:LIMIT]
            return tuple(Relative(c, title_of(c, view), True) for c in alike)
    return ()


def valid_within(stem: str, view: View, *, last: str | None = None, most: int = 500) -> list[str]:
    """The codes valid on the day that begin with `stem`, or lie between it and those that begin
    with `last`; at most `most`, in order."""
    book = view.validity
    query = _BILLABLE_WITHIN if book.release.kind == "edition" else _VALID_WITHIN
    bounds = (view.system, stem, (last or stem) + "~")
    if book.release.kind != "edition":
        bounds = (*bounds, view.day, view.day)
    return [row[0] for row in book.db.execute(query, (*bounds, most))]


def title_of(code: str, view: View) -> str | None:
    """The title by the nearest release that states it."""
    for book in view.titles:
        row = book.db.execute(
            "SELECT title FROM concept WHERE system = ? AND code = ?", (view.system, code)
        ).fetchone()
        if row is not None:
            return row[0]
    return None


def _changes(one: str, other: str) -> int:
    """Edits between two short codes: insertions, deletions, substitutions (Levenshtein, 1966)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]
