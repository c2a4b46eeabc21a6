"""`modifier.liability`: GA, GX, GY and GZ, what Medicare does with them, and whether they agree
with the fee schedule's status."""

from __future__ import annotations

from datetime import date

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.claim import Scene
from superbill.rules.finding import Severity
from superbill.rules.modifier.judging import Marked, Told, over_marked
from superbill.rules.mpfs.fee_row import FeeRow, fee_row
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="modifier.liability",
    title="GA, GX, GY and GZ fit what Medicare will do with the line",
    payer="Medicare",
    source=Citation(
        "Medicare Claims Processing Manual (Pub. 100-04), chapters 1 and 30",
        "chapter 1, section 60.4; chapter 30, section 50",
    ),
    grain="line",
)  # fmt: skip

OF_NECESSITY = frozenset(("GA", "GZ"))
OF_LIABILITY = OF_NECESSITY | {"GX", "GY"}
NEVER_COVERED = "N"

GZ_DENIED_FROM = date(2011, 7, 1)
"""From this day Medicare denies lines with GZ of itself (CMS Transmittal 2148, CR 7228)."""


def check(scene: Scene) -> Outcome:
    """What each of them leads to, as info, and a warning where the status contradicts it."""
    if scene.payer != "medicare":
        return Outcome()
    return over_marked(RULE, scene, _look)


def _look(at: Marked, told: Told) -> None:
    marks = OF_LIABILITY.intersection(at.line.modifiers)
    if not marks:
        return
    if "GZ" in marks and at.on >= GZ_DENIED_FROM:
        _find(at, told, "info", "denied, provider liable",
              "GZ has Medicare deny the line of itself, and the provider is liable.",
              "Nothing cures it. A notice must be signed before the service (GA).")  # fmt: skip
    if "GY" in marks:
        _find(at, told, "info", "denied, patient liable",
              "GY has Medicare deny the line of itself, and the patient is liable.",
              "Leave GY out if Medicare should judge the service.")  # fmt: skip
    elif "GX" in marks and not OF_NECESSITY & marks:
        _find(at, told, "warning", "GX without GY",
              "GX tells of a voluntary notice for what Medicare never covers; GY, which says so,"
              " is missing.",
              "Append GY if Medicare never covers the service, else use GA.")  # fmt: skip
    if at.scene.setting == "practitioner":
        _against_status(at, told, marks)


def _against_status(at: Marked, told: Told, marks: frozenset[str]) -> None:
    try:
        row = fee_row(at.scene.book, at.line.code, on=at.on)
    except NotLoaded as fault:
        told.not_loaded(fault)
        return
    if row is None:
        return
    status = row.indicator("status")
    if status == NEVER_COVERED and OF_NECESSITY & marks:
        _find(at, told, "warning", "not a question of necessity",
              f"{row.said('status')}: GA and GZ are for what Medicare covers and may find not"
              f" necessary here.{row.warning}",
              "Use GY, with GX if a notice was given voluntarily.", row)  # fmt: skip
    else:
        told.check(f"{at.line.code} has status {status} in {row.release}", row.release)


def _find(
    at: Marked, told: Told, severity: Severity, verdict: str, message: str, remedy: str,
    row: FeeRow | None = None,
) -> None:  # fmt: skip
    told.find(at, severity, verdict, message, remedy, row.cited("status") if row else RULE.source)
