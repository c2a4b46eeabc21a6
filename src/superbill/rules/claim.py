"""What a rule looks at: the lines and diagnoses of one claim, and all it may ask about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

from superbill.errors import WrongUsage
from superbill.knowledge.card import Card
from superbill.rules.book import RuleBook

Setting = Literal["practitioner", "outpatient", "inpatient", "dme"]
Payer = Literal["medicare", "medicaid", "commercial"]


@dataclass(frozen=True, slots=True)
class Line:
    """One service line. `code` in display form.

    on: the line's own date of service; None: the claim's
    pos: place of service, two digits; dx: the diagnoses that it points to, none: all
    ndc: national drug code, 11 digits; charge: dollars
    provider: who did it, None: the claim's
    """

    code: str
    system: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    on: date | None = None
    pos: str | None = None
    dx: tuple[str, ...] = ()
    charge: Decimal | None = None
    ndc: str | None = None
    provider: str | None = None

    def __str__(self) -> str:
        """The line as `superbill check` takes it.

        >>> str(Line("58565", "cpt", ("52",), 2))
        '58565-52x2'
        """
        mods = f"-{','.join(self.modifiers)}" if self.modifiers else ""
        return f"{self.code}{mods}{f'x{self.units}' if self.units != 1 else ''}"


@dataclass(frozen=True, slots=True)
class Patient:
    """age: in whole years on the date of service; sex: F or M; discharge_status: two digits, as
    the institutional claim has it (UB-04 form locator 17). None: not known."""

    age: int | None = None
    sex: Literal["F", "M"] | None = None
    discharge_status: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A service of the same patient on another claim, for rules that look over time. provider: who
    did it, None where that is not known."""

    code: str
    modifiers: tuple[str, ...]
    on: date
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimLines:
    """The service lines and the ICD-10-CM diagnoses of one claim, in the claim's order.

    poa: present-on-admission indicators, one for each diagnosis, or none at all
    provider: who did the services; earlier: the patient's other services, before and after
    admitted, discharged: first and last day of a stay; discharged None: the date of service
    plan: name of the payer's plan, for the user's own rules; None: not said
    """

    lines: tuple[Line, ...]
    diagnoses: tuple[str, ...] = ()
    patient: Patient = Patient()
    poa: tuple[str, ...] = ()
    provider: str | None = None
    earlier: tuple[Earlier, ...] = ()
    admitted: date | None = None
    discharged: date | None = None
    plan: str | None = None

    def coded(self) -> tuple[tuple[str, str], ...]:
        """Every (code, system) of the claim, diagnoses first, each once."""
        pairs = [(code, "icd10cm") for code in self.diagnoses]
        pairs += [(line.code, line.system) for line in self.lines]
        return tuple(dict.fromkeys(pairs))


@dataclass(frozen=True, slots=True)
class Scene:
    """A claim with its day, setting and payer, and what is at hand to judge it by.

    worked: what one rule has worked out of the scene, for the others of its family, by a name that
        begins with the family's: the same for all who would work it out
    """

    claim: ClaimLines
    book: RuleBook
    cards: tuple[Card, ...]
    on: date
    setting: Setting
    payer: Payer
    worked: dict[str, Any] = field(default_factory=dict[str, Any], compare=False, repr=False)

    def day_of(self, line: Line) -> date:
        """The date of service of a line: its own, else the claim's."""
        return line.on or self.on


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
