"""Loads what was recognised: groups the files of each release, drafts and writes it.

All of a release is loaded or nothing; all releases that could be loaded are in force together, in
one switch of the catalogue.
"""

from __future__ import annotations

import getpass
import os
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from superbill.codesets.catalogue import Catalogue, Entry
from superbill.codesets.embedded import Progress
from superbill.codesets.home import entry_of, write_release
from superbill.codesets.importing.layout import (
    Recognised,
    edition_of,
    importer_of,
    missing_parts,
    recognise,
)
from superbill.codesets.importing.sample import Sample
from superbill.codesets.importing.unpack import each_sample, free
from superbill.codesets.release import SourceFile, sha256_of
from superbill.codesets.store import FORMAT
from superbill.codesets.verify import verify_entry
from superbill.errors import ReleaseRefused

_LOADING = "loading releases"

ATTEST = {"cpt": "--attest-cpt-licence", "cdt": "--attest-cdt-licence"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. release: what it went into; refused: it could not be loaded, with
    the reason in `message`; neither: there was nothing to do."""

    shown: str
    release: str | None
    message: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The files of one release, by role."""

    module: str
    family: str
    edition: date
    files: dict[str, Recognised]


def load_paths(
    home: Path,
    current: Catalogue,
    paths: Iterable[str],
    *,
    given: date | None,
    attested: Collection[str],
    progress: Progress,
) -> tuple[list[Entry], list[Outcome]]:
    """Writes the releases that the files make, and gives their entries with what became of every
    file. The caller holds the lock and publishes. Raises WrongUsage where a path is not there."""
    work = Path(tempfile.mkdtemp(prefix=f".incoming-{os.getpid()}-", dir=_releases(home)))
    try:
        groups, outcomes = _grouped(each_sample(paths, work), given=given)
        entries: list[Entry] = []
        for done, group in enumerate(groups):
            progress(_LOADING, done, len(groups), f"{group.family} {group.edition}")
            entry, said = _load_group(home, current, group, attested=attested)
            outcomes += said
            entries += [entry] if entry else []
        progress(_LOADING, len(groups), len(groups), "")
        return entries, outcomes
    finally:
        free(work)


def _releases(home: Path) -> Path:
    folder = home / "releases"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _grouped(
    samples: Iterable[Sample | ReleaseRefused], *, given: date | None
) -> tuple[list[Group], list[Outcome]]:
    groups: dict[tuple[str, str, date], Group] = {}
    outcomes: list[Outcome] = []
    samples = list(samples)
    alone = len(samples) == 1
    for sample in samples:
        try:
            if isinstance(sample, ReleaseRefused):
                raise sample
            found = recognise(sample)
            if found is None:
                outcomes.append(Outcome(sample.shown, None, "not recognised", refused=True))
                continue
            # Of many files, what the user says is for those that don't say it themselves; of one
            # alone it must agree with what the file says.
            silent = found.match.stated is None and found.match.named is None
            edition = edition_of(found, given=given if alone or silent else None)
        except ReleaseRefused as fault:
            outcomes.append(_refusal(fault.where or "", fault))
            continue
        key = (found.module, found.match.family, edition)
        group = groups.setdefault(key, Group(found.module, found.match.family, edition, {}))
        outcomes += _placed(group, found)
    return [groups[key] for key in sorted(groups)], outcomes


def _placed(group: Group, found: Recognised) -> list[Outcome]:
    """Puts a file in its role. Of several for one role the lowest rank is read; the same file
    twice is no fault; two that differ, with nothing to choose between them, are."""
    role = found.match.role
    other = group.files.get(role)
    if other is None:
        group.files[role] = found
        return []
    if found.match.rank < other.match.rank:
        group.files[role] = found
        found, other = other, found
    if found.match.rank == other.match.rank and sha256_of(found.sample.path) != sha256_of(
        other.sample.path
    ):
        said = f"another file of {group.family} {group.edition} than {other.sample.shown}"
        return [Outcome(found.sample.shown, None, f"{said}; which is right?", refused=True)]
    return [Outcome(found.sample.shown, None, f"the same table as {other.sample.shown}; not read")]


def _load_group(
    home: Path, current: Catalogue, group: Group, *, attested: Collection[str]
) -> tuple[Entry | None, list[Outcome]]:
    members = list(group.files.values())
    try:
        licence = next((f.match.licence for f in members if f.match.licence), None)
        if licence is not None and licence not in attested:
            raise ReleaseRefused(
                f"the text of this file is licensed ({licence.upper()}).",
                remedy=f"If you hold the licence, say so: {ATTEST[licence]}.",
            )
        missing = missing_parts(group.module, group.files)
        if missing:
            raise ReleaseRefused(missing)
        entry = _written(home, current, group)
        if entry is not None and licence is not None:
            entry = entry._replace(attested=_attestation(licence))
    except ReleaseRefused as fault:
        return None, [_refusal(f.sample.shown, fault) for f in members]
    if entry is None:
        said = f"{group.family} {group.edition} is loaded already; nothing done"
        return None, [Outcome(f.sample.shown, None, said) for f in members]
    rows = sum(entry.release.counts.values())
    said = f"{entry.release.id}, {rows:,} rows"
    return entry, [Outcome(f.sample.shown, entry.release.id, said) for f in members]


def _written(home: Path, current: Catalogue, group: Group) -> Entry | None:
    """The entry of the release that a group makes; None where it is loaded already, undamaged."""
    paths = {role: f.sample.path for role, f in group.files.items()}
    sources = tuple(_source(group.files[role], paths[role]) for role in sorted(paths))
    importer = f"{group.module.rpartition('.')[2]} {FORMAT}"
    for entry in current.entries:
        release = entry.release
        same = {f.sha256 for f in release.files} == {f.sha256 for f in sources}
        same = same and (release.family, release.edition) == (group.family, group.edition)
        if same and not verify_entry(home, entry):
            return None
    draft = importer_of(group.module).draft(paths, edition=group.edition)
    release = write_release(home, draft, files=sources, importer=importer)
    for source, role in zip(sources, sorted(paths), strict=True):
        if sha256_of(paths[role]) != source.sha256:
            raise ReleaseRefused("the file changed while it was read.", where=source.name)
    return entry_of(release, origin="user")


def _source(found: Recognised, path: Path) -> SourceFile:
    name = "/".join(reversed(found.sample.names))
    return SourceFile(name, sha256_of(path), path.stat().st_size, "the user's own file")


def _attestation(licence: str) -> str:
    day = datetime.now(UTC).date().isoformat()
    return f"{licence.upper()} licence attested by {getpass.getuser()} on {day}"


def _refusal(shown: str, fault: ReleaseRefused) -> Outcome:
    where = f"{fault.where}: " if fault.where and fault.where != shown else ""
    message = " ".join(part for part in (f"{where}{fault.message}", fault.remedy) if part)
    return Outcome(shown, None, message, refused=True)
