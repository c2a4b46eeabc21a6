"""`payment.charge`: a charge below the fee schedule, which pays the lower of the two."""

from __future__ import annotations

from decimal import Decimal

from superbill.citation import Citation
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.book import Table
from superbill.rules.claim import Line, Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="payment.charge",
    title="The charge is not below Medicare's fee",
    payer="Medicare",
    source=Citation(
        "42 CFR 414.21", "payment is the lower of the actual charge and the fee schedule amount",
        url="https://www.ecfr.gov/current/title-42/section-414.21",
    ),
    table="the physician fee schedule (PFS relative value file)",
    grain="line",
)  # fmt: skip

MOST_UNITS = 9_999

_HIGH = Decimal(45)
"""Above every conversion factor since 1992, for a file that states none."""

MARGIN = Decimal("1.05")
"""Factors of one year differ by less (by 1.7 percent in 2024)."""

REMEDY = (
    "Nothing is denied for it: Medicare pays the lower of charge and fee. Check the charge if it"
    " was not meant; a corrected claim may follow."
)


def check(scene: Scene) -> Outcome:
    """An info for each line whose charge is below what the fee schedule pays for the line alone,
    by national amounts; lines without a charge say nothing."""
    if scene.setting != "practitioner" or scene.payer != "medicare":
        return Outcome()
    charged = [(at, ln) for at, ln in enumerate(scene.claim.lines) if _has_charge(ln)]
    findings: list[Finding] = []
    checked: dict[Check, None] = {}
    for at, line in charged:
        try:
            found, check_made = _compared(line, at, scene)
        except NotLoaded as missing:
            return Outcome((), (Check(RULE.id, None, f"{NOT_LOADED}: {missing}"),))
        findings += [found] if found else []
        checked[check_made] = None
    return Outcome(tuple(findings), tuple(checked))


def _has_charge(line: Line) -> bool:
    charge = line.charge
    return charge is not None and charge.is_finite() and 1 <= line.units <= MOST_UNITS


def _compared(line: Line, at: int, scene: Scene) -> tuple[Finding | None, Check]:
    day = scene.day_of(line)
    view = scene.book.table("pfs", "pfs", on=day)
    release = view.release.id
    late = (
        f"; answered by {release}, which ends before {day.isoformat()}: load a newer one with"
        " superbill data import PATH"
        if view.stale
        else ""
    )
    charge = line.charge or Decimal(0)
    if charge >= _no_fee_is_above(line, view):
        return None, Check(RULE.id, release, f"{line}: charge not below any fee in {release}{late}")
    from superbill.rules.payment.claim import pay  # only low charges need the fees

    places, said = _places(line, scene)
    paid = [pay(scene.book, (_without_charge(line),), on=day, pos=place) for place in places]
    only = min((p.lines[0] for p in paid), key=lambda one: one.amount or Decimal(0))
    if only.amount is None or only.verdict != "paid":
        result = f"{line}: no fee in {release} to compare ({only.reason}){late}"
        return None, Check(RULE.id, release, result)
    if charge >= only.amount:
        result = f"{line}: charge not below the national fee {only.amount} ({said}), {release}"
        return None, Check(RULE.id, release, f"{result}{late}")
    message = (
        f"The charge of {line}, {line.charge}, is below Medicare's national fee of"
        f" {only.amount} ({said}){late}."
    )
    found = Finding(
        RULE.id, "info", "below fee", (str(line),), message, REMEDY, release,
        Citation(view.release.title, f"{line.code}, {only.steps[0].formula}", release),
        at=(at,),
    )  # fmt: skip
    result = f"{line}: charge below the national fee in {release}{late}"
    return found, Check(RULE.id, release, result)


def _no_fee_is_above(line: Line, view: Table) -> Decimal:
    """Dollars that no fee of the line exceeds: most charges are well above, and need no more.

    Two sides in full are the most that a modifier adds.
    """
    most = Decimal(0)
    for row in view.rows.find(line.code):
        expense = max(row["pe_nonfacility_rvu"] or 0, row["pe_facility_rvu"] or 0)
        total = expense + (row["work_rvu"] or 0) + (row["mp_rvu"] or 0)
        factor = max(row["conversion_factor"] or 0, row["conversion_factor_qualifying"] or 0)
        most = max(most, total * (factor or _HIGH))
    return most * MARGIN * line.units * (2 if "50" in line.modifiers else 1)


def _places(line: Line, scene: Scene) -> tuple[tuple[str, ...], str]:
    """The places to price at, and how to say so. Where the place isn't known the lower fee of both
    is taken, so that nothing is said that one of them would not bear out."""
    from superbill.rules.payment.places import place_of

    try:
        place = place_of(line.pos or "", on=scene.day_of(line))
    except WrongUsage:
        return ("11", "22"), "the lower one, as the place of service is not known"
    return (place.code,), "facility" if place.facility else "non-facility"


def _without_charge(line: Line) -> Line:
    return Line(line.code, line.system, line.modifiers, line.units, line.on, line.pos)
