"""`code.diagnosis`: each diagnosis code is valid and billable on the date of service."""

from __future__ import annotations

from datetime import date

from superbill.codesets.systems import Reading, readings
from superbill.errors import NotLoaded
from superbill.rules.book import RuleBook
from superbill.rules.claim import Scene
from superbill.rules.code.judging import Asked, judge
from superbill.rules.code.valid import SOURCE
from superbill.rules.icd10cm.first_day import FIRST_DAY
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
    asked = (Asked(code, _system(code, scene), scene.on, code) for code in codes)
    return judge(RULE, asked, scene.book)


def _system(code: str, scene: Scene) -> str:
    """ICD-10-CM, or before its first day ICD-9-CM for a code that is one of it: `V25.2` has the
    form of both."""
    if scene.on >= FIRST_DAY:
        return "icd10cm"
    return diagnosis_on(code, scene.book, scene.on).system


def diagnosis_on(text: str, book: RuleBook, on: date) -> Reading:
    """The diagnosis that `text` names on a day: by its form alone since ICD-10-CM began, before it
    the code that was in force, else what its form says. Raises WrongUsage where it has the form of
    no diagnosis."""
    if on >= FIRST_DAY:
        return readings(text, "icd10cm")[0]
    found = [r for r in readings(text) if r.system in ("icd10cm", "icd9cm")]
    return next((r for r in found if _in_force(r, book, on)), None) or (
        found[0] if found else readings(text, "icd10cm")[0]
    )


def _in_force(reading: Reading, book: RuleBook, on: date) -> bool:
    try:
        return book.status(reading.code, reading.system, on=on).active
    except NotLoaded:
        return False
