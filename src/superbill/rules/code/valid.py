"""`code.valid`: every code of a claim is valid and billable on the date of service."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.codesets.answers import Status
from superbill.codesets.shelf import LOADS
from superbill.codesets.systems import SYSTEMS
from superbill.errors import NotLoaded
from superbill.rules.claim import Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="code.valid",
    title="Each code is valid and billable on the date of service",
    payer="every payer (HIPAA code sets)",
    source=Citation(
        "45 CFR 162.1000 and 162.1002", "standard medical data code sets",
        url="https://www.ecfr.gov/current/title-45/part-162",
    ),
)  # fmt: skip

SHOWN = 5


def check(scene: Scene) -> Outcome:
    """A finding for each code that isn't in force, a check for each release that decided."""
    findings: list[Finding] = []
    checked: dict[Check, None] = {}
    valid: dict[tuple[str, bool], list[str]] = {}
    for code, system in scene.claim.coded():
        try:
            status = scene.book.status(code, system, on=scene.on)
        except NotLoaded as missing:
            checked[Check(RULE.id, None, f"{NOT_LOADED}: {missing}")] = None
            continue
        if _list_missing(status):
            result = f"{NOT_LOADED}: {code}. Load it with: {LOADS[system]}"
            checked[Check(RULE.id, None, result)] = None
        elif status.active:
            valid.setdefault((status.confirmed_by or "", status.stale), []).append(code)
        else:
            findings.append(_finding(status, scene))
    for (release, stale), codes in valid.items():
        checked[Check(RULE.id, release, _said(codes, release, stale=stale, scene=scene))] = None
    return Outcome(tuple(findings), tuple(checked))


def _list_missing(status: Status) -> bool:
    """Nobody who could know the code has been asked: that is not the same as a wrong code."""
    return status.status == "unknown" and status.release is None and not status.confirmed_by


def _said(codes: list[str], release: str, *, stale: bool, scene: Scene) -> str:
    by = "by the knowledge card alone" if release == "card" else f"in {release}"
    late = "; later than that edition speaks of" if stale else ""
    return f"valid on {scene.on.isoformat()} {by}: {', '.join(codes)}{late}"


def _finding(status: Status, scene: Scene) -> Finding:
    day = scene.on.isoformat()
    system = SYSTEMS[status.system].title
    near = _nearest(status, scene)
    severity: Severity = "error"
    if status.status == "header":
        message = f"{status.code} is a heading of {system}; a code below it must be used."
        remedy = f"Use the code below it that the record supports{near}."
    elif status.status == "deleted":
        last = f" (valid until {status.end.isoformat()}, exclusive)" if status.end else ""
        message = f"{status.code} is no longer valid on {day}{last}."
        remedy = f"Use the code that replaced it{near}."
    elif status.status == "future":
        first = f"; it begins on {status.start.isoformat()}" if status.start else ""
        message = f"{status.code} is not yet valid on {day}{first}."
        remedy = "Use the code that was valid on the date of service."
    else:
        message = f"{status.code} is not a code of {system} that is known on {day}."
        remedy = f"Check the code{near}."
        severity = "error" if status.release else "warning"
    return Finding(
        RULE.id, severity, status.status, (status.code,),
        f"{message} {status.message}".strip(), remedy, status.release,
        Citation(system, status.code, status.release),
    )  # fmt: skip


def _nearest(status: Status, scene: Scene) -> str:
    concept = scene.book.concept(status.code, status.system, on=scene.on)
    near = [r.code for r in (*concept.nearest, *concept.children) if r.code != status.code]
    if not near:
        return ""
    more = f" and {len(near) - SHOWN} more" if len(near) > SHOWN else ""
    return f": {', '.join(near[:SHOWN])}{more}"
