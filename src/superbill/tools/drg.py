"""Group an inpatient stay, and compare two ways of coding it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from superbill.codesets.systems import readings
from superbill.errors import WrongUsage
from superbill.rules.drg.answer import Drg
from superbill.rules.drg.answer import drg as group_of
from superbill.rules.drg.lists import lists
from superbill.rules.drg.stay import Diagnosis, Sex, Stay
from superbill.tools.context import Context
from superbill.tools.registry import Says

OLDEST = 124
"""The Medicare Code Editor takes ages from 0 to 124 years (definitions manual, age conflict)."""

INDICATORS = ("Y", "N", "U", "W", "1", "")

Principal = Annotated[str, Says("the principal diagnosis, ICD-10-CM", "I50.20")]
Discharged = Annotated[date, Says("the date of discharge")]
Status = Annotated[str | None, Says("the discharge status, UB-04 form locator 17", "01")]
SexGiven = Annotated[Literal["F", "M"] | None, Says("the patient's sex")]
Age = Annotated[int | None, Says("the patient's age in years; checked, no group depends on it")]
Exempt = Annotated[bool, Says("the hospital is exempt from reporting what was present")]
Poa = Annotated[
    tuple[str, ...],
    Says("present-on-admission indicators, principal first: Y N U W, 1 for exempt", "Y"),
]
Secondary = Annotated[tuple[str, ...], Says("the secondary diagnoses, ICD-10-CM", "J96.01")]
Procedures = Annotated[tuple[str, ...], Says("the procedures, ICD-10-PCS", "02703DZ")]


@dataclass(frozen=True, slots=True)
class Compared:
    """The groups of two ways of coding one stay, as the user gave them."""

    first: Drg
    second: Drg

    def as_dict(self) -> dict[str, Any]:
        one, other = _codes(self.first), _codes(self.second)
        return {
            "first": self.first.as_dict(),
            "second": self.second.as_dict(),
            "same_group": self._known and self.first.trace.drg == self.second.trace.drg,
            "weight_difference": self._weight_difference,
            "only_first": [code for code in one if code not in other],
            "only_second": [code for code in other if code not in one],
        }

    @property
    def _known(self) -> bool:
        return self.first.trace.known and self.second.trace.known

    @property
    def _weight_difference(self) -> float | None:
        """Second less first; None where either is not known."""
        one, other = self.first.weight, self.second.weight
        if one is None or other is None or not self._known:
            return None
        return round(other.weight - one.weight, 4)


def drg(
    context: Context,
    principal: Principal,
    *,
    on: Discharged,
    secondary: Secondary = (),
    procedures: Procedures = (),
    poa: Poa = (),
    sex: SexGiven = None,
    age: Age = None,
    discharge_status: Status = None,
    poa_exempt: Exempt = False,
) -> Drg:
    """The MS-DRG of an inpatient stay, with what each code did and what its absence would do.

    Groups what is given and proposes nothing. What is not given (sex, discharge status, indicators)
    is said to be not known where it decides. Raises WrongUsage for what can't be read, NotLoaded
    before fiscal year 2023.
    """
    _check_age(age)
    status = _status(discharge_status, on)
    stay = _stay(principal, secondary, procedures, poa, sex, status, poa_exempt)
    return group_of(stay, book=context.book, on=on)


def drg_what_if(
    context: Context,
    principal: Principal,
    *,
    on: Discharged,
    secondary: Secondary = (),
    procedures: Procedures = (),
    poa: Poa = (),
    other_principal: Annotated[str | None, Says("of the second way; left out: the same")] = None,
    other_secondary: Annotated[
        tuple[str, ...] | None, Says("of the second way; left out: the same")
    ] = None,
    other_procedures: Annotated[
        tuple[str, ...] | None, Says("of the second way; left out: the same")
    ] = None,
    other_poa: Annotated[
        tuple[str, ...] | None, Says("of the second way; left out: the same")
    ] = None,
    sex: SexGiven = None,
    age: Age = None,
    discharge_status: Status = None,
    poa_exempt: Exempt = False,
) -> Compared:
    """The MS-DRGs of two ways of coding one stay, both given by the user, side by side.

    Adds nothing of its own. Raises what `drg` raises.
    """
    _check_age(age)
    status = _status(discharge_status, on)
    one = _stay(principal, secondary, procedures, poa, sex, status, poa_exempt)
    other = _stay(
        other_principal or principal,
        secondary if other_secondary is None else other_secondary,
        procedures if other_procedures is None else other_procedures,
        poa if other_poa is None else other_poa,
        sex, status, poa_exempt,
    )  # fmt: skip
    return Compared(*(group_of(stay, book=context.book, on=on) for stay in (one, other)))


def _stay(
    principal: str, secondary: tuple[str, ...], procedures: tuple[str, ...], poa: tuple[str, ...],
    sex: Sex | None, status: str | None, poa_exempt: bool,
) -> Stay:  # fmt: skip
    codes = [_read(code, "icd10cm") for code in (principal, *secondary)]
    if poa and len(poa) != len(codes):
        raise WrongUsage(
            f"{len(poa)} present-on-admission indicators were given for {len(codes)} diagnoses.",
            remedy="Give one for each diagnosis, the principal first; 1 where exempt; or none.",
        )
    indicators = [_indicator(given) for given in poa or ("",) * len(codes)]
    diagnoses = [Diagnosis(*pair) for pair in zip(codes, indicators, strict=True)]
    return Stay(
        diagnoses[0], tuple(diagnoses[1:]), tuple(_read(code, "icd10pcs") for code in procedures),
        sex, status, poa_exempt,
    )  # fmt: skip


def _read(code: str, system: str) -> str:
    if not code.strip():
        raise WrongUsage("a code is empty.", remedy="Give each code, or leave the list out.")
    return readings(code, system)[0].code


def _indicator(text: str) -> str:
    given = text.strip().upper()
    if given not in INDICATORS:
        raise WrongUsage(
            f"{text!r} is not a present-on-admission indicator.",
            remedy="One of: Y N U W, or 1 where the diagnosis is exempt from reporting.",
        )
    return "" if given == "1" else given


def _check_age(age: int | None) -> None:
    if age is not None and not 0 <= age <= OLDEST:
        raise WrongUsage(f"{age} is not an age.", remedy=f"Give whole years, 0 to {OLDEST}.")


def _status(text: str | None, on: date) -> str | None:
    if text is None or not text.strip():
        return None
    status = text.strip().zfill(2)
    known = lists().discharge_statuses(int(on.strftime("%Y%m%d")))
    if status not in known:
        raise WrongUsage(
            f"{text!r} is not a discharge status on {on.isoformat()}.",
            remedy=f"One of: {' '.join(sorted(known))}.",
        )
    return status


def _codes(found: Drg) -> list[str]:
    stay = found.trace.stay
    diagnoses = [d.code for d in (stay.principal, *stay.secondary)]
    return list(dict.fromkeys([*diagnoses, *stay.procedures]))
