"""Explain an ICD-10-PCS code by its axes, and build one axis by axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from superbill.codesets.answers import Status
from superbill.codesets.pcs_axes import Axis
from superbill.codesets.systems import readings
from superbill.errors import WrongUsage
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


CHARACTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What a character of ICD-10-PCS may be: I and O are left out."""

LENGTH = 7


@dataclass(frozen=True, slots=True)
class PcsChoices:
    """The way to an ICD-10-PCS code from its first characters.

    status: of what is there so far, None where that is nothing; axes: its characters
    choices: each value that the next axis takes before some code of the day; none for a whole code
    next: number of the next axis, None for a whole code; release: it explains the values
    """

    on: date
    prefix: str
    status: Status | None
    axes: tuple[Axis, ...]
    choices: tuple[Axis, ...]
    release: str | None
    stale: bool

    @property
    def next(self) -> int | None:
        return len(self.prefix) + 1 if len(self.prefix) < LENGTH else None

    @property
    def complete(self) -> bool:
        """Whether it is a code in force that day."""
        return self.status is not None and self.status.active

    def as_dict(self) -> dict[str, Any]:
        return {
            "system": "icd10pcs",
            "prefix": self.prefix,
            "on": self.on.isoformat(),
            "complete": self.complete,
            "title": self.status.title if self.status else None,
            "axes": [a.as_dict() for a in self.axes],
            "next_axis": self.next,
            "choices": [a.as_dict() for a in self.choices],
            "codes_release": self.status.release if self.status else None,
            "release": self.release,
            "stale": self.stale,
        }


def pcs_choices(
    context: Context,
    prefix: Annotated[
        str, Says("the first characters of an ICD-10-PCS code; none: all", "0UL7")
    ] = "",
    *,
    on: Annotated[date, Says("the date of service")],
) -> PcsChoices:
    """What the next axis of an ICD-10-PCS code can be after its first characters, with definitions.

    Only values that lead to a code in force on the day: a value of the table whose row does not
    take it is none. Raises WrongUsage where no code begins so, and NotLoaded.
    """
    begun = readings(prefix, "icd10pcs")[0].code if prefix.strip() else ""
    status = context.book.status(begun, "icd10pcs", on=on) if begun else None
    if status is not None and status.status not in ("active", "header"):
        raise WrongUsage(
            f"no ICD-10-PCS code of {on.isoformat()} begins with {begun}.",
            remedy="Take characters off its end until one does.",
        )
    axes, release = context.book.pcs_axes(begun, on=on) if begun else ((), None)
    values = (begun + one for one in (CHARACTERS if len(begun) < LENGTH else ""))
    choices: list[Axis] = []
    stale = status is not None and status.stale
    for value in values:
        found = context.book.status(value, "icd10pcs", on=on)
        stale |= found.stale
        if found.status in ("active", "header"):
            explained, release = context.book.pcs_axes(value, on=on)
            choices.append(explained[-1] if explained else Axis(len(value), "", value[-1], None))
    return PcsChoices(on, begun, status, axes, tuple(choices), release, stale)
