"""The rows of Addendum B for the lines of a claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from superbill.citation import Citation
from superbill.rules.book import Table
from superbill.rules.claim import Line, Scene
from superbill.rules.opps.statuses import Meaning, meaning_of

SYSTEMS = ("cpt", "hcpcs")


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its row of Addendum B. status: None where the addendum has no such code."""

    at: int
    line: Line
    day: date
    table: Table
    row: dict[str, Any] | None
    status: str | None
    meaning: Meaning | None

    @property
    def release(self) -> str:
        return self.table.release.id

    @property
    def citation(self) -> Citation:
        release = self.table.release
        locator = f"{self.line.code}, status indicator {self.status or 'none'}"
        return Citation(release.title, locator, release.id, release.url or None)

    @property
    def late(self) -> str:
        """What to say where the table is older than the day."""
        if not self.table.stale:
            return ""
        return f"; answered by {self.release}: load a newer one with superbill data import PATH"


def concerns(scene: Scene) -> bool:
    """Whether the OPPS judges the claim at all."""
    return scene.setting == "outpatient" and scene.payer == "medicare"


def placed(scene: Scene) -> tuple[Placed, ...]:
    """Every service line with its row. Raises NotLoaded."""
    found: list[Placed] = []
    for at, line in enumerate(scene.claim.lines):
        if line.system not in SYSTEMS:
            continue
        day = scene.day_of(line)
        table = scene.book.table("opps", "opps", on=day)
        rows = table.rows.find(line.code)
        row = rows[0] if rows else None
        status = row["status"] if row else None
        meaning = meaning_of(status, on=day) if status else None
        found.append(Placed(at, line, day, table, row, status, meaning))
    return tuple(found)
