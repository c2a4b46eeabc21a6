"""Payment by locality as a plot: one dot a locality, sorted, with the national amount as a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 12, 24


@dataclass(frozen=True, slots=True)
class Dot:
    """label: beside the dot, of the ends and of the area asked for; empty for the others."""

    x: float
    y: float
    title: str
    here: bool
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Everything in the units of the view box. national: the height of the national amount."""

    width: int
    height: int
    left: int
    right: int
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    national: float
    national_label: str
    says: str


def locality_plot(found: Mapping[str, Any], here: Mapping[str, Any]) -> Plot | None:
    """The plot of fees_by_locality's answer; None where there is no locality. here: the area that
    is asked for, marked."""
    rows = found["localities"]
    if not rows:
        return None
    amounts = [Decimal(row["amount"]) for row in rows]
    national = Decimal(found["national"])
    low, high = _around(min(*amounts, national), max(*amounts, national))
    asked = f"{here['mac']}-{here['locality']}"
    step = (WIDTH - LEFT - RIGHT) / max(1, len(rows) - 1)

    def height_of(amount: Decimal) -> float:
        share = float((amount - low) / (high - low))
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    ends = (0, len(rows) - 1)
    dots = tuple(
        Dot(round(LEFT + at * step, 1), height_of(amount),
            f"{row['locality']} {row['name']}: ${amount:,}", row["locality"] == asked,
            row["state"] if at in ends or row["locality"] == asked else "")
        for at, (row, amount) in enumerate(zip(rows, amounts, strict=True))
    )  # fmt: skip
    ticks = tuple(Tick(height_of(amount), f"${amount:,.0f}") for amount in _ticks(low, high))
    says = (
        f"{len(rows)} localities from ${amounts[-1]:,} ({rows[-1]['name']}) to ${amounts[0]:,}"
        f" ({rows[0]['name']}); national ${national:,}"
    )
    return Plot(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, dots, ticks, height_of(national),
                f"${national:,}", says)  # fmt: skip


def _around(least: Decimal, most: Decimal) -> tuple[Decimal, Decimal]:
    """The scale's ends: round numbers that hold every amount."""
    step = _step(least, most)
    low = (least / step).to_integral_value(ROUND_FLOOR) * step
    high = (most / step).to_integral_value(ROUND_CEILING) * step
    return low, max(high, low + step)


def _step(least: Decimal, most: Decimal) -> Decimal:
    span = max(most - least, Decimal("0.04"))
    power = Decimal(10) ** (span / 4).adjusted()
    return next(power * m for m in (1, 2, 5, 10) if power * m * 4 >= span)


def _ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    step = _step(low, high)
    count = int((high - low) / step)
    return [low + step * n for n in range(count + 1)]
