"""Plain text and Markdown: as they stand."""

from __future__ import annotations

import re

from superbill.errors import WrongUsage
from superbill.notes.formats.source import Source

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")
_FEW = 0.01
"""Share of control characters from which on a file is no text."""
_WIDE = 0.7
"""Share of zeros in every other byte from which on a text without mark is UTF-16."""


def read(data: bytes, where: str) -> Source:
    """The text, untouched. Raises WrongUsage for what is not text."""
    return Source(decoded(data, where))


def decoded(data: bytes, where: str) -> str:
    """UTF-8, UTF-16 (by its mark, or by its zeros), or the Windows encoding that older systems
    still write. Raises WrongUsage for what is none of them."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and len(_CONTROL.findall(text)) <= len(text) * _FEW:
            return text
    raise WrongUsage(
        "The file is not text.", where=where, remedy="docs/notes.md lists the kinds that are read."
    )


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    half = max(len(data) // 2, 1)
    if data[1::2].count(0) > half * _WIDE:
        return ("utf-16-le",)
    if data[::2].count(0) > half * _WIDE:
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1252")
