"""Drug doses: what one billing unit of a HCPCS code is, by its long name.

The name of a drug code ends in its dose: `Injection, adalimumab, 20 mg`, `per 10 mg`, `up to 50
mg`, `each 1,000 units`, `1 i.u.`. A name that it can't read to the end, or that has the
doses of several drugs, gives no dose: nothing is guessed. tests/rules/units/test_dose.py counts
what it reads of CMS's names of October 2025.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from superbill.errors import WrongUsage

_UNITS: dict[str, tuple[str, Decimal]] = {
    "g": ("mass", Decimal(1_000_000)),
    "gm": ("mass", Decimal(1_000_000)),
    "gram": ("mass", Decimal(1_000_000)),
    "grams": ("mass", Decimal(1_000_000)),
    "gms": ("mass", Decimal(1_000_000)),
    "mg": ("mass", Decimal(1_000)),
    "milligram": ("mass", Decimal(1_000)),
    "milligrams": ("mass", Decimal(1_000)),
    "mcg": ("mass", Decimal(1)),
    "ug": ("mass", Decimal(1)),
    "microgram": ("mass", Decimal(1)),
    "micrograms": ("mass", Decimal(1)),
    "ng": ("mass", Decimal("0.001")),
    "l": ("volume", Decimal(1_000)),
    "liter": ("volume", Decimal(1_000)),
    "ml": ("volume", Decimal(1)),
    "milliliter": ("volume", Decimal(1)),
    "cc": ("volume", Decimal(1)),
    "unit": ("units", Decimal(1)),
    "units": ("units", Decimal(1)),
    "u": ("units", Decimal(1)),
    "iu": ("units", Decimal(1)),
    "i.u.": ("units", Decimal(1)),
    "i.u": ("units", Decimal(1)),
    "usp unit": ("units", Decimal(1)),
    "usp units": ("units", Decimal(1)),
    "kiu": ("units", Decimal(1)),
    "million units": ("units", Decimal(1_000_000)),
    "meq": ("milliequivalents", Decimal(1)),
    "mci": ("radioactivity", Decimal(1)),
    "millicurie": ("radioactivity", Decimal(1)),
    "uci": ("radioactivity", Decimal("0.001")),
    "microcurie": ("radioactivity", Decimal("0.001")),
}
_NAMES = "|".join(sorted((re.escape(name) for name in _UNITS), key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+"
_DOSE = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER})[\s-]?(?P<unit>{_NAMES})(?![\w])", re.IGNORECASE
)
_BARE = re.compile(rf"\bper\s+(?P<unit>{_NAMES}|mg|gram|unit|iu)(?![\w])", re.IGNORECASE)
MOST = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class Dose:
    """What one unit of a code is. number, unit: as the name has them; kind: mass, volume, units,
    milliequivalents or radioactivity; smallest: the same in micrograms, millilitres, units..."""

    number: Decimal
    unit: str
    kind: str
    smallest: Decimal

    def __str__(self) -> str:
        return f"{self.number.normalize():f} {self.unit}"


def dose_of(name: str) -> Dose | None:
    """The dose at the end of a drug code's long name, None where it can't be told.

    A name with several doses of different sizes is told by the last one after a comma, `per`,
    `up to` or `each`; where that leaves a choice, it is not told.

    >>> str(dose_of("Injection, examplimab, 10 mg"))
    '10 mg'
    >>> str(dose_of("Injection, invented, per 1,000 units"))
    '1000 units'
    """
    text = re.sub(r"\([^()]*\)", " ", name)
    found = list(_DOSE.finditer(text))
    if not found:
        bare = list(_BARE.finditer(text))
        return _dose("1", bare[-1]["unit"]) if len(bare) == 1 else None
    last = found[-1]
    before, after = text[: last.start()], text[last.end() :]
    if after.strip(" .;,") and not _said_after(after):
        return None
    if len(found) > 1 and (not _introduced(before) or _combined(text, found)):
        return None
    if re.search(r"\b(than|over|least)\s*$", before, re.IGNORECASE):
        return None
    if re.search(r"(/|\bto)\s*$", before) and not re.search(r"up\s+to\s*$", before):
        return None
    return _dose(last["number"], last["unit"])


def _combined(text: str, found: list[re.Match[str]]) -> bool:
    """Whether the name has the doses of several drugs in one, as `2.5 mg and X, up to 0.5 mg`: no
    one of them is the unit. A strength (`10 mg/ml`) is no dose."""
    last = found[-1]
    kind = _UNITS[last["unit"].lower()][0]
    return any(
        _UNITS[one["unit"].lower()][0] == kind
        and not text[one.end() :].startswith("/")
        and re.search(r"\band\b", text[one.end() : last.start()], re.IGNORECASE)
        for one in found[:-1]
    )


def _introduced(before: str) -> bool:
    """Whether what stands before a dose says that it is the unit billed."""
    return bool(re.search(r"(,|;|\bper|\bup\s+to|\beach|\bfor)\s*$", before, re.IGNORECASE))


def _said_after(after: str) -> bool:
    """Words that may follow the dose without changing it."""
    return bool(
        re.fullmatch(
            r"[\s,;.]*(?:(?:oral|fda[ -]approved|not otherwise specified)\b.*|(?:of|per)\s+\w+"
            r"|(?:single|unit|total|equivalent)\b.*|dose|dosage form"
            r"|vial|for\s+(?:[\w -]+)|as\s+[\w -]+|,?\s*not therapeutically equivalent.*)[\s.]*",
            after, re.IGNORECASE,
        )
    )  # fmt: skip


def _dose(number: str, unit: str) -> Dose | None:
    kind, size = _UNITS[unit.lower()]
    value = Decimal(number.replace(",", ""))
    if not value:
        return None
    return Dose(value, unit.lower(), kind, value * size)


def quantity(text: str) -> Dose:
    """An amount that was given, as `125 mg` or `2 ml`.

    Raises WrongUsage for none, for a negative or endless one.
    """
    found = re.fullmatch(r"\s*(?P<number>[\d.,]+)\s*(?P<unit>[A-Za-z.]+(?: units)?)\s*", text)
    unit = found["unit"].lower() if found else ""
    try:
        value = Decimal(found["number"].replace(",", "")) if found else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if found is None or unit not in _UNITS or not value.is_finite() or not 0 <= value <= MOST:
        raise WrongUsage(
            f"{text[:30]!r} is not an amount of a drug.",
            remedy="Write a number and its unit, as 125 mg, 0.5 ml or 1000 units.",
        )
    kind, size = _UNITS[unit]
    return Dose(value, unit, kind, value * size)


def units_for(amount: Decimal, dose: Dose) -> int:
    """Whole units for an amount in the dose's smallest measure, a part of one counting as one."""
    return int((amount / dose.smallest).to_integral_value(ROUND_CEILING))
