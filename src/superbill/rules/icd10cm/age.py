"""`icd10cm.age`: a diagnosis that doesn't go with the patient's age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Scene
from superbill.rules.finding import Check, Finding
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_suffix(".yaml")

SOURCE = Citation(
    "Definitions of Medicare Code Edits", "edit 4, age conflict",
    url="https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/"
    "ms-drg-classifications-and-software",
)  # fmt: skip

RULE = Rule(
    id="icd10cm.age",
    title="Each diagnosis goes with the patient's age",
    payer="Medicare's lists, for stays; elsewhere a hint",
    source=SOURCE,
    grain="diagnoses",
)


@dataclass(frozen=True, slots=True)
class Band:
    """Ages, in whole years, both ends in, for the days of [start, end)."""

    band: str
    lowest: int
    highest: int
    start: date
    end: date | None = None

    def holds(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on < self.end)


@cache
def bands() -> tuple[Band, ...]:
    """The bands of age.yaml. Raises CardRefused for a fault of the file."""
    return tuple(build(Band, entry) for entry in read_yaml(FILE).items())


def check(scene: Scene) -> Outcome:
    """A warning for each diagnosis of a band in which the age doesn't lie. Of a Medicare stay the
    editor itself speaks (`mce.edits`), and its word is an error."""
    if not scene.claim.diagnoses:
        return Outcome()
    if scene.claim.patient.age is None:
        return Outcome((), (Check(RULE.id, None, "not judged: the patient's age is not stated"),))
    if scene.setting == "inpatient" and scene.payer == "medicare":
        return Outcome((), (Check(RULE.id, None, "judged by mce.edits"),))
    return by_guideline(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    age = diagnoses.scene.claim.patient.age
    assert age is not None
    for code in diagnoses.distinct:
        if not code.edits or code.bare.startswith("Z38"):
            continue  # of the birth record `icd10cm.newborn` speaks
        for band in bands():
            if band.band not in code.edits or not band.holds(diagnoses.scene.on):
                continue
            if not band.lowest <= age <= band.highest:
                yield finding(
                    RULE, f"not_{band.band}", (code,),
                    f"{code.code} is {_article(band.band)} {band.band} diagnosis"
                    f" (age {band.lowest} to {band.highest});"
                    f" the patient is {age} years old.",
                    "Check the age and the code.",
                    citation=SOURCE, severity="warning", release=code.decided_by,
                )  # fmt: skip


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
