"""The levels of levels.yaml: codes of a kind of visit, by decision making and by time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.citation import Citation
from superbill.dates import within
from superbill.errors import NotLoaded, WrongUsage
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_name("levels.yaml")
MDM = {1: "straightforward", 2: "low", 3: "moderate", 4: "high"}
LAST_MINUTE = 1_440
"""Minutes of a day: no visit's total on one date is longer."""

CategoryName = Literal[
    "office_new", "office_established", "hospital_initial", "hospital_subsequent",
    "hospital_same_day", "consultation_office", "consultation_inpatient", "emergency",
    "nursing_initial", "nursing_subsequent", "home_new", "home_established",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of visit. new: of a new patient, where the kind distinguishes."""

    id: str
    says: str
    new: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A code of a kind of visit in `[start, end)`.

    mdm: levels of decision making that it stands for, none for a code without; from_minutes: the
    least time, None: never by time; to_minutes: the last minute of its range, where it has one
    """

    category: str
    code: str
    mdm: tuple[int, ...]
    start: date
    source: str
    from_minutes: int | None = None
    to_minutes: int | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    source: str
    locator: str
    url: str


@dataclass(frozen=True, slots=True)
class Levels:
    """The whole table."""

    categories: dict[str, Category]
    levels: tuple[Level, ...]
    sources: dict[str, Citation]

    def of(self, category: str, *, on: date) -> tuple[Level, ...]:
        """The codes of a kind of visit on a day, lowest first.

        Raises WrongUsage for a kind that isn't one, NotLoaded for a day before its levels went by
        decision making and time.
        """
        if category not in self.categories:
            raise WrongUsage(
                f"{category[:40]!r} is not a kind of visit.",
                remedy=f"One of: {' '.join(self.categories)}.",
            )
        all_of = [level for level in self.levels if level.category == category]
        found = [level for level in all_of if within(on, level.start, level.end)]
        if not found:
            first = min(level.start for level in all_of)
            raise NotLoaded(
                f"Levels of {self.categories[category].says} on {on.isoformat()} are not known:"
                f" they go by decision making and time since {first.isoformat()}.",
                remedy="Before that day history and examination counted; this table has no such"
                " levels.",
            )
        return tuple(sorted(found, key=lambda level: level.code))

    def code(self, code: str, *, on: date) -> Level | None:
        """The level that a code is on a day, or None."""
        return next((v for v in self.levels if v.code == code and within(on, v.start, v.end)), None)

    def citation(self, level: Level) -> Citation:
        return self.sources[level.source]


@cache
def levels() -> Levels:
    """The table of levels.yaml. Raises CardRefused where it is not as it should be."""
    fields = read_yaml(FILE).mapping(required={"sources", "categories", "levels"}, optional=set())
    sources = {name: build(_Source, at) for name, at in fields["sources"].entries().items()}
    listed = tuple(build(Level, item) for item in fields["levels"].items())
    for level, item in zip(listed, fields["levels"].items(), strict=True):
        if level.source not in sources:
            raise item.refused(f"{level.source!r} is not one of the sources.")
    return Levels(
        {c.id: c for c in (build(Category, item) for item in fields["categories"].items())},
        listed,
        {n: Citation(s.source, s.locator, url=s.url) for n, s in sources.items()},
    )


def level_by_time(category: str, minutes: int, *, on: date) -> tuple[Level | None, str]:
    """The code that a total time reaches, None below the lowest, and why in a sentence.

    Raises WrongUsage for a time that isn't one or a kind of visit that never goes by time,
    NotLoaded before its levels.
    """
    if not 0 <= minutes <= LAST_MINUTE:
        raise WrongUsage(
            f"{minutes} is not a total of minutes.",
            remedy=f"Total time of the practitioner on the date, 0 to {LAST_MINUTE}.",
        )
    table = levels()
    timed = [v for v in table.of(category, on=on) if v.from_minutes is not None]
    if not timed:
        raise WrongUsage(
            f"{table.categories[category].says} is never chosen by time.",
            remedy="Use decision making: the tool em_by_mdm.",
        )
    reached = [v for v in timed if v.from_minutes is not None and v.from_minutes <= minutes]
    if not reached:
        lowest = min(timed, key=lambda v: v.from_minutes or 0)
        return None, (
            f"{minutes} minutes are below the {lowest.from_minutes} of {lowest.code}: the visit"
            " has no level by time; decision making may give one"
        )
    best = max(reached, key=lambda v: v.from_minutes or 0)
    said = f"{minutes} minutes reach the {best.from_minutes} of {best.code}"
    if best.to_minutes is not None and minutes > best.to_minutes:
        said += f"; they are above its range, which ends at {best.to_minutes}: see em_prolonged"
    return best, said
