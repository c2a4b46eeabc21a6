"""The reductions for several services of one kind on one day: therapy, imaging, diagnostic tests.

`reductions(indicator, on)` gives the dated percentages of reductions.yaml, for payment; `reduced`
is the rule over a claim that `mpfs.therapy` and `mpfs.imaging` are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.dates import within
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.mpfs.judging import At, Told, over_lines, several
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Reduction:
    """One reduction. indicator: the multiple procedure indicator that it goes by; part: of the
    payment; percent: by which each after the dearest is reduced; days in [start, end)."""

    id: str
    indicator: str
    part: str
    percent: int
    start: date
    end: date | None
    says: str
    source: str
    locator: str


@cache
def _all() -> tuple[Reduction, ...]:
    return tuple(build(Reduction, entry) for entry in read_yaml(FILE).items())


def reductions(indicator: str | None, *, on: date) -> tuple[Reduction, ...]:
    """The reductions of a multiple procedure indicator on a day.

    >>> [(r.part, r.percent) for r in reductions("4", on=date(2016, 12, 31))]
    [('technical component', 50), ('professional component', 25)]
    """
    return tuple(r for r in _all() if r.indicator == indicator and within(on, r.start, r.end))


def reduced(rule: Rule, scene: Scene, indicators: tuple[str, ...]) -> Outcome:
    """One info finding for each indicator and day with two units or more, naming their lines."""
    if not several(scene):
        return Outcome()
    groups: dict[tuple[str, date], list[At]] = defaultdict(list)

    def look(at: At, _told: Told) -> str:
        indicator = at.row.indicator("multiple_procedure")
        if indicator in indicators:
            groups[indicator, at.on].append(at)
        return f"{at.line.code} has multiple procedure indicator {indicator}"

    outcome = over_lines(rule, scene, look)
    findings = [
        found
        for lines in groups.values()
        if sum(max(at.line.units, 0) for at in lines) > 1
        for found in _finding(rule, lines)
    ]
    return Outcome(tuple(findings), outcome.checked)


def _finding(rule: Rule, lines: list[At]) -> list[Finding]:
    first = lines[0]
    indicator = first.row.indicator("multiple_procedure")
    found = [r for r in reductions(indicator, on=first.on) if _has_part(r, lines)]
    if not found:
        return []
    says = "; ".join(f"the {r.part} of each after the dearest by {r.percent}%" for r in found)
    return [
        Finding(
            rule.id,
            "info",
            "reduced",
            tuple(str(at.line) for at in lines),
            f"{', '.join(dict.fromkeys(at.line.code for at in lines))} on {first.on.isoformat()}:"
            f" {first.row.said('multiple_procedure')}. Medicare reduces {says}.{first.row.warning}",
            "Nothing is to be done; bill each service in full and expect the reduction. A separate"
            " sitting needs the modifier that says so.",
            first.row.release,
            Citation(found[-1].source, found[-1].locator, first.row.release),
            tuple(at.place for at in lines),
        )
    ]


def _has_part(reduction: Reduction, lines: list[At]) -> bool:
    """Whether two of the lines or more claim the part that is reduced."""
    without = {"professional component": "TC", "technical component": "26"}.get(reduction.part)
    return sum(at.line.units for at in lines if without not in at.line.modifiers) > 1
