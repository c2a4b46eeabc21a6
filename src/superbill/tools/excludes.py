"""What the tabular list says of several diagnoses together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Annotated, Any

from superbill.codesets.shelf import LOADS
from superbill.codesets.systems import readings
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.icd10cm.facts import Facts, facts_of
from superbill.rules.icd10cm.first_day import FIRST_DAY
from superbill.rules.icd10cm.relations import Relation, relation
from superbill.tools.context import Context
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class PairRelations:
    """Two diagnoses and every instruction that names one at the other, at any level."""

    one: str
    other: str
    relations: tuple[Relation, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "codes": [self.one, self.other],
            "relations": [r.as_dict() for r in self.relations],
        }


@dataclass(frozen=True, slots=True)
class ExcludesAnswer:
    """The pairs of a list of diagnoses. release: the tabular list that was read; stale: the day is
    later than it speaks of; unknown: codes that it doesn't hold on the day."""

    on: date
    codes: tuple[str, ...]
    pairs: tuple[PairRelations, ...]
    release: str
    stale: bool
    unknown: tuple[str, ...]

    @property
    def together(self) -> bool:
        """Whether no Excludes1 note stands between any two; not that they may be reported: the
        record decides that."""
        kinds = (r.kind for p in self.pairs for r in p.relations)
        return not any(kind == "excludes1" for kind in kinds)

    def as_dict(self) -> dict[str, Any]:
        none = f"no Excludes1 note between them in edition {self.release}"
        return {
            "on": self.on.isoformat(),
            "codes": list(self.codes),
            "pairs": [p.as_dict() for p in self.pairs if p.relations],
            "pairs_without": [[p.one, p.other] for p in self.pairs if not p.relations],
            "answer": none if self.together else "an Excludes1 note stands between some of them",
            "release": self.release,
            "stale": self.stale,
            "unknown": list(self.unknown),
        }


def excludes_check(
    context: Context,
    codes: Annotated[tuple[str, ...], Says("two or more ICD-10-CM codes", "E11.9")],
    *,
    on: Annotated[date, Says("the date of service")],
) -> ExcludesAnswer:
    """Every Excludes1, Excludes2, code first, use additional and code also between diagnoses.

    Notes are read at each code and at every level above it, in both directions. Raises WrongUsage
    for fewer than two codes and for what is no code, NotLoaded where no tabular list is at hand.
    """
    read = read_diagnoses(context, codes, on=on)
    distinct = tuple({f.code: f for f in read}.values())
    if len(distinct) < 2:
        raise WrongUsage("Two diagnoses or more are needed.", remedy="Name them in `codes`.")
    pairs = tuple(
        PairRelations(a.code, b.code, relation(a, b)) for a, b in combinations(distinct, 2)
    )
    return ExcludesAnswer(
        on, tuple(f.code for f in read), pairs, read[0].release or "",
        any(f.stale for f in read), tuple(f.code for f in distinct if f.status == "unknown"),
    )  # fmt: skip


def read_diagnoses(context: Context, codes: tuple[str, ...], *, on: date) -> tuple[Facts, ...]:
    """The facts of diagnoses as people write them. Raises WrongUsage, and NotLoaded before
    ICD-10-CM began and where its tabular list is not at hand."""
    if on < FIRST_DAY:
        raise NotLoaded(
            f"On {on.isoformat()} diagnoses are in ICD-9-CM, whose notes superbill does not hold.",
            remedy=f"ICD-10-CM begins on {FIRST_DAY.isoformat()}.",
        )
    found = tuple(facts_of(context.book, readings(code, "icd10cm")[0].code, on) for code in codes)
    if any(f.release is None for f in found):
        raise NotLoaded(
            "The tabular list of ICD-10-CM is not loaded.",
            remedy=f"Load it with: {LOADS['icd10cm']}.",
        )
    return found
