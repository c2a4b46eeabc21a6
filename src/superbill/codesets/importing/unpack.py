"""Finds the files below what the user gave: folders, zips of zips, gzip, plain files.

An archive is unpacked into a working folder, within limits: what is a thousand times its own size,
or holds archives in archives in archives, is no publisher's file.
"""

from __future__ import annotations

import gzip
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from superbill.codesets.importing.sample import Sample
from superbill.errors import ReleaseRefused, WrongUsage

MOST_FILES = 2_000
LARGEST = 2 * 1024**3
MOST_TIMES = 300
"""How many times its packed size a file of more than SMALL bytes may be."""
SMALL = 16 * 1024**2
DEEPEST = 3

_CHUNK = 1024 * 1024
_SKIPPED = {".ds_store", "thumbs.db"}


def each_sample(paths: Iterable[str], work: Path) -> Iterator[Sample | ReleaseRefused]:
    """Every file below the paths, unpacked where it is in an archive; in the place of one that
    can't be unpacked, the refusal that says why.

    Raises WrongUsage where a path is not there.
    """
    for name in paths:
        path = Path(name)
        if path.is_dir():
            for inside in sorted(p for p in path.rglob("*") if p.is_file()):
                folders = tuple(p.name for p in inside.relative_to(path).parents if p.name)
                yield from _opened(inside, str(inside), (inside.name, *folders, path.name), work)
        elif path.is_file():
            yield from _opened(path, name, (path.name,), work)
        else:
            raise WrongUsage("there is no such file or folder.", where=name)


def _opened(
    path: Path, shown: str, names: tuple[str, ...], work: Path, depth: int = 0
) -> Iterator[Sample | ReleaseRefused]:
    if path.name.lower() in _SKIPPED:
        return
    try:
        if _is_archive(path):
            if depth == DEEPEST:
                raise ReleaseRefused(f"archives more than {DEEPEST} deep.", where=shown)
            yield from _zip_members(path, shown, names, work, depth)
        elif path.suffix.lower() == ".gz":
            plain = _gunzipped(path, shown, work)
            names = (path.stem, *names[1:])
            yield Sample(plain, shown, names)
        else:
            yield Sample(path, shown, names)
    except ReleaseRefused as refusal:
        yield refusal
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError,
            RuntimeError) as fault:  # fmt: skip
        yield ReleaseRefused(
            f"the archive can't be read ({fault or type(fault).__name__}).", where=shown,
            remedy="Fetch it again: it may have been cut short.",
        )  # fmt: skip


def _is_archive(path: Path) -> bool:
    """A zip that is not a workbook: those are zips of their own kind."""
    if not zipfile.is_zipfile(path):
        return path.suffix.lower() == ".zip"
    with zipfile.ZipFile(path) as archive:
        return "[Content_Types].xml" not in archive.namelist()


def _zip_members(
    path: Path, shown: str, names: tuple[str, ...], work: Path, depth: int
) -> Iterator[Sample | ReleaseRefused]:
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if not m.is_dir()]
        if len(members) > MOST_FILES:
            raise ReleaseRefused(f"more than {MOST_FILES} files in one archive.", where=shown)
        for member in members:
            _check_size(member.file_size, member.compress_size, f"{shown}!{member.filename}")
        for number, member in enumerate(members):
            name = Path(member.filename).name
            # A folder of its own: two members may have one name, and a name may climb out.
            target = work / f"{abs(hash((shown, number))):x}" / (name or "unnamed")
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as packed, target.open("wb") as plain:
                _copy_limited(packed, plain, member.file_size, f"{shown}!{member.filename}")
            inner = f"{shown}!{member.filename}"
            yield from _opened(target, inner, (name, *names), work, depth + 1)


def _check_size(size: int, packed: int, shown: str) -> None:
    if size > LARGEST or (size > SMALL and size > MOST_TIMES * max(packed, 1)):
        raise ReleaseRefused(
            f"it would unpack to {size:,} bytes, which no publisher's file does.", where=shown
        )


def _copy_limited(packed: IO[bytes], plain: IO[bytes], limit: int, shown: str) -> None:
    """Copies what an archive promised and no more: headers can lie."""
    written = 0
    while chunk := packed.read(_CHUNK):
        written += len(chunk)
        if written > limit:
            raise ReleaseRefused("it unpacks to more than it says.", where=shown)
        plain.write(chunk)


def _gunzipped(path: Path, shown: str, work: Path) -> Path:
    target = work / f"{abs(hash(shown)):x}" / path.stem
    target.parent.mkdir(parents=True, exist_ok=True)
    packed_size, written = path.stat().st_size, 0
    with gzip.open(path) as packed, target.open("wb") as plain:
        while chunk := packed.read(_CHUNK):
            written += len(chunk)
            _check_size(written, packed_size, shown)
            plain.write(chunk)
    return target


def free(work: Path) -> None:
    """Removes the working folder and all that was unpacked into it."""
    shutil.rmtree(work, ignore_errors=True)
