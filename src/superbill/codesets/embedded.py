"""The embedded sources: data files that other packages carry, compiled on first use.

A source is found by looking along `sys.path`, as an import would, without importing the package:
importing one of them costs seconds. On every start the sizes and times of the files are compared
with those at the last compilation; only what changed is compiled again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from superbill.codesets.catalogue import Catalogue, read_current
from superbill.codesets.release import Release, SourceFile, sha256_of
from superbill.codesets.store import FILE_NAME, FORMAT

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from superbill.codesets.draft import Draft

Notice = Callable[[str], None]

Progress = Callable[[str, int, int, str], None]
"""Told what is being done, how many are done, of how many, and which is next."""

_COMPILING = "compiling the embedded code book"


class PackageFile(NamedTuple):
    """A file that a distribution installs: its path below a folder of sys.path. A folder stands
    for all files in it."""

    distribution: str
    path: str


class EmbeddedSource(NamedTuple):
    """One release that package data makes.

    name: its own, for the record of fingerprints
    importer: `module:function` of the function that makes the Draft
    version: raised by whoever changes what the importer writes
    files: role -> the file that has it
    """

    name: str
    importer: str
    version: int
    files: Mapping[str, PackageFile]


def ensure(
    home: Path, sources: Iterable[EmbeddedSource], *, progress: Progress, notice: Notice
) -> Catalogue:
    """The current catalogue, after compiling every source that is new or has changed.

    Where all is as it was this costs a few file look-ups. A source whose package is not installed
    is passed over: what was compiled from it before stays.
    """
    sources = tuple(sources)
    current = read_current(home)
    if not _changed(sources, current):
        return current
    return _compile_changed(home, sources, progress=progress, notice=notice)


def _compile_changed(
    home: Path, sources: tuple[EmbeddedSource, ...], *, progress: Progress, notice: Notice
) -> Catalogue:
    # What writes is imported only here: most starts have nothing to compile.
    from superbill.codesets.home import entry_of, publish, writing

    with writing(home, notice=notice) as current:
        changed = _changed(sources, current)  # another process may just have done it
        if not changed:
            return current
        releases = _compile_each(home, changed, current, progress=progress)
        entries = [entry_of(release, origin="embedded") for release in releases]
        return publish(
            home,
            current,
            added=entries,
            action="compile embedded sources",
            fingerprints={**current.fingerprints, **{s.name: _fingerprint(s, {}) for s in changed}},
        )


def _compile_each(
    home: Path, sources: list[EmbeddedSource], current: Catalogue, *, progress: Progress
) -> list[Release]:
    """The releases of the sources, in their order, compiled side by side where that is safe."""
    make = partial(_release_of, home, current)
    done: list[Release] = []
    progress(_COMPILING, 0, len(sources), sources[0].name)
    with _workers(len(sources)) as workers:
        for release in workers.map(make, sources):
            done.append(release)
            following = sources[len(done) % len(sources)].name
            progress(_COMPILING, len(done), len(sources), following)
    return done


def _workers(count: int) -> Executor:
    """Forked processes on Linux, unless threads already run; one thread elsewhere: starting
    processes anew would run the user's own script again."""
    import threading
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    from multiprocessing import get_context

    processors = os.cpu_count() or 1
    if sys.platform == "linux" and threading.active_count() == 1 and processors > 1 and count > 1:
        return ProcessPoolExecutor(min(processors, 4, count), mp_context=get_context("fork"))
    return ThreadPoolExecutor(1)


def _release_of(home: Path, current: Catalogue, source: EmbeddedSource) -> Release:
    return _unchanged_content(home, source, current) or _compile(home, source)


def located(source: EmbeddedSource) -> dict[str, Path] | None:
    """Where the files of a source are, by role; None where any is missing."""
    found = {role: _found(wanted.path) for role, wanted in source.files.items()}
    paths = {role: Path(place) for role, place in found.items() if place is not None}
    return paths if len(paths) == len(found) else None


def _found(name: str) -> str | None:
    """The first folder of sys.path that has it. Text and os.path, not Path: every start of
    superbill asks this of every source, and is to be done in a blink."""
    for folder in sys.path:
        place = os.path.join(folder, name)  # noqa: PTH118
        if os.path.exists(place):  # noqa: PTH110
            return place
    return None


def _changed(sources: Iterable[EmbeddedSource], current: Catalogue) -> list[EmbeddedSource]:
    marks: dict[str, str] = {}
    return [
        s
        for s in sources
        if (fingerprint := _fingerprint(s, marks))
        and current.fingerprints.get(s.name) != fingerprint
    ]


def _fingerprint(source: EmbeddedSource, marks: dict[str, str]) -> str:
    """Version, and size and time of each file; empty where the source is not installed.

    marks: what was found of files that several sources share
    """
    parts = [f"{FORMAT}.{source.version}"]
    for role in sorted(source.files):
        name = source.files[role].path
        if name not in marks:
            place = _found(name)
            marks[name] = "" if place is None else " ".join(_marks(place))
        if not marks[name]:
            return ""
        parts.append(marks[name])
    return " ".join(parts)


def _marks(place: str) -> Iterator[str]:
    if not os.path.isdir(place):  # noqa: PTH112
        stat = os.stat(place)  # noqa: PTH116
        yield f"{os.path.basename(place)}:{stat.st_size}:{stat.st_mtime_ns}"  # noqa: PTH119
        return
    with os.scandir(place) as entries:
        inside = sorted(entry.path for entry in entries)
    for path in inside:
        yield from _marks(path)


def _each_file(path: Path) -> list[Path]:
    return sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def _importer_name(source: EmbeddedSource) -> str:
    return f"{source.importer.rpartition('.')[2]} {FORMAT}.{source.version}"


def _source_files(source: EmbeddedSource, files: Mapping[str, Path]) -> tuple[SourceFile, ...]:
    return tuple(
        SourceFile(
            path.name,
            sha256_of(path),
            path.stat().st_size,
            _origin_of(source.files[role].distribution),
        )
        for role in sorted(files)
        for path in _each_file(files[role])
    )


def _origin_of(distribution: str) -> str:
    from importlib.metadata import version  # slow to import, and only a compilation asks

    return f"{distribution} {version(distribution)}"


def _unchanged_content(home: Path, source: EmbeddedSource, current: Catalogue) -> Release | None:
    """The release at hand that was made of the very same bytes: a reinstalled package changes
    its files' times and nothing else."""
    files = located(source)
    if files is None:
        return None
    importer, made_of = _importer_name(source), _source_files(source, files)
    for entry in current.entries:
        there = (home / "releases" / entry.folder / FILE_NAME).is_file()
        if there and entry.release.importer == importer and entry.release.files == made_of:
            return entry.release
    return None


def _compile(home: Path, source: EmbeddedSource) -> Release:
    files = located(source)
    assert files is not None, "only located sources are compiled"
    from superbill.codesets.home import write_release

    draft = draft_of(source, files)
    return write_release(
        home, draft, files=_source_files(source, files), importer=_importer_name(source)
    )


def draft_of(source: EmbeddedSource, files: Mapping[str, Path]) -> Draft:
    module, _, function = source.importer.partition(":")
    make: Callable[[Mapping[str, Path]], Draft] = getattr(import_module(module), function)
    return make(files)
