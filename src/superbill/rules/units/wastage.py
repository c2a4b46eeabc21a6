"""Units given and units discarded of a drug: JW and JZ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from superbill.citation import Citation
from superbill.errors import WrongUsage
from superbill.rules.units.dose import Dose, units_for

JW_FROM = date(2017, 1, 1)
JZ_FROM = date(2023, 7, 1)
EDITS_FROM = date(2023, 10, 1)
SOURCE = Citation(
    "Medicare Claims Processing Manual, chapter 17",
    "section 40: discarded drugs; JW from 2017, JZ from 1 July 2023",
    url="https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c17.pdf",
)


@dataclass(frozen=True, slots=True)
class DrugLine:
    """One line to bill: modifier JW, JZ or none."""

    modifier: str | None
    units: int

    def as_dict(self) -> dict[str, Any]:
        return {"modifier": self.modifier, "units": self.units}


@dataclass(frozen=True, slots=True)
class DrugUnits:
    """The lines of a drug, and how their units came about."""

    dose: Dose
    lines: tuple[DrugLine, ...]
    steps: tuple[str, ...]
    notes: tuple[str, ...]


def drug_lines(
    dose: Dose, given: Dose, discarded: Dose | None, *, single_dose: bool | None, on: date
) -> DrugUnits:
    """The lines for an amount given and an amount discarded from single-dose containers.

    What was given counts up to whole units. A discarded part that lies within the last unit given
    is billed already: it has no JW line, and no JZ either, since something was discarded.
    single_dose None: not known; then JZ is named and not given.

    Raises WrongUsage where the measures differ (mg against ml), nothing was given, or a multi-dose
    container has a discarded amount.
    """
    if discarded is not None and single_dose is None:
        single_dose = True  # only of such a container is an amount discarded told
    _refuse(dose, given, discarded, single_dose=single_dose)
    used = units_for(given.smallest, dose)
    waste = discarded.smallest if discarded else given.smallest * 0
    steps = [f"given {given} / {dose} each: {used} units, counted up"]
    if not waste:
        modifier = "JZ" if single_dose and on >= JZ_FROM else None
        notes = _notes(modifier, on) if single_dose is not None else _open(on)
        return DrugUnits(dose, (DrugLine(modifier, used),), tuple(steps), notes)
    whole = units_for(given.smallest + waste, dose)
    left = whole - used
    steps.append(f"given and discarded {given} + {discarded}: {whole} units; {left} of them JW")
    if not left:
        return DrugUnits(
            dose, (DrugLine(None, used),), tuple(steps),
            ("the discarded part lies within the last unit billed: neither JW nor JZ",),
        )  # fmt: skip
    if on < JW_FROM:
        return DrugUnits(
            dose, (DrugLine(None, used), DrugLine("JW", left)), tuple(steps),
            (f"before {JW_FROM.isoformat()} each contractor decided whether JW was needed",),
        )  # fmt: skip
    return DrugUnits(dose, (DrugLine(None, used), DrugLine("JW", left)), tuple(steps), ())


def _notes(modifier: str | None, on: date) -> tuple[str, ...]:
    if modifier is None:
        return ()
    denied = "" if on >= EDITS_FROM else f"; claims without it are returned from {EDITS_FROM}"
    return (f"JZ: nothing was discarded of a single-dose container{denied}",)


def _open(on: date) -> tuple[str, ...]:
    """What is said where the container is not known: the code alone does not tell it."""
    if on < JZ_FROM:
        return ()
    return (
        "JZ belongs on the line if the drug came from a single-dose container and nothing was"
        " discarded; whether it did was not said",
    )


def _refuse(dose: Dose, given: Dose, discarded: Dose | None, *, single_dose: bool | None) -> None:
    if not given.number:
        raise WrongUsage("nothing was given: a dose of 0 is not billed.")
    for amount in (given, discarded):
        if amount is not None and amount.kind != dose.kind:
            raise WrongUsage(
                f"{amount} is {amount.kind}, and the code's unit, {dose}, is {dose.kind}.",
                remedy="Give the amount in the code's own measure; the label says the strength.",
            )
    if discarded is not None and discarded.number and single_dose is False:
        raise WrongUsage(
            "what is discarded of a multi-dose container is not billed.",
            remedy="JW is for single-dose containers only.",
        )
