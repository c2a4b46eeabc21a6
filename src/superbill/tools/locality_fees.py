"""What one code is paid in every locality."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

from superbill.citation import Citation
from superbill.errors import WrongUsage
from superbill.rules.payment.fee import Basis, Fee, Standing, basis_of, fee_of, standing_of
from superbill.rules.payment.geography import Area, every_area
from superbill.tools.context import Context
from superbill.tools.modifier import billed_code
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class LocalityFee:
    """The fee in one locality. state: two letters."""

    state: str
    area: Area
    fee: Fee

    @property
    def locality(self) -> str:
        return f"{self.area.mac}-{self.area.locality}"

    def as_dict(self) -> dict[str, Any]:
        return {
            "locality": self.locality,
            "state": self.state,
            "name": self.area.name,
            "amount": str(self.fee.amount),
            "formula": self.fee.steps[0].formula,
        }


@dataclass(frozen=True, slots=True)
class LocalityFees:
    """localities: highest fee first; national: with every index 1."""

    code: str
    modifier: str | None
    on: date
    basis: Basis
    standing: Standing
    national: Fee
    localities: tuple[LocalityFee, ...]
    indices: str
    citations: tuple[Citation, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "modifier": self.modifier,
            "on": self.on.isoformat(),
            "place": "facility" if self.national.facility else "non-facility",
            "release": self.basis.release,
            "stale": self.basis.stale,
            "priced_on": self.basis.day.isoformat(),
            "indices": self.indices,
            "status": {
                "code": self.standing.status,
                "pays": self.standing.pays,
                "says": self.standing.says,
            },
            "national": str(self.national.amount),
            "localities": [one.as_dict() for one in self.localities],
            "citations": [citation.as_dict() for citation in self.citations],
        }


def fees_by_locality(
    context: Context,
    code: Annotated[str, Says("a CPT or HCPCS code", "99213")],
    *,
    on: Annotated[date, Says("the date of service")],
    place: Annotated[
        Literal["facility", "non-facility"], Says("whose practice expense")
    ] = "non-facility",
    modifier: Annotated[
        Literal["26", "TC", "53"] | None, Says("the component; none: the whole")
    ] = None,
    qualifying_apm: Annotated[
        bool, Says("the clinician is a qualifying APM participant (from 2026)")
    ] = False,
) -> LocalityFees:
    """Medicare's fee of one code in every locality, highest first, and the national amount.

    Follows from the RVUs whatever the status says; `status` says whether Medicare pays by them.
    Raises WrongUsage for a code without a row, NotLoaded without the fee schedule or the geographic
    indices of the day.
    """
    reading = billed_code(code)
    basis = basis_of(context.book, on=on, qualifying=qualifying_apm)
    row = basis.row(reading, modifier)
    if row is None:
        named = f"{reading}-{modifier}" if modifier else reading
        raise WrongUsage(
            f"{named} is not in {basis.release}: it has no fee there.",
            remedy="`superbill lookup` says whether it is a code on that day.",
        )
    facility = place == "facility"
    areas = every_area(context.book, on=basis.day)
    priced = [
        LocalityFee(state, area, fee_of(replace(basis, area=area), row, facility=facility))
        for state, area in areas
    ]
    release = basis.table.release
    indices = areas[0][1].release or "" if areas else ""
    return LocalityFees(
        reading, modifier, on, basis, standing_of(row["status"]),
        fee_of(basis, row, facility=facility),
        tuple(sorted(priced, key=lambda one: (-one.fee.amount, one.locality))),
        indices,
        (
            Citation(release.title, f"{reading}, RVUs", release.id, release.url or None),
            Citation("GPCI file", "geographic practice cost indices", indices),
            basis.factor.citation,
        ),
    )  # fmt: skip
