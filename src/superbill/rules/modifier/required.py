"""`modifier.required`: a modifier that a line can't do without, where data says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.dates import within
from superbill.errors import NotLoaded
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Line, Payer, Scene, Setting
from superbill.rules.finding import Severity
from superbill.rules.modifier.code_groups import in_group
from superbill.rules.modifier.judging import SYSTEMS, Marked, Told
from superbill.rules.mpfs.fee_row import FeeRow, fee_row
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_suffix(".yaml")

RULE = Rule(
    id="modifier.required",
    title="A line carries the modifiers that its service needs",
    payer="Medicare",
    source=Citation("superbill rules", "rules/modifier/required.yaml, each with its source"),
    grain="claim",
)

THERAPY = "5"
DISCARDED = "JW"


@dataclass(frozen=True, slots=True)
class Required:
    """about: `therapy`, `drugs`, or a modifier; one_of: what the line needs one of."""

    id: str
    about: str
    one_of: tuple[str, ...]
    severity: Severity
    verdict: str
    says: str
    remedy: str
    payers: tuple[Payer, ...]
    settings: tuple[Setting, ...]
    start: date
    source: str
    locator: str
    end: date | None = None


@cache
def required() -> tuple[Required, ...]:
    """All of required.yaml. Raises CardRefused."""
    return tuple(build(Required, entry) for entry in read_yaml(FILE).items())


def check(scene: Scene) -> Outcome:
    """A finding for each modifier that is missing. Of anatomic modifiers nothing is said, as no
    data at hand states which codes need one. Parameters: required.yaml."""
    told = Told(RULE)
    for place, line in enumerate(scene.claim.lines):
        if line.system in SYSTEMS:
            _look(Marked(scene, place, line, scene.day_of(line)), told)
    return told.outcome()


def _look(at: Marked, told: Told) -> None:
    scene = at.scene
    for entry in required():
        asked = scene.payer in entry.payers and scene.setting in entry.settings
        if not asked or not within(at.on, entry.start, entry.end):
            continue
        if not _is_about(at, told, entry):
            continue
        if set(entry.one_of) & set(at.line.modifiers) or _has_discarded_line(at, entry):
            told.check(f"{at.line.code} carries one of {', '.join(entry.one_of)}")
        else:
            _missing(at, told, entry)


def _missing(at: Marked, told: Told, entry: Required) -> None:
    row = _row(at) if entry.about == "therapy" else None
    says = f" ({row.said('multiple_procedure')})" if row else ""
    told.find(
        at, entry.severity, entry.verdict,
        f"{at.line.code}: {entry.says}{says}.{row.warning if row else ''}", entry.remedy,
        Citation(entry.source, entry.locator, row.release if row else None),
    )  # fmt: skip


def _is_about(at: Marked, told: Told, entry: Required) -> bool:
    """Whether the line is one of those, as far as is known."""
    if entry.about == "drugs":
        return in_group(at.line.code, "drugs", on=at.on)
    if entry.about != "therapy":
        return entry.about in at.line.modifiers
    try:
        row = _row(at)
    except NotLoaded as fault:
        told.not_loaded(fault)
        return False
    return row is not None and row.indicator("multiple_procedure") == THERAPY


def _row(at: Marked) -> FeeRow | None:
    return fee_row(at.scene.book, at.line.code, on=at.on)


def _has_discarded_line(at: Marked, entry: Required) -> bool:
    """The administered line needs no JZ where another tells what was discarded of the drug."""
    return DISCARDED in entry.one_of and any(
        DISCARDED in line.modifiers and _same_drug(line, at) for line in at.scene.claim.lines
    )


def _same_drug(line: Line, at: Marked) -> bool:
    return line.code == at.line.code and at.scene.day_of(line) == at.on
