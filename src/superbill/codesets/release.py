"""Releases: one publication of one thing, immutable once it is written.

A release is a folder with a manifest and a store. Nothing in it depends on when or where it was
made, so the same publisher's files give the same bytes; when it was imported stands in the
catalogue.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from superbill.errors import StoreDamaged

MANIFEST_NAME = "manifest.json"

Kind = Literal["edition", "dated"]


class SourceFile(NamedTuple):
    """A publisher's file that went into a release. `origin` says how it came: a package and its
    version, or the user's own file."""

    name: str
    sha256: str
    size: int
    origin: str


class Content(NamedTuple):
    """A file of the release itself: its store, or a table."""

    name: str
    sha256: str
    size: int


@lru_cache(4_096)
def _identifier(family: str, edition: date) -> str:
    # Every answer names its releases, many times over: each name is made once.
    return f"{family} {edition.isoformat()}"


class Release(NamedTuple):
    """What a manifest states.

    family: what it is a release of (`icd10cm`, `mce`, `ncci.ptp.practitioner`)
    edition: the day from which it is in force; with the family it is the identifier
    kind: `edition` answers for [start, end), what its list holds; the rows of `dated` carry
        their own dates and answer every day in [start, end)
    known_from: the day from which its content was known (publication, else `edition`)
    contents: its own files; counts: rows by table
    remarks: what a reader must know of it (partial, reshaped, which year's titles)
    """

    family: str
    edition: date
    title: str
    publisher: str
    kind: Kind
    start: date
    end: date | None
    known_from: date
    systems: tuple[str, ...]
    licence: str
    url: str
    importer: str
    files: tuple[SourceFile, ...] = ()
    counts: Mapping[str, int] = MappingProxyType({})
    remarks: tuple[str, ...] = ()
    contents: tuple[Content, ...] = ()

    @property
    def id(self) -> str:
        return _identifier(self.family, self.edition)

    @property
    def folder(self) -> str:
        """Where it lies below the releases' folder; other content is another folder."""
        return f"{self.family}/{self.edition.isoformat()}-{self.digest[:12]}"

    @property
    def digest(self) -> str:
        """The SHA-256 of the hashes of all contents: one for the release."""
        import hashlib

        listed = "".join(f"{c.sha256} {c.name}\n" for c in self.contents)
        return hashlib.sha256(listed.encode()).hexdigest()

    def holds(self, table: str) -> bool:
        return self.counts.get(table, 0) > 0

    def answers_for(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


def release_as_dict(release: Release) -> dict[str, Any]:
    """The manifest, ready for JSON, in a fixed order."""
    return {
        "family": release.family,
        "edition": release.edition.isoformat(),
        "title": release.title,
        "publisher": release.publisher,
        "kind": release.kind,
        "start": release.start.isoformat(),
        "end": release.end.isoformat() if release.end else None,
        "known_from": release.known_from.isoformat(),
        "systems": list(release.systems),
        "licence": release.licence,
        "url": release.url,
        "importer": release.importer,
        "files": [
            {"name": f.name, "sha256": f.sha256, "size": f.size, "origin": f.origin}
            for f in release.files
        ],
        "counts": dict(sorted(release.counts.items())),
        "remarks": list(release.remarks),
        "contents": [
            {"name": c.name, "sha256": c.sha256, "size": c.size} for c in release.contents
        ],
    }


def release_from_dict(data: Mapping[str, Any]) -> Release:
    """The release that a manifest describes. Raises StoreDamaged where a field is missing."""
    try:
        return Release(
            family=data["family"],
            edition=date.fromisoformat(data["edition"]),
            title=data["title"],
            publisher=data["publisher"],
            kind=data["kind"],
            start=date.fromisoformat(data["start"]),
            end=date.fromisoformat(data["end"]) if data["end"] else None,
            known_from=date.fromisoformat(data["known_from"]),
            systems=tuple(data["systems"]),
            licence=data["licence"],
            url=data["url"],
            importer=data["importer"],
            files=tuple(SourceFile(**f) for f in data["files"]),
            counts=data["counts"],
            remarks=tuple(data["remarks"]),
            contents=tuple(Content(**c) for c in data["contents"]),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise StoreDamaged(f"a manifest can't be read ({fault!r}).") from fault


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    import hashlib  # opens OpenSSL, and only writing and verifying need it

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(release: Release, folder: Path) -> None:
    text = json.dumps(release_as_dict(release), indent=1, ensure_ascii=False) + "\n"
    (folder / MANIFEST_NAME).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Release:
    """The manifest in a release's folder. Raises StoreDamaged where it can't be read."""
    try:
        data = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise StoreDamaged("the manifest can't be read.", where=str(folder)) from fault
    return release_from_dict(data)
