"""`modifier.em`: 24, 25, 27 and 57 stand on visits only, and visits carry no modifier that is for
procedures."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.rules.claim import Scene
from superbill.rules.finding import Severity
from superbill.rules.modifier.code_groups import groups_of, in_group
from superbill.rules.modifier.judging import Marked, Told, over_marked
from superbill.rules.modifier.known import Known, known
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="modifier.em",
    title="Modifiers of visits stand on visits, and those of procedures do not",
    payer="CPT; Medicare follows it",
    source=Citation(
        "CPT appendix A; Medicare Claims Processing Manual (Pub. 100-04), chapter 12",
        "sections 30.6.6 and 40.2; numbers of codes in rules/modifier/code_groups.yaml",
    ),
    grain="line",
)

OF_VISITS = frozenset(("24", "25", "27", "57"))

SURE = ("surgery", "radiology", "laboratory", "anesthesia")
"""Sections whose codes are certainly no visits; of others a warning is all that can be said."""


def check(scene: Scene) -> Outcome:
    """An error, or a warning where the code's section leaves a doubt. Parameters: `groups` and
    `never` in known/*.yaml."""
    return over_marked(RULE, scene, _look)


def _look(at: Marked, told: Told) -> None:
    visit = in_group(at.line.code, "em", on=at.on)
    for modifier in dict.fromkeys(at.line.modifiers):
        entry = known(modifier)
        if entry is None:
            continue
        if modifier in OF_VISITS and not visit:
            _not_a_visit(at, told, modifier, entry)
        elif visit and "em" in entry.never:
            told.find(
                at, "error", "not on a visit",
                f"{modifier} ({entry.title}) is for procedures; {at.line.code} is a visit."
                f" {entry.never_says}",
                "Leave it out.", entry.citation,
            )  # fmt: skip
        elif modifier in OF_VISITS:
            told.check(f"{modifier} stands on a visit, {at.line.code}")


def _not_a_visit(at: Marked, told: Told, modifier: str, entry: Known) -> None:
    sections = [g for g in groups_of(at.line.code, on=at.on) if g in SURE]
    severity: Severity = "error" if sections else "warning"
    of = f" of {sections[0]}" if sections else ""
    told.find(
        at, severity, "only on a visit",
        f"{modifier} ({entry.title}) is for visits; {at.line.code} is a code{of} and not of a"
        " visit.",
        f"Put {modifier} on the visit. {entry.outside_says}", entry.citation,
    )  # fmt: skip
