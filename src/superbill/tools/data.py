"""The releases at hand: list, verify, roll back, import."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from superbill.codesets.catalogue import Catalogue, Entry
from superbill.codesets.embedded import ensure
from superbill.codesets.home import publish, rollback, writing
from superbill.codesets.release import release_as_dict
from superbill.codesets.shelf import LOADS
from superbill.codesets.systems import SYSTEMS
from superbill.codesets.verify import Fault, verify_entry
from superbill.tools.context import Context
from superbill.tools.embedded_sources import EMBEDDED
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class DataList:
    """The catalogue in force, and what is missing, with the command that loads each."""

    home: Path
    catalogue: Catalogue
    missing: tuple[tuple[str, str], ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "home": str(self.home),
            "catalogue": self.catalogue.serial,
            "action": self.catalogue.action,
            "made_at": self.catalogue.made_at,
            "releases": [
                {
                    "id": e.release.id,
                    "origin": e.origin,
                    "imported_at": e.imported_at,
                    "bytes": size_of(e),
                    **release_as_dict(e.release),
                }
                for e in self.catalogue.entries
            ],
            "bytes": sum(size_of(e) for e in self.catalogue.entries),
            "missing": [{"name": name, "command": command} for name, command in self.missing],
        }


TABLES = {
    "ncci.ptp.practitioner": "superbill data pull ncci.ptp, or data import PATH",
    "ncci.ptp.outpatient": "superbill data pull ncci.ptp, or data import PATH",
    "ncci.mue.practitioner": "superbill data pull ncci.mue, or data import PATH",
    "ncci.mue.outpatient": "superbill data pull ncci.mue, or data import PATH",
    "ncci.mue.dme": "superbill data pull ncci.mue, or data import PATH",
    "ncci.addon": "superbill data pull ncci.addon, or data import PATH",
    "pfs": "superbill data pull pfs, or data import PATH",
    "pfs.gpci": "superbill data pull pfs, or data import PATH",
    "opps": "superbill data pull opps, or data import PATH",
    "icd10cm.index": "superbill data pull icd10cm, or data import PATH",
    "lcd": "superbill data import PATH --release YYYY-MM-DD (a coverage database export)",
    "ncd": "superbill data import PATH (a coverage database export)",
}
"""Families that a coder relies on beside the code lists, and how each is loaded."""


def size_of(entry: Entry) -> int:
    """The room that a release takes on disk, in bytes."""
    return sum(content.size for content in entry.release.contents)


def data_list(context: Context) -> DataList:
    """The releases at hand: what each holds, when it is in force, its room; and what is missing."""
    return _listing(context.home, context.catalogue)


def _listing(home: Path, catalogue: Catalogue) -> DataList:
    loaded = {s for e in catalogue.entries for s in _listed_systems(e)}
    families = {e.release.family for e in catalogue.entries}
    lists = [(s, LOADS[s]) for s in SYSTEMS if s not in loaded]
    tables = [(family, how) for family, how in TABLES.items() if family not in families]
    return DataList(home, catalogue, (*lists, *tables))


def _listed_systems(entry: Entry) -> tuple[str, ...]:
    return entry.release.systems if entry.release.family != "cards" else ()


@dataclass(frozen=True, slots=True)
class Verification:
    """What was verified, what is at fault, and what was repaired."""

    verified: int
    faults: tuple[Fault, ...]
    repaired: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "verified": self.verified,
            "faults": [f.as_dict() for f in self.faults],
            "repaired": list(self.repaired),
        }


def data_verify(
    context: Context,
    *,
    repair: Annotated[bool, Says("compile damaged embedded releases again")] = False,
) -> Verification:
    """Holds every release against its manifest: hashes, and the rows of every table.

    With `repair`, damaged releases that package data made are compiled again. One that came from
    the user's own file stays among the faults: it must be imported again.
    """
    entries = context.catalogue.entries
    faults = _faults(context.home, entries)
    if not repair or not faults:
        return Verification(len(entries), faults, ())
    at_fault = {f.release for f in faults}
    damaged = [e for e in entries if e.release.id in at_fault and e.origin == "embedded"]
    context.close()
    for entry in damaged:
        shutil.rmtree(context.home / "releases" / entry.folder, ignore_errors=True)
    with writing(context.home, notice=_silent) as current:
        publish(context.home, current, added=(), action="repair", fingerprints={})
    repaired = ensure(context.home, EMBEDDED, progress=_no_progress, notice=_silent)
    faults = _faults(context.home, repaired.entries)
    return Verification(len(repaired.entries), faults, tuple(e.release.id for e in damaged))


def _faults(home: Path, entries: Iterable[Entry]) -> tuple[Fault, ...]:
    """Every fault, with what helps against it."""
    remedies = {
        "embedded": "`superbill data verify --repair` compiles it again.",
        "user": "It came from your own file: import that again.",
    }
    return tuple(
        Fault(fault.release, f"{fault.message} {remedies[entry.origin]}")
        for entry in entries
        for fault in verify_entry(home, entry)
    )


def _silent(message: str) -> None:
    """The tool's answer says what was done."""


def _no_progress(what: str, done: int, total: int, title: str) -> None:
    """The tool's answer says what was done."""


def data_rollback(context: Context) -> DataList:
    """Goes back to the catalogue before the current one; nothing is deleted."""
    return _listing(context.home, rollback(context.home, notice=_silent))
