"""`code.valid`: each service line's code is valid and billable on its date of service."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.rules.claim import Scene
from superbill.rules.code.judging import Asked, judge
from superbill.rules.rule import Outcome, Rule

SOURCE = Citation(
    "45 CFR 162.1000 and 162.1002", "standard medical data code sets",
    url="https://www.ecfr.gov/current/title-45/part-162",
)  # fmt: skip

RULE = Rule(
    id="code.valid",
    title="Each line's code is valid and billable on the date of service",
    payer="every payer (HIPAA code sets)",
    source=SOURCE,
    grain="line",
)


def check(scene: Scene) -> Outcome:
    """A finding for each line whose code isn't in force on its day; a check for each release that
    decided. Of diagnoses `code.diagnosis` speaks."""
    asked = (
        Asked(line.code, line.system, scene.day_of(line), str(line), (at,))
        for at, line in enumerate(scene.claim.lines)
    )
    return judge(RULE, asked, scene.book)
