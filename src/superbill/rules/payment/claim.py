"""What a claim's lines are paid, one day and one provider: fees, modifiers, ranks, shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from superbill.citation import Citation
from superbill.errors import WrongUsage
from superbill.rules.book import RuleBook
from superbill.rules.claim import Line
from superbill.rules.payment import components, multiple
from superbill.rules.payment.fee import Basis, basis_of
from superbill.rules.payment.line import Priced, Verdict, Ways, price, second_sides
from superbill.rules.payment.multiple import Reduced
from superbill.rules.payment.own import OwnSchedule
from superbill.rules.payment.places import Place, place_of
from superbill.rules.payment.share import Shares, shares_of
from superbill.rules.payment.step import Step

MOST_UNITS = 9_999
MOST_LINES = 500
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class LinePayment:
    """What one line is paid. amount: dollars for all its units; None where nothing at hand says
    (by report, or not known); reason: why it is not simply paid."""

    line: Line
    verdict: Verdict
    reason: str
    amount: Decimal | None
    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    citation: Citation | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "line": str(self.line),
            "verdict": self.verdict,
            "reason": self.reason,
            "amount": None if self.amount is None else str(self.amount),
            "steps": [step.as_dict() for step in self.steps],
            "notes": list(self.notes),
            "citation": self.citation.as_dict() if self.citation else None,
        }


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """The lines and their sum. shares: of Medicare's; None for the user's own schedule, or where
    nothing could be priced; complete: every line has its amount or is not paid."""

    on: date
    basis: Basis
    place: Place
    schedule: str
    lines: tuple[LinePayment, ...]
    total: Decimal
    shares: Shares | None
    notes: tuple[str, ...]
    citations: tuple[Citation, ...]

    @property
    def complete(self) -> bool:
        return all(line.verdict in ("paid", "not paid") for line in self.lines)

    def as_dict(self) -> dict[str, Any]:
        return {
            "on": self.on.isoformat(),
            "schedule": self.schedule,
            "release": self.basis.release,
            "stale": self.basis.stale,
            "priced_on": self.basis.day.isoformat(),
            "place": {
                "code": self.place.code,
                "name": self.place.name,
                "rate": "facility" if self.place.facility else "non-facility",
            },
            "area": self.basis.area.as_dict(),
            "conversion_factor": str(self.basis.factor.value),
            "lines": [line.as_dict() for line in self.lines],
            "total": str(self.total),
            "complete": self.complete,
            "shares": self.shares.as_dict() if self.shares else None,
            "notes": list(self.notes),
            "citations": [citation.as_dict() for citation in self.citations],
        }


def pay(
    book: RuleBook, lines: Sequence[Line], *, on: date, pos: str, locality: str | None = None,
    qualifying: bool = False, participating: bool = True, deductible: Decimal = ZERO,
    own: OwnSchedule | None = None, reduced: Decimal | None = None,
) -> ClaimPayment:  # fmt: skip
    """What the lines are paid, every figure with its formula.

    pos: place of service, for all of them; locality: see geography.area_of, None for the national
    amount; qualifying: the clinician is a qualifying APM participant (from 2026); deductible:
    dollars still to be met; own: the user's schedule instead of Medicare's; reduced: the share
    that is left of a service with 52 or 53

    A line with a charge is paid the lower of charge and fee. Raises WrongUsage for units, places or
    localities that aren't any, NotLoaded without the fee schedule of the day.
    """
    _refuse(lines, deductible, reduced)
    place = place_of(pos, on=on)
    basis = basis_of(book, on=on, locality=locality, qualifying=qualifying)
    ways = Ways(basis, place.facility, own, reduced, basis.day if own is None else on)
    priced = tuple(price(line, at, ways) for at, line in enumerate(lines))
    priced = second_sides(priced, ways)
    less = multiple.ranked(priced, ways) | components.reduced(priced, ways)
    paid = tuple(_paid(line, less.get(line.at)) for line in priced)
    total = sum((line.amount for line in paid if line.amount is not None), ZERO)
    shares = None
    if own is None and total:
        shares = shares_of(total, on=on, deductible=deductible, participating=participating)
    return ClaimPayment(
        on, basis, place, own.payer if own else "Medicare", paid, total, shares,
        tuple(_notes(basis, own, on=on)), tuple(_citations(basis)),
    )  # fmt: skip


def _paid(priced: Priced, less: Reduced | None) -> LinePayment:
    if priced.each is None:
        amount = ZERO if priced.verdict == "not paid" else None
        return LinePayment(
            priced.line, priced.verdict, priced.reason, amount, priced.steps, priced.notes,
            priced.citation,
        )  # fmt: skip
    steps, notes, verdict, reason = priced.steps, priced.notes, priced.verdict, priced.reason
    amount = priced.each * priced.count
    if less is not None:
        amount, steps, notes = less.amount, (*steps, *less.steps), (*notes, *less.notes)
        if less.unpriced:
            verdict, reason = "by report", less.notes[0]
    elif priced.count > 1:
        steps = (*steps, Step("units", f"{priced.count} x {priced.each}", amount))
    charge = priced.line.charge
    if charge is not None:
        lower = min(charge, amount)
        steps = (*steps, Step("lower of charge and fee", f"min({charge}, {amount})", lower))
        amount = lower
    return LinePayment(priced.line, verdict, reason, amount, steps, notes, priced.citation)


def _notes(basis: Basis, own: OwnSchedule | None, *, on: date) -> list[str]:
    notes: list[str] = []
    if basis.stale:
        notes.append(
            f"answered by {basis.release}, as of its last day {basis.day.isoformat()}, for"
            f" {on.isoformat()}: load a newer one with superbill data import PATH"
        )
    if own is not None:
        notes.append(
            f"amounts are those of {own.payer}; indicators, ranks and shares of modifiers are"
            " Medicare's, which the contract may not follow; reductions of components are not"
            " applied"
        )
    notes.append(
        "a fee is not a promise of payment: coverage, edits and the patient's own cost-sharing"
        " rules (preventive services have none) are judged elsewhere"
    )
    return notes


def _citations(basis: Basis) -> list[Citation]:
    release = basis.table.release
    found = [
        Citation(release.title, "RVUs and indicators", release.id, release.url or None),
        basis.factor.citation,
    ]
    if basis.area.release:
        found.append(Citation("GPCI file", f"{basis.area.mac}-{basis.area.locality}",
                              basis.area.release))  # fmt: skip
    return found


def _refuse(lines: Sequence[Line], deductible: Decimal, reduced: Decimal | None) -> None:
    if not lines or len(lines) > MOST_LINES:
        raise WrongUsage(f"from 1 to {MOST_LINES} lines can be priced, not {len(lines)}.")
    for line in lines:
        if not 1 <= line.units <= MOST_UNITS:
            raise WrongUsage(
                f"{line} has {line.units} units.", remedy=f"Units are from 1 to {MOST_UNITS:,}."
            )
        if line.charge is not None and not (line.charge.is_finite() and line.charge >= 0):
            raise WrongUsage(f"{line.charge} is not a charge in dollars.")
    if not deductible.is_finite() or deductible < 0:
        raise WrongUsage(f"{deductible} is not a deductible in dollars.")
    if reduced is not None and not (reduced.is_finite() and 0 <= reduced <= 1):
        raise WrongUsage(f"{reduced} is not a share from 0 to 1.")
