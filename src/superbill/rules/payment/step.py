"""Figures with the formula that gave them, exact to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Step:
    """One figure. formula: with its numbers filled in, so that a person can work it out again;
    amount: dollars, to the cent."""

    name: str
    formula: str
    amount: Decimal

    def as_dict(self) -> dict[str, Any]:
        return {"name": self.name, "formula": self.formula, "amount": str(self.amount)}


def cents(amount: Decimal) -> Decimal:
    """To the cent, half a cent upwards.

    CMS publishes no rounding of the products or sums before it: with exact products and sums, and
    one rounding at the end, all amounts of status A in OPPSCAP_Oct of RVU25D come out to the cent
    (6,670 rows in 109 localities; rounding each RVU times GPCI, or their sum, misses most). Read
    2026-11: docs of RVU25D, "the formula for 2025 physician fee schedule payment amount".

    >>> cents(Decimal("1654.721625")), cents(Decimal("0.005"))
    (Decimal('1654.72'), Decimal('0.01'))
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def scaled(name: str, amount: Decimal, share: Decimal, *, by: str = "") -> Step:
    """An amount times a share, to the cent: the adjustments follow one another in cents, as the
    steps are shown."""
    note = f" ({by})" if by else ""
    return Step(name, f"{amount} x {plain(share)}{note}", cents(amount * share))


def plain(number: Decimal) -> str:
    """A share without the zeros that it ends with.

    >>> plain(Decimal("1.50")), plain(Decimal("0.740")), plain(Decimal("3"))
    ('1.5', '0.74', '3')
    """
    return format(number.normalize(), "f")
