"""`code.diagnosis`: each diagnosis code is valid and billable on the date of service."""

from __future__ import annotations

from superbill.rules.claim import Scene
from superbill.rules.code.judging import Asked, judge
from superbill.rules.code.valid import SOURCE
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="code.diagnosis",
    title="Each diagnosis code is valid and billable on the date of service",
    payer="every payer (HIPAA code sets)",
    source=SOURCE,
    grain="diagnoses",
)


def check(scene: Scene) -> Outcome:
    """A finding for each diagnosis that isn't in force; a check for each release that decided."""
    codes = dict.fromkeys(scene.claim.diagnoses)
    asked = (Asked(code, "icd10cm", scene.on, code) for code in codes)
    return judge(RULE, asked, scene.book)
