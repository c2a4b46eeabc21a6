"""The catalogue: which releases are at hand. Snapshots are immutable and numbered; one is current.

    home/
      CURRENT                    the number of the current snapshot
      catalogues/000007.json     snapshots, all of them, never changed
      releases/icd10cm/2026-04-01-3f9c.../   manifest.json, store.sqlite
      lock                       held by the one process that writes

Everything that a snapshot names is written and flushed before CURRENT is replaced, so a crash at
any moment leaves the old catalogue whole.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from superbill.codesets.release import Release, release_as_dict, release_from_dict
from superbill.errors import StoreDamaged, WrongUsage

FORMAT = 1

_REPAIR = "`superbill data verify --repair` goes back to the newest one that can be read."

Origin = Literal["embedded", "user"]


class Entry(NamedTuple):
    """A release in the catalogue: where it lies, how and when it came (UTC, ISO 8601).

    attested: who said when that they hold the licence, where the text needs one
    """

    release: Release
    folder: str
    origin: Origin
    imported_at: str
    attested: str | None = None


class Catalogue(NamedTuple):
    """One snapshot. `before` is the snapshot that a rollback goes to; `fingerprints` are those of
    the embedded sources when they were last compiled (see embedded.py)."""

    serial: int
    before: int | None
    action: str
    made_at: str
    entries: tuple[Entry, ...]
    fingerprints: Mapping[str, str]

    def releases(self, *, known_on: date | None = None) -> tuple[Release, ...]:
        """The releases at hand, or those whose content was known on a day."""
        return tuple(
            e.release for e in self.entries if known_on is None or e.release.known_from <= known_on
        )

    def folder_of(self, release: Release) -> str:
        return next(e.folder for e in self.entries if e.release is release)


EMPTY = Catalogue(0, None, "empty", "", (), {})


def with_entries(entries: Iterable[Entry], added: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries after a load: an added release takes the place of the one with its identifier,
    all others stay. What a user imported is not displaced by an embedded one."""
    by_id = {e.release.id: e for e in entries}
    for entry in added:
        old = by_id.get(entry.release.id)
        if old is not None and old.origin == "user" and entry.origin == "embedded":
            continue
        by_id[entry.release.id] = entry
    return tuple(by_id[key] for key in sorted(by_id))


def snapshot_path(home: Path, serial: int) -> Path:
    return home / "catalogues" / f"{serial:06d}.json"


def read_current(home: Path) -> Catalogue:
    """The catalogue in force; EMPTY where nothing was ever loaded.

    Raises WrongUsage where the home is no folder that can be read, StoreDamaged where CURRENT
    names no snapshot that can be.
    """
    path = home / "CURRENT"
    try:
        serial = int(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return EMPTY
    except OSError as fault:
        raise WrongUsage(
            f"the data home can't be read ({fault.strerror}).", where=str(home),
            remedy="Name another with --home or SUPERBILL_HOME.",
        ) from fault  # fmt: skip
    except ValueError as fault:
        raise StoreDamaged("names no catalogue.", where=str(path), remedy=_REPAIR) from fault
    return read_snapshot(home, serial)


def serials(home: Path) -> list[int]:
    """The numbers of the snapshots that lie in the home, newest first."""
    names = (path.stem for path in (home / "catalogues").glob("*.json"))
    return sorted((int(name) for name in names if name.isdecimal()), reverse=True)


def newest_readable(home: Path) -> Catalogue:
    """The newest snapshot that can be read; EMPTY where none can."""
    for serial in serials(home):
        try:
            return read_snapshot(home, serial)
        except StoreDamaged:
            continue
    return EMPTY


def read_snapshot(home: Path, serial: int) -> Catalogue:
    path = snapshot_path(home, serial)
    try:
        return _from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, StoreDamaged) as fault:
        raise StoreDamaged(
            "this catalogue can't be read.", where=str(path), remedy=_REPAIR
        ) from fault


def catalogue_as_dict(catalogue: Catalogue) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "serial": catalogue.serial,
        "before": catalogue.before,
        "action": catalogue.action,
        "made_at": catalogue.made_at,
        "fingerprints": dict(catalogue.fingerprints),
        "entries": [
            {
                "folder": e.folder,
                "origin": e.origin,
                "imported_at": e.imported_at,
                "attested": e.attested,
                "release": release_as_dict(e.release),
            }
            for e in catalogue.entries
        ],
    }


def _from_dict(data: Mapping[str, Any]) -> Catalogue:
    if data["format"] != FORMAT:
        raise ValueError(f"format {data['format']}")
    return Catalogue(
        serial=data["serial"],
        before=data["before"],
        action=data["action"],
        made_at=data["made_at"],
        fingerprints=data["fingerprints"],
        entries=tuple(
            Entry(
                release_from_dict(e["release"]),
                e["folder"],
                e["origin"],
                e["imported_at"],
                e.get("attested"),
            )
            for e in data["entries"]
        ),
    )
