"""Import publishers' files that the user has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from superbill.codesets.catalogue import Entry
from superbill.codesets.home import publish, writing
from superbill.codesets.importing import import_file
from superbill.errors import ReleaseRefused, WrongUsage
from superbill.tools.context import Context
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class Import:
    """What became of one file: the release it made, or why it made none."""

    path: str
    release: str | None
    message: str
    refused: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "release": self.release,
            "message": self.message,
            "refused": self.refused,
        }


@dataclass(frozen=True, slots=True)
class Imports:
    """Every file that was given. `exit_status` is 2 where none could be loaded, 1 where some."""

    imports: tuple[Import, ...]

    @property
    def exit_status(self) -> int:
        refused = sum(i.refused for i in self.imports)
        return 0 if not refused else 2 if refused == len(self.imports) else 1

    def as_dict(self) -> dict[str, Any]:
        return {"imports": [i.as_dict() for i in self.imports]}


def data_import(
    context: Context,
    paths: Annotated[tuple[str, ...], Says("files, or folders of files")],
    *,
    release: Annotated[
        date | None, Says("the edition's first day, where neither content nor name says it")
    ] = None,
) -> Imports:
    """Loads publishers' files into the catalogue: each is loaded whole or not at all.

    All that could be loaded is in force together, in one switch. A file that is not recognised,
    or is not what it should be, is named with the reason and changes nothing.
    """
    files = list(_each_file(paths))
    if not files:
        raise WrongUsage("no file to import.", where=" ".join(paths))
    done: list[Import] = []
    entries: list[Entry] = []
    with writing(context.home, notice=_silent) as current:
        for path in files:
            try:
                entry = import_file(context.home, current, path, given=release)
            except ReleaseRefused as fault:
                done.append(Import(str(path), None, _reason(fault), refused=True))
                continue
            if entry is None:
                done.append(Import(str(path), None, "loaded already; nothing done", refused=False))
                continue
            entries.append(entry)
            rows = sum(entry.release.counts.values())
            made = f"{entry.release.id}, {rows:,} rows"
            done.append(Import(str(path), entry.release.id, made, refused=False))
        if entries:
            names = ", ".join(e.release.id for e in entries)
            publish(context.home, current, added=entries, action=f"import {names}")
    return Imports(tuple(done))


def _reason(fault: ReleaseRefused) -> str:
    return " ".join(part for part in (fault.message, fault.remedy) if part)


def _each_file(paths: Iterable[str]) -> Iterator[Path]:
    for name in paths:
        path = Path(name)
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file())
        elif path.is_file():
            yield path
        else:
            raise WrongUsage("there is no such file or folder.", where=name)


def _silent(message: str) -> None:
    """The tool's answer says what was done."""
