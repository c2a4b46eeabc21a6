"""What the hospital outpatient system pays for one code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from superbill.citation import Citation
from superbill.codesets.systems import readings
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.opps.statuses import Meaning, meaning_of, source
from superbill.tools.context import Context
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class OppsAnswer:
    """The row of Addendum B. published: whether the addendum has the code at all; meaning: None for
    a status that isn't explained here."""

    code: str
    on: date
    release: str
    stale: bool
    published: bool
    row: dict[str, Any]
    meaning: Meaning | None
    publisher_says: str | None
    citations: tuple[Citation, ...]

    def as_dict(self) -> dict[str, Any]:
        status = self.row.get("status")
        return {
            "code": self.code,
            "on": self.on.isoformat(),
            "release": self.release,
            "stale": self.stale,
            "published": self.published,
            "status": status,
            "pays": self.meaning.pays if self.meaning else None,
            "says": self.meaning.says if self.meaning else None,
            "publisher_says": self.publisher_says,
            "apc": self.row.get("apc"),
            "relative_weight": _text(self.row.get("relative_weight")),
            "payment_rate": _text(self.row.get("payment_rate")),
            "national_copayment": _text(self.row.get("national_copayment")),
            "minimum_copayment": _text(self.row.get("minimum_copayment")),
            "message": self.message,
            "citations": [citation.as_dict() for citation in self.citations],
        }

    @property
    def message(self) -> str:
        """One line for people."""
        late = (
            f"; {self.release} ends before {self.on.isoformat()}: load a newer one with superbill"
            " data import PATH"
            if self.stale
            else ""
        )
        if not self.published:
            return f"{self.code} is not in {self.release}: how it is paid is not known{late}"
        says = self.meaning.says if self.meaning else "a status that is not explained here"
        return f"{self.code}: status {self.row['status']}, {says}{late}"


def opps(
    context: Context,
    code: Annotated[str, Says("a CPT or HCPCS code", "58565")],
    *,
    on: Annotated[date, Says("the date of service")],
) -> OppsAnswer:
    """Status indicator, APC and national rate of a code for a hospital outpatient, before wages.

    A blank rate was not published in the edition at hand. Raises WrongUsage for what isn't a code,
    NotLoaded without Addendum B of the day.
    """
    reading = next((r for r in readings(code) if r.system in ("cpt", "hcpcs", "cdt")), None)
    if reading is None:
        raise WrongUsage(f"{code[:20]!r} is not a CPT or HCPCS code.", remedy="As 99213 or G0463.")
    view = context.book.table("opps", "opps", on=on)
    rows = view.rows.find(reading.code)
    row = rows[0] if rows else {}
    status = row.get("status")
    release = view.release
    locator = f"{reading.code}, status indicator {status or 'none'}"
    return OppsAnswer(
        reading.code, on, release.id, view.stale, bool(rows), row,
        meaning_of(status, on=on) if status else None, _published(context, status, on),
        (Citation(release.title, locator, release.id, release.url or None), source()),
    )  # fmt: skip


def _published(context: Context, status: str | None, on: date) -> str | None:
    """What the imported Addendum D1 says of a status, None where it isn't loaded."""
    if not status:
        return None
    try:
        rows = context.book.table("opps.status", "opps_status", on=on).rows.find(status)
    except NotLoaded:
        return None
    return rows[0]["item"] if rows else None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
