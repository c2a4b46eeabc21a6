"""Whether a release on disk is what its manifest says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from superbill.codesets.catalogue import Entry
from superbill.codesets.release import read_manifest, sha256_of
from superbill.codesets.store import FILE_NAME, TABLES, open_store
from superbill.codesets.tables.sorted_table import SUFFIX, SortedTable
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
        differing = [c.name for c in release.contents if sha256_of(folder / c.name) != c.sha256]
        if differing:
            return (Fault(release.id, f"the SHA-256 of {', '.join(differing)} differs."),)
        counts = _counts(folder)
    except OSError as fault:
        return (Fault(release.id, f"{fault.filename}: {fault.strerror}."),)
    except StoreDamaged as fault:
        return (Fault(release.id, str(fault)),)
    if counts != dict(release.counts):
        return (Fault(release.id, f"rows are {counts}, the manifest says {release.counts}."),)
    return ()


def _counts(folder: Path) -> dict[str, int]:
    """Rows of each table that has any, counted anew."""
    db = open_store(folder / FILE_NAME)
    try:
        counts = {t: db.execute(f'SELECT COUNT(*) FROM "{t}"').fetchone()[0] for t in TABLES}
    finally:
        db.close()
    counts |= {p.stem: len(SortedTable(p)) for p in folder.glob(f"*{SUFFIX}")}
    return {table: rows for table, rows in counts.items() if rows}
