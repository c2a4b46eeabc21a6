"""Explain an ICD-10-PCS code by its axes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from superbill.codesets.answers import Status
from superbill.codesets.pcs_axes import Axis
from superbill.codesets.systems import readings
from superbill.tools.context import Context
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class PcsExplanation:
    """An ICD-10-PCS code, whole or its beginning, character by character."""

    status: Status
    axes: tuple[Axis, ...]
    release: str | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "system": "icd10pcs",
            "code": self.status.code,
            "on": self.status.on.isoformat(),
            "status": self.status.status,
            "title": self.status.title,
            "axes": [a.as_dict() for a in self.axes],
            "release": self.release,
        }


def pcs_axes(
    context: Context,
    code: Annotated[str, Says("an ICD-10-PCS code, or its first characters", "0UL78DZ")],
    *,
    on: Annotated[date, Says("the date of service")],
) -> PcsExplanation:
    """What each character of an ICD-10-PCS code means, with the definitions of the tables.

    A character that no release at hand explains has no label. Raises WrongUsage and NotLoaded.
    """
    (reading,) = readings(code, "icd10pcs")
    status = context.book.status(reading.code, "icd10pcs", on=on)
    axes, release = context.book.pcs_axes(reading.code, on=on)
    return PcsExplanation(status, axes, release)
