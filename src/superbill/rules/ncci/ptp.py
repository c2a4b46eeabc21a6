"""`ncci.ptp`: no line is denied beside another of the day by a procedure-to-procedure edit.

CMS, National Correct Coding Initiative Policy Manual for Medicare Services, chapter I, sections A
and E: with both codes of an edit on one day, by one provider for one patient, column 2 is denied.
Indicator 0: nothing cures it; 1: a modifier associated with the edits may, on either line, where
the record supports it. The edits are about coding, not about diagnoses or medical necessity.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations, product
from typing import NamedTuple

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.book import Table
from superbill.rules.claim import Line, Scene, Setting
from superbill.rules.finding import NOT_LOADED, Check, Finding
from superbill.rules.ncci.edits import NCCI_URL, Edits, date_range, edits_of, late, lines_together
from superbill.rules.ncci.ptp_edit import DELETED_BACK, PtpEdit, in_force, ptp_history
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="ncci.ptp",
    title="No line is denied beside another by a procedure-to-procedure edit",
    payer="Medicare; Medicaid has tables of its own; shown for commercial payers as a warning",
    source=Citation(
        "National Correct Coding Initiative Policy Manual for Medicare Services",
        "chapter I, sections A and E; procedure-to-procedure edits, quarterly", url=NCCI_URL,
    ),
    table="the NCCI PTP file",
)  # fmt: skip

SHOWN = 12


class Day(NamedTuple):
    """The lines of one day and the table that answers for it."""

    lines: dict[int, Line]
    view: Table
    edits: Edits
    on: date
    setting: Setting


def check(scene: Scene) -> Outcome:
    """A finding for each pair of codes with an edit in force on their day: an error where nothing
    cures it or nothing has, info where a permitted modifier stands. `checked` says which pairs
    have no edit, and which one that ended."""
    edits = edits_of("ptp", scene.payer, scene.setting)
    if edits is None:
        return Outcome()
    findings: list[Finding] = []
    checked: list[Check] = []
    for on, places in lines_together(scene):
        try:
            view = scene.book.table(edits.family, edits.table, on=on)
        except NotLoaded as missing:
            checked.append(Check(RULE.id, None, f"{NOT_LOADED}: {missing}"))
            continue
        lines = {place: scene.claim.lines[place] for place in places}
        found, said = _of_day(Day(lines, view, edits, on, scene.setting))
        findings += found
        checked += said
    return Outcome(tuple(dict.fromkeys(findings)), tuple(dict.fromkeys(checked)))


def _of_day(day: Day) -> tuple[list[Finding], list[Check]]:
    by_code: dict[str, list[int]] = {}
    for place, line in day.lines.items():
        by_code.setdefault(line.code, []).append(place)
    findings: list[Finding] = []
    none: list[str] = []
    ended: list[str] = []
    there: list[str] = []
    for one, other in combinations(by_code, 2):
        history = _both_orders(day, one, other)
        edits = [edit for rows in history if (edit := in_force(rows, day.on))]
        for edit in edits:
            there.append(f"{edit.column1} and {edit.column2}, indicator {edit.indicator}")
            findings += _findings(edit, by_code, day)
        if not edits and any(history):
            ended.append(_ended(*history, on=day.on))
        elif not edits:
            none.append(f"{one} and {other}")
    return findings, _checks(day, none=none, ended=ended, there=there)


def _both_orders(day: Day, one: str, other: str) -> tuple[tuple[PtpEdit, ...], ...]:
    rows = day.view.rows
    return ptp_history(rows, one, other), ptp_history(rows, other, one)


def _findings(edit: PtpEdit, by_code: dict[str, list[int]], day: Day) -> list[Finding]:
    """One finding for the pairs of lines that nothing cures, one for those that are cured."""
    pairs = list(product(by_code[edit.column1], by_code[edit.column2]))
    if edit.indicator == 0:
        return [_denied(edit, pairs, day)]
    told = {pair: _cured(edit, pair, day) for pair in pairs}
    uncured = [pair for pair in pairs if told[pair] is None]
    found = [_denied(edit, uncured, day)] if uncured else []
    cured = {pair: words for pair, words in told.items() if words is not None}
    return [*found, _standing(edit, cured, day)] if cured else found


def _cured(edit: PtpEdit, pair: tuple[int, int], day: Day) -> tuple[str, bool] | None:
    """Which modifiers of two lines bypass the edit, in words, and whether they fit."""
    first, second = (day.lines[place] for place in pair)
    if not first.modifiers and not second.modifiers:
        return None
    from superbill.rules.ncci.ptp_remedy import cured_words  # a claim without edits needs none

    return cured_words(edit, first.modifiers, second.modifiers, on=day.on, setting=day.setting)


def _denied(edit: PtpEdit, pairs: list[tuple[int, int]], day: Day) -> Finding:
    from superbill.rules.ncci.ptp_remedy import beside_zero, remedy

    zero = edit.indicator == 0
    first, second = (_modifiers(pairs, column, day) for column in (0, 1))
    message = (
        f"{edit.column2} is column 2 of {edit.column1} in {day.edits.says}, modifier indicator"
        f" {edit.indicator} ({date_range(edit.effective_date, edit.deletion_date)};"
        f" rationale: {edit.rationale or 'not stated'}): on one day, by one provider, it is denied"
        f" beside {edit.column1}{', whatever the modifier' if zero else ''}."
    )
    if zero:
        cure = beside_zero(edit, (*first, *second))
    else:
        cure = remedy(edit, first, on=day.on, setting=day.setting)
    return Finding(
        RULE.id, day.edits.at_most("error"), "bundled" if zero else "needs modifier",
        _written(pairs, day), f"{message}{day.edits.aside}{late(day.view, day.edits.family)}",
        cure, day.view.release.id, _citation(edit, day), _places(pairs),
    )  # fmt: skip


def _standing(edit: PtpEdit, told: dict[tuple[int, int], tuple[str, bool]], day: Day) -> Finding:
    words = " ".join(dict.fromkeys(said for said, _ in told.values()))
    fits = all(fit for _, fit in told.values())
    pairs = list(told)
    message = (
        f"{edit.column2} is column 2 of {edit.column1} in {day.edits.says}, modifier indicator"
        f" {edit.indicator} (rationale: {edit.rationale or 'not stated'}). {words}"
    )
    return Finding(
        RULE.id, "info", "modifier present" if fits else "modifier misplaced",
        _written(pairs, day), f"{message}{day.edits.aside}{late(day.view, day.edits.family)}",
        "Nothing to change where the record shows that the services were separate."
        if fits
        else "Report the modifier that fits where the record supports one, or none.",
        day.view.release.id, _citation(edit, day), _places(pairs),
    )  # fmt: skip


def _places(pairs: list[tuple[int, int]]) -> tuple[int, ...]:
    """Lines of column 1, then of column 2, each once."""
    return tuple(dict.fromkeys(pair[column] for column in (0, 1) for pair in pairs))


def _written(pairs: list[tuple[int, int]], day: Day) -> tuple[str, ...]:
    return tuple(str(day.lines[place]) for place in _places(pairs))


def _modifiers(pairs: list[tuple[int, int]], column: int, day: Day) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m for pair in pairs for m in day.lines[pair[column]].modifiers))


def _citation(edit: PtpEdit, day: Day) -> Citation:
    release = day.view.release
    place = f"column 1 {edit.column1}, column 2 {edit.column2}"
    return Citation(release.title, place, release.id, release.url or NCCI_URL)


def _ended(*histories: tuple[PtpEdit, ...], on: date) -> str:
    """What the table holds of a pair without an edit on the day."""
    rows = [edit for history in histories for edit in history]
    pair = f"{rows[0].column1} and {rows[0].column2}"
    if all(row.indicator == DELETED_BACK for row in rows):
        return f"{pair} (indicator 9: deleted back to its first day)"
    later = [r.effective_date for r in rows if r.effective_date and r.effective_date > on]
    last = [r.deletion_date for r in rows if r.deletion_date and r.deletion_date < on]
    if last:
        return f"{pair} (deleted, last day {max(last).isoformat()})"
    return f"{pair} (begins {min(later).isoformat()})" if later else f"{pair} (never in force)"


def _checks(day: Day, *, none: list[str], ended: list[str], there: list[str]) -> list[Check]:
    release, on = day.view.release.id, day.on.isoformat()
    after = late(day.view, day.edits.family)
    said: list[str] = []
    if none:
        said.append(f"no edit in edition {release} on {on}: {_listed(none)}")
    if ended:
        said.append(f"no edit in force in edition {release} on {on}: {_listed(ended)}")
    if there:
        said.append(f"edit in edition {release} on {on}: {_listed(there)}")
    if not said:
        said.append(f"one code on {on}: no pair to look up in edition {release}")
    return [Check(RULE.id, release, f"{text}.{after}" if after else text) for text in said]


def _listed(pairs: list[str]) -> str:
    rest = f"; and {len(pairs) - SHOWN} more pairs" if len(pairs) > SHOWN else ""
    return "; ".join(pairs[:SHOWN]) + rest
