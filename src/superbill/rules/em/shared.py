"""`em.shared`: modifier FS, a visit that two practitioners of one group shared."""

from __future__ import annotations

from datetime import date

from superbill.citation import Citation
from superbill.errors import WrongUsage
from superbill.rules.claim import Line, Scene
from superbill.rules.em.visits import is_one_of
from superbill.rules.finding import Check, Finding
from superbill.rules.rule import Outcome, Rule

MODIFIER = "FS"
FIRST_DAY = date(2022, 1, 1)

RULE = Rule(
    id="em.shared",
    title="A split or shared visit (FS) is a visit in a facility",
    payer="Medicare",
    source=Citation(
        "42 CFR 415.140", "split (or shared) visits: in a facility setting, from 2022",
        url="https://www.ecfr.gov/current/title-42/section-415.140",
    ),
    grain="line",
)  # fmt: skip


def check(scene: Scene) -> Outcome:
    """A finding for each FS outside a facility, before its first day or on what is no visit; a
    check for the others; no word where there is no FS."""
    if scene.setting != "practitioner" or scene.payer != "medicare":
        return Outcome()
    findings: list[Finding] = []
    checked: dict[Check, None] = {}
    for at, line in enumerate(scene.claim.lines):
        if MODIFIER not in line.modifiers:
            continue
        found, said = _fault(line, scene)
        if found:
            findings.append(
                Finding(
                    RULE.id, "error", found, (str(line),), said,
                    "Bill the visit under the practitioner who did it, without FS.", None,
                    RULE.source, at=(at,),
                )
            )  # fmt: skip
        else:
            checked[Check(RULE.id, None, said)] = None
    return Outcome(tuple(findings), tuple(checked))


def _fault(line: Line, scene: Scene) -> tuple[str, str]:
    """The verdict, blank where there is no fault, and what to say."""
    day = scene.day_of(line)
    if day < FIRST_DAY:
        return "not yet", f"FS begins on {FIRST_DAY.isoformat()}; the day is {day.isoformat()}."
    if not is_one_of("visits", line.code) and line.code not in ("99291", "99292"):
        return "no visit", f"FS says that a visit was shared, and {line.code} is none."
    if line.pos is None:
        return "", f"{line}: no place of service to judge FS by"
    from superbill.rules.payment.places import place_of  # few lines are shared

    try:
        place = place_of(line.pos, on=day)
    except WrongUsage:
        return "", f"{line}: {line.pos} is not a place of service, so that FS can't be judged"
    if place.facility:
        return "", f"no fault of FS: {line} at place of service {place.code}, a facility"
    return "no facility", (
        f"FS is for visits in a facility; {line} has place of service {place.code}"
        f" ({place.name}), where a visit is one practitioner's own, or incident to a physician's."
    )
