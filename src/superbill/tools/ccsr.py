"""The clinical category of a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from superbill.citation import Citation
from superbill.codesets.answers import Status
from superbill.codesets.systems import readings
from superbill.tools.context import Context
from superbill.tools.registry import Says

REMARK = (
    "The default category of a principal diagnosis only: the code's further categories and the "
    "categories' names are not in the file at hand."
)
URL = "https://hcup-us.ahrq.gov/toolssoftware/ccsr/dxccsr.jsp"


@dataclass(frozen=True, slots=True)
class CcsrCategory:
    """category None: the edition at hand does not hold the code."""

    status: Status
    category: str | None
    release: str | None
    messages: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        cited = Citation("CCSR for ICD-10-CM diagnoses", self.status.code, self.release, URL)
        return {
            "code": self.status.code,
            "on": self.status.on.isoformat(),
            "title": self.status.title,
            "category": self.category,
            "release": self.release,
            "messages": list(self.messages),
            "citations": [cited.as_dict()] if self.category else [],
        }


def ccsr(
    context: Context,
    code: Annotated[str, Says("an ICD-10-CM code", "I50.20")],
    *,
    on: Annotated[date, Says("the date of service")],
) -> CcsrCategory:
    """The default CCSR category of an ICD-10-CM diagnosis, by the edition at hand.

    Raises WrongUsage and NotLoaded.
    """
    (reading,) = readings(code, "icd10cm")
    concept = context.book.concept(reading.code, "icd10cm", on=on)
    values = concept.properties.get("ccsr", ())
    if not values:
        said = f"{reading.code} is not in the edition at hand: its category is not known."
        return CcsrCategory(concept.status, None, None, (said,))
    value = values[0]
    release = str(value["release"])
    other = f"Stated by {release}, the edition at hand, not that of the day."
    late = any(release in message for message in concept.messages)
    return CcsrCategory(
        concept.status, value["default"], release, (REMARK, other) if late else (REMARK,)
    )
