"""`coverage.consent`: Medicaid's consent to sterilization. Its dates are not on a claim."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.rules.claim import Line, Scene
from superbill.rules.coverage.sterilization import kind_of, purpose_of
from superbill.rules.finding import Check, Finding, Severity
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="coverage.consent",
    title="A sterilization of Medicaid has the consent that federal law asks for",
    payer="Medicaid",
    source=Citation(
        "42 CFR part 441, subpart F",
        "441.250 to 441.259",
        url="https://www.ecfr.gov/current/title-42/part-441/subpart-F",
    ),
)

CONSENT = (
    "Attach or keep the consent form HHS-687 as the state asks: signed at 21 or older, from 30 to"
    " 180 days before (72 hours in premature delivery or emergency abdominal surgery)."
    " `superbill tool consent_dates` judges the dates."
)
ACKNOWLEDGED = (
    "Attach or keep the patient's signed acknowledgement, given before, that it ends fertility, or"
    " the physician's certificate of an exception (42 CFR 441.255). HHS-687 is not the form for it."
)
NOTHING = "Nothing cures it: no consent under Medicaid was possible before that birthday."


def check(scene: Scene) -> Outcome:
    """A warning for each line that ends fertility and is not for disease alone, an error where the
    patient was under 21 on the day, or a hysterectomy was done for sterilization; a check for
    lines of which the diagnoses name no sterilization."""
    if scene.payer != "medicaid":
        return Outcome()
    findings: list[Finding] = []
    checked: dict[Check, None] = {}
    for at, line in enumerate(scene.claim.lines):
        kind = kind_of(line.code, line.system)
        if kind is None:
            continue
        purpose = purpose_of(line, scene.claim)
        if kind == "hysterectomy":
            findings.append(_hysterectomy(line, at, alone=purpose == "alone"))
        elif kind == "sterilization" or purpose != "not said":
            findings.append(_sterilization(line, at, scene))
        else:
            result = f"{line.code} names no sterilization as its purpose: no consent form is asked"
            checked[Check(RULE.id, None, result)] = None
    return Outcome(tuple(findings), tuple(checked))


def _sterilization(line: Line, at: int, scene: Scene) -> Finding:
    from superbill.rules.coverage.consent_dates import regulation  # only such a claim needs it

    day, age = scene.day_of(line), scene.claim.patient.age
    least = regulation().find("least_age", day)
    if age is not None and least is not None and age < least.value:
        return _finding(
            line, at, "error", "under 21",
            f"{line.code} ends fertility, and the patient is {age}: Medicaid pays only where"
            f" consent was given at {least.value} or older.",
            NOTHING, least.locator,
        )  # fmt: skip
    return _finding(
        line, at, "warning", "consent needed",
        f"{line.code} ends fertility: Medicaid pays only with a valid consent, whose dates are not"
        " on the claim.",
        CONSENT, "441.253, 441.257 and 441.258",
    )  # fmt: skip


def _hysterectomy(line: Line, at: int, *, alone: bool) -> Finding:
    if alone:
        return _finding(
            line, at, "error", "hysterectomy for sterilization",
            f"{line.code} is a hysterectomy with Z30.2 first: Medicaid does not pay one that is"
            " done for sterilization.",
            "Nothing cures it, unless the diagnosis is wrong: correct it only as the record says.",
            "441.255(a)",
        )  # fmt: skip
    return _finding(
        line, at, "warning", "acknowledgement needed",
        f"{line.code} is a hysterectomy: Medicaid pays only with the patient's acknowledgement that"
        " it ends fertility, which is not on the claim.",
        ACKNOWLEDGED, "441.255",
    )  # fmt: skip


def _finding(
    line: Line, at: int, severity: Severity, verdict: str, message: str, remedy: str, locator: str
) -> Finding:
    from superbill.rules.coverage.consent_dates import regulation

    citation = regulation().cited(f"42 CFR {locator}")
    return Finding(RULE.id, severity, verdict, (str(line),), message, remedy, None, citation, (at,))
