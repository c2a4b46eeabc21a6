"""NCCI procedure-to-procedure edits: a pair in every table, all pairs of a list, all partners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Any, Literal

from superbill.citation import Citation
from superbill.codesets.systems import readings
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.claim import Payer, Setting
from superbill.rules.ncci.edits import late
from superbill.rules.ncci.ptp_edit import (
    DELETED_BACK,
    PtpEdit,
    in_force,
    ptp_edit,
    ptp_history,
    ptp_rows,
)  # fmt: skip
from superbill.rules.ncci.ptp_modifiers import Cure, cures
from superbill.tools.context import Context
from superbill.tools.ncci_tables import Asked, service_code, table_of, tables
from superbill.tools.registry import Says

if TYPE_CHECKING:
    from superbill.codesets.tables.sorted_table import SortedTable

Verdict = Literal["denied", "needs modifier", "no edit", "ended", "not loaded"]

_SETTINGS: tuple[Setting, ...] = ("practitioner", "outpatient")
_CODES_MOST = 200
_PARTNERS_MOST = 1_000

_WORDS: dict[Verdict, str] = {
    "denied": "Column 2 is denied beside column 1, whatever the modifier: nothing cures it.",
    "needs modifier": "Column 2 is denied beside column 1 unless a modifier that the record"
    " supports stands on a line.",
    "no edit": "No edit between the two in this edition. That is not a promise of payment.",
    "ended": "No edit in force on that day; the edition has one of other days.",
    "not loaded": "Not known: the table is not loaded.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairAnswer:
    """What one table says of two codes on a day. edit: None where none is in force; ended: rows
    of other days; cures: what would bypass it; citation: None where the table isn't loaded."""

    payer: Payer
    setting: Setting
    verdict: Verdict
    edit: PtpEdit | None
    ended: tuple[PtpEdit, ...]
    cures: tuple[Cure, ...]
    release: str | None
    stale: bool
    message: str
    citation: Citation | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "payer": self.payer,
            "setting": self.setting,
            "verdict": self.verdict,
            "edit": _edit_as_dict(self.edit) if self.edit else None,
            "ended": [_edit_as_dict(e) for e in self.ended],
            "cures": [_cure_as_dict(c, self.edit) for c in self.cures if self.edit],
            "release": self.release,
            "stale": self.stale,
            "message": self.message,
            "citation": self.citation.as_dict() if self.citation else None,
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes in every table. verdict: that of the payer and setting asked for."""

    codes: tuple[str, str]
    on: date
    payer: Payer
    setting: Setting
    verdict: Verdict
    note: str
    answers: tuple[PairAnswer, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "codes": list(self.codes),
            "on": self.on.isoformat(),
            "payer": self.payer,
            "setting": self.setting,
            "verdict": self.verdict,
            "note": self.note,
            "answers": [a.as_dict() for a in self.answers],
        }


@dataclass(frozen=True, slots=True)
class EditList:
    """Edits in force of one table. total: how many there are; offset: the place of the first."""

    codes: tuple[str, ...]
    on: date
    payer: Payer
    setting: Setting
    release: str
    stale: bool
    total: int
    offset: int
    edits: tuple[PtpEdit, ...]
    message: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "codes": list(self.codes),
            "on": self.on.isoformat(),
            "payer": self.payer,
            "setting": self.setting,
            "release": self.release,
            "stale": self.stale,
            "total": self.total,
            "offset": self.offset,
            "edits": [_edit_as_dict(e) for e in self.edits],
            "message": self.message,
        }


def ptp_pair(
    context: Context,
    code: Annotated[str, Says("a CPT or HCPCS code", "58565")],
    other: Annotated[str, Says("the code beside it; the order does not matter", "57800")],
    *,
    on: Annotated[date, Says("the date of service")],
    payer: Annotated[Payer, Says("whose verdict comes first")] = "medicare",
    setting: Annotated[
        Literal["practitioner", "outpatient"], Says("of which setting")
    ] = "practitioner",
) -> Pair:
    """Whether two codes may stand on one claim of a day, in every NCCI table side by side.

    For each of Medicare's and Medicaid's tables, practitioner and outpatient: verdict, columns,
    modifier indicator, days, rationale, and which modifier would cure it and when it may not be
    used. A table that isn't loaded answers `not loaded`. Raises WrongUsage for what is no CPT or
    HCPCS code or for one code given twice, NotLoaded where no table is loaded.
    """
    one, two = service_code(code), service_code(other)
    if one == two:
        raise WrongUsage(f"{one} twice is no pair: units are the question.", remedy="Ask mue.")
    answers = tuple(_answer(a, one, two, on) for a in tables(context, "ptp", _SETTINGS, on=on))
    whose: Payer = "medicaid" if payer == "medicaid" else "medicare"
    asked = next(a for a in answers if a.payer == whose and a.setting == setting)
    theirs = "A commercial payer has edits of its own; Medicare's are shown." * (whose != payer)
    notes = (theirs, *(_not_in_force(context, c, on) for c in (one, two)))
    return Pair(
        (one, two), on, payer, setting, asked.verdict, " ".join(filter(None, notes)), answers
    )


def _not_in_force(context: Context, code: str, on: date) -> str:
    """Words for a code that is not in force on the day: that no edit names it says nothing."""
    try:
        found = context.book.status(code, readings(code)[0].system, on=on)
    except NotLoaded:
        return ""
    if found.active or not found.release:
        return ""
    return f"{code} is not in force on {on.isoformat()} ({found.status} in {found.release})."


def ptp_pairs(
    context: Context,
    codes: Annotated[tuple[str, ...], Says("CPT or HCPCS codes, 2 to 200", "58565 57800 58555")],
    *,
    on: Annotated[date, Says("the date of service")],
    payer: Annotated[Payer, Says("whose edits; of a commercial payer Medicare's")] = "medicare",
    setting: Annotated[
        Literal["practitioner", "outpatient"], Says("of which setting")
    ] = "practitioner",
) -> EditList:
    """Every NCCI edit in force on a day among some codes, in one table.

    Raises WrongUsage for what is no CPT or HCPCS code, or fewer than 2 or more than 200 of them;
    NotLoaded.
    """
    asked = tuple(dict.fromkeys(service_code(code) for code in codes))
    if not 2 <= len(asked) <= _CODES_MOST:
        raise WrongUsage(
            f"codes: {len(asked)} given; 2 to {_CODES_MOST} different ones make pairs."
        )
    view, edits = table_of(context, "ptp", payer=payer, setting=setting, on=on)
    found = [
        edit
        for one, other in combinations(asked, 2)
        for columns in ((one, other), (other, one))
        if (edit := ptp_edit(view.rows, *columns, on=on))
    ]
    pairs = len(asked) * (len(asked) - 1) // 2
    said = f"{len(found)} of {pairs} pairs have an edit in force" if found else "no edit"
    return EditList(
        asked, on, payer, setting, view.release.id, view.stale, len(found), 0, tuple(found),
        f"{said} in edition {view.release.id}.{edits.aside}{late(view, edits.family)}",
    )  # fmt: skip


def ptp_partners(
    context: Context,
    code: Annotated[str, Says("a CPT or HCPCS code", "58565")],
    *,
    on: Annotated[date, Says("the date of service")],
    payer: Annotated[Payer, Says("whose edits; of a commercial payer Medicare's")] = "medicare",
    setting: Annotated[
        Literal["practitioner", "outpatient"], Says("of which setting")
    ] = "practitioner",
    column: Annotated[
        Literal["1", "2", "both"], Says("the column in which the code stands")
    ] = "both",
    offset: Annotated[int, Says("how many to pass over")] = 0,
    limit: Annotated[int, Says("at most so many, 1 to 1000")] = 100,
) -> EditList:
    """Every code that has an NCCI edit with one code in force on a day, with column and indicator.

    Those in which the code is column 1 come first, each in the order of the other code. Raises
    WrongUsage for what is no CPT or HCPCS code or limits out of bounds, NotLoaded.
    """
    if not 1 <= limit <= _PARTNERS_MOST or offset < 0:
        raise WrongUsage(f"limit: 1 to {_PARTNERS_MOST}; offset: 0 or more.")
    asked = service_code(code)
    view, edits = table_of(context, "ptp", payer=payer, setting=setting, on=on)
    found = _with(view.rows, asked, on, column)
    message = f"{len(found)} edits" if found else "no edit"
    aside = edits.aside + late(view, edits.family)
    return EditList(
        (asked,), on, payer, setting, view.release.id, view.stale, len(found), offset,
        tuple(found[offset : offset + limit]),
        f"{message} of {asked} in force in edition {view.release.id} on {on.isoformat()}.{aside}",
    )  # fmt: skip


def _answer(asked: Asked, one: str, two: str, on: date) -> PairAnswer:
    view = asked.view
    if view is None:
        message = f"{_WORDS['not loaded']} {asked.missing}"
        return PairAnswer(
            asked.payer, asked.setting, "not loaded", None, (), (), None, False, message, None
        )
    histories = [ptp_history(view.rows, *pair) for pair in ((one, two), (two, one))]
    edit = next((e for rows in histories if (e := in_force(rows, on))), None)
    rows = tuple(row for history in histories for row in history if row != edit)
    verdict = _verdict(edit, rows)
    release = view.release
    place = f"column 1 {edit.column1}, column 2 {edit.column2}" if edit else f"{one} and {two}"
    return PairAnswer(
        asked.payer, asked.setting, verdict, edit, rows,
        cures(edit.column1, edit.column2, on=on, setting=asked.setting)
        if edit and edit.indicator == 1
        else (),
        release.id, view.stale, f"{_WORDS[verdict]}{late(view, asked.edits.family)}",
        Citation(release.title, place, release.id, release.url),
    )  # fmt: skip


def _verdict(edit: PtpEdit | None, ended: tuple[PtpEdit, ...]) -> Verdict:
    if edit is None:
        return "ended" if ended else "no edit"
    return "denied" if edit.indicator == 0 else "needs modifier"


def _with(rows: SortedTable, code: str, on: date, column: str) -> list[PtpEdit]:
    """The edits of a code in force: as column 1 by the sorted key, as column 2 by its last part."""
    places: list[int] = []
    if column in ("1", "both"):
        places += rows.positions(code)
    if column in ("2", "both"):
        places += _as_column2(rows, code)
    by_pair: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for place in places:
        row = rows.row(place)
        by_pair.setdefault((row["column1"], row["column2"]), []).append(row)
    return [e for history in by_pair.values() if (e := in_force(ptp_rows(history), on))]


def _as_column2(rows: SortedTable, code: str) -> list[int]:
    import numpy as np  # slow to import, and only this question reads the whole table

    from superbill.codesets.tables.packing import BASE, packed

    keys = np.frombuffer(rows.keys, dtype=np.uint64)
    return np.flatnonzero(keys % np.uint64(BASE**5) == np.uint64(packed(code, 5))).tolist()


def _edit_as_dict(edit: PtpEdit) -> dict[str, Any]:
    first, last = edit.effective_date, edit.deletion_date
    return {
        "column1": edit.column1,
        "column2": edit.column2,
        "indicator": edit.indicator,
        "effective_date": first.isoformat() if first else None,
        "deletion_date": last.isoformat() if last else None,
        "deleted_back": edit.indicator == DELETED_BACK,
        "rationale": edit.rationale,
    }


def _cure_as_dict(cure: Cure, edit: PtpEdit | None) -> dict[str, Any]:
    codes = {1: edit.column1, 2: edit.column2} if edit else {}
    return {
        "modifiers": list(cure.modifiers),
        "columns": list(cure.columns),
        "codes": [codes[column] for column in cure.columns],
        "when": cure.when,
        "never": cure.never,
        "source": cure.source,
    }
