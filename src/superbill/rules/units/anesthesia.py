"""Anaesthesia: base and time units, and what they are paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from superbill.citation import Citation
from superbill.dates import ONE_DAY
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.book import RuleBook
from superbill.rules.payment.amounts import amount
from superbill.rules.payment.geography import NATIONAL, area_of
from superbill.rules.payment.step import Step, cents, plain

MOST_MINUTES = 1_440
MOST_BASE = 100
TWO_FACTORS = 2026
Role = Literal["AA", "AD", "QK", "QX", "QY", "QZ"]
DIRECTED = frozenset({"QK", "QX", "QY"})
SAID = {
    "AA": "anaesthesiologist, personally",
    "AD": "physician supervising more than four at once",
    "QK": "physician directing two to four at once",
    "QX": "nurse anaesthetist, directed by a physician",
    "QY": "physician directing one nurse anaesthetist",
    "QZ": "nurse anaesthetist, not directed",
}
SOURCE = Citation(
    "Medicare Claims Processing Manual, chapter 12", "section 50",
    url="https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c12.pdf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnesthesiaPayment:
    """Units to one decimal place, and dollars. base_units: None where nobody stated them; then
    nothing is paid here, and `reason` says what is missing."""

    base_units: int | None
    time_units: Decimal
    units: Decimal | None
    factor: Decimal
    amount: Decimal | None
    steps: tuple[Step, ...]
    area: str
    reason: str
    notes: tuple[str, ...]
    citations: tuple[Citation, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "base_units": self.base_units,
            "time_units": str(self.time_units),
            "units": None if self.units is None else str(self.units),
            "conversion_factor": str(self.factor),
            "amount": None if self.amount is None else str(self.amount),
            "area": self.area,
            "reason": self.reason,
            "steps": [step.as_dict() for step in self.steps],
            "notes": list(self.notes),
            "citations": [citation.as_dict() for citation in self.citations],
        }


def time_units(minutes: int, *, on: date) -> Decimal:
    """Minutes as time units, to one decimal place (half a tenth upwards).

    Raises WrongUsage for minutes that aren't any.
    """
    if not 0 <= minutes <= MOST_MINUTES:
        raise WrongUsage(f"{minutes} is not a number of minutes.", remedy=f"0 to {MOST_MINUTES:,}.")
    unit = amount("anesthesia_minutes", on).value
    return (Decimal(minutes) / unit).quantize(Decimal("0.1"), ROUND_HALF_UP)


def anesthesia_payment(
    book: RuleBook, *, minutes: int, on: date, base_units: int | None,
    base_source: Citation | None = None, role: Role | None = None, at_induction: bool = False,
    locality: str | None = None, qualifying: bool = False,
) -> AnesthesiaPayment:  # fmt: skip
    """What an anaesthesia service is paid by Medicare.

    minutes: of anaesthesia; base_units: of the code, which no imported table has; role: the
    modifier that says who did it; at_induction: for AD, the physician was there at induction

    Raises WrongUsage for minutes, units or a locality that aren't any; NotLoaded without a factor.
    """
    if base_units is not None and not 0 <= base_units <= MOST_BASE:
        raise WrongUsage(f"{base_units} is not a number of base units.", remedy="0 to 100.")
    time = time_units(minutes, on=on)
    factor, area, source = _factor(book, on=on, locality=locality, qualifying=qualifying)
    sources = (SOURCE, source, *((base_source,) if base_source else ()))
    notes = _notes(role)
    if role == "AD":
        return _supervised(time, factor, area, on, notes, sources, induction=at_induction)
    if base_units is None:
        return AnesthesiaPayment(
            None, time, None, factor, None, (), area,
            "base units are not known: CMS publishes them in a file of its own. Give them, or"
            " write them in fees/anesthesia_base_units.yaml of the data home",
            notes, sources,
        )  # fmt: skip
    units = base_units + time
    full = Step("base and time units", f"({base_units} + {minutes}/15 = {units}) x {factor}",
                cents(units * factor))  # fmt: skip
    steps, paid = [full], full.amount
    if role in DIRECTED:
        share = amount("anesthesia_medical_direction", on).value
        # One rounding: half of the exact amount, not half of a rounded one.
        paid = cents(units * factor * share)
        steps.append(Step(f"modifier {role}", f"{units} x {factor} x {plain(share)}", paid))
    return AnesthesiaPayment(
        base_units, time, units, factor, paid, tuple(steps), area, "paid", notes, sources
    )


def _supervised(
    time: Decimal, factor: Decimal, area: str, on: date, notes: tuple[str, ...],
    sources: tuple[Citation, ...], *, induction: bool,
) -> AnesthesiaPayment:  # fmt: skip
    units = amount("anesthesia_supervised_units", on).value + int(induction)
    extra = " and one for the induction" if induction else ""
    step = Step("modifier AD", f"{units} units (three{extra}) x {factor}", cents(units * factor))
    return AnesthesiaPayment(
        None, time, units, factor, step.amount, (step,), area, "paid", notes, sources
    )


def _notes(role: Role | None) -> tuple[str, ...]:
    who = f"{role}: {SAID[role]}" if role else "no modifier: one of AA AD QK QX QY QZ is needed"
    return (
        who,
        "Medicare pays neither physical status (P1 to P6) nor qualifying circumstances apart",
    )


def _factor(
    book: RuleBook, *, on: date, locality: str | None, qualifying: bool
) -> tuple[Decimal, str, Citation]:
    """The anaesthesia factor of a locality from its table; the national one from the dated list,
    or else from the table's header."""
    if qualifying and on.year >= TWO_FACTORS:
        raise NotLoaded(
            "The anaesthesia factor of qualifying APM participants is not known: no table at hand"
            " states it.",
            remedy="Ask without qualifying_apm for the other one.",
        )
    if area_of_is_national(locality):
        dated = amount("anesthesia_factor", on)
        return dated.value, NATIONAL.name, dated.citation
    view = book.table("pfs.anesthesia", "anesthesia", on=on)
    end = view.release.end
    day = end - ONE_DAY if view.stale and end else on
    area = area_of(book, locality, on=day)
    rows = view.rows.find(area.mac or "", area.locality or "")
    if not rows or rows[0]["conversion_factor"] is None:
        raise NotLoaded(f"{view.release.id} has no anaesthesia factor for {area.name}.")
    late = f"; {view.release.id} ends before {on.isoformat()}" if view.stale else ""
    source = Citation(
        view.release.title, f"{area.mac}-{area.locality}{late}", view.release.id,
        view.release.url or None,
    )  # fmt: skip
    return rows[0]["conversion_factor"], area.name, source


def area_of_is_national(locality: str | None) -> bool:
    """Whether the national amount is asked for."""
    return locality is None or locality.strip().lower() in ("", "national")
