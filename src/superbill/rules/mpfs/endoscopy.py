"""`mpfs.endoscopy`: endoscopies of one family on one day, and their base code."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding, Severity
from superbill.rules.mpfs.judging import At, Told, on_schedule, over_lines, several
from superbill.rules.rule import Outcome

RULE = on_schedule(
    "mpfs.endoscopy",
    "Endoscopies of one family, and an endoscopy with its own base code",
    "multiple procedure indicator 3 and endoscopic base code; Claims Processing Manual,"
    " chapter 12, section 40.6",
    grain="claim",
)

FAMILY = "3"

ELSEWHERE = frozenset(("59", "XE", "XP", "XS", "XU", "58", "78", "79"))
"""Modifiers that say that the base code was another sitting, site or operation."""

Families = dict[tuple[str, date], list[At]]


def check(scene: Scene) -> Outcome:
    """For each family of a day: an error for the base code beside a member, as it is not paid
    separately, and an info for two members, with what payment does."""
    if not several(scene):
        return Outcome()
    lines: list[At] = []

    def look(at: At, _told: Told) -> str:
        lines.append(at)
        base = at.row.values["endoscopic_base"]
        return f"{at.line.code} has {'base code ' + base if base else 'no base code'}"

    outcome = over_lines(RULE, scene, look)
    members: Families = defaultdict(list)
    for at in lines:
        base = at.row.values["endoscopic_base"]
        if at.row.indicator("multiple_procedure") == FAMILY and base:
            members[base, at.on].append(at)
    findings: list[Finding] = []
    for (base, on), family in members.items():
        bases = [at for at in lines if at.line.code == base and at.on == on]
        findings += [_with_base(at, family) for at in bases]
        if len({at.line.code for at in family}) > 1:
            findings.append(_several(base, family))
    return Outcome(tuple(findings), outcome.checked)


def _with_base(base: At, family: list[At]) -> Finding:
    first = family[0]
    apart = bool(ELSEWHERE.intersection(base.line.modifiers))
    severity: Severity = "info" if apart else "error"
    says = (
        f"{base.line.code} carries a modifier that says that it was apart; else it would not be"
        " paid separately."
        if apart
        else f"{base.line.code} is its base code and is not paid separately beside it."
    )
    remedy = (
        "Keep the record that shows that it was apart."
        if apart
        else "Leave the base code out. Where the NCCI edit of the two has indicator 1 (see"
        " ncci.ptp), another sitting or site that the record shows sets it apart (XE, XS, 59);"
        " where it is 0, nothing does."
    )
    return Finding(
        RULE.id,
        severity,
        "base code apart" if apart else "base code included",
        (str(base.line), str(first.line)),
        f"{first.line.code}: {first.row.said('multiple_procedure')}, base code {base.line.code}."
        f" {says}{first.row.warning}",
        remedy,
        first.row.release,
        first.row.cited("multiple_procedure"),
        (base.place, first.place),
    )


def _several(base: str, family: list[At]) -> Finding:
    first = family[0]
    return Finding(
        RULE.id,
        "info",
        "endoscopy family",
        tuple(str(at.line) for at in family),
        f"{', '.join(dict.fromkeys(at.line.code for at in family))} are of one endoscopy family"
        f" (multiple procedure indicator 3, base code {base}). Medicare pays the dearest in full"
        " and of each other what it is worth beyond the base code, and ranks the family with"
        f" other procedures afterwards.{first.row.warning}",
        "Nothing is to be done; bill each in full and expect the difference to be paid.",
        first.row.release,
        first.row.cited("multiple_procedure"),
        tuple(at.place for at in family),
    )
