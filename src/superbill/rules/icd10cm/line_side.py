"""`icd10cm.line_side`: the side of a line's modifier is that of its diagnosis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.codesets.shelf import LOADS
from superbill.errors import NotLoaded
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Line, Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding
from superbill.rules.icd10cm.facts import Facts, facts_of
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.sides import side
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_suffix(".yaml")

RULE = Rule(
    id="icd10cm.line_side",
    title="The side of a line's modifier is that of its diagnosis",
    payer=EVERY_PAYER,
    source=guideline("I.B.13"),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A side and the modifiers that state it."""

    side: Literal["left", "right"]
    modifiers: tuple[str, ...]


@cache
def sides_of_modifiers() -> dict[str, str]:
    """The side of each modifier. Raises CardRefused for a fault of line_side.yaml."""
    entries = (build(Stated, entry) for entry in read_yaml(FILE).items())
    return {modifier: e.side for e in entries for modifier in e.modifiers}


def check(scene: Scene) -> Outcome:
    """A warning for each line whose modifiers state one side where every sided diagnosis that it
    points to (all of the claim where it points to none) states the other."""
    sided = [(at, line, s) for at, line in enumerate(scene.claim.lines) if (s := _stated(line))]
    if not sided or not scene.claim.diagnoses:
        return Outcome()
    try:
        findings = tuple(
            _finding(at, line, stated, other)
            for at, line, stated in sided
            if (other := _opposite(line, stated, scene)) is not None
        )
    except NotLoaded as missing:
        return Outcome((), (Check(RULE.id, None, f"{NOT_LOADED}: {missing}"),))
    said = f"{len(findings)} found" if findings else "no contradiction"
    return Outcome(findings, (Check(RULE.id, None, f"{said} for {len(sided)} lines with a side"),))


def _stated(line: Line) -> str | None:
    """The one side that a line's modifiers state; None for none, and for both."""
    known = sides_of_modifiers()
    stated = {known[m] for m in line.modifiers if m in known}
    return stated.pop() if len(stated) == 1 and "50" not in line.modifiers else None


def _opposite(line: Line, stated: str, scene: Scene) -> Facts | None:
    """A diagnosis of the other side, where no diagnosis of the line is of the stated one."""
    pointed = line.dx or scene.claim.diagnoses
    found = tuple(_sided(pointed, scene))
    if not found or any(side(f.title) in (stated, "bilateral") for f in found):
        return None
    return found[0]


def _sided(codes: tuple[str, ...], scene: Scene) -> Iterator[Facts]:
    for code in codes:
        facts = facts_of(scene.book, code, scene.on)
        if side(facts.title) is not None:
            yield facts


def _finding(at: int, line: Line, stated: str, other: Facts) -> Finding:
    late = f" A newer edition is loaded with: {LOADS['icd10cm']}." if other.stale else ""
    return Finding(
        RULE.id, "warning", "other_side", (str(line), other.code),
        f"The modifiers of {line} say {stated}, and {other.code} says {side(other.title)}"
        f" ({other.title}).{late}",
        "Correct the one that the record doesn't support, or point the line to its diagnosis.",
        other.decided_by, guideline("I.B.13"), at=(at,),
    )  # fmt: skip
