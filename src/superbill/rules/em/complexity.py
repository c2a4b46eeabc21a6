"""`em.complexity`: G2211, the add-on for the complexity of an office visit in longitudinal care."""

from __future__ import annotations

from datetime import date

from superbill.citation import Citation
from superbill.rules.claim import Line, Scene
from superbill.rules.em.visits import is_one_of
from superbill.rules.finding import Check, Finding, Severity
from superbill.rules.rule import Outcome, Rule

CODE = "G2211"
PAID_FROM = date(2024, 1, 1)
PREVENTIVE_FROM = date(2025, 1, 1)

RULE = Rule(
    id="em.complexity",
    title="G2211 stands beside an office visit, and not beside modifier 25 where that bars it",
    payer="Medicare",
    source=Citation(
        "CY 2024 and CY 2025 PFS final rules", "88 FR 78818 and 89 FR 97710, section II.F.2",
        url="https://www.cms.gov/medicare/payment/fee-schedules/physician",
    ),
)  # fmt: skip


def check(scene: Scene) -> Outcome:
    """A finding for each G2211 that Medicare doesn't pay; no word where there is none."""
    if scene.setting != "practitioner" or scene.payer != "medicare":
        return Outcome()
    add_ons = [(at, line) for at, line in enumerate(scene.claim.lines) if line.code == CODE]
    findings: list[Finding] = []
    for at, line in add_ons:
        findings += _of_add_on(at, line, scene)
    if not add_ons:
        return Outcome()
    result = f"{len(findings)} faults" if findings else f"no fault of {CODE} and its office visit"
    return Outcome(tuple(findings), (Check(RULE.id, None, result),))


def _of_add_on(at: int, line: Line, scene: Scene) -> list[Finding]:
    day = scene.day_of(line)
    if day < PAID_FROM:
        return [
            _finding(
                "error", "not paid yet", (at,), (line,),
                f"{CODE} is paid from {PAID_FROM.isoformat()}; the day is {day.isoformat()}.",
                "Nothing cures it for that day.",
            )
        ]  # fmt: skip
    of_day = [
        (place, other)
        for place, other in enumerate(scene.claim.lines)
        if scene.day_of(other) == day and place != at
    ]
    visits = [(p, v) for p, v in of_day if is_one_of("office", v.code)]
    if not visits:
        return [
            _finding(
                "error", "no office visit", (at,), (line,),
                f"{CODE} adds to an office visit (99202 to 99215), and none is billed that day.",
                "Bill it with its office visit, or leave it off.",
            )
        ]  # fmt: skip
    marked = [(p, v) for p, v in visits if "25" in v.modifiers]
    if not marked or len(marked) < len(visits):
        return []
    return _with_25(at, line, marked[0], [other.code for _, other in of_day], day)


def _with_25(
    at: int, line: Line, visit: tuple[int, Line], others: list[str], day: date
) -> list[Finding]:
    where, marked = visit
    said = f"{CODE} is not paid beside {marked}, which carries modifier 25"
    if day < PREVENTIVE_FROM:
        return [
            _finding(
                "error", "beside 25", (at, where), (line, marked), f"{said}.",
                "Leave the add-on off; 25 stays where the procedure needs it.",
            )
        ]  # fmt: skip
    if any(is_one_of("preventive", code) for code in others):
        return []
    # Our list of preventive services is not complete: a person must look.
    return [
        _finding(
            "warning", "beside 25", (at, where), (line, marked),
            f"{said}, unless a Part B preventive service or the giving of a vaccine is billed"
            " that day; none that this rule knows of is.",
            "Leave the add-on off, unless another line is on CMS's list (transmittal 13015,"
            " attachment A).",
        )
    ]  # fmt: skip


def _finding(
    severity: Severity, verdict: str, at: tuple[int, ...], lines: tuple[Line, ...], message: str,
    remedy: str,
) -> Finding:  # fmt: skip
    return Finding(
        RULE.id, severity, verdict, tuple(str(line) for line in lines), message, remedy, None,
        RULE.source, at=at,
    )  # fmt: skip
