"""Words from pictures, by tesseract where it is installed (decision 0013)."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator

from superbill.errors import WrongUsage

_PROGRAM = "tesseract"
_SECONDS = 90
"""For one page; a dense one takes five."""
_PIXELS = 120_000_000
"""A sheet of A3 at 600 dots an inch is 70 million."""

INSTALL = (
    "Install tesseract to have pictures read (`apt-get install tesseract-ocr`, "
    "`brew install tesseract`), or give the note as text."
)


def is_installed() -> bool:
    """Whether pictures can be read on this machine."""
    return shutil.which(_PROGRAM) is not None


def words_of(picture: bytes, where: str, *, page: int = 1) -> str:
    """The words of a picture (PNG, JPEG, TIFF, PNM); the pages of a TIFF are parted by form feeds.

    The picture goes to the program and its words come back through pipes: nothing is written.
    Raises WrongUsage, naming the page, where tesseract isn't installed, fails or takes too long.
    """
    if not is_installed():
        raise WrongUsage(f"Page {page} is a picture without text.", where=where, remedy=INSTALL)
    if any(width * height > _PIXELS for width, height in _sizes(picture)):
        raise WrongUsage(f"Page {page} is a picture too large to be read.", where=where)
    try:
        done = subprocess.run(
            [_PROGRAM, "stdin", "stdout", "-l", "eng", "-c", "preserve_interword_spaces=1"],
            input=picture,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        raise WrongUsage(
            f"Page {page} is a picture that takes more than {_SECONDS} s to read.", where=where
        ) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise WrongUsage(
            f"Page {page} is a picture that tesseract can't read: {said[-1] if said else '?'}.",
            where=where,
        )
    return done.stdout.decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\f")


def notice(page: int) -> str:
    """What a person should know of a page that was read so."""
    return f"Page {page} is a picture; its words were read by tesseract and may be misread."


def _sizes(picture: bytes) -> Iterator[tuple[int, int]]:
    """Width and height of a PNG, a JPEG or the first page of a TIFF, so far as its head tells."""
    if picture.startswith(b"\x89PNG") and len(picture) >= 24:
        yield struct.unpack(">II", picture[16:24])
    elif picture.startswith(b"\xff\xd8"):
        yield from _jpeg_sizes(picture)
    elif picture[:4] in (b"II*\0", b"MM\0*"):
        yield from _tiff_sizes(picture)


def _jpeg_sizes(picture: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at + 9 < len(picture) and picture[at] == 0xFF:
        marker, length = picture[at + 1], int.from_bytes(picture[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", picture[at + 5 : at + 9])
            yield width, height
            return
        at += 2 + max(length, 2)


def _tiff_sizes(picture: bytes) -> Iterator[tuple[int, int]]:
    order = "little" if picture[:2] == b"II" else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(picture[at : at + size], order)

    directory = number(4, 4)
    sides = {256: 0, 257: 0}
    for entry in range(directory + 2, directory + 2 + 12 * number(directory, 2), 12):
        if number(entry, 2) in sides:
            sides[number(entry, 2)] = number(entry + 8, 2 if number(entry + 2, 2) == 3 else 4)
    yield sides[256], sides[257]
