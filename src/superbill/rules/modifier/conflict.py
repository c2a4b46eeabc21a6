"""`modifier.conflict`: modifiers that contradict each other on one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.dates import within
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Payer, Scene, Setting
from superbill.rules.finding import Severity
from superbill.rules.modifier.judging import Marked, Told, over_marked, shown
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_suffix(".yaml")

RULE = Rule(
    id="modifier.conflict",
    title="Modifiers on one line do not contradict each other",
    payer="each pair says whose it is: CPT, NCCI or Medicare",
    source=Citation("superbill rules", "rules/modifier/conflict.yaml, each with its source"),
    grain="line",
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Modifiers that don't stand together: one of `one` with one of `other`, or any two of `one`
    where `other` is empty. Dates of service in [start, end)."""

    id: str
    one: tuple[str, ...]
    severity: Severity
    says: str
    remedy: str
    whose: str
    source: str
    locator: str
    other: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    settings: tuple[Setting, ...] = ("practitioner", "outpatient", "dme")
    payers: tuple[Payer, ...] = ("medicare", "medicaid", "commercial")

    def found(self, modifiers: tuple[str, ...]) -> tuple[str, ...]:
        """The modifiers of the line that contradict each other; none where they don't."""
        distinct = tuple(dict.fromkeys(modifiers))
        first = tuple(m for m in distinct if m in self.one)
        if not self.other:
            return first if len(first) > 1 else ()
        second = tuple(m for m in distinct if m in self.other and m not in first)
        return (*first, *second) if first and second else ()


@cache
def conflicts() -> tuple[Conflict, ...]:
    """All of conflict.yaml. Raises CardRefused."""
    return tuple(build(Conflict, entry) for entry in read_yaml(FILE).items())


def check(scene: Scene) -> Outcome:
    """A finding for each contradiction. Parameters: conflict.yaml."""
    return over_marked(RULE, scene, _look, least=2)


def _look(at: Marked, told: Told) -> None:
    scene = at.scene
    for entry in conflicts():
        if scene.setting not in entry.settings or scene.payer not in entry.payers:
            continue
        found = entry.found(at.line.modifiers) if within(at.on, entry.start, entry.end) else ()
        if found:
            told.find(
                at, entry.severity, f"{shown(found)} together",
                f"{shown(found)} on one line: {entry.says} ({entry.whose})", entry.remedy,
                Citation(entry.source, entry.locator),
            )  # fmt: skip
    if not any(at.place in f.at for f in told.findings):
        told.check(f"no contradiction among {shown(at.line.modifiers)}")
