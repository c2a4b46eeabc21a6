"""The order of diagnoses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from superbill.errors import WrongUsage
from superbill.rules.claim import setting_named
from superbill.rules.icd10cm.ordering import Order, order_of
from superbill.tools.context import Context
from superbill.tools.excludes import read_diagnoses
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class SequencingAnswer:
    """What may lead, what comes before what, and an order that keeps it."""

    on: date
    setting: str
    given: tuple[str, ...]
    order: Order
    release: str | None
    stale: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "on": self.on.isoformat(),
            "setting": self.setting,
            "given": list(self.given),
            "suggested": list(self.order.suggested),
            "first": "principal" if self.setting == "inpatient" else "first-listed",
            "leads": self.order.leads,
            "may_not_lead": [
                {"code": code, "reason": r.says, "citation": r.citation.as_dict()}
                for code, reasons in self.order.may_not_lead.items()
                for r in reasons
            ],
            "before": [
                {
                    "earlier": b.earlier,
                    "later": b.later,
                    "reason": b.reason.says,
                    "citation": b.reason.citation.as_dict(),
                }
                for b in self.order.before
            ],
            "contradictory": list(self.order.contradictory),
            "note": "Where the rules leave a choice the given order stands: what was chiefly"
            " responsible for the encounter, the record decides.",
            "release": self.release,
            "stale": self.stale,
        }


def sequencing(
    context: Context,
    codes: Annotated[tuple[str, ...], Says("ICD-10-CM codes in their present order", "I50.9")],
    *,
    on: Annotated[date, Says("the date of service")],
    setting: Annotated[
        str, Says("practitioner, outpatient, inpatient or dme", "inpatient")
    ] = "practitioner",
) -> SequencingAnswer:
    """Which diagnoses may lead, what must come before what, and an order that keeps it.

    Raises WrongUsage for what is no code or setting, NotLoaded where no tabular list is at hand.
    """
    named = setting_named(setting)
    if not codes:
        raise WrongUsage("No diagnosis was given.", remedy="Name them in `codes`, in their order.")
    read = read_diagnoses(context, codes, on=on)
    release = read[0].release
    return SequencingAnswer(
        on, named, tuple(f.code for f in read), order_of(read, on), release,
        any(f.stale for f in read),
    )  # fmt: skip
