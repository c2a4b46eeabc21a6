"""How a rule that looks at one line and its row of the fee schedule runs over a claim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.claim import Line, Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding
from superbill.rules.mpfs.fee_row import FeeRow, edition, fee_row, stale_words
from superbill.rules.mpfs.indicators import Consequence, Verdict
from superbill.rules.rule import Outcome, Rule

SYSTEMS = ("cpt", "hcpcs")
TABLE = "the physician fee schedule (PFS relative value file)"
PAYER = "Medicare"


class At(NamedTuple):
    """A line with its place in the claim, its day and its row."""

    scene: Scene
    place: int
    line: Line
    on: date
    row: FeeRow


@dataclass
class Told:
    """What a rule has found and looked at so far."""

    rule: Rule
    findings: list[Finding] = field(default_factory=list)
    said: dict[tuple[str, bool], list[str]] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)

    def outcome(self) -> Outcome:
        checks = [Check(self.rule.id, None, f"{NOT_LOADED}: {m}") for m in self.missing]
        checks += [
            Check(self.rule.id, release, self._result(release, stale=stale))
            for release, stale in self.said
        ]
        return Outcome(tuple(self.findings), tuple(checks))

    def _result(self, release: str, *, stale: bool) -> str:
        said = "; ".join(dict.fromkeys(self.said[release, stale]))
        late = stale_words(release) if stale else ""
        if any(f.release == release for f in self.findings):
            return f"found in edition {release}: {said}.{late}"
        return f"no edit in edition {release}: {said}.{late}"


def concerns(scene: Scene) -> bool:
    """Whether the claim is a practitioner's to Medicare, as the fee schedule's rules are."""
    return scene.setting == "practitioner" and scene.payer == "medicare"


def several(scene: Scene) -> bool:
    """Whether the claim tells of more than one service, which a rule about several needs."""
    return len(scene.claim.lines) > 1 or any(line.units > 1 for line in scene.claim.lines)


def over_lines(
    rule: Rule,
    scene: Scene,
    look: Callable[[At, Told], str],
    *,
    wants: Callable[[Line], bool] = lambda _line: True,
) -> Outcome:
    """Runs `look` over each line that the rule wants and the fee schedule holds.

    look: adds its findings and returns what it saw, in a few words; a line of which the edition
        at hand says nothing is told of as such; a missing edition is told of once
    """
    told = Told(rule)
    if concerns(scene):
        for place, line in enumerate(scene.claim.lines):
            if line.system in SYSTEMS and wants(line):
                _one(told, scene, place, line, look)
    return told.outcome()


def _one(told: Told, scene: Scene, place: int, line: Line, look: Callable[[At, Told], str]) -> None:
    on = scene.day_of(line)
    try:
        row = fee_row(scene.book, line.code, on=on, modifiers=line.modifiers)
        release = row.release if row else edition(scene.book, on=on)
    except NotLoaded as fault:
        told.missing[str(fault)] = None
        return
    if row is None:
        stale = scene.book.table("pfs", "pfs", on=on).stale
        told.said.setdefault((release, stale), []).append(f"{line.code} is not in it")
        return
    said = look(At(scene, place, line, on, row), told)
    told.said.setdefault((row.release, row.stale), []).append(said)


def tell(
    told: Told,
    at: At,
    name: str,
    found: Verdict | Consequence,
    *,
    places: tuple[int, ...] = (),
    before: str = "",
) -> None:
    """Adds the finding that a value of an indicator makes; nothing where it makes none.

    name: the indicator; places: of the lines concerned, where they are more than the line itself;
    before: a sentence to say before what the value says
    """
    if found.severity is None:
        return
    places = places or (at.place,)
    says = f"{before} {found.says}" if before else found.says
    told.findings.append(
        Finding(
            told.rule.id,
            found.severity,
            found.verdict,
            tuple(str(at.scene.claim.lines[place]) for place in places),
            f"{at.line.code}: {at.row.said(name)}. {says}{at.row.warning}",
            found.remedy,
            at.row.release,
            at.row.cited(name),
            places,
        )
    )


def by_modifier(told: Told, at: At, name: str, modifiers: tuple[str, ...]) -> str:
    """The findings that an indicator's value makes of each of these modifiers on the line, and
    what was seen in words."""
    value = at.row.meaning(name)
    said: list[str] = []
    for modifier in dict.fromkeys(m for m in at.line.modifiers if m in modifiers):
        found = value.verdict_on(modifier) if value else None
        if found is not None:
            tell(told, at, name, found)
        verdict = found.verdict if found else "not known"
        said.append(f"{at.line.code}-{modifier} {verdict}, indicator {at.row.indicator(name)}")
    return ", ".join(said) or f"{at.line.code} has indicator {at.row.indicator(name)}"


def on_schedule(id: str, title: str, locator: str, *, grain: str = "line") -> Rule:
    """A rule of the fee schedule. locator: where in its record layout or in the manual it is."""
    return Rule(
        id=id,
        title=title,
        payer=PAYER,
        source=Citation(
            "Medicare Physician Fee Schedule relative value file, record layout", locator,
            url="https://www.cms.gov/medicare/payment/fee-schedules/physician",
        ),
        table=TABLE,
        grain="line" if grain == "line" else "claim",
    )  # fmt: skip
