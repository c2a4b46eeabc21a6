"""`code.setting`: the code of a line is of a system that its setting reports services in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.codesets.systems import SYSTEMS
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Scene, Setting
from superbill.rules.finding import Check, Finding, Severity
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_suffix(".yaml")
_URL = "https://www.ecfr.gov/current/title-45/part-162"
_BEGINNING = date.min

RULE = Rule(
    id="code.setting",
    title="Each line's code is of a system that its setting reports services in",
    payer="every payer (HIPAA code sets)",
    source=Citation("45 CFR 162.1002", "standard medical data code sets", url=_URL),
    grain="line",
)


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A system whose codes don't belong on lines of some settings, from `start` on."""

    system: str
    settings: tuple[Setting, ...]
    severity: Severity
    locator: str
    says: str
    remedy: str
    start: date = _BEGINNING


@cache
def misplaced() -> tuple[Misplaced, ...]:
    """The entries of setting.yaml. Raises CardRefused for a fault of the file."""
    return tuple(build(Misplaced, entry) for entry in read_yaml(FILE).items())


def check(scene: Scene) -> Outcome:
    """A finding for each line whose system doesn't belong to the setting."""
    if not scene.claim.lines:
        return Outcome()
    findings: list[Finding] = []
    for at, line in enumerate(scene.claim.lines):
        for entry in misplaced():
            if entry.system != line.system or scene.setting not in entry.settings:
                continue
            if scene.day_of(line) < entry.start:
                continue
            findings.append(
                Finding(
                    RULE.id, entry.severity, "wrong_system", (str(line),),
                    f"{line.code} is a code of {SYSTEMS[line.system].title} on a line of setting"
                    f" {scene.setting}: {entry.says}.",
                    entry.remedy, None, Citation("45 CFR", entry.locator, url=_URL), at=(at,),
                )
            )  # fmt: skip
    said = f"{len(findings)} found" if findings else "each system belongs to the setting"
    return Outcome(tuple(findings), (Check(RULE.id, None, said),))
