"""`ncci.addon`: an add-on code stands beside a primary code that it belongs to.

CMS Change Request 7501 (Transmittal 2636, from 1 April 2013): an add-on code is eligible for
payment only with an appropriate primary procedure by the same practitioner on the same day.
Type 1 without one of its listed primaries: an error; type 3 without a listed one: a warning, since
the contractor may accept others; type 2, whose primaries the contractor defines: a warning where
the code stands alone, else info.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.book import RuleBook, Table
from superbill.rules.claim import Line, Payer, Scene, Setting
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.ncci.addon_edit import CLOSED, CONTRACTOR, AddOn, add_on
from superbill.rules.ncci.edits import NCCI_URL, Edits, edits_of, late, lines_by_day, named
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="ncci.addon",
    title="An add-on code stands beside a primary code that it belongs to",
    payer="Medicare; Medicaid's own where loaded; shown for other payers as a warning",
    source=Citation(
        "CMS Change Request 7501, Transmittal 2636; NCCI add-on code edits",
        "type 1, 2 and 3 add-on codes, quarterly", url=NCCI_URL,
    ),
    table="the NCCI add-on code file",
)  # fmt: skip


class Day(NamedTuple):
    """The lines of one day and the table that answers for it. elsewhere: codes of the patient's
    other claims of that day, with whether the same provider is known to have done them."""

    lines: dict[int, Line]
    view: Table
    edits: Edits
    on: date
    scene: Scene
    elsewhere: dict[str, bool]


def check(scene: Scene) -> Outcome:
    """A finding for each add-on line without a primary of its day. `checked` says which have one,
    and which codes are no add-on codes in the edition."""
    edits = edits_of("addon", scene.payer, scene.setting)
    if edits is None:
        return Outcome()
    findings: list[Finding] = []
    checked: list[Check] = []
    for on, places in lines_by_day(scene).items():
        try:
            view, whose = table_for(
                scene.book, edits, payer=scene.payer, setting=scene.setting, on=on
            )
        except NotLoaded as missing:
            checked.append(Check(RULE.id, None, f"{NOT_LOADED}: {missing}"))
            continue
        lines = {place: scene.claim.lines[place] for place in places}
        found, said = _of_day(Day(lines, view, whose, on, scene, _elsewhere(scene, on)))
        findings += found
        checked += said
    return Outcome(tuple(findings), tuple(dict.fromkeys(checked)))


def table_for(
    book: RuleBook, edits: Edits, *, payer: Payer, setting: Setting, on: date
) -> tuple[Table, Edits]:
    """The file that answers. Medicaid programs follow Medicare's where their own is not loaded:
    it is then another's, and its errors are warnings. Raises NotLoaded."""
    try:
        return book.table(edits.family, edits.table, on=on), edits
    except NotLoaded:
        if payer != "medicaid":
            raise
    medicare = edits_of("addon", "commercial", setting) or edits
    return book.table(medicare.family, medicare.table, on=on), medicare


def _elsewhere(scene: Scene, on: date) -> dict[str, bool]:
    provider = scene.claim.provider
    found: dict[str, bool] = {}
    for service in scene.claim.earlier:
        known = provider is not None and service.provider is not None
        if service.on == on and not (known and service.provider != provider):
            found[service.code] = found.get(service.code, False) or known
    return found


def _of_day(day: Day) -> tuple[list[Finding], list[Check]]:
    codes = tuple(dict.fromkeys(line.code for line in day.lines.values()))
    edited = {code: _add_on(code, day) for code in codes}
    findings: list[Finding] = []
    said: list[str] = []
    for code, edit in edited.items():
        if edit is None:
            continue
        beside = [c for c in codes if c in edit.primaries]
        if edit.type is None:
            ended = f", last day {edit.last.isoformat()}" if edit.last else ""
            said.append(f"{code}: no edit in force{ended}")
            continue
        if edit.not_here:
            findings.append(_elsewhere_only(edit, day))
        if beside:
            said.append(f"{code} stands beside its primary {named(beside)}")
        else:
            findings.append(_missing(edit, _others(code, edited, codes), day))
    plain = [code for code, edit in edited.items() if edit is None]
    return findings, _checks(day, plain=plain, said=said)


def _add_on(code: str, day: Day) -> AddOn | None:
    return add_on(day.view.rows, code, on=day.on, setting=day.scene.setting)


def _others(code: str, edited: dict[str, AddOn | None], codes: tuple[str, ...]) -> list[str]:
    """The codes of the day that may be a primary: those that are no add-on codes themselves."""
    add_ons = {c for c, edit in edited.items() if edit is not None and edit.type is not None}
    return [c for c in codes if c != code and c not in add_ons]


def _missing(edit: AddOn, others: list[str], day: Day) -> Finding:
    """No listed primary stands on the claim on that day."""
    if edit.type == CONTRACTOR:
        return _contractors(edit, others, day)
    from superbill.rules.ncci.addon_parameters import exception_of  # a clean claim needs none

    known = [c for c in day.elsewhere if c in edit.primaries]
    exempt = exception_of(edit.code, day.on)
    severity: Severity = "error" if edit.type == CLOSED else "warning"
    message = (
        f"{edit.code} is an add-on code of type {edit.type} in {day.edits.says}, and none of its"
        f" {len(edit.primaries)} listed primary codes stands on {day.on.isoformat()}:"
        f" {_why(edit)}."
    )
    remedy = f"Report its primary where the record shows it ({named(edit.primaries)}), or leave"
    remedy += f" {edit.code} off; no modifier cures it."
    verdict = "no primary"
    if exempt:
        severity = "warning"
        remedy += f" Excepted: {exempt.says} ({exempt.source})."
    if known:
        sure = all(day.elsewhere[c] for c in known)
        severity, verdict = ("info" if sure else "warning"), "primary on another claim"
        message += f" {named(known)} stands on another claim of that day."
        remedy = "Report both on one claim" + ("." if sure else ", if one practitioner did both.")
    other_days = _other_days(edit, day)
    if other_days and not known:
        message += f" {other_days}"
    return _finding(edit, severity, verdict, message, remedy, day)


def _why(edit: AddOn) -> str:
    if edit.type == CLOSED:
        return "it is never paid without one"
    also = " accepts" if edit.others else " may accept"
    return f"it is paid only beside a primary, and the contractor{also} others than those listed"


def _other_days(edit: AddOn, day: Day) -> str:
    for line in day.scene.claim.lines:
        on = day.scene.day_of(line)
        if line.code in edit.primaries and on != day.on:
            return f"{line.code} stands on {on.isoformat()}; it must be of the same day."
    return ""


def _contractors(edit: AddOn, others: list[str], day: Day) -> Finding:
    said = f"{edit.code} is an add-on code of type 2 in {day.edits.says}: the contractor defines"
    said += " its primary codes, and the file lists none."
    if others:
        return _finding(
            edit, "info", "contractor defines", f"{said} Beside it stands {named(others)}.",
            "Ask the contractor whether that is a primary code for it.", day,
        )  # fmt: skip
    return _finding(
        edit, "warning", "stands alone", f"{said} No other procedure stands on that day.",
        f"Report the primary procedure, or leave {edit.code} off: an add-on code is never paid"
        " alone.", day,
    )  # fmt: skip


def _elsewhere_only(edit: AddOn, day: Day) -> Finding:
    return _finding(
        edit, "warning", "other setting",
        f"{edit.code} on a claim of setting {day.scene.setting}: the add-on code file says"
        f" “{edit.not_here}”.",
        "Check who bills the service; no modifier cures it.", day,
    )  # fmt: skip


def _finding(
    edit: AddOn, severity: Severity, verdict: str, message: str, remedy: str, day: Day
) -> Finding:
    lines = {place: line for place, line in day.lines.items() if line.code == edit.code}
    release = day.view.release
    notes = [n for n in edit.instructions if n != edit.not_here]
    noted = f" The file adds: {'; '.join(notes)}." if notes else ""
    return Finding(
        RULE.id, day.edits.at_most(severity), verdict, tuple(str(x) for x in lines.values()),
        f"{message}{noted}{day.edits.aside}{late(day.view, day.edits.family)}", remedy, release.id,
        Citation(release.title, f"add-on code {edit.code}", release.id, release.url or NCCI_URL),
        tuple(lines),
    )  # fmt: skip


def _checks(day: Day, *, plain: list[str], said: list[str]) -> list[Check]:
    release, on = day.view.release.id, day.on.isoformat()
    after = late(day.view, day.edits.family)
    told: list[str] = []
    if plain:
        told.append(f"no edit in edition {release} on {on}, no add-on code: {named(plain)}.")
    if said:
        told.append(f"edition {release} on {on}: {'; '.join(said[:12])}.")
    return [Check(RULE.id, release, f"{text}{after}") for text in told]
