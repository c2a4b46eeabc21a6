"""What stays in mind between the clauses of a note: scopes, devices, sides, the last thing done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.clauses import Clause
from superbill.notes.events import Event
from superbill.notes.frames import Things
from superbill.notes.narrative import wording
from superbill.notes.sides import merged, opposite
from superbill.notes.values import Mention, Side

_PRONOUN_FIRST = re.compile(r"\W*(?:(?:and|then)\s+)?(?:it|this|these|they|those)\b", re.IGNORECASE)
_PLURAL = re.compile(
    r"(?:tubes|ostia|orifices|openings|cornua|ovaries|fimbriae|adnexae|segments)$", re.IGNORECASE
)


@dataclass(slots=True)
class Mind:
    """What stays between clauses; changed by the walk alone."""

    lexicon: Lexicon
    scopes: list[str] = field(default_factory=list[str])
    device: str | None = None
    targets: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    last: Event | None = None
    run: list[Event] = field(default_factory=list[Event])
    at_tube: bool = False
    scope_spoken_of: str | None = None
    repeating: bool = False
    clause: Things = field(default_factory=Things)
    clause_sides: tuple[Side, ...] = ()
    approached: set[str] = field(default_factory=set[str])

    def things(self, clause: Clause) -> Things:
        """What the clause names, or where it names nothing, what its sentence named before."""

        def ids(kind: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(
                m.concept for m in clause.of(kind)
                if kind == "approach" or not inside(m, clause.of("procedure"))
            ))  # fmt: skip

        things = Things(ids("site"), ids("target"), ids("device"), ids("approach"))
        if _PRONOUN_FIRST.match(clause.text) and not (things.targets or things.devices):
            return replace(things, targets=self.targets)
        return replace(self.clause, approaches=things.approaches) if things.empty else things

    def sides_of(self, clause: Clause) -> tuple[Side, ...]:
        """The sides that the clause speaks of: its own, the other one, else those in mind."""
        if clause.sides:
            return merged(w.side for w in clause.sides)
        other = wording().other_side.search(clause.text)
        if other and len(self.sides) == 1:
            turned = opposite(self.sides[0])
            if turned:
                return (turned,)
        sided = wording().plain.sided_sites
        for m in clause.of("site"):
            if m.concept in sided and _PLURAL.search(m.evidence.text):
                return ("bilateral",)
        return self.clause_sides or self.sides

    def remember(
        self, clause: Clause, things: Things, sides: tuple[Side, ...], told: Sequence[Event]
    ) -> None:
        """Keeps what the next clauses may leave out."""
        self.clause = Things(things.sites, things.targets, things.devices)
        if clause.sides or "fallopian_tube" in things.sites:
            self.clause_sides = sides
            self.sides = sides
        elif wording().other_side.search(clause.text):
            self.clause_sides = (
                sides  # For this sentence: the next `other side` counts from before.
            )
        tubal = [d for d in things.devices if is_tubal(d, self.lexicon)]
        self.device = tubal[-1] if tubal else self.device
        self.targets = things.targets or self.targets
        if things.sites:
            self.at_tube = "fallopian_tube" in things.sites
        for event in told:
            self.at_tube = self.at_tube or event.frame.site == "fallopian_tube"
            if event.status == "done" and event.sides:
                self.run = [*(e for e in self.run if e.sides == event.sides), event]
            if event.status in ("done", "attempted", "failed") and event.frame.action != "inspect":
                self.last = event


def is_tubal(device: str, lexicon: Lexicon) -> bool:
    """Whether leaving the device in place closes the tube."""
    return lexicon.term("device", device).effect.get("site") == "fallopian_tube"


def inside(mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether its words are a part of another's."""
    e = mention.evidence
    return any(o.evidence.start <= e.start and e.end <= o.evidence.end for o in others)
