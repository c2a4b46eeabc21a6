"""What the values of the fee schedule's indicators mean, and what each says of a modifier.

One YAML file an indicator, in `indicators/`, in our own words, after the record layout that CMS
ships with the relative value file (RVU25D.pdf) and Medicare Claims Processing Manual (Pub. 100-04)
chapters 12 and 23. A file is read when its indicator is first asked for.

>>> from datetime import date
>>> value_of("bilateral", "2", on=date(2024, 7, 15)).meaning
'the values already stand for both sides'
>>> value_of("multiple_procedure", "6", on=date(2012, 12, 31)) is None
True
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.citation import Citation
from superbill.dates import within
from superbill.errors import WrongUsage
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.finding import Severity

FOLDER = Path(__file__).with_suffix("")

INDICATORS = (
    "status", "pctc", "global", "multiple_procedure", "bilateral", "assistant", "co_surgeon",
    "team", "supervision", "imaging_family",
)  # fmt: skip
"""The indicators there are, by the names of their columns (codesets.tables.schemas.PFS)."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a value says of a code as such. severity: of the finding; verdict: its word."""

    severity: Severity
    verdict: str
    says: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a value says of a modifier. of: modifiers, or ways to tell of the same without one;
    severity: of the finding that it makes, None where it makes none."""

    of: tuple[str, ...]
    verdict: Literal[
        "permitted", "permitted with documentation", "pays differently", "no effect",
        "not permitted", "not known", "units", "technical part in a hospital",
        "incident to in a hospital", "therapy in a hospital", "not an inpatient",
    ]  # fmt: skip
    says: str
    remedy: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an indicator, for days in [start, end); None is open.

    locator: the place in the source, where it is another than the indicator's
    """

    value: str
    meaning: str
    start: date | None = None
    end: date | None = None
    locator: str = ""
    finding: Consequence | None = None
    verdicts: tuple[Verdict, ...] = ()

    def verdict_on(self, of: str) -> Verdict | None:
        """What it says of a modifier, or None."""
        return next((v for v in self.verdicts if of in v.of), None)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the fee schedule, with the source of all its values."""

    indicator: str
    title: str
    source: str
    locator: str
    url: str
    values: tuple[Value, ...]

    def cited(self, value: Value | None = None, release: str | None = None) -> Citation:
        place = (value.locator if value else "") or self.locator
        named = f"{place}, value {value.value}" if value else place
        return Citation(self.source, named, release, self.url)


@cache
def indicator(name: str) -> Indicator:
    """The indicator of that name. Raises WrongUsage for a name that is none, CardRefused where
    its file is not as it should be."""
    if name not in INDICATORS:
        raise WrongUsage(f"{name!r} is no indicator.", remedy=f"One of: {' '.join(INDICATORS)}.")
    root = read_yaml(FOLDER / f"{name}.yaml")
    found = build(Indicator, root)
    if found.indicator != name:
        raise root.refused(f"The file is of {found.indicator!r}.")
    return found


def value_of(name: str, value: str | None, *, on: date) -> Value | None:
    """What a value of an indicator means on a day; None where it is not one of those known."""
    return next(
        (v for v in indicator(name).values if v.value == value and within(on, v.start, v.end)),
        None,
    )
