"""`modifier.discarded`: a line with JW stands beside the line of the drug that was given."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.rules.claim import Scene
from superbill.rules.modifier.judging import Marked, Told, over_marked
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="modifier.discarded",
    title="Discarded drug stands beside the drug that was given",
    payer="Medicare",
    source=Citation(
        "Medicare Claims Processing Manual (Pub. 100-04), chapter 17",
        "section 40: the discarded amount on a line of its own",
    ),
    grain="claim",
)


def check(scene: Scene) -> Outcome:
    """A warning for JW without a line of the same drug and day without it, and an error for JW and
    JZ of one drug and day on two lines."""
    if scene.payer != "medicare" or scene.setting not in ("practitioner", "outpatient", "dme"):
        return Outcome()
    return over_marked(RULE, scene, _look)


def _look(at: Marked, told: Told) -> None:
    if "JW" not in at.line.modifiers:
        return
    given = [
        line
        for line in at.scene.claim.lines
        if line.code == at.line.code
        and at.scene.day_of(line) == at.on
        and "JW" not in line.modifiers
    ]
    if not given:
        told.find(
            at, "warning", "discarded without given",
            f"{at.line.code}-JW tells of a discarded amount; no line of this claim tells of the"
            " amount that was given that day.",
            "Put the amount given on a line without JW, and the discarded amount on another.",
            RULE.source,
        )  # fmt: skip
    elif any("JZ" in line.modifiers for line in given):
        told.find(
            at, "error", "JW and JZ",
            f"{at.line.code} has a line with JW and one with JZ that day: something was left, or"
            " nothing was.",
            "Leave JZ out, unless the two lines are of different containers that the record tells"
            " apart.",
            RULE.source,
        )  # fmt: skip
    else:
        told.check(f"{at.line.code}-JW stands beside the amount that was given")
