"""Places of service, and which practice expense Medicare pays there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.errors import WrongUsage
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_name("places.yaml")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of service. facility: whether the facility rate is paid there; start: its first
    day as a code."""

    code: str
    facility: bool
    start: date
    name: str


@cache
def places() -> tuple[dict[str, Place], Citation]:
    """Every place by its code, and who says so."""
    fields = read_yaml(FILE).mapping(
        required={"source", "locator", "url", "places"}, optional=set()
    )
    listed = (build(Place, item) for item in fields["places"].items())
    citation = Citation(fields["source"].text(), fields["locator"].text(), url=fields["url"].text())
    return {place.code: place for place in listed}, citation


def place_of(code: str, *, on: date) -> Place:
    """The place of service of that code on a day. Raises WrongUsage for one that isn't a code.

    >>> place_of("22", on=date(2024, 7, 15)).facility, place_of("11", on=date(2024, 7, 15)).facility
    (True, False)
    """
    known, _ = places()
    place = known.get(code.strip().zfill(2))
    if place is None or on < place.start:
        when = "" if place is None else f" before {place.start.isoformat()}"
        raise WrongUsage(
            f"{code[:10]!r} is not a place of service{when}.",
            remedy="Two digits of CMS's place of service codes, as 11 (office) or 22 (hospital).",
        )
    return place
