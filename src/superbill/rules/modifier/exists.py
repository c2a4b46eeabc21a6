"""`modifier.exists`: each modifier is one, and is in force on the date of service."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.codesets.answers import Status
from superbill.codesets.shelf import LOADS, MODIFIER
from superbill.errors import NotLoaded
from superbill.rules.claim import Scene
from superbill.rules.finding import Severity
from superbill.rules.modifier.code_groups import in_group
from superbill.rules.modifier.judging import Marked, Told, over_marked
from superbill.rules.modifier.known import Known, is_cpt, known
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="modifier.exists",
    title="Each modifier exists on the date of service",
    payer="every payer (HIPAA code sets)",
    source=Citation(
        "45 CFR 162.1002", "HCPCS and CPT, with their modifiers",
        url="https://www.ecfr.gov/current/title-45/part-162",
    ),
    grain="line",
)  # fmt: skip

AMBULANCE = frozenset("DEGHIJNPRSX")
"""Letters of origin and destination, which stand together as one modifier on ambulance lines
(Medicare Claims Processing Manual, Pub. 100-04, chapter 15, section 30.A)."""

OWN_LIST = Citation("superbill's own list of modifiers", "rules/modifier/known")


def check(scene: Scene) -> Outcome:
    """An error for a modifier that is none on the day; a warning where the edition at hand is too
    old to know. HCPCS modifiers by the imported HCPCS file, CPT modifiers, and those of no file at
    hand, by the project's own dated list."""
    return over_marked(RULE, scene, _look)


def _look(at: Marked, told: Told) -> None:
    for modifier in dict.fromkeys(at.line.modifiers):
        if _is_journey(at, modifier):
            told.check(f"{modifier} is an origin and a destination on {at.line.code}")
        elif is_cpt(modifier):
            _by_own_list(at, told, modifier)
        else:
            _by_file(at, told, modifier)


def _is_journey(at: Marked, modifier: str) -> bool:
    return AMBULANCE.issuperset(modifier) and in_group(at.line.code, "ambulance", on=at.on)


def _by_own_list(at: Marked, told: Told, modifier: str) -> None:
    """CPT modifiers: the list holds them all."""
    entry = known(modifier)
    if entry is None:
        message = f"{modifier} is no CPT modifier that is known."
        remedy = "Check the modifier."
        told.find(at, "error", "unknown modifier", message, remedy, OWN_LIST)
        return
    _by_entry(at, told, modifier, entry)


def _by_entry(at: Marked, told: Told, modifier: str, entry: Known) -> None:
    day = at.on.isoformat()
    standing = entry.standing(at.on)
    if standing == "in force":
        told.check(f"{modifier} is in force on {day} by the project's own list")
    elif standing == "not known":
        told.check(f"whether {modifier} was in force before {entry.start.isoformat()} is not known")
    else:
        when = entry.start if standing == "not yet" else entry.end
        word = "begins on" if standing == "not yet" else "ended on"
        remedy = "Use what was valid on the date of service, or leave it out."
        message = f"{modifier} {word} {when}; the date of service is {day}."
        told.find(at, "error", f"modifier {standing}", message, remedy, entry.citation)


def _by_file(at: Marked, told: Told, modifier: str) -> None:
    entry = known(modifier)
    try:
        status = at.scene.book.status(modifier, MODIFIER, on=at.on)
    except NotLoaded as fault:
        if entry is not None:
            _by_entry(at, told, modifier, entry)
        else:
            told.not_loaded(fault, f"{modifier}: ")
        return
    if status.active:
        late = ", an edition older than the day" if status.stale else ""
        told.check(f"{modifier} is in force in {status.release}{late}", status.release)
    elif status.status == "unknown" and entry is not None and status.stale:
        _by_entry(at, told, modifier, entry)
    else:
        _not_in_force(at, told, modifier, status)


def _not_in_force(at: Marked, told: Told, modifier: str, status: Status) -> None:
    severity: Severity = "error"
    day = at.on.isoformat()
    if status.status == "deleted":
        message = f"{modifier} ended on {status.end}; the date of service is {day}."
    elif status.status == "future":
        message = f"{modifier} begins on {status.start}; the date of service is {day}."
    else:
        message = f"{modifier} is no modifier of {status.release}."
        if status.stale:
            severity = "warning"
            message += (
                f" That edition is older than {day}; load a newer one with: {LOADS['hcpcs']}."
            )
    told.find(
        at, severity, f"modifier {status.status}".replace("modifier unknown", "unknown modifier"),
        message, "Check the modifier, and the date of service.",
        Citation("HCPCS Level II", f"modifier {modifier}", status.release),
    )  # fmt: skip
