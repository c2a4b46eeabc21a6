"""`opps.status`: what the outpatient system pays of a claim, by status indicator."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.claim import Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.opps.reading import Placed, concerns, placed
from superbill.rules.opps.statuses import stands_beside_comprehensive
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="opps.status",
    title="The outpatient status indicator lets Medicare pay the code",
    payer="Medicare",
    source=Citation(
        "42 CFR 419; OPPS Addendum B and D1", "status indicators and packaging",
        url="https://www.cms.gov/medicare/payment/prospective-payment-systems/hospital-outpatient",
    ),
    table="the OPPS Addendum B file",
)  # fmt: skip

NOTHING = "Nothing cures it on this claim."
_NOT_PAID: dict[str, tuple[Severity, str]] = {
    "B": ("error", "Bill the code that hospitals use for the service, if there is one."),
    "D": ("error", "Use the code that replaced it."),
    "E": ("error", f"{NOTHING} The patient may be billed after a notice."),
    "E1": ("error", f"{NOTHING} The patient may be billed after a notice."),
    "E2": ("error", f"{NOTHING} A later edition may price it."),
    "M": ("error", f"{NOTHING} Leave it off the hospital's claim."),
    "Y": ("error", "Bill it to the DME contractor."),
}


def check(scene: Scene) -> Outcome:
    """Findings for what is not paid (error), packaged or discounted (info); a check for the rest.

    Inpatient-only codes are opps.inpatient_only's. Conditional packaging looks at the other lines
    of the date or claim. A code that the addendum does not hold is a warning: it is not known.
    """
    if not concerns(scene):
        return Outcome()
    try:
        lines = placed(scene)
    except NotLoaded as missing:
        return Outcome((), (Check(RULE.id, None, f"{NOT_LOADED}: {missing}"),))
    findings = [found for line in lines if (found := _of_line(line, lines)) is not None]
    findings += _discounted(lines)
    said = {f.at[0] for f in findings if f.at}
    checked: dict[Check, None] = {}
    for line in lines:
        if line.at not in said and line.meaning is not None:
            result = f"{line.line}: status {line.status}, {line.meaning.says}, {line.release}"
            checked[Check(RULE.id, line.release, f"{result}{line.late}")] = None
    for release in {line.release: None for line in lines} if findings else {}:
        checked[Check(RULE.id, release, f"{len(findings)} lines with a finding in {release}")] = (
            None
        )
    return Outcome(tuple(findings), tuple(checked))


def _of_line(line: Placed, lines: tuple[Placed, ...]) -> Finding | None:
    if line.status is None:
        return _finding(
            "warning", "not published", line,
            f"{line.line.code} is not in {line.release}: how the outpatient system pays it is not"
            f" known{line.late}.",
            "Check the code and the date, or load the addendum of the quarter.",
        )  # fmt: skip
    meaning = line.meaning
    if meaning is None:
        return _finding(
            "warning", "status not known", line,
            f"{line.line.code} has status {line.status} in {line.release}, which is not explained"
            f" for {line.day.isoformat()}{line.late}.",
            "See Addendum D1 of the edition.",
        )  # fmt: skip
    if meaning.pays == "not paid":
        severity, remedy = _NOT_PAID[meaning.status]
        return _finding(
            severity, "not paid", line,
            f"{line.line.code} has status {line.status} in {line.release}: {meaning.says}"
            f"{line.late}.", remedy,
        )  # fmt: skip
    return None if meaning.pays == "inpatient only" else _packaged(line, lines)


def _packaged(line: Placed, lines: tuple[Placed, ...]) -> Finding | None:
    """Whether its payment is part of another's."""
    meaning = line.meaning
    if meaning is None:
        return None
    by = next((o for o in lines if _comprises(o, line)), None)
    if by is None and meaning.pays == "conditional":
        by = next((o for o in lines if _packages(o, line)), None)
    if by is None and meaning.pays != "packaged":
        return None
    other = f" beside {by.line.code} (status {by.status})" if by else ""
    return _finding(
        "info", "packaged", line,
        f"{line.line.code} has status {line.status} in {line.release} and is packaged{other}:"
        f" {meaning.says}{line.late}.",
        "Nothing is to be cured: it is reported, and its payment is in another's.",
    )  # fmt: skip


def _comprises(other: Placed, line: Placed) -> bool:
    """Whether `other` is a comprehensive service that takes the line in. Of several the one with
    the highest rate is paid (a complexity adjustment may raise it)."""
    if other.status != "J1" or other.at == line.at:
        return False
    if line.status == "J1":
        return (_rate(other), -other.at) > (_rate(line), -line.at)
    return not stands_beside_comprehensive(line.status or "")


def _packages(other: Placed, line: Placed) -> bool:
    meaning = line.meaning
    return (
        meaning is not None
        and other.at != line.at
        and (other.status or "") in meaning.packaged_by
        and (meaning.same == "claim" or other.day == line.day)
    )


def _discounted(lines: tuple[Placed, ...]) -> list[Finding]:
    """Several procedures with status T on one day: all but that with the highest rate at half
    (42 CFR 419.44(a))."""
    found: list[Finding] = []
    if any(line.status == "J1" for line in lines):
        return found
    for day in dict.fromkeys(line.day for line in lines):
        of_day = [line for line in lines if line.day == day and line.status == "T"]
        highest = max(of_day, key=lambda o: (_rate(o), -o.at), default=None)
        units = sum(line.line.units for line in of_day)
        for line in of_day:
            if units < 2 or (line is highest and line.line.units == 1) or highest is None:
                continue
            which = "all units but the first are" if line is highest else "it is"
            found.append(
                _finding(
                    "info", "discounted", line,
                    f"{line.line.code} has status T in {line.release} beside {highest.line.code}:"
                    f" {which} paid at 50 percent{line.late}.",
                    "Nothing is to be cured: the discount is the rule.",
                )
            )  # fmt: skip
    return found


def _rate(line: Placed) -> float:
    rate = line.row["payment_rate"] if line.row else None
    return float(rate) if rate is not None else 0.0


def _finding(severity: Severity, verdict: str, line: Placed, message: str, remedy: str) -> Finding:
    return Finding(
        RULE.id, severity, verdict, (str(line.line),), message, remedy, line.release,
        line.citation, at=(line.at,),
    )  # fmt: skip
