"""The texts of national coverage determinations, from the release that holds them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from superbill.codesets.answers import Status
from superbill.codesets.book import CodeBook
from superbill.codesets.shelf import NCD

_PROPERTIES = "SELECT name, value FROM property WHERE system = ? AND code = ? ORDER BY name"
_TEXTS = ("description", "indications", "cross_reference")


@dataclass(frozen=True, slots=True)
class Determination:
    """One section of the NCD Manual as the file has it.

    status: whether the version in the file is in force on the day
    coverage: full, restricted, none or unknown; None where the file has no such section
    texts: plain, by name; withheld: the publisher marks them as AMA material
    """

    status: Status
    coverage: str | None
    texts: dict[str, str]
    withheld: bool
    dates: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        return {
            "section": self.status.code,
            "title": self.status.title,
            "status": self.status.status,
            "coverage": self.coverage,
            "release": self.status.release,
            "stale": self.status.stale,
            "dates": self.dates,
            "withheld": self.withheld,
            "texts": self.texts,
        }


def determination(book: CodeBook, section: str, *, on: date) -> Determination:
    """The determination of a section (`230.3`) on a day. Raises NotLoaded without the file."""
    status = book.status(section, NCD, on=on)
    db = book.view(NCD, on).validity.db
    said = {name: json.loads(value) for name, value in db.execute(_PROPERTIES, (NCD, section))}
    return Determination(
        status,
        said.get("coverage"),
        {name: said[name] for name in _TEXTS if name in said},
        "text_withheld" in said,
        {name: said[name] for name in said if name.endswith("_date")},
    )
