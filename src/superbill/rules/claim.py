"""What a rule looks at: the lines and diagnoses of one claim, and all it may ask about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from superbill.errors import WrongUsage
from superbill.knowledge.card import Card
from superbill.rules.book import RuleBook

Setting = Literal["practitioner", "outpatient", "inpatient", "dme"]
Payer = Literal["medicare", "medicaid", "commercial"]


@dataclass(frozen=True, slots=True)
class Line:
    """One service line. `code` in display form; units are at least 1."""

    code: str
    system: str
    modifiers: tuple[str, ...] = ()
    units: int = 1

    def __str__(self) -> str:
        """The line as `superbill check` takes it.

        >>> str(Line("58565", "cpt", ("52",), 2))
        '58565-52x2'
        """
        mods = f"-{','.join(self.modifiers)}" if self.modifiers else ""
        return f"{self.code}{mods}{f'x{self.units}' if self.units != 1 else ''}"


@dataclass(frozen=True, slots=True)
class ClaimLines:
    """The service lines and the ICD-10-CM diagnoses of one claim, in the claim's order."""

    lines: tuple[Line, ...]
    diagnoses: tuple[str, ...] = ()

    def coded(self) -> tuple[tuple[str, str], ...]:
        """Every (code, system) of the claim, diagnoses first, each once."""
        pairs = [(code, "icd10cm") for code in self.diagnoses]
        pairs += [(line.code, line.system) for line in self.lines]
        return tuple(dict.fromkeys(pairs))


@dataclass(frozen=True, slots=True)
class Scene:
    """A claim with its day, setting and payer, and what is at hand to judge it by."""

    claim: ClaimLines
    book: RuleBook
    cards: tuple[Card, ...]
    on: date
    setting: Setting
    payer: Payer


def setting_named(text: str) -> Setting:
    """The setting of that name. Raises WrongUsage with the names there are."""
    for name in get_args(Setting):
        if text == name:
            return name
    raise WrongUsage(
        f"{text!r} is not a setting.", remedy=f"One of: {' '.join(get_args(Setting))}."
    )


def payer_named(text: str) -> Payer:
    """The payer of that name. Raises WrongUsage with the names there are."""
    for name in get_args(Payer):
        if text == name:
            return name
    raise WrongUsage(f"{text!r} is not a payer.", remedy=f"One of: {' '.join(get_args(Payer))}.")
