"""Judge the dates of a consent to sterilization."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any

from superbill.errors import WrongUsage
from superbill.rules.coverage.consent_dates import Circumstance, Dates, judge
from superbill.tools.context import Context
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """What the dates say, and what they can't say."""

    birth: date
    consent: date
    procedure: date | None
    circumstance: str
    dates: Dates

    @property
    def message(self) -> str:
        said = "; ".join(c.says for c in self.dates.conditions if c.met != "met")
        return f"{self.dates.met}{': ' if said else ''}{said}"

    def as_dict(self) -> dict[str, Any]:
        d = self.dates
        return {
            "birth": self.birth.isoformat(),
            "consent": self.consent.isoformat(),
            "procedure": self.procedure.isoformat() if self.procedure else None,
            "circumstance": self.circumstance,
            "dates_meet_the_regulation": d.met,
            "message": self.message,
            "conditions": [condition.as_dict() for condition in d.conditions],
            "first_day": d.first_day.isoformat() if d.first_day else None,
            "last_day": d.last_day.isoformat() if d.last_day else None,
            "notes": list(d.notes),
            "not_judged": list(d.also),
        }


def consent_dates(
    context: Context,
    birth: Annotated[date, Says("the patient's date of birth", "1990-05-02")],
    consent: Annotated[date, Says("the date of the patient's signature", "2024-05-01")],
    *,
    procedure: Annotated[
        date | None, Says("the date of the procedure; none: when it may be done")
    ] = None,
    circumstance: Annotated[
        Circumstance, Says("why the waiting period may be shorter, or not apply")
    ] = "planned",
    expected_delivery: Annotated[
        date | None, Says("of a premature delivery: the date on which it was expected")
    ] = None,
    consent_time: Annotated[str | None, Says("time of day of the signature", "14:30")] = None,
    procedure_time: Annotated[str | None, Says("time of day of the procedure", "15:00")] = None,
) -> ConsentAnswer:
    """Whether a consent to sterilization has the dates that Medicaid asks for (42 CFR 441.250-259).

    21 years old at consent; 30 to 180 days passed, or 72 hours in premature delivery (consent 30
    days before the expected date) and emergency abdominal surgery; a hysterectomy has other rules.
    Boundary days are named. Raises WrongUsage for dates in an order that can't be.
    """
    del context
    found = judge(
        birth, consent, procedure=procedure, circumstance=circumstance,
        expected_delivery=expected_delivery, consent_time=_time(consent_time),
        procedure_time=_time(procedure_time),
    )  # fmt: skip
    return ConsentAnswer(birth, consent, procedure, circumstance, found)


def _time(text: str | None) -> time | None:
    if text is None:
        return None
    try:
        if len(text) != len("14:30"):
            raise ValueError(text)
        return time.fromisoformat(text)
    except ValueError:
        raise WrongUsage(
            f"{text[:20]!r} is not a time of day.", remedy="Write it as 14:30."
        ) from None
