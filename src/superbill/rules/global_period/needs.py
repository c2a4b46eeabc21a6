"""What a service needs to be paid inside another's package, as needs.yaml states it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.citation import Citation
from superbill.dates import within
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.global_period.calendar import Size
from superbill.rules.modifier.code_groups import in_group

FILE = Path(__file__).with_suffix(".yaml")

Of = Literal["visit", "procedure", "critical care"]
Place = Literal["before", "day", "after"]


@dataclass(frozen=True, slots=True)
class Need:
    """accepts: modifiers, one of which sets the service apart; dates of service in [start, end)."""

    id: str
    of: Of
    place: Place
    sizes: tuple[Size, ...]
    accepts: tuple[str, ...]
    verdict: str
    says: str
    remedy: str
    start: date | None
    end: date | None
    source: str
    locator: str

    @property
    def citation(self) -> Citation:
        return Citation(self.source, self.locator)


@cache
def needs() -> tuple[Need, ...]:
    """All of them. Raises CardRefused where the file is not as it should be."""
    return tuple(build(Need, entry) for entry in read_yaml(FILE).items())


def kinds_of(code: str, *, on: date, has_window: bool) -> tuple[Of, ...]:
    """What a code is for a package, the most special first; nothing where a package neither holds
    it nor asks anything of it (tests, drugs, postoperative visits)."""
    found: list[Of] = []
    if in_group(code, "critical_care", on=on):
        found.append("critical care")
    if in_group(code, "em_package", on=on):
        found.append("visit")
    elif has_window:
        found.append("procedure")
    return tuple(found)


def need_of(kinds: tuple[Of, ...], place: Place, size: Size, *, on: date) -> Need | None:
    """What a service of these kinds needs there on that day; None where it needs nothing."""
    for kind in kinds:
        for need in needs():
            here = (need.of, need.place) == (kind, place) and size in need.sizes
            if here and within(on, need.start, need.end):
                return need
    return None
