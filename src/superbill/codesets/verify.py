"""Whether a release on disk is what its manifest says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from superbill.codesets.catalogue import Entry
from superbill.codesets.release import read_manifest, sha256_of
from superbill.codesets.store import FILE_NAME, TABLES, open_store
from superbill.errors import StoreDamaged


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a release differs from its manifest."""

    release: str
    message: str

    def as_dict(self) -> dict[str, str]:
        return {"release": self.release, "message": self.message}


def verify_entry(home: Path, entry: Entry) -> tuple[Fault, ...]:
    """The faults of one release: manifest, hash of the store, rows of each table."""
    folder = home / "releases" / entry.folder
    release = entry.release
    try:
        if read_manifest(folder) != release:
            return (Fault(release.id, "the manifest differs from the catalogue's."),)
        if sha256_of(folder / FILE_NAME) != release.store_sha256:
            return (Fault(release.id, "the store's SHA-256 differs from the manifest's."),)
        db = open_store(folder / FILE_NAME)
    except (StoreDamaged, OSError) as fault:
        return (Fault(release.id, str(fault)),)
    try:
        counts = {t: db.execute(f'SELECT COUNT(*) FROM "{t}"').fetchone()[0] for t in TABLES}
    finally:
        db.close()
    stated = {t: release.counts.get(t, 0) for t in TABLES}
    if counts != stated:
        return (Fault(release.id, f"rows differ: {counts}, the manifest says {stated}."),)
    return ()
