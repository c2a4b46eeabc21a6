"""What counts in a visit: the facts of medical decision making, and the codes that levels have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from superbill.citation import Citation
from superbill.rules.em.levels import CategoryName, Level, levels
from superbill.rules.em.mdm import DATA_LEVELS, Criterion, DataRule, criteria, mdm_named
from superbill.tools.context import Context
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class EmFacts:
    """problems, risk: each fact, how many of it reach which level (1 straightforward to 4 high)
    data: how many notes and tests reach limited and moderate, and how many categories extensive
    codes: of the kind of visit on the day, lowest first
    """

    category: str
    says: str
    on: date
    problems: tuple[Criterion, ...]
    risk: tuple[Criterion, ...]
    data: DataRule
    codes: tuple[Level, ...]
    citations: tuple[Citation, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "category": self.category,
            "says": self.says,
            "on": self.on.isoformat(),
            "problems": [_fact(one) for one in self.problems],
            "risk": [_fact(one) for one in self.risk],
            "data": {
                "limited": self.data.limited,
                "moderate": self.data.moderate,
                "categories_for_extensive": self.data.categories_for_extensive,
                "levels": {str(level): says for level, says in DATA_LEVELS.items()},
            },
            "codes": [
                {
                    "code": one.code,
                    "mdm": [mdm_named(level) for level in one.mdm],
                    "from_minutes": one.from_minutes,
                    "to_minutes": one.to_minutes,
                }
                for one in self.codes
            ],
            "citations": [c.as_dict() for c in self.citations],
        }


def _fact(one: Criterion) -> dict[str, Any]:
    return {
        "fact": one.fact,
        "at_least": one.at_least,
        "level": one.level,
        "mdm": mdm_named(one.level),
        "says": one.says,
    }


def em_facts(
    context: Context,
    category: Annotated[CategoryName, Says("the kind of visit", "office_established")],
    *,
    on: Annotated[date, Says("the date of service")],
) -> EmFacts:
    """Which facts count in a visit of a kind on a day, for which level, and the codes there are.

    Raises WrongUsage, and NotLoaded for a day before the levels.
    """
    del context
    table, known = levels(), criteria()
    codes = table.of(category, on=on)

    def usable(some: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        return tuple(c for c in some if c.start <= on and c.only in (None, category))

    sources = tuple(dict.fromkeys((*(table.citation(code) for code in codes), known.citation)))
    return EmFacts(
        category, table.categories[category].says, on, usable(known.problems), usable(known.risk),
        known.data, codes, sources,
    )  # fmt: skip
