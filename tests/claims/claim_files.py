"""Files of claims for tests, written as people's systems write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from superbill.claims.book import ClaimBook
from superbill.claims.layout import REQUIRED
from superbill.claims.read import Defaults, read_book

HEADER = ",".join(REQUIRED)


def csv_file(folder: Path, *rows: str, header: str = HEADER, name: str = "claims.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def book_of_rows(
    folder: Path, *rows: str, header: str = HEADER, defaults: Defaults | None = None
) -> ClaimBook:
    path = csv_file(folder, *rows, header=header)
    return read_book(path, "csv", named={}, defaults=defaults or Defaults())


def said(book: ClaimBook) -> list[tuple[Any, str | None, str, str]]:
    """Claim, line, rule and verdict of each finding of a cell."""
    return [
        (book.claims.name.of(c.claim), c.line, c.finding.rule, c.finding.verdict)
        for c in book.cells
    ]


def claims(book: ClaimBook) -> list[tuple[Any, Sequence[str], Sequence[str]]]:
    """Name, lines as written and diagnoses of each claim."""
    found: list[tuple[Any, Sequence[str], Sequence[str]]] = []
    for number in range(len(book.claims)):
        claim = book.claim(number)
        found.append((book.claims.name.of(number), [str(x) for x in claim.lines], claim.diagnoses))
    return found
