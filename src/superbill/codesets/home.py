"""The data home: the folder where releases lie, and the one way in which it changes.

Readers take the current snapshot and need no lock. A writer holds the lock, writes what it has
to below names that no snapshot knows, and then replaces CURRENT: see catalogue.py.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from superbill.codesets.catalogue import (
    Catalogue,
    Entry,
    Origin,
    catalogue_as_dict,
    newest_readable,
    read_current,
    read_snapshot,
    serials,
    snapshot_path,
    with_entries,
)
from superbill.codesets.draft import Draft
from superbill.codesets.release import (
    MANIFEST_NAME,
    Content,
    Release,
    SourceFile,
    read_manifest,
    sha256_of,
    write_manifest,
)
from superbill.codesets.release_writer import ReleaseWriter
from superbill.errors import ReleaseRefused, StoreDamaged, WrongUsage

Notice = Callable[[str], None]


def now() -> str:
    """The instant of an import, for the record; no answer depends on it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def writing(home: Path, *, notice: Notice) -> Generator[Catalogue, None, None]:
    """Holds the home's lock, and gives the catalogue as it is once the lock is held.

    Another writer is waited for, with a word about it. What a writer that was killed left behind
    is swept away: no snapshot names it.
    """
    with _locked(home, notice=notice):
        yield read_current(home)


@contextmanager
def _locked(home: Path, *, notice: Notice) -> Generator[None, None, None]:
    from filelock import FileLock, Timeout  # only writers pay for the import

    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise WrongUsage(
            f"the data home can't be made ({fault.strerror}).", where=str(home),
            remedy="Name another with --home or SUPERBILL_HOME.",
        ) from fault  # fmt: skip
    lock = FileLock(home / "lock")
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            notice("another superbill is loading data; waiting for it")
            lock.acquire()
        _sweep(home)
        yield
    finally:
        lock.release()


def _sweep(home: Path) -> None:
    for left in (home / "releases").glob(".incoming-*"):
        shutil.rmtree(left, ignore_errors=True)


def write_release(
    home: Path, draft: Draft, *, files: Iterable[SourceFile], importer: str
) -> Release:
    """Writes a draft as a release below `home`, flushed to disk, and gives its manifest.

    Nothing refers to it until a catalogue does. Content that is there already is left as it is.
    Raises ReleaseRefused where the publisher's file is at fault; then nothing remains.
    """
    releases = home / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    incoming = releases / f".incoming-{os.getpid()}-{draft.family}-{draft.edition}"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir()
    try:
        with ReleaseWriter(incoming) as writer:
            draft.fill(writer)
        release = Release(
            family=draft.family,
            edition=draft.edition,
            title=draft.title,
            publisher=draft.publisher,
            kind=draft.kind,
            start=draft.start,
            end=draft.end,
            known_from=draft.known_from or draft.edition,
            systems=draft.systems,
            licence=draft.licence,
            url=draft.url,
            importer=importer,
            files=tuple(files),
            counts={table: rows for table, rows in writer.counts.items() if rows},
            remarks=draft.remarks,
            contents=_contents(incoming),
        )
        write_manifest(release, incoming)
        _settle(incoming, releases / release.folder, release)
    except (OSError, sqlite3.OperationalError) as fault:
        raise ReleaseRefused(
            f"the release can't be written ({fault}).", where=str(home),
            remedy="Make room there, or name another data home with --home.",
        ) from fault  # fmt: skip
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    return release


def _settle(incoming: Path, folder: Path, release: Release) -> None:
    """Moves a finished release to its place, unless the very same one is there."""
    for path in incoming.iterdir():
        _flush(path)
    if folder.exists():
        if _is_whole(folder, release):
            return
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    incoming.rename(folder)
    _flush(folder.parent)


def _is_whole(folder: Path, release: Release) -> bool:
    try:
        return read_manifest(folder) == release and _contents(folder) == release.contents
    except StoreDamaged:
        return False


def _contents(folder: Path) -> tuple[Content, ...]:
    files = sorted(p for p in folder.iterdir() if p.name != MANIFEST_NAME)
    return tuple(Content(p.name, sha256_of(p), p.stat().st_size) for p in files)


def entry_of(release: Release, *, origin: Origin) -> Entry:
    return Entry(release, release.folder, origin, now())


def publish(
    home: Path,
    current: Catalogue,
    *,
    added: Iterable[Entry],
    action: str,
    fingerprints: Mapping[str, str] | None = None,
) -> Catalogue:
    """Makes a catalogue with the added releases the current one, in one atomic step.

    The caller holds the lock. Everything added is on disk already.
    """
    following = Catalogue(
        serial=current.serial + 1,
        before=current.serial or None,
        action=action,
        made_at=now(),
        entries=with_entries(current.entries, added),
        fingerprints=current.fingerprints if fingerprints is None else dict(fingerprints),
    )
    _switch(home, following)
    return following


def rollback(home: Path, *, notice: Notice) -> Catalogue:
    """Goes back to the catalogue before the current one; again, to the one before that.

    It is a new snapshot with the old one's releases: nothing is deleted. Raises WrongUsage where
    there is nothing to go back to.
    """
    with writing(home, notice=notice) as current:
        if current.before is None:
            raise WrongUsage("there is no earlier catalogue to go back to.", where=str(home))
        earlier = read_snapshot(home, current.before)
        following = earlier._replace(
            serial=current.serial + 1,
            before=earlier.before,
            action=f"rollback to {earlier.serial}",
            made_at=now(),
            # What was compiled stays known, or the next command would load it again.
            fingerprints=current.fingerprints,
        )
        _switch(home, following)
        return following


def recover(home: Path, *, notice: Notice) -> Catalogue | None:
    """Where CURRENT names no catalogue that can be read, makes the newest that can be the current
    one and gives it; None where nothing was wrong.

    Where none is left the next start compiles the embedded sources anew; what the user imported
    must be imported again.
    """
    with _locked(home, notice=notice):
        try:
            read_current(home)
            return None
        except StoreDamaged:
            found = newest_readable(home)
        following = found._replace(
            serial=max(serials(home), default=0) + 1,
            action=f"recover {found.serial}",
            made_at=now(),
        )
        _switch(home, following)
        return following


def prune(home: Path, current: Catalogue) -> tuple[tuple[str, ...], int]:
    """Deletes what neither the current snapshot nor the one before it names.

    Gives the release folders removed, and the bytes. The caller holds the lock.
    """
    kept = [current]
    if current.before is not None:
        kept.append(read_snapshot(home, current.before))
    named = {entry.folder for catalogue in kept for entry in catalogue.entries}
    removed: list[str] = []
    freed = 0
    for folder in sorted(p.parent for p in (home / "releases").glob(f"*/*/{MANIFEST_NAME}")):
        name = folder.relative_to(home / "releases").as_posix()
        if name not in named:
            freed += sum(p.stat().st_size for p in folder.iterdir())
            shutil.rmtree(folder)
            removed.append(name)
    # The snapshot before must not point at one whose releases are gone.
    for catalogue in kept[1:]:
        _replace_snapshot(home, catalogue._replace(before=None))
    for path in (home / "catalogues").glob("*.json"):
        if path not in {snapshot_path(home, c.serial) for c in kept}:
            path.unlink()
    return tuple(removed), freed


def _replace_snapshot(home: Path, catalogue: Catalogue) -> None:
    text = json.dumps(catalogue_as_dict(catalogue), indent=1, ensure_ascii=False) + "\n"
    _replace(snapshot_path(home, catalogue.serial), text)


def _switch(home: Path, catalogue: Catalogue) -> None:
    snapshot_path(home, catalogue.serial).parent.mkdir(parents=True, exist_ok=True)
    _replace_snapshot(home, catalogue)
    _replace(home / "CURRENT", f"{catalogue.serial}\n")


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    _flush(fresh)
    fresh.replace(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
