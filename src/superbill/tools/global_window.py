"""The global period of a procedure, and the indicators of the fee schedule for a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.global_period.calendar import Window, moved, window
from superbill.rules.global_period.needs import needs
from superbill.rules.mpfs.fee_row import FeeRow, edition, fee_row
from superbill.rules.mpfs.indicators import INDICATORS, indicator
from superbill.tools.context import Context
from superbill.tools.modifier import billed_code
from superbill.tools.registry import Says

NO_NEW_PERIOD = "78"


@dataclass(frozen=True, slots=True)
class GlobalPeriod:
    """first, last: days inside the package, None where the code has no calendar; the shares are
    fractions of the payment, which the file states for 010 and 090."""

    code: str
    on: date
    indicator: str | None
    meaning: str | None
    first: date | None
    last: date | None
    days: int
    preoperative: Decimal | None
    intraoperative: Decimal | None
    postoperative: Decimal | None
    calendar: tuple[str, ...]
    release: str
    stale: bool
    citations: tuple[Citation, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "on": self.on.isoformat(),
            "indicator": self.indicator,
            "meaning": self.meaning,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "days": self.days,
            "shares": {
                "preoperative": _number(self.preoperative),
                "intraoperative": _number(self.intraoperative),
                "postoperative": _number(self.postoperative),
            },
            "calendar": list(self.calendar),
            "release": self.release,
            "stale": self.stale,
            "citations": [c.as_dict() for c in self.citations],
        }


def global_window(
    context: Context,
    code: Annotated[str, Says("the CPT or HCPCS code of the procedure", "58565")],
    *,
    on: Annotated[date, Says("the day of the procedure")],
    modifiers: Annotated[
        tuple[str, ...], Says("modifiers of the procedure; 78 begins no new period")
    ] = (),
) -> GlobalPeriod:
    """The first and last day of a procedure's global period, its shares, and what falls in it.

    Medicare's package (Claims Processing Manual, chapter 12, section 40): 000 the day, 010 the day
    and 10 days after, 090 the day before, the day and 90 days after; MMM, XXX, YYY and ZZZ have no
    calendar, and are put into words. Raises WrongUsage, and NotLoaded where no fee schedule at
    hand had begun, or does not hold the code.
    """
    row = _row(context, billed_code(code), on)
    value = row.meaning("global")
    found = window(row.indicator("global"), on)
    opens = NO_NEW_PERIOD not in modifiers
    shown = found if opens else None
    return GlobalPeriod(
        row.code,
        on,
        row.indicator("global"),
        value.meaning if value else None,
        shown.first if shown else None,
        shown.last if shown else None,
        shown.days if shown else 0,
        row.values["preoperative"],
        row.values["intraoperative"],
        row.values["postoperative"],
        _calendar(row, found, opens=opens),
        row.release,
        row.stale,
        (row.cited("global"), *((found.period.citation,) if found else ())),
    )


def _row(context: Context, code: str, on: date) -> FeeRow:
    row = fee_row(context.book, code, on=on)
    if row is None:
        raise NotLoaded(
            f"{code} is not in {edition(context.book, on=on)}.",
            remedy="Check the code; a code of another edition needs that edition loaded.",
        )
    return row


def _calendar(row: FeeRow, found: Window | None, *, opens: bool) -> tuple[str, ...]:
    """What holds on which days, in words."""
    late = (row.warning.strip(),) if row.warning else ()
    if found is None:
        return (f"{row.code}: {row.said('global')}; it has no calendar of its own.", *late)
    if not opens:
        return (
            f"{row.code} with 78 begins no new period; the first operation's goes on.", *late,
        )  # fmt: skip
    days = {
        "before": _span(found.first, moved(found.on, -1)) if found.period.before else "",
        "day": found.on.isoformat(),
        "after": _span(moved(found.on, 1), found.last) if found.period.after else "",
    }
    said = [
        f"{days[need.place]}: {need.says} ({' or '.join(need.accepts)})."
        for need in needs()
        if days[need.place]
        and found.period.size in need.sizes
        and (need.start is None or need.start <= found.on)
    ]
    free = moved(found.last, 1)
    ends = (f"{free.isoformat()}: the first day outside the period.",) if free > found.last else ()
    return (*said, *ends, *late)


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"


def _number(share: Decimal | None) -> float | None:
    return None if share is None else float(share)


@dataclass(frozen=True, slots=True)
class FeeIndicators:
    """Every indicator of the fee schedule for a code, with what its value means."""

    row: FeeRow

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.row.code,
            "on": self.row.on.isoformat(),
            "endoscopic_base": self.row.values["endoscopic_base"],
            "indicators": [self._one(name) for name in INDICATORS],
            "release": self.row.release,
            "stale": self.row.stale,
        }

    def _one(self, name: str) -> dict[str, Any]:
        value = self.row.meaning(name)
        return {
            "indicator": name,
            "title": indicator(name).title,
            "value": self.row.indicator(name),
            "meaning": value.meaning if value else None,
            "citation": self.row.cited(name).as_dict(),
        }


def fee_indicators(
    context: Context,
    code: Annotated[str, Says("the CPT or HCPCS code", "58565")],
    *,
    on: Annotated[date, Says("the date of service")],
) -> FeeIndicators:
    """Every indicator of the physician fee schedule for a code, with what its value means.

    Status, PC/TC, global period, multiple procedure, bilateral, assistant, co-surgeons, team,
    physician supervision of diagnostic tests, imaging family. Raises WrongUsage, and NotLoaded
    where no fee schedule at hand had begun, or does not hold the code.
    """
    return FeeIndicators(_row(context, billed_code(code), on))
