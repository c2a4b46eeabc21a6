"""What an importer hands over: the facts of a release, and a function that fills its store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from superbill.codesets.release import Kind
from superbill.codesets.release_writer import ReleaseWriter

Files = Mapping[str, Path]
"""The publisher's files of one release, by the role that the importer gives each."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A release that is not yet written; the fields are those of Release.

    fill: writes the rows. It raises ReleaseRefused, with file and line, for whatever is not as
        the publisher's layout has it: all of a file is loaded, or nothing.
    """

    family: str
    edition: date
    title: str
    publisher: str
    kind: Kind
    start: date
    end: date | None
    systems: tuple[str, ...]
    licence: str
    url: str
    fill: Callable[[ReleaseWriter], None]
    known_from: date | None = None
    remarks: tuple[str, ...] = ()
