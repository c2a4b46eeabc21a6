"""Verdicts on a code with a modifier, and on all modifiers of a code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from superbill.codesets.systems import readings
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.claim import Payer, Setting
from superbill.rules.modifier.known import all_known
from superbill.rules.modifier.verdict import ModifierVerdict, Question, not_known, verdict_on
from superbill.tools.context import Context
from superbill.tools.registry import Says

BILLED = ("cpt", "hcpcs")
"""Systems whose codes take modifiers."""


@dataclass(frozen=True, slots=True)
class ModifiersOf:
    """The verdicts on a code, in the order of the project's list of modifiers."""

    code: str
    on: date
    payer: Payer
    setting: Setting
    verdicts: tuple[ModifierVerdict, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "on": self.on.isoformat(),
            "payer": self.payer,
            "setting": self.setting,
            "counts": dict(Counter(v.verdict for v in self.verdicts)),
            "verdicts": [v.as_dict() for v in self.verdicts],
        }


def modifier_verdict(
    context: Context,
    code: Annotated[str, Says("the CPT or HCPCS code", "58565")],
    modifier: Annotated[str, Says("the modifier, two characters", "50")],
    *,
    on: Annotated[date, Says("the date of service")],
    payer: Annotated[Payer, Says("who pays")] = "medicare",
    setting: Annotated[Setting, Says("whose claim it is")] = "practitioner",
) -> ModifierVerdict:
    """Whether a code takes a modifier, and what it does to payment, with whose rule says so.

    The verdict is: permitted, permitted with documentation, pays differently, no effect, not
    permitted, or not known. Where an indicator of the fee schedule decides, it is quoted with its
    meaning, edition and source. Whether a pair of codes needs 59 or 25 is for the NCCI edits.
    Raises WrongUsage, and NotLoaded where the table that decides is not loaded.
    """
    written = modifier.strip().upper()
    if not (written.isascii() and written.isalnum() and len(written) == 2):
        raise WrongUsage(f"{modifier!r} is not a modifier.", remedy="Write it as 50 or LT.")
    return verdict_on(context.book, billed_code(code), written, on=on, payer=payer, setting=setting)


def modifiers_of(
    context: Context,
    code: Annotated[str, Says("the CPT or HCPCS code", "58565")],
    *,
    on: Annotated[date, Says("the date of service")],
    payer: Annotated[Payer, Says("who pays")] = "medicare",
    setting: Annotated[Setting, Says("whose claim it is")] = "practitioner",
) -> ModifiersOf:
    """The verdict on each modifier that superbill knows, for one code.

    Where the table that decides is not loaded, the verdict is `not known` and its message names
    the command that loads it. Raises WrongUsage.
    """
    billed = billed_code(code)
    verdicts: list[ModifierVerdict] = []
    for modifier in (m for entry in all_known() for m in entry.modifiers):
        asked = Question(context.book, billed, modifier, on, payer, setting)
        try:
            found = verdict_on(context.book, billed, modifier, on=on, payer=payer, setting=setting)
        except NotLoaded as fault:
            found = not_known(asked, fault)
        verdicts.append(found)
    return ModifiersOf(billed, on, payer, setting, tuple(verdicts))


def billed_code(text: str) -> str:
    """The CPT or HCPCS code that a text names. Raises WrongUsage where it names none."""
    for reading in readings(text):
        if reading.system in BILLED:
            return reading.code
    raise WrongUsage(
        f"{text.strip()[:40]!r} is not a CPT or HCPCS code.",
        remedy="Write it as 58565 or A4264; other codes take no modifiers.",
    )
