"""Who pays an allowed amount: patient, Medicare, and what sequestration takes.

Social Security Act, section 1833: the deductible first, then 20 percent by the patient and 80 by
Medicare, whose part alone is sequestered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from superbill.rules.payment.amounts import Dated, amount, amount_or_none
from superbill.rules.payment.step import Step, cents, plain


@dataclass(frozen=True, slots=True)
class Shares:
    """Dollars. allowed = patient + Medicare's before sequestration.

    limiting_charge: the most that a provider who doesn't participate may charge, None for others
    """

    allowed: Decimal
    deductible: Decimal
    coinsurance: Decimal
    patient: Decimal
    medicare: Decimal
    sequestration: Decimal
    paid: Decimal
    limiting_charge: Decimal | None
    steps: tuple[Step, ...]

    def as_dict(self) -> dict[str, Any]:
        limiting = None if self.limiting_charge is None else str(self.limiting_charge)
        return {
            "allowed": str(self.allowed),
            "deductible": str(self.deductible),
            "coinsurance": str(self.coinsurance),
            "patient": str(self.patient),
            "medicare_before_sequestration": str(self.medicare),
            "sequestration": str(self.sequestration),
            "medicare": str(self.paid),
            "limiting_charge": limiting,
            "steps": [step.as_dict() for step in self.steps],
        }


def shares_of(
    total: Decimal, *, on: date, deductible: Decimal = Decimal(0), participating: bool = True
) -> Shares:
    """How the fee schedule's `total` is divided on a day.

    deductible: dollars of it still to be met. Raises NotLoaded for a day before the rules known.
    """
    steps: list[Step] = []
    allowed, limiting = total, None
    if not participating:
        fraction, factor = amount("non_participating", on), amount("limiting_charge", on)
        allowed = _add(steps, "fee of a provider who does not participate", total, fraction)
        limiting = _add(steps, "limiting charge", total, factor)
    met = min(cents(deductible), allowed)
    rest = allowed - met
    if met:
        steps.append(Step("deductible", f"min({cents(deductible)}, {allowed})", met))
    coinsurance = _add(steps, "coinsurance of the patient", rest, amount("coinsurance", on))
    medicare = rest - coinsurance
    steps.append(Step("Medicare before sequestration", f"{rest} - {coinsurance}", medicare))
    sequestered = _sequestered(steps, medicare, on)
    paid = medicare - sequestered
    steps.append(Step("Medicare pays", f"{medicare} - {sequestered}", paid))
    return Shares(
        allowed, met, coinsurance, met + coinsurance, medicare, sequestered, paid, limiting,
        tuple(steps),
    )  # fmt: skip


def _sequestered(steps: list[Step], medicare: Decimal, on: date) -> Decimal:
    dated = amount_or_none("sequestration", on)
    if dated is None:
        # Before April 2013 there was none.
        return Decimal("0.00")
    return _add(steps, "sequestration", medicare, dated)


def _add(steps: list[Step], name: str, of: Decimal, dated: Dated) -> Decimal:
    step = Step(name, f"{of} x {plain(dated.value)}", cents(of * dated.value))
    steps.append(step)
    return step.amount
