"""The repository's files and their text, also of what is packed in them."""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Text = tuple[str, str]
"""Where it is, and the text."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that isn't the project's, and where."""

    where: str
    line: int
    what: str

    def __str__(self) -> str:
        return (
            f"{self.where}:{self.line}: {self.what}" if self.line else f"{self.where}: {self.what}"
        )


def tracked_files(repository: Path) -> list[Path]:
    """The files that git tracks, and those that it would: a leak is best found before a commit.
    Without git (an unpacked archive), all of them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=repository, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return sorted(p for p in repository.rglob("*") if p.is_file() and ".venv" not in p.parts)
    paths = (repository / name for name in listed.stdout.decode().split("\0") if name)
    return sorted({path for path in paths if path.is_file()})


def texts_of(path: Path, repository: Path) -> Iterator[Text]:
    """The text of a file, or those of the files packed in it; nothing of pictures and the like."""
    where = (
        path.relative_to(repository).as_posix() if path.is_relative_to(repository) else path.name
    )
    yield from _texts(where, path.read_bytes())


def _texts(where: str, data: bytes) -> Iterator[Text]:
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    inner = archive.read(name)
                    # Workbooks and documents are XML: between their marks stand the words.
                    plain = re.sub(rb"<[^>]*>", b" ", inner) if name.endswith(".xml") else inner
                    yield from _texts(f"{where}!{name}", plain)
        except (zipfile.BadZipFile, RuntimeError):
            return
    elif data.startswith(b"\x1f\x8b"):
        try:
            yield from _texts(where, gzip.decompress(data))
        except (OSError, EOFError):
            return
    elif b"\0" not in data:
        try:
            yield where, data.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield where, data.decode("cp1252", errors="replace")


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
