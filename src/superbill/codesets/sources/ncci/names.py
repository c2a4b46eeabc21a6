"""What CMS's names of NCCI files, archives and folders say: setting, payer and edition.

`ccipra-v322r0-f1.TXT` is part 1 of the practitioner table of version 32.2, revision 0. Version
YY.Q is the quarter Q (0 to 3) of the year 1994 + YY: 32.2 begins on 1 July 2026. Add-on codes and
Medicaid tables carry the quarter (`AOC_V2026Q2-MCR`, `medicaid-ncci-q2-2026-...`), MUE tables the
day (`Eff_07-01-2026`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from superbill.codesets.importing.sample import Sample
from superbill.errors import ReleaseRefused

_SETTINGS = {
    "practitioner": re.compile(r"ccipra|practitioner|(?<![a-z])pra(?![a-z])"),
    "outpatient": re.compile(r"ccioph|outpatient|hospital|(?<![a-z])oph(?![a-z])"),
    "dme": re.compile(r"durable|(?<![a-z])dme"),
}
_MEDICAID = re.compile(r"medicaid|ccims|(?<![a-z])mcd(?![a-z])")
_VERSION = re.compile(r"(?<![a-z0-9])v(\d\d)([0-3])r\d(?!\d)")
_QUARTER = re.compile(r"(?<!\d)(20\d\d)[-_ ]?q([1-4])(?!\d)|q([1-4])[-_ ]?(20\d\d)(?!\d)")
_EFFECTIVE = re.compile(r"eff(?:ective)?[-_ ]?(\d\d)-?(\d\d)-?(20\d\d)(?!\d)")
_PART = re.compile(r"r\d+[-_]f(\d)(?!\d)")


def setting_in(sample: Sample) -> str | None:
    """practitioner, outpatient or dme, as the names say; None where none says it.

    A name that says two (a folder of all tables) says nothing. Raises ReleaseRefused where two
    names differ.
    """
    said: set[str] = set()
    for name in _lower(sample.names):
        found = {setting for setting, mark in _SETTINGS.items() if mark.search(name)}
        said |= found if len(found) == 1 else set()
    return _only(sample, said, "setting")


def is_medicaid(sample: Sample) -> bool:
    """Whether the names say that it is Medicaid's table; Medicare's is a table of its own."""
    return any(_MEDICAID.search(name) for name in _lower(sample.names))


def edition_in(sample: Sample) -> date | None:
    """The edition's first day, as the names say. Raises ReleaseRefused where two names differ."""
    said: set[date] = set()
    for name in _lower(sample.names):
        said |= set(_editions(sample, name))
    day = _only(sample, {day.isoformat() for day in said}, "edition")
    return date.fromisoformat(day) if day else None


def part_in(names: Sequence[str]) -> str | None:
    """The number of the part, 1 to 9: `f1` after version and revision."""
    found = (_PART.search(name) for name in _lower(names))
    return next((match[1] for match in found if match), None)


def _editions(sample: Sample, name: str) -> Iterable[date]:
    try:
        for year, quarter in _VERSION.findall(name):
            yield date(1994 + int(year), 3 * int(quarter) + 1, 1)
        for year, quarter, quarter_first, year_last in _QUARTER.findall(name):
            yield date(int(year or year_last), 3 * int(quarter or quarter_first) - 2, 1)
        for month, day, year in _EFFECTIVE.findall(name):
            yield date(int(year), int(month), int(day))
    except ValueError:
        raise ReleaseRefused(
            f"{name!r} names no day of the calendar.", where=sample.shown
        ) from None


def _only(sample: Sample, said: set[str], what: str) -> str | None:
    if len(said) > 1:
        raise ReleaseRefused(
            f"the names of file and archive differ in the {what}: {' and '.join(sorted(said))}.",
            where=sample.shown,
            remedy="Give the file alone, under the name that CMS gave it.",
        )
    return next(iter(said), None)


def _lower(names: Iterable[str]) -> list[str]:
    return [name.lower() for name in names]
