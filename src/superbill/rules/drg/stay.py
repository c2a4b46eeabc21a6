"""An inpatient stay as the grouper takes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from superbill.rules.claim import ClaimLines

Sex = Literal["F", "M"]


def grouper_form(code: str) -> str:
    """A code as the grouper takes it: at most eight letters and digits. A claim may hold anything;
    what is no letter or digit becomes one that no code has.

    >>> grouper_form("I50.20"), grouper_form("É5 0")
    ('I5020', '?5?0')
    """
    kept = (c if c.isascii() and c.isalnum() else "?" for c in code.replace(".", ""))
    return "".join(kept)[:8]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An ICD-10-CM code in display form, with its present-on-admission indicator: Y, N, U, W, or a
    blank for none."""

    code: str
    poa: str = ""

    @property
    def bare(self) -> str:
        return grouper_form(self.code)


@dataclass(frozen=True, slots=True)
class Stay:
    """What a group is made of. Age is not asked: since version 40 no group depends on it.

    procedures: ICD-10-PCS codes
    sex, discharge_status: None where not known
    poa_exempt: the hospital is exempt from reporting what was present on admission
    """

    principal: Diagnosis
    secondary: tuple[Diagnosis, ...] = ()
    procedures: tuple[str, ...] = ()
    sex: Sex | None = None
    discharge_status: str | None = None
    poa_exempt: bool = False

    @property
    def poa_given(self) -> bool:
        """Whether any indicator was given. Where none was, hospital-acquired conditions are not
        known, and the group is made without them."""
        return any(d.poa for d in (self.principal, *self.secondary))

    def without_secondary(self, place: int) -> Stay:
        rest = self.secondary[:place] + self.secondary[place + 1 :]
        return replace(self, secondary=rest)

    def without_procedure(self, place: int) -> Stay:
        rest = self.procedures[:place] + self.procedures[place + 1 :]
        return replace(self, procedures=rest)


def stay_of(claim: ClaimLines) -> Stay:
    """The stay of an inpatient claim that has diagnoses: the first is the principal one."""
    indicators = claim.poa if len(claim.poa) == len(claim.diagnoses) else ("",) * 999
    diagnoses = [
        Diagnosis(code, poa if poa in ("Y", "N", "U", "W") else "")
        for code, poa in zip(claim.diagnoses, indicators, strict=False)
    ]
    return Stay(
        principal=diagnoses[0],
        secondary=tuple(diagnoses[1:]),
        procedures=tuple(line.code for line in claim.lines if line.system == "icd10pcs"),
        sex=claim.patient.sex,
        discharge_status=_status(claim.patient.discharge_status),
    )


def _status(text: str | None) -> str | None:
    """Two digits; what is none is as not given (the code editor's rules speak of it)."""
    given = (text or "").strip()
    return given.zfill(2) if given.isascii() and given.isdigit() and len(given) <= 2 else None
