"""`mce.edits`: the Medicare Code Editor over a stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding, Severity
from superbill.rules.mce.editor import Discharge, Raised, edit
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_suffix(".yaml")

EDITOR = "mce 2026-10-01"
"""The release whose lists the package holds: version 44, which speaks of every day since ICD-10."""

_BEGAN = date(2015, 10, 1)
_URL = (
    "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/"
    "ms-drg-classifications-and-software"
)

RULE = Rule(
    id="mce.edits",
    title="The stay passes the Medicare Code Editor",
    payer="Medicare",
    source=Citation("Definitions of Medicare Code Edits", "version 44", EDITOR, _URL),
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: see edits.yaml."""

    name: str
    verdict: str
    words: str
    number: int
    of: Literal["any", "principal", "secondary", "diagnosis", "procedure", "patient"]
    severity: Severity
    start: date
    says: str
    remedy: str
    end: date | None = None


@cache
def known_edits() -> dict[str, Edit]:
    """The edits of edits.yaml by the editor's name. Raises CardRefused for a fault of the file."""
    return {e.name: e for e in (build(Edit, entry) for entry in read_yaml(FILE).items())}


def check(scene: Scene) -> Outcome:
    """A finding for each code that the editor edits; Medicare stays only. What it can't judge for
    want of age, sex, discharge status or the days of the stay, the check names."""
    if scene.setting != "inpatient" or scene.payer != "medicare" or not scene.claim.diagnoses:
        return Outcome()
    stay = discharge(scene)
    if stay.on < _BEGAN:
        result = f"{NOT_LOADED}: edits of ICD-9-CM claims (before {_BEGAN.isoformat()})"
        return Outcome((), (Check(RULE.id, None, result),))
    try:
        raised = edit(stay)
    except NotLoaded as missing:
        return Outcome((), (Check(RULE.id, None, f"{NOT_LOADED}: {missing}"),))
    findings = tuple(f for r in raised for f in _findings(r, scene))
    said = f"{len(findings)} found in {EDITOR}" if findings else f"no edit in edition {EDITOR}"
    lacking = _lacking(stay)
    without = f"; not judged for want of it: {', '.join(lacking)}" if lacking else ""
    return Outcome(findings, (Check(RULE.id, EDITOR, f"{said}{without}"),))


def discharge(scene: Scene) -> Discharge:
    """A claim as the editor takes it. The day of discharge is the stay's last, else the date of
    service."""
    claim = scene.claim
    last = claim.discharged or scene.on
    days = (last - claim.admitted).days if claim.admitted else None
    return Discharge(
        on=last,
        diagnoses=tuple(code.replace(".", "") for code in claim.diagnoses),
        procedures=tuple(line.code for line in claim.lines if line.system == "icd10pcs"),
        age=claim.patient.age,
        sex=claim.patient.sex,
        status=claim.patient.discharge_status,
        days=days,
    )


def _lacking(stay: Discharge) -> list[str]:
    named = {
        "age": stay.age, "discharge status": stay.status,
        "days of the stay": stay.days if stay.procedures else 0,
    }  # fmt: skip
    if stay.on < date(2024, 10, 1):
        named["sex"] = stay.sex
    return [name for name, value in named.items() if value is None]


def _findings(raised: Raised, scene: Scene) -> tuple[Finding, ...]:
    entry = known_edits().get(raised.name)
    if entry is None:
        return (_unworded(raised, scene),)
    if not raised.codes:
        return (_finding(entry, "", f"Edit {entry.number}, {entry.words}: {entry.says}.", scene),)
    return tuple(
        _finding(entry, code, f"{shown} {entry.says} (edit {entry.number}: {entry.words}).", scene)
        for code in raised.codes
        for shown in (_shown(code, scene),)
    )


def _finding(entry: Edit, code: str, message: str, scene: Scene) -> Finding:
    locator = f"edit {entry.number}, {entry.words}"
    return Finding(
        RULE.id, entry.severity, entry.verdict, _lines(code, scene), message, entry.remedy, EDITOR,
        Citation("Definitions of Medicare Code Edits", locator, EDITOR, _URL), at=_at(code, scene),
    )  # fmt: skip


def _unworded(raised: Raised, scene: Scene) -> Finding:
    """An edit that this version of superbill has no words for: said, not passed over."""
    codes = ", ".join(_shown(code, scene) for code in raised.codes)
    return Finding(
        RULE.id, "warning", raised.name.lower(), tuple(_shown(c, scene) for c in raised.codes),
        f"The editor raises {raised.name}{f' for {codes}' if codes else ''}.",
        "Look it up in the Definitions of Medicare Code Edits.", EDITOR, RULE.source,
    )  # fmt: skip


def _shown(code: str, scene: Scene) -> str:
    """The code as the claim has it, with its dot."""
    dotted = {c.replace(".", ""): c for c in scene.claim.diagnoses}
    return dotted.get(code, code)


def _lines(code: str, scene: Scene) -> tuple[str, ...]:
    at = _at(code, scene)
    if at:
        return tuple(str(scene.claim.lines[place]) for place in at)
    return (_shown(code, scene),) if code else ()


def _at(code: str, scene: Scene) -> tuple[int, ...]:
    lines = enumerate(scene.claim.lines)
    return tuple(at for at, line in lines if line.system == "icd10pcs" and line.code == code)
