"""The modifiers that this project knows, with dates, settings and what each does, in `known/`.

The publisher's own file decides whether a HCPCS modifier exists (`modifier.exists`); these entries
say what a modifier is for. CPT modifiers have no public list: their numbers and dates stand here,
in our own words. Dates of HCPCS modifiers are those of CMS's HCPCS file of 2024.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.citation import Citation
from superbill.dates import within
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Payer, Setting

FOLDER = Path(__file__).with_suffix("")

HELD_BY = {
    "anesthesia": "23 P1 P2 P3 P4 P5 P6 AA AD QX QZ QK QY QS",
    "components": "26 TC",
    "distinct": "59 XE XP XS XU 76 77",
    "drugs": "JW JZ",
    "laboratory": "90 91 92 QW",
    "liability": "GA GX GY GZ",
    "other": "33 PT FP 32 99 1P 2P 3P 8P 21",
    "sides": "LT RT E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 "
    "T9 LC LD RC LM RI",
    "surgery": "22 47 50 51 52 53 54 55 56 58 78 79 62 66 80 81 82 AS 73 74 63",
    "telehealth": "95 93 GT",
    "therapy": "GP GO GN CQ CO KX 96 97",
    "visits": "24 25 57 27 FS FT",
}
"""The file of each modifier, so that a claim reads only those of its own modifiers."""

VerdictName = Literal[
    "permitted", "permitted with documentation", "pays differently", "no effect", "not permitted",
    "not known",
]  # fmt: skip

Standing = Literal["in force", "not yet", "ended", "not known"]


@dataclass(frozen=True, slots=True)
class Known:
    """One modifier, or several of one kind.

    kind: what it is for, which decides its place on the line (order.yaml)
    start, end: days on which it is in force, [start, end)
    known_from: start is only the first day of which that is known; earlier days are not known
    settings, payers: whose claims it belongs on; surgery_center: also a surgery center's
    indicator: the fee schedule's indicator that decides for Medicare's practitioners
    indicator_is, indicator_values: the code must have one of these values of that indicator
    groups: the codes that it is for, none: any; never: those that it is not for
    verdict, says: on the codes that it is for; outside, outside_says: on others
    """

    modifiers: tuple[str, ...]
    title: str
    whose: str
    kind: Literal["pricing", "payment", "information", "location"]
    start: date
    settings: tuple[Setting, ...]
    verdict: VerdictName
    says: str
    source: str
    locator: str
    known_from: bool = False
    end: date | None = None
    payers: tuple[Payer, ...] = ("medicare", "medicaid", "commercial")
    surgery_center: bool = False
    indicator: str = ""
    indicator_is: str = ""
    indicator_values: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    never_says: str = ""
    outside: VerdictName = "not known"
    outside_says: str = ""

    def standing(self, on: date) -> Standing:
        if within(on, self.start, self.end):
            return "in force"
        if on < self.start:
            return "not known" if self.known_from else "not yet"
        return "ended"

    @property
    def citation(self) -> Citation:
        return Citation(self.source, self.locator)


@cache
def of_file(name: str) -> tuple[Known, ...]:
    """The entries of one file of `known/`. Raises CardRefused where it is not as it should be, or
    holds other modifiers than HELD_BY says."""
    root = read_yaml(FOLDER / f"{name}.yaml")
    found = tuple(build(Known, entry) for entry in root.items())
    if sorted(m for k in found for m in k.modifiers) != sorted(HELD_BY[name].split()):
        raise root.refused("HELD_BY names other modifiers than the file holds.")
    return found


def all_known() -> tuple[Known, ...]:
    """Every entry of `known/`."""
    return tuple(k for name in HELD_BY for k in of_file(name))


@cache
def known(modifier: str) -> Known | None:
    """What is known of a modifier, or None."""
    name = next((name for name, held in HELD_BY.items() if modifier in held.split()), None)
    if name is None:
        return None
    return next(k for k in of_file(name) if modifier in k.modifiers)


def is_cpt(modifier: str) -> bool:
    """Whether a modifier is of the AMA's: two digits, physical status, or performance measures.

    >>> is_cpt("59"), is_cpt("P3"), is_cpt("1P"), is_cpt("XE")
    (True, True, True, False)
    """
    one, two = modifier[:1], modifier[1:]
    digits = one.isdigit(), two.isdigit()
    return all(digits) or (one == "P" and digits[1]) or (digits[0] and two == "P")
