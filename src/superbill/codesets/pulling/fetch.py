"""Fetches a file whole: continued where it was cut, checked, and put in its place in one step."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from superbill.codesets.pulling.content import check_content, page_instead
from superbill.codesets.pulling.hashes import published_hash, wrong_hash
from superbill.codesets.pulling.resolve import Found, size_of, tag_of, unreachable
from superbill.codesets.pulling.web import (
    NETWORK_FAULTS,
    Answer,
    Web,
    is_offline,
    is_passing,
    with_query,
)
from superbill.codesets.release import sha256_of
from superbill.errors import ReleaseRefused

LARGEST = 1024**3
"""Bytes; the largest file that is fetched is some 25 MB."""
_ROOM = 64 * 1024**2
_CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)", re.ASCII)

Bytes = Callable[[int, int | None], None]
"""Told of bytes so far and in all."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that was fetched. fresh: it came now; else it was here, unchanged."""

    path: Path
    size: int
    sha256: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is noted of a fetched file: enough to see that it need not be fetched again.

    accepted: who accepted which terms when, where the file has any
    """

    address: str
    size: int
    tag: str | None
    sha256: str
    accepted: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file goes: `path` when it is whole, `part` until then, notes of either beside it."""

    path: Path
    part: Path
    part_note: Path
    receipt: Path


def place_of(downloads: Path, found: Found) -> Place:
    """downloads/ITEM/PERIOD/NAME, and what is unfinished below downloads/unfinished."""
    folder = Path(found.wanted.item.name) / found.wanted.period.name
    unfinished = downloads / "unfinished" / folder
    return Place(
        downloads / folder / found.name,
        unfinished / f"{found.name}.part",
        unfinished / f"{found.name}.part.json",
        downloads / "receipts" / folder / f"{found.name}.json",
    )


def fetch(
    web: Web, found: Found, place: Place, *, query: str, accepted: str | None, told: Bytes
) -> Download:
    """The file, in its place, whole.

    query: what is sent with the address to say that terms are accepted. Raises ReleaseRefused,
    in one line, where it can't be had or is not what it should be.
    """
    here = _already(found, place)
    if here is not None:
        return here
    address = with_query(web.address(found.address), query)
    try:
        for folder in (place.path.parent, place.part.parent, place.receipt.parent):
            folder.mkdir(parents=True, exist_ok=True)
        tag, stated = _all_of_it(web, found, address, place, told)
        check_content(place.part, found)
        sha256 = sha256_of(place.part)
        wrong = wrong_hash(place.part, stated)
        if wrong:
            place.part.unlink()
            raise ReleaseRefused(
                f"{wrong}; it came damaged.", where=found.address, remedy="Try again."
            )
        size = place.part.stat().st_size
        place.part.replace(place.path)
        place.part_note.unlink(missing_ok=True)
        receipt = Receipt(found.address, size, tag, sha256, accepted)
        place.receipt.write_text(json.dumps(asdict(receipt), indent=1) + "\n", encoding="utf-8")
    except OSError as fault:
        raise _no_room(found, fault) from fault
    return Download(place.path, size, sha256, fresh=True)


def _already(found: Found, place: Place) -> Download | None:
    """The file as it was fetched before, where the server still has the same."""
    try:
        receipt = Receipt(**json.loads(place.receipt.read_text(encoding="utf-8")))
        same = (receipt.address, receipt.size) == (found.address, found.size)
        if not same or receipt.tag != found.tag or sha256_of(place.path) != receipt.sha256:
            return None
    except (OSError, ValueError, TypeError):
        return None
    return Download(place.path, receipt.size, receipt.sha256, fresh=False)


def _all_of_it(
    web: Web, found: Found, address: str, place: Place, told: Bytes
) -> tuple[str | None, str | None]:
    """Fills the part until it is whole; gives the version's tag, and the hash the server states.

    A try that brought more than any before it doesn't count: a large file may be cut many times.
    """
    failed, most = 0, _size(place.part)
    while True:
        try:
            with closing(_asked(web, address, place)) as answer:
                if not is_passing(answer):
                    _check_answer(answer, found)
                    whole = _received(answer, found, place, told)
                    if whole:
                        return tag_of(answer), published_hash(answer)
                    fault: BaseException = ConnectionError(f"cut at {_size(place.part)} bytes")
                else:
                    fault = ConnectionError(f"status {answer.status}")
        except NETWORK_FAULTS as raised:
            if getattr(raised, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EACCES):
                raise
            fault = raised
        have = _size(place.part)
        failed = 0 if have > most else failed + 1
        most = max(have, most)
        if failed >= web.tries or is_offline(fault):
            raise _gave_up(found, fault)
        web.wait(failed)


def _gave_up(found: Found, fault: BaseException) -> ReleaseRefused:
    text = str(fault)
    if text.startswith(("status", "cut")):
        return ReleaseRefused(
            f"the server fails again and again ({text}).", where=found.address,
            remedy="Try again later: what came so far is kept and continued.",
        )  # fmt: skip
    return unreachable(found.address, fault)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _asked(web: Web, address: str, place: Place) -> Answer:
    """Asks for the rest of what is here, where it is known which version that is a part of."""
    have, tag = _size(place.part), _noted(place).get("tag")
    if not have or not tag:
        place.part.unlink(missing_ok=True)
        return web.ask(address)
    # If-Range: of another version the server sends all, not the rest.
    return web.ask(address, headers={"Range": f"bytes={have}-", "If-Range": tag})


def _noted(place: Place) -> dict[str, Any]:
    """What was noted of the file that the part is a part of."""
    try:
        return dict(json.loads(place.part_note.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _check_answer(answer: Answer, found: Found) -> None:
    """Raises ReleaseRefused for an answer that holds no file."""
    page = found.wanted.page
    if answer.status in (404, 410):
        raise ReleaseRefused(
            f"it is not there ({answer.status}).", where=found.address, remedy=f"Look at {page}."
        )
    if answer.status in (401, 403, 451):
        raise ReleaseRefused(
            f"the server refuses to send it ({answer.status}).", where=found.address,
            remedy=f"Fetch it with a browser from {page}, then: superbill data import FILE.",
        )  # fmt: skip
    if answer.status not in (200, 206, 416):
        raise ReleaseRefused(f"the server answers {answer.status}.", where=found.address)
    if answer.status != 416 and "html" in answer.headers.get("Content-Type", "").lower():
        raise page_instead(answer.read(_CHUNK), found)


def _received(answer: Answer, found: Found, place: Place, told: Bytes) -> bool:
    """Writes what comes; whether the part is whole now."""
    start, total = _extent(answer, place)
    if total is not None and total > LARGEST:
        raise _too_large(total, found)
    _check_room(place.part.parent, (total or 0) - start, found)
    note = {"address": found.address, "tag": tag_of(answer), "total": total}
    place.part_note.write_text(json.dumps(note), encoding="utf-8")
    with place.part.open("r+b" if start else "wb") as part:
        part.truncate(start)
        part.seek(start)
        have = _copied(answer, part, start, total, found, told)
        part.flush()
        os.fsync(part.fileno())
    if total is not None and have > total:
        place.part.unlink()
        raise ReleaseRefused(
            f"{have:,} bytes came, and the server said {total:,}.", where=found.address
        )
    # Without a stated length the end of the connection is the end of the file.
    return total is None or have == total


def _extent(answer: Answer, place: Place) -> tuple[int, int | None]:
    """Where the bytes of an answer begin, and how many there are in all."""
    have = _size(place.part)
    if answer.status == 200:
        return 0, size_of(answer)
    stated = _RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
    if answer.status == 206 and stated and int(stated[1]) == have:
        total = _noted(place).get("total")
        if stated[2] == str(total):
            return have, total
    # The rest doesn't fit what is here: from the beginning, with the next try.
    place.part.unlink(missing_ok=True)
    raise ConnectionError("cut: the server's range doesn't continue what is here")


def _copied(
    answer: Answer, part: IO[bytes], have: int, total: int | None, found: Found, told: Bytes
) -> int:
    while chunk := answer.read1(_CHUNK):
        have += len(chunk)
        if have > LARGEST:
            raise _too_large(have, found)
        part.write(chunk)
        told(have, total)
    return have


def _too_large(size: int, found: Found) -> ReleaseRefused:
    return ReleaseRefused(
        f"it has {size:,} bytes or more, which no publisher's file has.", where=found.address
    )


def _check_room(folder: Path, needed: int, found: Found) -> None:
    free = shutil.disk_usage(folder).free
    if needed + _ROOM > free:
        raise ReleaseRefused(
            f"{needed:,} bytes are to come, and {free:,} are free in {folder}.",
            where=found.address, remedy="Make room there, or name another data home with --home.",
        )  # fmt: skip


def _no_room(found: Found, fault: OSError) -> ReleaseRefused:
    return ReleaseRefused(
        f"it can't be written ({fault.strerror or fault}).", where=found.address,
        remedy="Make room, or name another data home with --home; what came is kept.",
    )  # fmt: skip
