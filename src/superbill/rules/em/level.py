"""`em.level`: faults of visits that the claim itself shows.

Whether a level is right depends on the note; no claim shows it, and this rule never says it. It
looks at what no note could justify.
"""

from __future__ import annotations

from datetime import date

from superbill.citation import Citation
from superbill.rules.claim import Earlier, Line, Scene
from superbill.rules.em.patient import SOURCE as THREE_YEARS
from superbill.rules.em.patient import within_three_years
from superbill.rules.em.visits import is_one_of, source
from superbill.rules.finding import Check, Finding, Severity
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="em.level",
    title="Visits agree with their modifiers, with each other and with the patient's history",
    payer="Medicare; CPT for new and established patients",
    source=Citation(
        "Medicare Claims Processing Manual, chapter 12", "section 30.6",
        url="https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/clm104c12.pdf",
    ),
)  # fmt: skip

SURGERY_DECIDED = "57"
DISTINCT = {"practitioner": "25", "outpatient": "27"}
Placed = tuple[int, Line]


def check(scene: Scene) -> Outcome:
    """Findings on the visits of a claim; no word where it has none."""
    if scene.setting not in ("practitioner", "outpatient"):
        return Outcome()
    visits = [
        (at, line)
        for at, line in enumerate(scene.claim.lines)
        if line.system == "cpt" and is_one_of("visits", line.code)
    ]
    if not visits:
        return Outcome()
    findings = [
        *(found for at, line in visits for found in _of_line(at, line)),
        *_same_day(visits, scene),
        *(found for at, line in visits for found in _seen_before(at, line, scene)),
    ]
    named = ", ".join(str(line) for _, line in visits)
    history = "" if scene.claim.earlier else "; no earlier services were at hand"
    result = f"{len(findings)} faults of visits" if findings else "no fault of visits"
    return Outcome(tuple(findings), (Check(RULE.id, None, f"{result}: {named}{history}"),))


def _of_line(at: int, line: Line) -> list[Finding]:
    found: list[Finding] = []
    if line.units > 1:
        found.append(
            _finding(
                "error", "units", [(at, line)],
                f"{line.code} is billed with {line.units} units; a visit is one.",
                "Bill one unit; a second visit that day is a line of its own.", source(),
            )
        )  # fmt: skip
    if SURGERY_DECIDED in line.modifiers and is_one_of("without_decision", line.code):
        found.append(
            _finding(
                "error", "no decision", [(at, line)],
                f"Modifier 57 says that {line.code} led to a decision for surgery, and the code"
                " stands for a visit without decision making.",
                "Bill the level that the note supports, or leave 57 off.", source(),
            )
        )  # fmt: skip
    return found


def _same_day(visits: list[Placed], scene: Scene) -> list[Finding]:
    """Two visits on one day by one provider."""
    days: dict[tuple[date, str | None], list[Placed]] = {}
    for at, line in visits:
        who = line.provider or scene.claim.provider
        days.setdefault((scene.day_of(line), who), []).append((at, line))
    distinct = DISTINCT[scene.setting]
    found: list[Finding] = []
    for (day, _), of_day in days.items():
        if len(of_day) < 2:
            continue
        marked = any(distinct in line.modifiers for _, line in of_day)
        severity: Severity = "info" if marked else "warning"
        codes = " and ".join(line.code for _, line in of_day)
        said = f"; modifier {distinct} is on one of them" if marked else ""
        found.append(
            _finding(
                severity, "two visits", of_day,
                f"{codes} are visits of one provider on {day.isoformat()}{said}.",
                f"Two are paid only where they are unrelated and separate: {distinct} on the"
                " second, and a note that shows both; never where an NCCI edit of the two has"
                " indicator 0 (see ncci.ptp). Else bill one visit for all of the day.",
                source(),
            )
        )  # fmt: skip
    return found


def _seen_before(at: int, line: Line, scene: Scene) -> list[Finding]:
    """A new-patient code for a patient whom the same provider saw within three years."""
    if not is_one_of("new", line.code):
        return []
    day = scene.day_of(line)
    seen = [e for e in scene.claim.earlier if within_three_years(e.on, day) and _face_to_face(e)]
    if not seen:
        return []
    provider = line.provider or scene.claim.provider
    same = [e for e in seen if provider is not None and e.provider == provider]
    unknown = [e for e in seen if provider is None or e.provider is None]
    if not same and not unknown:
        return []
    last = max(same or unknown, key=lambda e: e.on)
    certain = bool(same) and _certain(last)
    who = "the same provider" if same else "a provider who is not named"
    severity: Severity = "error" if certain else "warning"
    return [
        _finding(
            severity, "established", [(at, line)],
            f"{line.code} is for a new patient; {who} did {last.code} for the patient on"
            f" {last.on.isoformat()}, less than three years before {day.isoformat()}.",
            "Bill the visit of an established patient at the level that the note supports"
            + ("." if certain else ", unless the earlier service was of another group or specialty"
               " or not face to face."),
            THREE_YEARS,
        )
    ]  # fmt: skip


def _face_to_face(earlier: Earlier) -> bool:
    """Whether a service may have been face to face: tests, readings and supplies are not."""
    code = earlier.code
    if {"26", "TC"} & set(earlier.modifiers):
        return False
    return code[:1].isdigit() and not code.startswith(("7", "8"))


def _certain(earlier: Earlier) -> bool:
    """A visit or surgery is face to face by nature; of other medicine codes not all are."""
    return is_one_of("visits", earlier.code) or earlier.code[:1] in "123456"


def _finding(
    severity: Severity, verdict: str, lines: list[Placed], message: str, remedy: str,
    citation: Citation,
) -> Finding:  # fmt: skip
    return Finding(
        RULE.id, severity, verdict, tuple(str(line) for _, line in lines), message, remedy, None,
        citation, at=tuple(at for at, _ in lines),
    )  # fmt: skip
