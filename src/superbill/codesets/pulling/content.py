"""Whether what came is the file that was asked for, and not a page about it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from superbill.codesets.pulling.resolve import Found
from superbill.codesets.pulling.web import asks_for_licence
from superbill.errors import ReleaseRefused

_BEGINNINGS = {".zip": b"PK", ".pdf": b"%PDF"}
_MOST_UNPACKED = 4 * 1024**3


def check_content(part: Path, found: Found) -> None:
    """Raises ReleaseRefused where the bytes are not what the name says; they are not kept."""
    with part.open("rb") as file:
        beginning = file.read(4096)
    expected = _BEGINNINGS.get(Path(found.name).suffix.lower(), b"")
    refusal = None
    if b"<html" in beginning.lower() or b"<!doctype html" in beginning.lower():
        refusal = page_instead(beginning, found)
    elif not beginning.startswith(expected):
        refusal = ReleaseRefused("it is not the kind of file it says.", where=found.address)
    elif expected == b"PK":
        refusal = _damaged(part, found)
    if refusal is not None:
        part.unlink()
        raise refusal


def _damaged(part: Path, found: Found) -> ReleaseRefused | None:
    """A zip carries a checksum of every file in it: the one hash that CMS and CDC publish."""
    try:
        with zipfile.ZipFile(part) as archive:
            bad = archive.testzip() if _sum(archive) < _MOST_UNPACKED else None
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as fault:
        bad = str(fault) or type(fault).__name__
    if bad is None:
        return None
    return ReleaseRefused(
        f"the archive is damaged ({bad}).", where=found.address, remedy="Try again."
    )


def _sum(archive: zipfile.ZipFile) -> int:
    return sum(member.file_size for member in archive.infolist())


def page_instead(beginning: bytes, found: Found) -> ReleaseRefused:
    """The refusal for a web page in the place of a file, by what the page is about."""
    if b"licen" in beginning.lower():
        return asks_for_licence(found.address)
    return ReleaseRefused(
        "the server sent a web page instead of the file.", where=found.address,
        remedy=f"Look at {found.wanted.page}.",
    )  # fmt: skip
