"""What the lists of local coverage determinations say of a code and its diagnoses.

The file at hand (codesets/sources/coverage/lcd.py) has merged, for each code, the groups of the
articles and the determinations: a diagnosis that it lists as supporting the code does so in some
group of some of them. It names neither contractors nor effective dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from superbill.citation import Citation
from superbill.rules.book import Table

FAMILY = "lcd"
SYSTEMS = ("cpt", "hcpcs")
PAGE = "https://www.cms.gov/medicare-coverage-database/view/lcd.aspx?lcdid="

MERGED = (
    "in the file at hand groups of codes and determinations are merged, and contractors and"
    " effective dates are not stated"
)
WHOSE = "a determination binds only in its contractor's states"


@dataclass(frozen=True, slots=True)
class Listing:
    """A code's determinations, and the diagnoses asked about by what is said of them.

    positive: whether any diagnosis at all is listed as supporting the code
    silent: no diagnosis is listed, supporting or not
    """

    release: str
    code: str
    determinations: tuple[str, ...]
    supporting: tuple[str, ...]
    against: tuple[str, ...]
    unlisted: tuple[str, ...]
    positive: bool
    silent: bool

    @property
    def named(self) -> str:
        return " ".join(self.determinations)

    @property
    def citation(self) -> Citation:
        first = self.determinations[0]
        return Citation(
            f"Local coverage determinations {', '.join(self.determinations)}",
            f"diagnoses listed for {self.code}", self.release, f"{PAGE}{first.removeprefix('L')}",
        )  # fmt: skip


def listing(table: Table, code: str, diagnoses: Iterable[str]) -> Listing | None:
    """What is listed for a code; None where no determination in the file speaks of it.

    Diagnoses in display form (`E11.9`).
    """
    rows = table.rows
    places = rows.positions(code)
    if not places:
        return None
    by_verdict: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for diagnosis in dict.fromkeys(diagnoses):
        found: list[dict[str, Any]] = rows.find(code, diagnosis.replace(".", ""))
        by_verdict[found[0]["covered"] if found else None].append(diagnosis)
    return Listing(
        release=table.release.id,
        code=code,
        determinations=tuple(str(rows.value("lcds", places[0])).split()),
        supporting=tuple(by_verdict[True]),
        against=tuple(by_verdict[False]),
        unlisted=tuple(by_verdict[None]),
        positive=any(rows.value("covered", at) for at in places),
        silent=all(rows.value("covered", at) is None for at in (places[0], places[-1])),
    )
