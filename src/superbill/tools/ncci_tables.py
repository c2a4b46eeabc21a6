"""The NCCI tables that a tool asks, side by side: every payer's and setting's that is loaded."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from superbill.codesets.systems import readings
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.claim import Payer, Setting
from superbill.rules.ncci.edits import SYSTEMS, Edits, edits_of
from superbill.tools.context import Context

if TYPE_CHECKING:
    from superbill.codesets.shelf import TableView

PUBLISHERS: tuple[Payer, ...] = ("medicare", "medicaid")


class Asked(NamedTuple):
    """One table. view: None where it isn't loaded for the day; missing then says how to load it."""

    payer: Payer
    setting: Setting
    edits: Edits
    view: TableView | None
    missing: str | None


def tables(
    context: Context, member: str, settings: tuple[Setting, ...], *, on: date
) -> tuple[Asked, ...]:
    """Medicare's and Medicaid's tables of the settings. Raises NotLoaded where none is there."""
    found: list[Asked] = []
    missing: list[NotLoaded] = []
    for payer in PUBLISHERS:
        for setting in settings:
            edits = edits_of(member, payer, setting)
            if edits is None:
                continue
            try:
                view = context.book.table(edits.family, edits.table, on=on)
            except NotLoaded as fault:
                missing.append(fault)
                found.append(Asked(payer, setting, edits, None, str(fault)))
            else:
                found.append(Asked(payer, setting, edits, view, None))
    if all(asked.view is None for asked in found):
        raise missing[0]
    return tuple(found)


def table_of(
    context: Context, member: str, *, payer: Payer, setting: Setting, on: date
) -> tuple[TableView, Edits]:
    """The table of a payer and setting; a commercial payer's is Medicare's. Raises NotLoaded, and
    WrongUsage for a setting that the edits do not concern."""
    edits = edits_of(member, payer, setting)
    if edits is None:
        raise WrongUsage(f"no such NCCI edits concern the setting {setting!r}.")
    return context.book.table(edits.family, edits.table, on=on), edits


def service_code(text: str) -> str:
    """The CPT, HCPCS or CDT code that a text means. Raises WrongUsage for any other."""
    for reading in readings(text):
        if reading.system in SYSTEMS:
            return reading.code
    raise WrongUsage(
        f"{text!r} is not a CPT or HCPCS code.", remedy="NCCI edits are between those, as in 58565."
    )
