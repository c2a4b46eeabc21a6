"""Prolonged visits: how many units of which code a total time gives."""

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

FILE = Path(__file__).with_name("prolonged.yaml")
MOST_MINUTES = 1_440
Rules = Literal["cpt", "medicare"]


@dataclass(frozen=True, slots=True)
class Prolonged:
    """The first unit of `code` beside `primary` is reached at `from_minutes` of total time."""

    primary: str
    rules: Rules
    code: str
    from_minutes: int
    counted: str
    start: date
    end: date | None = None


@cache
def table() -> tuple[tuple[Prolonged, ...], int, Citation]:
    """The entries, the minutes of a unit, and the source."""
    fields = read_yaml(FILE).mapping(
        required={"source", "locator", "url", "unit_minutes", "prolonged"}, optional=set()
    )
    return (
        tuple(build(Prolonged, item) for item in fields["prolonged"].items()),
        int(fields["unit_minutes"].text()),
        Citation(fields["source"].text(), fields["locator"].text(), url=fields["url"].text()),
    )


def prolonged(primary: str, minutes: int, *, on: date, rules: Rules) -> tuple[Prolonged, int]:
    """The entry for a primary code, and how many units the minutes give (0 below the first).

    Raises WrongUsage for minutes that aren't any, or a code that nothing prolongs; NotLoaded for a
    day before the rule.
    """
    if not 0 <= minutes <= MOST_MINUTES:
        raise WrongUsage(f"{minutes} is not a total of minutes.", remedy="0 to 1440.")
    entries, unit, _ = table()
    of_code = [p for p in entries if p.primary == primary and p.rules == rules]
    if not of_code:
        can = sorted({p.primary for p in entries if p.rules == rules})
        raise WrongUsage(
            f"No prolonged service is reported with {primary[:10]!r} under the rules of {rules}.",
            remedy=f"Only with the highest level, chosen by time: {' '.join(can)}.",
        )
    entry = next((p for p in of_code if within(on, p.start, p.end)), None)
    if entry is None:
        raise NotLoaded(
            f"Prolonged time with {primary} on {on.isoformat()} is not known: the table begins on"
            f" {min(p.start for p in of_code).isoformat()}."
        )
    units = 0 if minutes < entry.from_minutes else 1 + (minutes - entry.from_minutes) // unit
    return entry, units
