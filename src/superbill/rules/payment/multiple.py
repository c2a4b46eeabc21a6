"""Several procedures on one day: ranks of surgery, and families of endoscopies.

Source: RVU25D documentation, multiple procedure indicators 2 and 3; Medicare Claims Processing
Manual, chapter 12, section 40.6. The highest is paid in full, the second to fifth at half, those
after the fifth by report. Of endoscopies with one base the highest is paid in full, each other by
what it adds to the base; the base beside another of its family is paid nothing more. A family is
then ranked as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.rules.payment.amounts import amount
from superbill.rules.payment.fee import fee_of
from superbill.rules.payment.line import ASSISTANTS, Priced, Ways
from superbill.rules.payment.step import Step, cents, plain

RANKED = 5


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is paid of a line in all. unpriced: units after the fifth rank, which are by report."""

    amount: Decimal
    steps: tuple[Step, ...] = ()
    unpriced: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ranked:
    """One rank, or as many as the line has units: lines with the amount that each brings."""

    members: tuple[tuple[Priced, Decimal], ...]
    count: int

    @property
    def value(self) -> Decimal:
        return sum((value for _, value in self.members), Decimal(0))


def ranked(lines: tuple[Priced, ...], ways: Ways) -> dict[int, Reduced]:
    """What is paid of each line of surgery (indicators 2 and 3), by the line's place. Lines of
    the surgeon and of an assistant are ranked apart."""
    surgical = [p for p in lines if p.each is not None and p.indicator("multiple_procedure") in "23"
                and p.indicator("multiple_procedure")]  # fmt: skip
    found: dict[int, Reduced] = {}
    for assistants in (False, True):
        group = [p for p in surgical if bool(ASSISTANTS & set(p.line.modifiers)) == assistants]
        found |= _ranks(group, ways)
    return found


def _ranks(group: list[Priced], ways: Ways) -> dict[int, Reduced]:
    found: dict[int, Reduced] = {}
    steps: dict[int, tuple[Step, ...]] = {}
    entries: list[_Ranked] = []
    for base, members in _families(group).items():
        if base is None:
            entries += [_Ranked(((p, p.each or Decimal(0)),), p.count) for p in members]
        else:
            priced = _differences(base, members, ways)
            entries.append(_Ranked(tuple((p, step.amount) for p, step in priced), 1))
            steps |= {p.at: (step,) for p, step in priced}
    entries.sort(key=lambda e: (-e.value, e.members[0][0].at))
    several = sum(e.count for e in entries) > 1
    rank = 0
    for entry in entries:
        for priced, value in entry.members:
            before = steps.get(priced.at, ())
            found[priced.at] = _at_rank(value, entry.count, rank, before, ways.on, several=several)
        rank += entry.count
    return found


def _at_rank(
    value: Decimal, count: int, rank: int, before: tuple[Step, ...], on: date, *, several: bool
) -> Reduced:
    """`count` of one amount, of which the first has rank `rank` (0 is the highest)."""
    if not several:
        return Reduced(value, before)
    share = amount("multiple_procedure", on).value
    full = 1 if rank == 0 else 0
    half = max(0, min(rank + count, RANKED) - max(rank, 1))
    unpriced = count - full - half
    total = value * full + cents(value * share) * half
    parts = [f"{full} x {value}"] if full else []
    parts += [f"{half} x {value} x {plain(share)}"] if half else []
    name = f"multiple procedures, rank {rank + 1}" + (f" to {rank + count}" if count > 1 else "")
    notes = (f"{unpriced} after the fifth procedure: by report",) if unpriced else ()
    formula = " + ".join(parts) or "by report"
    return Reduced(total, (*before, Step(name, formula, total)), unpriced, notes)


def _families(group: list[Priced]) -> dict[str | None, list[Priced]]:
    """Lines by endoscopic base; None: no family, or the only one of it."""
    families: dict[str, list[Priced]] = {}
    for priced in group:
        base = priced.row["endoscopic_base"] if priced.row else None
        if base and priced.indicator("multiple_procedure") == "3":
            families.setdefault(base, []).append(priced)
    for priced in group:
        family = families.get(priced.line.code)
        if family is not None and all(priced.at != other.at for other in family):
            family.append(priced)
    together = {b: m for b, m in families.items() if sum(p.count for p in m) > 1}
    inside = {p.at for members in together.values() for p in members}
    return {None: [p for p in group if p.at not in inside], **together}


def _differences(base: str, members: list[Priced], ways: Ways) -> list[tuple[Priced, Step]]:
    """What each of a family brings."""
    highest = max(members, key=lambda p: (p.line.code != base, p.each or Decimal(0), -p.at))
    found: list[tuple[Priced, Step]] = []
    for priced in members:
        each = priced.each or Decimal(0)
        less = cents(_base_fee(base, ways) * priced.ratio)
        added = max(Decimal(0), each - less)
        if priced.line.code == base and priced is not highest:
            step = Step(f"endoscopic base {base}", "paid within its family", Decimal("0.00"))
        elif priced is highest:
            rest = f" + {priced.count - 1} x ({each} - {less})" if priced.count > 1 else ""
            total = each + added * (priced.count - 1)
            step = Step(f"endoscopies of base {base}, highest", f"{each}{rest}", total)
        else:
            many = f" x {priced.count}" if priced.count > 1 else ""
            formula = f"({each} - {less}){many}, the fee less that of {base}"
            step = Step(f"endoscopies of base {base}", formula, added * priced.count)
        found.append((priced, step))
    return found


def _base_fee(base: str, ways: Ways) -> Decimal:
    """The fee of the base code itself; nothing where no schedule has it, so that nothing is
    taken off."""
    if ways.own is not None:
        own = ways.own.find(base, None, on=ways.on)
        return own.amount if own else Decimal(0)
    row = ways.basis.row(base)
    return fee_of(ways.basis, row, facility=ways.facility).amount if row else Decimal(0)
