"""What services are paid: one code's fee, a claim's lines, and the locality they are paid in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from superbill.citation import Citation
from superbill.codesets.systems import readings
from superbill.errors import WrongUsage
from superbill.rules.payment.claim import ClaimPayment, pay
from superbill.rules.payment.fee import Basis, Fee, Standing, basis_of, fee_of, standing_of
from superbill.rules.payment.geography import Locality, localities
from superbill.rules.payment.own import OwnFee, own_fees, schedule_of
from superbill.rules.written import line_of
from superbill.tools.context import Context
from superbill.tools.registry import Says

FEES = "fees"
"""The folder of the data home that holds the user's own fee schedules."""

MEDICARE = "medicare"


@dataclass(frozen=True, slots=True)
class FeeAnswer:
    """The fees of one code: one entry for each component (the whole, 26, TC, 53) and place."""

    code: str
    on: date
    basis: Basis
    standing: Standing
    indicators: dict[str, str | None]
    fees: tuple[Fee, ...]
    own: tuple[OwnFee, ...]
    citations: tuple[Citation, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "on": self.on.isoformat(),
            "release": self.basis.release,
            "stale": self.basis.stale,
            "priced_on": self.basis.day.isoformat(),
            "status": {
                "code": self.standing.status,
                "pays": self.standing.pays,
                "says": self.standing.says,
            },
            "area": self.basis.area.as_dict(),
            "conversion_factor": str(self.basis.factor.value),
            "fees": [{"modifier": fee.modifier, **fee.as_dict()} for fee in self.fees],
            "indicators": self.indicators,
            "own": [
                {
                    "payer": fee.payer, "modifier": fee.modifier, "amount": str(fee.amount),
                    "citation": fee.citation.as_dict(),
                }
                for fee in self.own
            ],
            "message": self.message,
            "citations": [citation.as_dict() for citation in self.citations],
        }  # fmt: skip

    @property
    def message(self) -> str:
        """One line for people."""
        late = (
            f"; answered by {self.basis.release}, which ends before {self.on.isoformat()}: load a"
            " newer one with superbill data import PATH"
            if self.basis.stale
            else ""
        )
        if self.standing.pays != "paid":
            says = self.standing.says
            return f"{self.code}: not priced by RVUs, status {self.standing.status} ({says}){late}"
        whole = [fee for fee in self.fees if fee.modifier is None]
        said = ", ".join(
            f"{fee.amount} {'facility' if fee.facility else 'non-facility'}" for fee in whole
        )
        return f"{self.code}: {said}, {self.basis.area.name}{late}"


@dataclass(frozen=True, slots=True)
class Localities:
    """The localities found."""

    found: tuple[Locality, ...]
    release: str
    stale: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "localities": [one.as_dict() for one in self.found],
            "release": self.release,
            "stale": self.stale,
        }


_INDICATORS = (
    "pctc", "global", "multiple_procedure", "bilateral", "assistant", "co_surgeon", "team",
    "endoscopic_base", "supervision", "imaging_family",
)  # fmt: skip


def fee(
    context: Context,
    code: Annotated[str, Says("a CPT or HCPCS code", "99213")],
    *,
    on: Annotated[date, Says("the date of service")],
    locality: Annotated[
        str | None, Says("contractor and locality, or state and locality; none: national", "CA-05")
    ] = None,
    qualifying_apm: Annotated[
        bool, Says("the clinician is a qualifying APM participant (from 2026)")
    ] = False,
) -> FeeAnswer:
    """Medicare's fee of one code, facility and non-facility, with RVUs by part and the formula.

    Each component that the fee schedule prices stands for itself (the whole, 26, TC, 53); the
    user's own fees of the code stand beside them. The amounts follow from the RVUs whatever the
    status says; `status` says whether Medicare pays by them. Raises WrongUsage for a code or
    locality that isn't one, NotLoaded without the fee schedule of the day.
    """
    reading = _service(code)
    basis = basis_of(context.book, on=on, locality=locality, qualifying=qualifying_apm)
    rows = basis.table.rows.find(reading)
    if not rows:
        raise WrongUsage(
            f"{reading} is not in {basis.release}: it has no fee there.",
            remedy="`superbill lookup` says whether it is a code on that day.",
        )
    whole = basis.row(reading) or rows[0]
    fees = tuple(fee_of(basis, row, facility=place) for row in rows for place in (False, True))
    release = basis.table.release
    own = tuple(f for f in own_fees(context.home / FEES) if f.code == reading)
    return FeeAnswer(
        reading, on, basis, standing_of(whole["status"]), {n: whole[n] for n in _INDICATORS}, fees,
        tuple(f for f in own if f.start <= on and (f.end is None or on < f.end)),
        (
            Citation(release.title, f"{reading}, RVUs", release.id, release.url or None),
            basis.factor.citation,
        ),
    )  # fmt: skip


def payment(
    context: Context,
    lines: Annotated[
        tuple[str, ...], Says("service lines, as CODE-MODIFIERSxUNITS", "58565-52")
    ],
    *,
    on: Annotated[date, Says("the date of service")],
    pos: Annotated[str, Says("place of service: 11 office, 22 hospital, and so on", "11")] = "11",
    locality: Annotated[
        str | None, Says("contractor and locality, or state and locality; none: national", "CA-05")
    ] = None,
    qualifying_apm: Annotated[
        bool, Says("the clinician is a qualifying APM participant (from 2026)")
    ] = False,
    non_participating: Annotated[
        bool, Says("the provider does not participate in Medicare")
    ] = False,
    deductible: Annotated[str, Says("dollars of the deductible still to be met", "0")] = "0",
    reduced_to: Annotated[
        str | None, Says("the share left of a service with 52 or 53, as 0.5; none: by report")
    ] = None,
    schedule: Annotated[
        str, Says("`medicare`, or the payer of a fee schedule of your own (fees/ in the data home)")
    ] = MEDICARE,
) -> ClaimPayment:  # fmt: skip
    """What the lines of one provider on one day are paid, every figure with its formula.

    Place, locality, modifiers, ranks of several procedures, endoscopy families, component
    reductions and the OPPS cap; then deductible, coinsurance and sequestration. What only a
    contractor can price stands as `by report` without an amount, and `complete` is false.
    Anaesthesia is priced by anesthesia_units. Raises WrongUsage, and NotLoaded without the fee
    schedule of the day.
    """
    own = None
    if schedule.strip().lower() != MEDICARE:
        own = schedule_of(context.home / FEES, schedule)
    return pay(
        context.book, [line_of(text) for text in lines], on=on, pos=pos, locality=locality,
        qualifying=qualifying_apm, participating=not non_participating,
        deductible=_decimal(deductible, "deductible"), own=own,
        reduced=None if reduced_to is None else _decimal(reduced_to, "reduced_to"),
    )  # fmt: skip


def locality(
    context: Context,
    *,
    on: Annotated[date, Says("the date of service")],
    state: Annotated[str | None, Says("two letters or the name of a state", "CA")] = None,
    county: Annotated[str | None, Says("the name of a county", "Alameda")] = None,
    number: Annotated[
        str | None, Says("locality, contractor, or both as 01112-05", "01112-05")
    ] = None,
) -> Localities:
    """Medicare's localities by state, county or number, with their counties.

    A county that no locality names belongs to the one that stands for all others of its state.
    Raises WrongUsage where nothing is asked for, NotLoaded without the locality file of the day.
    """
    if not (state or county or number):
        raise WrongUsage("a state, a county or a number is needed.")
    found, release, stale = localities(
        context.book, on=on, state=state, county=county, number=number
    )
    return Localities(found, release, stale)


def _service(code: str) -> str:
    """The code in display form. Raises WrongUsage for one that no fee schedule could hold."""
    reading = next((r for r in readings(code) if r.system in ("cpt", "hcpcs", "cdt")), None)
    if reading is None:
        raise WrongUsage(
            f"{code[:20]!r} is not a CPT or HCPCS code.", remedy="Five characters, as 99213."
        )
    return reading.code


def _decimal(text: str, what: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        raise WrongUsage(f"{text[:20]!r} is not a number.", where=what) from None
