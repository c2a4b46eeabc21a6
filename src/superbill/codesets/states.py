"""States of the code book to be compared: two days of service, two days of knowledge, or two
releases of one family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from superbill.codesets.book import CodeBook
from superbill.codesets.catalogue import Catalogue
from superbill.codesets.release import Release
from superbill.codesets.shelf import CARDS
from superbill.dates import parse_date
from superbill.errors import WrongUsage

Kind = Literal["on", "known", "release"]
KNOWN = "known:"


@dataclass(frozen=True, slots=True)
class State:
    """One state. name: as it was given.

    on: services are taken to be of this day; None: of their own
    known_on: answers as the files stood on this day; release: the only one of its family
    """

    name: str
    kind: Kind
    on: date | None = None
    known_on: date | None = None
    release: Release | None = None


def state_named(text: str, catalogue: Catalogue) -> State:
    """The state that a text names: `2025-10-01` the services of that day, `known:2025-10-01` what
    was known then, `pfs 2025-10-01` that release. Raises WrongUsage for any other text."""
    wanted = text.strip().replace("@", " ")
    if wanted.startswith(KNOWN):
        return State(wanted, "known", known_on=parse_date(wanted.removeprefix(KNOWN).strip()))
    release = next((r for r in catalogue.releases() if r.id == wanted), None)
    if release is not None:
        return State(wanted, "release", release=release)
    if " " not in wanted:
        return State(wanted, "on", on=parse_date(wanted, what="day or release at hand"))
    family = wanted.partition(" ")[0]
    there = ", ".join(r.id for r in catalogue.releases() if r.family == family)
    raise WrongUsage(
        f"there is no release {wanted[:60]!r} at hand.",
        remedy=f"There are: {there}." if there else "See `superbill data list`.",
    )


def comparable(one: State, other: State) -> None:
    """Raises WrongUsage where the two are states of different kinds, or of different things."""
    if one.kind != other.kind:
        raise WrongUsage(
            f"{one.name} and {other.name} can't be compared.",
            remedy="Give two days, two days of knowledge (known:DAY), or two releases of a family.",
        )
    if one.release and other.release and one.release.family != other.release.family:
        raise WrongUsage(f"{one.name} and {other.name} are releases of different things.")


def book_in(state: State, home: Path, catalogue: Catalogue) -> CodeBook:
    """The code book in that state. A release answers for every day, alone of its family."""
    if state.release is None:
        return CodeBook(home, catalogue, known_on=state.known_on)
    wanted = state.release
    entries = tuple(
        entry._replace(release=wanted._replace(start=date.min, end=None))
        if entry.release.id == wanted.id
        else entry
        for entry in catalogue.entries
        if entry.release.id == wanted.id or not _decides_instead(entry.release, wanted)
    )
    return CodeBook(home, catalogue._replace(entries=entries))


def _decides_instead(other: Release, wanted: Release) -> bool:
    """Whether another release would be asked where the wanted one should be: one of its family, or
    a dated list of the codes of which the wanted one is a list."""
    if other.family == wanted.family:
        return True
    lists_too = other.kind == "dated" and other.holds("validity") and other.family != CARDS
    return (
        lists_too and wanted.holds("concept") and not set(other.systems).isdisjoint(wanted.systems)
    )
