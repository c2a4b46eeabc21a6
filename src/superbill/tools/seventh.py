"""The 7th character of an ICD-10-CM code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from superbill.codesets.systems import readings
from superbill.rules.icd10cm.seventh import Seventh, seventh
from superbill.tools.context import Context
from superbill.tools.excludes import read_diagnoses
from superbill.tools.registry import Says

_SAID = {
    "missing": "It needs a 7th character.",
    "not_permitted": "Its 7th character isn't one that is defined for it.",
    "placeholder": "Its 7th character stands too early: X fills the places before the seventh.",
    "takes_none": "It takes no 7th character.",
    "incomplete": "It needs further characters before the 7th.",
    None: "Nothing is wrong with its 7th character.",
}


@dataclass(frozen=True, slots=True)
class SeventhAnswer:
    """What the tabular list says of a code's 7th character."""

    on: date
    found: Seventh
    status: str
    release: str | None
    stale: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "on": self.on.isoformat(),
            **self.found.as_dict(),
            "status": self.status,
            "answer": _SAID[self.found.problem] if self.found.base else
            "No code that it could be made from is known on the day.",
            "release": self.release,
            "stale": self.stale,
        }  # fmt: skip


def seventh_character(
    context: Context,
    code: Annotated[str, Says("an ICD-10-CM code, with or without its 7th character", "S72.001")],
    *,
    on: Annotated[date, Says("the date of service")],
) -> SeventhAnswer:
    """Which 7th characters a code takes, whether its own is right, and the codes that result.

    Raises WrongUsage for what is no code, NotLoaded where no tabular list is at hand.
    """
    (facts,) = read_diagnoses(context, (code,), on=on)
    display = readings(code, "icd10cm")[0].code
    found = seventh(display, context.book, on=on)
    return SeventhAnswer(on, found, facts.status, facts.release, facts.stale)
