"""Units: timed therapy, infusions, anaesthesia, drug doses and drug codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from superbill.citation import Citation
from superbill.codesets.answers import Status
from superbill.codesets.shelf import LOADS
from superbill.codesets.systems import readings
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.payment.own import own_base_units
from superbill.rules.units.anesthesia import AnesthesiaPayment, Role, anesthesia_payment
from superbill.rules.units.dose import Dose, dose_of, quantity
from superbill.rules.units.infusion import Given, Group, InfusionCodes, Route
from superbill.rules.units.infusion import infusion_codes as codes_of
from superbill.rules.units.ndc import Ndc, ndc_of
from superbill.rules.units.therapy import TherapyUnits, TimedService, is_timed
from superbill.rules.units.therapy import therapy_units as units_of
from superbill.rules.units.wastage import SOURCE as WASTAGE
from superbill.rules.units.wastage import DrugUnits, drug_lines
from superbill.tools.context import Context
from superbill.tools.payment import FEES
from superbill.tools.registry import Says

INFUSION_SOURCE = Citation(
    "Medicare Claims Processing Manual, chapter 4", "section 230.2; chapter 12, section 30.5",
    url="https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c04.pdf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TherapyService:
    """A therapy service of a day, as a tool's input has it. timed: left out, as the code is."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    code: str
    minutes: int
    timed: bool | None = None


@dataclass(frozen=True, slots=True)
class Administration:
    """One thing given, as a tool's input has it; times as 2024-07-15T08:30."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    drug: str
    route: Route
    group: Group
    start: str
    stop: str | None = None
    access: str = "1"
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Infusions:
    """The codes of an encounter."""

    side: str
    result: InfusionCodes

    def as_dict(self) -> dict[str, Any]:
        return {
            "side": self.side,
            "codes": [
                {"code": c.code, "units": c.units, "drug": c.drug, "access": c.access, "why": c.why}
                for c in self.result.codes
            ],
            "not_billed": [{"drug": d, "why": why} for d, why in self.result.not_billed],
            "notes": list(self.result.notes),
            "citations": [INFUSION_SOURCE.as_dict()],
        }


@dataclass(frozen=True, slots=True)
class DrugAnswer:
    """The lines of a drug; `status` is the code's, with the release that names it."""

    status: Status
    units: DrugUnits

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.status.code,
            "on": self.status.on.isoformat(),
            "status": self.status.status,
            "title": self.status.title,
            "dose": str(self.units.dose),
            "lines": [line.as_dict() for line in self.units.lines],
            "steps": list(self.units.steps),
            "notes": [*self.units.notes, *self._late()],
            "release": self.status.release,
            "stale": self.status.stale,
            "citations": [WASTAGE.as_dict()],
        }

    def _late(self) -> tuple[str, ...]:
        if not self.status.stale:
            return ()
        return (
            f"answered by {self.status.release}, which is older than {self.status.on.isoformat()};"
            f" load a newer one with: {LOADS['hcpcs']}",
        )


@dataclass(frozen=True, slots=True)
class NdcAnswer:
    """A drug code in both forms; its HCPCS code is not known without a crosswalk."""

    ndc: Ndc

    def as_dict(self) -> dict[str, Any]:
        return {
            **self.ndc.as_dict(),
            "hcpcs": None,
            "hcpcs_result": "not loaded: no crosswalk of NDC and HCPCS codes is at hand",
        }


def therapy_units(
    context: Context,
    services: Annotated[
        tuple[TherapyService, ...], Says("each code of the day with its one-on-one minutes")
    ],
    *,
    rule: Annotated[
        Literal["medicare", "midpoint"],
        Says("Medicare's rule of eight minutes over the day, or CPT's midpoint for each code"),
    ] = "medicare",
) -> TherapyUnits:
    """The units of timed therapy services of one day, and how they came about.

    A service that is not timed adds no minutes and is one unit. Raises WrongUsage for minutes that
    aren't any, a code given twice, or one of which neither `timed` nor the list of therapy codes
    says whether it is timed.
    """
    del context
    return units_of(tuple(map(_timed_service, services)), rule=rule)


def _timed_service(service: TherapyService) -> TimedService:
    code = service.code.strip().upper()
    timed = is_timed(code) if service.timed is None else service.timed
    if timed is None:
        raise WrongUsage(
            f"whether {code[:20]} is billed by the quarter of an hour is not known.",
            remedy="Say so beside it: `timed` true or false. A visit is not therapy.",
        )
    return TimedService(code, service.minutes, timed)


def infusion_codes(
    context: Context,
    given: Annotated[
        tuple[Administration, ...],
        Says("each drug or fluid: route, group, start and stop, access, main reason or not"),
    ],
    *,
    side: Annotated[
        Literal["facility", "physician"],
        Says("a hospital (hierarchy) or a physician (main reason) bills"),
    ] = "facility",
) -> Infusions:
    """The codes for infusions, pushes, injections and hydration of one encounter.

    One initial service for each vascular access, sequential and concurrent ones, further hours, and
    what is not billed and why. Raises WrongUsage for a stop that isn't after its start.
    """
    del context
    return Infusions(side, codes_of(tuple(_given(one) for one in given), side=side))


def anesthesia_units(
    context: Context,
    minutes: Annotated[int, Says("minutes of anaesthesia", "75")],
    *,
    on: Annotated[date, Says("the date of service")],
    code: Annotated[
        str | None, Says("the anaesthesia code, to find base units of your own file", "00100")
    ] = None,
    base_units: Annotated[int | None, Says("base units of the code", "5")] = None,
    modifier: Annotated[Role | None, Says("who did it: AA AD QK QX QY QZ", "AA")] = None,
    at_induction: Annotated[
        bool, Says("for AD: the physician was there at induction")
    ] = False,
    locality: Annotated[
        str | None, Says("contractor and locality, or state and locality; none: national", "CA-05")
    ] = None,
    qualifying_apm: Annotated[
        bool, Says("the clinician is a qualifying APM participant (from 2026)")
    ] = False,
) -> AnesthesiaPayment:  # fmt: skip
    """Time units, and what Medicare pays for them with the base units, by who did it.

    Base units come from the question or from fees/anesthesia_base_units.yaml of the data home; no
    imported table has them, and without them no amount is given. Raises WrongUsage, and NotLoaded
    without a factor for the day.
    """
    source = None
    if base_units is None and code is not None:
        stated = own_base_units(context.home / FEES, code.strip().upper(), on=on)
        base_units, source = stated if stated else (None, None)
    return anesthesia_payment(
        context.book, minutes=minutes, on=on, base_units=base_units, base_source=source,
        role=modifier, at_induction=at_induction, locality=locality, qualifying=qualifying_apm,
    )  # fmt: skip


def drug_units(
    context: Context,
    code: Annotated[str, Says("the HCPCS code of the drug", "J1885")],
    given: Annotated[str, Says("the amount given, with its measure", "30 mg")],
    *,
    on: Annotated[date, Says("the date of service")],
    discarded: Annotated[
        str | None, Says("the amount discarded of single-dose containers", "10 mg")
    ] = None,
    single_dose: Annotated[
        bool | None, Says("whether it came from a single-dose container; left out: not known")
    ] = None,
) -> DrugAnswer:
    """The units to bill for a dose of a drug, with JW or JZ for what was discarded or not.

    One unit of the code is read from its long name in the HCPCS file of the day. Where it is not
    said that the container was a single-dose one, JZ is left to the record. Raises NotLoaded
    without the file, WrongUsage for amounts in another measure, or a name that states no dose.
    """
    reading = next((r for r in readings(code) if r.system == "hcpcs"), None)
    if reading is None:
        raise WrongUsage(f"{code[:20]!r} is not a HCPCS Level II code.", remedy="As J1885.")
    concept = context.book.concept(reading.code, "hcpcs", on=on)
    dose, title = _dose(concept.titles)
    if dose is None:
        if title is None:
            raise NotLoaded(
                f"The name of {reading.code} is not at hand, so that its dose is not known.",
                remedy="Load it with: superbill data import PATH (CMS's HCPCS quarterly file).",
            )
        raise WrongUsage(
            f"the name of {reading.code} states no dose that can be read: {title!r}.",
            remedy="Work out the units from the code's own description.",
        )
    status = context.book.status(reading.code, "hcpcs", on=on)
    spilt = quantity(discarded) if discarded is not None else None
    lines = drug_lines(dose, quantity(given), spilt, single_dose=single_dose, on=on)
    return DrugAnswer(status, lines)


def ndc(
    context: Context,
    code: Annotated[str, Says("a National Drug Code, with or without hyphens", "0143-9504-01")],
) -> NdcAnswer:
    """A National Drug Code as the eleven digits of a claim.

    Ten digits without hyphens have up to three readings: all are given. Its HCPCS code needs a
    crosswalk, which is not at hand: it is not known. Raises WrongUsage for what has no form of one.
    """
    del context
    return NdcAnswer(ndc_of(code))


def _given(one: Administration) -> Given:
    start = _moment(one.start)
    stop = _moment(one.stop) if one.stop else None
    return Given(one.drug, one.route, one.group, start, stop, one.access, one.primary)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or "T" not in text.replace(" ", "T"):
        raise WrongUsage(
            f"{text[:30]!r} is not a date with a time.", remedy="Write it as 2024-07-15T08:30."
        )
    return moment


def _dose(titles: Mapping[str, str | None]) -> tuple[Dose | None, str | None]:
    """The dose of the longest name that states one."""
    names = [name for kind in ("long", "medium", "short") if (name := titles.get(kind))]
    for name in names:
        found = dose_of(name)
        if found is not None:
            return found, name
    return None, names[0] if names else None
