"""Status indicators of the OPPS: what they mean on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.citation import Citation
from superbill.dates import within
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_name("statuses.yaml")
Pays = Literal["paid", "packaged", "conditional", "elsewhere", "inpatient only", "not paid"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a status indicator means in `[start, end)`; packaged_by, same: which others package a
    conditional one, on the same date or on the same claim."""

    status: str
    pays: Pays
    says: str
    start: date
    end: date | None = None
    packaged_by: tuple[str, ...] = ()
    same: Literal["date", "claim"] = "date"


@cache
def _table() -> tuple[tuple[Meaning, ...], frozenset[str], Citation]:
    fields = read_yaml(FILE).mapping(
        required={"source", "locator", "url", "statuses", "comprehensive_except"}, optional=set()
    )
    return (
        tuple(build(Meaning, item) for item in fields["statuses"].items()),
        frozenset(item.text() for item in fields["comprehensive_except"].items()),
        Citation(fields["source"].text(), fields["locator"].text(), url=fields["url"].text()),
    )


def meaning_of(status: str, *, on: date) -> Meaning | None:
    """What an indicator means on a day, None for one that isn't explained here.

    >>> meaning_of("E", on=date(2016, 12, 31)).pays, meaning_of("E", on=date(2017, 1, 1))
    ('not paid', None)
    """
    meanings, _, _ = _table()
    return next((m for m in meanings if m.status == status and within(on, m.start, m.end)), None)


def stands_beside_comprehensive(status: str) -> bool:
    """Whether a service is paid beside a comprehensive one of its claim."""
    return status in _table()[1]


def source() -> Citation:
    """Who says so."""
    return _table()[2]
