"""The modifier of a procedure of which less was done, by setting, state of anesthesia and date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.citation import Citation
from superbill.dates import within
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_suffix(".yaml")

AnesthesiaState = Literal["given", "before", "before_room", "none_planned", "not_told"]
When = Literal["one_side", "both_sides", "stopped", "reduced", "professional"]


@dataclass(frozen=True, slots=True)
class ModifierRule:
    """One rule of modifiers.yaml, in force in [start, end)."""

    id: str
    when: When
    modifier: str
    settings: tuple[Literal["practitioner", "outpatient"], ...]
    anesthesia: Literal["any", "given", "before", "none_planned"]
    start: date
    end: date | None
    source: str
    locator: str
    says: str

    def citation(self) -> Citation:
        return Citation(self.source, f"{self.locator}: {self.says}")


@cache
def modifier_rules() -> tuple[ModifierRule, ...]:
    """The rules of modifiers.yaml. Raises CardRefused where the file is not as it should be."""
    return tuple(build(ModifierRule, entry) for entry in read_yaml(FILE).items())


def modifier_rule(
    when: When, *, setting: str, anesthesia: AnesthesiaState, on: date
) -> ModifierRule | None:
    """The rule that holds, or None where no rule does, or where it hangs on a state of
    anesthesia that the note doesn't tell."""
    for rule in modifier_rules():
        concerned = rule.when == when and setting in rule.settings
        if not concerned or not within(on, rule.start, rule.end):
            continue
        if rule.anesthesia in ("any", anesthesia):
            return rule
    return None
