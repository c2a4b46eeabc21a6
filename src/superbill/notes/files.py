"""The text of a note from a file, of any kind that notes/formats reads."""

from __future__ import annotations

import sys
from pathlib import Path

from superbill.errors import WrongUsage
from superbill.notes.formats.source import LARGEST, Source
from superbill.notes.formats.table import FORMATS, SUFFIXES, format_of

__all__ = [
    "FORMAT_NAMES", "LARGEST", "SUFFIXES", "Source", "read_note", "read_source", "source_in",
]  # fmt: skip

FORMAT_NAMES = ", ".join(format.name for format in FORMATS)

_STDIN = "standard input"


def read_note(path: Path | str) -> str:
    """The text of a note; `-` reads standard input.

    Raises WrongUsage, naming the file, where it can't be opened, is empty, is larger than LARGEST,
    holds no text (a program, an empty form), or is of a kind that isn't read.
    """
    return read_source(path).text


def read_source(path: Path | str) -> Source:
    """The text of a note with what its file says beside it; raises as `read_note` does."""
    where = _STDIN if str(path) == "-" else str(path)
    data = sys.stdin.buffer.read(LARGEST + 1) if str(path) == "-" else _bytes(Path(path))
    return source_in(data, where, suffix="" if str(path) == "-" else Path(path).suffix)


def source_in(data: bytes, where: str, *, suffix: str) -> Source:
    """The text of a note from the bytes of its file; `where` names it in a fault, and its `suffix`
    tells the kind where the bytes don't. Raises as `read_note` does."""
    _check(data, where)
    source = format_of(data, suffix).read(data, where)
    if not source.text.strip():
        raise WrongUsage("The note has no text.", where=where)
    return source


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except IsADirectoryError:
        raise WrongUsage("A folder, not a note.", where=str(path)) from None
    except (OSError, ValueError) as fault:
        said = fault.strerror if isinstance(fault, OSError) else None
        raise WrongUsage(f"The note can't be read: {said or fault}.", where=str(path)) from None


def _check(data: bytes, where: str) -> None:
    if not data.strip():
        raise WrongUsage("The note is empty.", where=where)
    if len(data) > LARGEST:
        raise WrongUsage(
            f"The note is larger than {LARGEST // 1024 // 1024} MB.",
            where=where,
            remedy="Give one note a file.",
        )
