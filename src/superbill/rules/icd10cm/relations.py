"""What the tabular list says of two codes: excluded, one before the other, or both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.instructions import WORDS, Instruction

MEANS = {
    "excludes1": "not together, unless the record shows that the two are unrelated",
    "excludes2": "both may be reported when the patient has both",
    "code_first": "{named} stands before {carrier}",
    "use_additional": "{named} is added after {carrier}",
    "code_also": "both may be needed; their order depends on the encounter",
}


class Relation(NamedTuple):
    """An instruction that holds at `carrier` and names `named`, both codes in display form."""

    carrier: str
    named: str
    instruction: Instruction

    @property
    def kind(self) -> str:
        return self.instruction.kind

    @property
    def means(self) -> str:
        return MEANS[self.kind].format(named=self.named, carrier=self.carrier)

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "carrier": self.carrier,
            "named": self.named,
            "at": self.instruction.at,
            "text": self.instruction.text,
            "means": self.means,
        }


def relation(one: Facts, other: Facts) -> tuple[Relation, ...]:
    """Every instruction of either code, at its own level or above it, that names the other; those
    of `one` first. The order of the two doesn't matter to what is found."""
    return (*_said(one, other), *_said(other, one))


def excluded(
    one: Facts, other: Facts, kind: str = "excludes1", *, below_blocks: bool = False
) -> Relation | None:
    """The first Excludes note of that kind between the two, whichever of them carries it.

    below_blocks: notes of chapters (`9`) and blocks (`I10-I1A`) are passed over
    """
    for carrier, named in ((one, other), (other, one)):
        for instruction in carrier.of_kind(kind):
            if below_blocks and is_high(instruction.at):
                continue
            if names(instruction, carrier, named):
                return Relation(carrier.code, named.code, instruction)
    return None


def is_high(at: str) -> bool:
    """Whether an instruction stands at a chapter (`9`) or a block (`I10-I1A`)."""
    return at.isdigit() or "-" in at


def names(instruction: Instruction, carrier: Facts, named: Facts) -> bool:
    """Whether an instruction that holds at `carrier` speaks of `named`.

    One inherited from a chapter may name a range in which both lie: it then says nothing of the
    two.
    """
    if named.bare[:1] not in instruction.letters:
        return False
    return any(
        r.covers_bare(named.bare) and not r.covers_bare(carrier.bare)
        for r in instruction.references
    )


def _said(carrier: Facts, named: Facts) -> Iterator[Relation]:
    for kind in WORDS:
        for instruction in carrier.of_kind(kind):
            if names(instruction, carrier, named):
                yield Relation(carrier.code, named.code, instruction)
