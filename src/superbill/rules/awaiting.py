"""Rules that wait for a table: each says so, once, on every claim that it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.citation import Citation
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.claim import Scene
from superbill.rules.finding import NOT_LOADED, Check
from superbill.rules.rule import Outcome, Rule

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A rule and what it concerns: systems of codes, settings and payers."""

    id: str
    title: str
    table: str
    payer: str
    systems: tuple[str, ...]
    settings: tuple[str, ...]
    payers: tuple[str, ...]
    source: str
    locator: str
    url: str

    def rule(self) -> Rule:
        source = Citation(self.source, self.locator, url=self.url)
        return Rule(self.id, self.title, self.payer, source, table=self.table)

    def concerns(self, scene: Scene) -> bool:
        systems = {system for _, system in scene.claim.coded()}
        return (
            scene.setting in self.settings
            and scene.payer in self.payers
            and not systems.isdisjoint(self.systems)
        )


@cache
def awaiting() -> tuple[Awaiting, ...]:
    """The rules of awaiting.yaml. Raises CardRefused where the file is not as it should be."""
    return tuple(build(Awaiting, entry) for entry in read_yaml(FILE).items())


def check(scene: Scene) -> Outcome:
    """`not loaded`, with the command, for each rule that concerns the claim."""
    return Outcome(
        (),
        tuple(
            Check(
                entry.id, None,
                f"{NOT_LOADED}: `superbill data import PATH` of {entry.table} loads it",
            )
            for entry in awaiting()
            if entry.concerns(scene)
        ),
    )  # fmt: skip
