"""Pictures of a note: PNG, JPEG, TIFF."""

from __future__ import annotations

from superbill.notes.formats import ocr
from superbill.notes.formats.source import Source


def read(data: bytes, where: str) -> Source:
    """The words of a picture. Raises WrongUsage where it can't be read, or no program reads it."""
    text = ocr.words_of(data, where)
    pages = text.count("\f") + 1
    return Source(text, notices=tuple(ocr.notice(n + 1) for n in range(pages)))
