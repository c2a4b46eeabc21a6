"""NCCI add-on code edits: the primaries of an add-on code, and the add-on codes of a primary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from superbill.citation import Citation
from superbill.rules.claim import Setting
from superbill.rules.ncci.addon_edit import add_on, in_force
from superbill.rules.ncci.addon_parameters import exception_of
from superbill.rules.ncci.edits import late, named
from superbill.tools.context import Context
from superbill.tools.ncci_tables import service_code, table_of
from superbill.tools.registry import Says

if TYPE_CHECKING:
    from superbill.codesets.tables.sorted_table import SortedTable

_TYPES = {
    1: "type 1: paid only beside one of the primaries listed",
    2: "type 2: the contractor defines its primaries",
    3: "type 3: some primaries are listed, and the contractor may accept others",
}


@dataclass(frozen=True, slots=True)
class AddOnAnswer:
    """type: of the add-on code, None where it is none on the day; primaries: its listed ones;
    add_ons: the codes that list this one as their primary."""

    code: str
    on: date
    type: int | None
    primaries: tuple[str, ...]
    contractor_may_accept_others: bool
    instructions: tuple[str, ...]
    exception: str | None
    add_ons: tuple[str, ...]
    release: str
    stale: bool
    message: str
    citation: Citation

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "on": self.on.isoformat(),
            "type": self.type,
            "primaries": list(self.primaries),
            "contractor_may_accept_others": self.contractor_may_accept_others,
            "instructions": list(self.instructions),
            "exception": self.exception,
            "add_ons": list(self.add_ons),
            "release": self.release,
            "stale": self.stale,
            "message": self.message,
            "citation": self.citation.as_dict(),
        }


def addon(
    context: Context,
    code: Annotated[str, Says("a CPT or HCPCS code: an add-on code, or a primary", "99292")],
    *,
    on: Annotated[date, Says("the date of service")],
    setting: Annotated[Setting, Says("practitioner or outpatient")] = "practitioner",
) -> AddOnAnswer:
    """The primary codes of an add-on code on a day, and the add-on codes of a primary.

    The answer is Medicare's. Raises WrongUsage for what is no CPT or HCPCS code or a setting
    without these edits, NotLoaded.
    """
    asked = service_code(code)
    view, edits = table_of(context, "addon", payer="medicare", setting=setting, on=on)
    edit = add_on(view.rows, asked, on=on, setting=setting)
    add_ons = _add_ons(view.rows, asked, on)
    exempt = exception_of(asked, on) if edit and edit.type else None
    said: list[str] = []
    if edit and edit.type:
        said.append(
            f"{asked} is an add-on code, {_TYPES[edit.type]}. No modifier cures its absence."
        )
    elif edit:
        said.append(f"{asked} is an add-on code of other days: no edit is in force.")
    if edit and edit.not_here:
        said.append(f"The file says “{edit.not_here}”.")
    if add_ons:
        said.append(f"It is a primary code of {named(add_ons)}.")
    nothing = f"No edit of {asked} in edition {view.release.id}: no add-on code, and no primary."
    release = view.release
    return AddOnAnswer(
        asked, on, edit.type if edit else None, edit.primaries if edit else (),
        bool(edit and edit.others), edit.instructions if edit else (),
        f"{exempt.says} ({exempt.source})" if exempt else None, add_ons, release.id, view.stale,
        f"{' '.join(said) or nothing}{late(view, edits.family)}",
        Citation(release.title, f"code {asked}", release.id, release.url),
    )  # fmt: skip


def _add_ons(rows: SortedTable, code: str, on: date) -> tuple[str, ...]:
    """The add-on codes with an edit in force that names the code as primary."""
    from superbill.codesets.tables.packing import BASE, packed

    wanted, step = packed(code, 5), BASE**5
    found = (rows.row(place) for place, key in enumerate(rows.keys) if key % step == wanted)
    return tuple(dict.fromkeys(row["addon"] for row in found if in_force(row, on)))
