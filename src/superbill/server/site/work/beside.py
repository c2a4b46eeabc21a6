"""What stands beside the list: the E/M level by the coder's own facts, the DRG of a stay, the
payment of a practitioner's lines. Each is a tool's answer, or the sentence why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from superbill.errors import SuperbillError
from superbill.rules.drg.answer import Drg
from superbill.rules.em.levels import Category, Level, levels
from superbill.rules.em.mdm import Criterion, criteria, mdm_named
from superbill.rules.payment.claim import ClaimPayment
from superbill.rules.payment.places import Place, places
from superbill.server.site.work.bench import Bench
from superbill.server.site.work.work import Visit
from superbill.tools.context import Context
from superbill.tools.drg import OLDEST, drg
from superbill.tools.em import EmByMdm, EmByTime, em_by_mdm, em_by_time
from superbill.tools.payment import payment

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fact:
    """A kind of problem or risk that may be ticked. says: for how many of it, in words."""

    fact: str
    says: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """A level of decision making. cells: of problems, data and risk, whether each reaches it, and
    the facts where it is just that level; chosen: the visit's level"""

    level: str
    code: Level | None
    cells: tuple[tuple[bool, tuple[str, ...]], ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class EmTable:
    """The form of a visit and its answers."""

    visit: Visit
    categories: tuple[Category, ...]
    problems: tuple[Fact, ...]
    risk: tuple[Fact, ...]
    by_mdm: EmByMdm | None
    by_time: EmByTime | None
    rows: tuple[Row, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    em: EmTable
    drg: Drg | None
    payment: ClaimPayment | None
    missing: str
    places: tuple[Place, ...]


def beside(context: Context, bench: Bench) -> Beside:
    """The answers for the setting; `missing` is the sentence where a table or a fact lacks."""
    encounter = bench.work.encounter
    group: Drg | None = None
    paid: ClaimPayment | None = None
    missing = ""
    try:
        if encounter.setting == "inpatient":
            group = _group(context, bench)
        elif encounter.setting == "practitioner":
            paid = _paid(context, bench)
    except SuperbillError as fault:
        missing = str(fault)
    known = tuple(p for p in places()[0].values() if p.start <= encounter.on)
    return Beside(em_table(context, bench.work.visit, encounter.on), group, paid, missing, known)


def _group(context: Context, bench: Bench) -> Drg | None:
    encounter = bench.work.encounter
    stay = [s.entry for s in bench.diagnoses if not s.refused and s.entry.system == "icd10cm"]
    if not stay:
        return None
    indicators = tuple(e.poa for e in stay)
    return drg(
        context, stay[0].code, on=encounter.on,
        secondary=tuple(e.code for e in stay[1:]),
        procedures=tuple(s.entry.code for s in bench.lines
                         if not s.refused and s.entry.system == "icd10pcs"),
        poa=indicators if any(indicators) else (),
        sex=encounter.sex or None,  # type: ignore[arg-type]
        age=encounter.age if encounter.age is None or encounter.age <= OLDEST else None,
        discharge_status=encounter.discharged or None,
    )  # fmt: skip


def _paid(context: Context, bench: Bench) -> ClaimPayment | None:
    lines = tuple(
        s.entry.written for s in bench.lines
        if not s.refused and s.entry.system in ("cpt", "hcpcs", "cdt")
    )  # fmt: skip
    if not lines:
        return None
    encounter = bench.work.encounter
    return payment(
        context, lines, on=encounter.on, pos=encounter.pos, locality=encounter.locality or None
    )


def em_table(context: Context, visit: Visit, on: date) -> EmTable:
    """The grid that the coder fills. Nothing of it is read from the note."""
    known = criteria()
    faults: list[str] = []
    by_mdm = _answer(faults, lambda: em_by_mdm(
        context, visit.category, on=on,  # type: ignore[arg-type]
        problems=tuple(fact for fact, n in visit.problems for _ in range(n)), risk=visit.risk,
        notes_reviewed=visit.notes, tests=visit.tests, historian=visit.historian,
        interpreted=visit.interpreted, discussed=visit.discussed,
    )) if visit.category and visit.problems else None  # fmt: skip
    minutes = visit.minutes
    by_time = (
        _answer(faults, lambda: em_by_time(context, visit.category, minutes, on=on))  # type: ignore[arg-type]
        if visit.category and minutes is not None
        else None
    )
    return EmTable(
        visit, tuple(levels().categories.values()),
        _facts(known.problems, visit.category, on, dict(visit.problems)),
        _facts(known.risk, visit.category, on, dict.fromkeys(visit.risk, 1)),
        by_mdm, by_time, _rows(by_mdm, on), tuple(faults),
    )  # fmt: skip


def _answer(faults: list[str], ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except SuperbillError as fault:
        faults.append(str(fault))
        return None


def _facts(
    known: tuple[Criterion, ...], category: str, on: date, counts: dict[str, int]
) -> tuple[Fact, ...]:
    usable = [c for c in known if c.start <= on and c.only in (None, category)]
    names = dict.fromkeys(c.fact for c in usable)
    return tuple(
        Fact(name, tuple(c.says for c in usable if c.fact == name), counts.get(name, 0))
        for name in names
    )


def _rows(answer: EmByMdm | None, on: date) -> tuple[Row, ...]:
    """The table of the four levels, the highest last."""
    if answer is None:
        return ()
    decision = answer.decision
    listed = levels().of(answer.category, on=on)
    return tuple(
        Row(
            mdm_named(level),
            next((v for v in listed if level in v.mdm), None),
            tuple((e.level >= level, e.because if e.level == level else ())
                  for e in decision.elements),
            level == decision.level,
        )
        for level in (1, 2, 3, 4)
    )  # fmt: skip
