"""`modifier.em_pair`: 25 and 57 on a visit have a procedure to be set apart from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.claim import Scene
from superbill.rules.global_period.calendar import window
from superbill.rules.modifier.code_groups import in_group
from superbill.rules.modifier.judging import SYSTEMS, Marked, Told, over_marked
from superbill.rules.mpfs.fee_row import fee_row
from superbill.rules.mpfs.judging import concerns
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="modifier.em_pair",
    title="A visit with 25 or 57 has a procedure to be set apart from",
    payer="Medicare; CPT for the rest",
    source=Citation(
        "NCCI Policy Manual, chapter I, section D;"
        " Medicare Claims Processing Manual (Pub. 100-04), chapter 12",
        "sections 30.6.6.B and C: 25 for minor procedures of the day, 57 for major surgery of the"
        " day or the next; for XXX procedures 25 only where an edit pairs the two",
    ),
    grain="claim",
)

SIZES = {"25": "minor", "57": "major"}
DAYS_AHEAD = {"25": 0, "57": 1}
"""How many days after the visit the procedure may be."""


def check(scene: Scene) -> Outcome:
    """An info for a visit whose modifier has nothing to be set apart from among the lines of the
    claim and the patient's other services at hand. A claim at hand may not be all there is."""
    if not concerns(scene):
        return Outcome()
    return over_marked(RULE, scene, _look)


def _look(at: Marked, told: Told) -> None:
    if not in_group(at.line.code, "em", on=at.on):
        return
    for modifier in SIZES:
        if modifier in at.line.modifiers:
            _judge(at, told, modifier)


def _judge(at: Marked, told: Told, modifier: str) -> None:
    others = [
        code for code, on in _others(at) if 0 <= (on - at.on).days <= DAYS_AHEAD[modifier]
    ]  # fmt: skip
    try:
        globals_of = [(code, _global(at, code)) for code in others]
    except NotLoaded as fault:
        told.not_loaded(fault)
        return
    sizes = {code: size for code, value in globals_of if (size := _size(value, at.on))}
    if SIZES[modifier] in sizes.values():
        told.check(f"{at.line.code}-{modifier} has a procedure to be set apart from")
        return
    told.find(
        at, "info", f"{modifier} with nothing to set apart",
        f"{at.line.code}-{modifier}: {_says(modifier, globals_of)}",
        f"Leave {modifier} out, unless another claim tells of such a procedure"
        f"{', or an NCCI edit pairs the visit with a service of the day' * (modifier == '25')}.",
        RULE.source,
    )  # fmt: skip


def _says(modifier: str, globals_of: list[tuple[str, str | None]]) -> str:
    when = "of that day" if modifier == "25" else "of that day or the next"
    says = f"no {SIZES[modifier]} procedure {when} is at hand."
    beside = ", ".join(f"{code} (global {value})" for code, value in globals_of if value)
    return f"{says} Beside it: {beside}." if beside else says


def _others(at: Marked) -> Iterator[tuple[str, date]]:
    for place, line in enumerate(at.scene.claim.lines):
        if place != at.place and line.system in SYSTEMS:
            yield line.code, at.scene.day_of(line)
    for other in at.scene.claim.earlier:
        yield other.code, other.on


def _global(at: Marked, code: str) -> str | None:
    row = fee_row(at.scene.book, code, on=at.on)
    return row.indicator("global") if row else None


def _size(value: str | None, on: date) -> str | None:
    found = window(value, on)
    return found.period.size if found else None
