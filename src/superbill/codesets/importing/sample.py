"""A file that may be a publisher's: what an importer looks at to tell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HEAD = 65_536
"""Bytes of a file that are read to recognise it."""

_WORKBOOK_ROWS = 40


@dataclass(frozen=True)
class Sample:
    """One file, as it lies on disk now.

    path: where it can be read (an unpacked copy, where it came in an archive)
    shown: how the user knows it: the path given, and the names inside of archives
    names: file name first, then those of the archives and folders it came in, nearest first
    """

    path: Path
    shown: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def suffix(self) -> str:
        """The ending of the name, in lower case, with its dot."""
        return Path(self.name).suffix.lower()

    @cached_property
    def head(self) -> bytes:
        with self.path.open("rb") as file:
            return file.read(HEAD)

    @cached_property
    def text(self) -> str:
        """The head as text, with \\n for line ends; empty where it is none."""
        if b"\0" in self.head:
            return ""
        return as_text(self.head).replace("\r\n", "\n").replace("\r", "\n")

    @property
    def lines(self) -> list[str]:
        """The whole lines of the head."""
        return self.text.split("\n")[:-1] if len(self.head) == HEAD else self.text.splitlines()

    @cached_property
    def workbook_rows(self) -> tuple[tuple[str, ...], ...]:
        """The first rows of the first sheet, as text; empty where it is no workbook."""
        if not self.head.startswith(b"PK"):
            return ()
        from python_calamine import CalamineError, CalamineWorkbook

        try:
            with self.path.open("rb") as file:
                book = CalamineWorkbook.from_filelike(file)
                rows = book.get_sheet_by_index(0).to_python(
                    skip_empty_area=False, nrows=_WORKBOOK_ROWS
                )
        except (CalamineError, OSError, IndexError):
            return ()
        return tuple(tuple(str(value) for value in row) for row in rows)


def as_text(data: bytes) -> str:
    """Text in one of the encodings that publishers use: UTF-8, with or without its mark, else
    Windows-1252, in which every byte but five means something."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if fault.start >= len(data) - 3:  # a character cut in two by the end of the head
            return data[: fault.start].decode("utf-8-sig")
        return data.decode("cp1252", errors="replace")
