"""Reductions of several diagnostic or therapy services on one day: indicators 4, 5, 6 and 7.

Source: RVU25D documentation, multiple procedure; Medicare Claims Processing Manual, chapter 5,
section 10.7 (therapy), chapter 12, section 20.4.5 and chapter 13, section 40 (diagnostic). The
reduction comes before the OPPS cap (CY 2007 PFS final rule, 71 FR 69660).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from superbill.rules.payment.amounts import amount_or_none
from superbill.rules.payment.fee import Fee, fee_of
from superbill.rules.payment.line import Priced, Ways
from superbill.rules.payment.multiple import Reduced
from superbill.rules.payment.step import Step, cents, plain

TECHNICAL = {"4": "imaging_tc", "6": "cardiovascular_tc", "7": "ophthalmology_tc"}
PROFESSIONAL = {"4": "imaging_pc"}
SAID = {"4": "diagnostic imaging", "6": "cardiovascular", "7": "ophthalmology"}


@dataclass(frozen=True, slots=True)
class _Part:
    """A component of a line that is ranked: its amount for one, and how many."""

    at: int
    each: Decimal
    count: int


def reduced(lines: tuple[Priced, ...], ways: Ways) -> dict[int, Reduced]:
    """What is paid of each line with indicator 4, 5, 6 or 7, by the line's place; only Medicare's
    own prices are reduced so."""
    paid = [p for p in lines if p.each is not None and p.fee is not None and not p.own]
    found = _therapy([p for p in paid if p.indicator("multiple_procedure") == "5"], ways)
    for indicator in TECHNICAL:
        group = [p for p in paid if p.indicator("multiple_procedure") == indicator]
        found |= _diagnostic(group, indicator, ways)
    return found


def _therapy(group: list[Priced], ways: Ways) -> dict[int, Reduced]:
    """One unit, that with the highest practice expense, in full; of all others half of it."""
    dated = amount_or_none("therapy_pe", ways.on)
    if dated is None or sum(p.count for p in group) < 2:
        return {}
    expenses = [_Part(p.at, p.fee.pe_dollars, p.count) for p in group if p.fee]
    full = _in_full(expenses)
    found: dict[int, Reduced] = {}
    for priced in group:
        assert priced.fee is not None
        less = cents(priced.fee.pe_dollars * (1 - dated.value))
        first = full.get(priced.at, 0)
        after = priced.count - first
        lower = cents((priced.fee.amount - less) * priced.ratio)
        each = priced.each or Decimal(0)
        total = each * first + lower * after
        parts = [f"{first} x {each}"] if first else []
        if after:
            half = f"practice expense x {plain(dated.value)}: {priced.fee.amount} - {less}"
            parts.append(f"{after} x {lower} ({half})")
        step = Step("several therapy units", " + ".join(parts), total)
        found[priced.at] = Reduced(total, (step,))
    return found


def _diagnostic(group: list[Priced], indicator: str, ways: Ways) -> dict[int, Reduced]:
    """Technical and professional components are ranked apart; each highest is paid in full."""
    if sum(p.count for p in group) < 2:
        return {}
    fees = {p.at: _components(p, ways) for p in group}
    technical = _in_full(
        _Part(p.at, fee.uncapped, p.count) for p in group if (fee := fees[p.at][0])
    )
    professional = _in_full(
        _Part(p.at, fee.uncapped, p.count) for p in group if (fee := fees[p.at][1])
    )
    found: dict[int, Reduced] = {}
    for priced in group:
        tc, pc = fees[priced.at]
        if tc is None and pc is None:
            note = f"{SAID[indicator]}: the technical part is a code of its own; not reduced here"
            found[priced.at] = Reduced((priced.each or Decimal(0)) * priced.count, (), 0, (note,))
            continue
        steps = [
            *_steps("technical", tc, technical.get(priced.at, 0), priced, TECHNICAL, ways),
            *_steps("professional", pc, professional.get(priced.at, 0), priced, PROFESSIONAL, ways),
        ]  # fmt: skip
        total = sum((step.amount for step in steps), Decimal(0))
        if priced.ratio != 1:
            steps.append(Step("by its modifiers", f"{total} x {plain(priced.ratio)}",
                              cents(total * priced.ratio)))  # fmt: skip
        found[priced.at] = Reduced(steps[-1].amount if priced.ratio != 1 else total, tuple(steps))
    return found


def _components(priced: Priced, ways: Ways) -> tuple[Fee | None, Fee | None]:
    """The technical and the professional fee of a line, None for one that it has not."""
    fee, basis = priced.fee, ways.basis
    assert fee is not None
    if fee.modifier == "TC" or priced.indicator("pctc") == "3":
        return fee, None
    if fee.modifier == "26" or priced.indicator("pctc") == "2":
        return None, fee
    tc, pc = basis.row(fee.code, "TC"), basis.row(fee.code, "26")
    if tc is None or pc is None:
        return None, None
    professional = fee_of(basis, pc, facility=ways.facility)
    technical = fee_of(basis, tc, facility=ways.facility)
    # What is left of the whole beside the professional part: the two then add up to the whole's
    # own amount, to the cent.
    rest = fee.uncapped - professional.uncapped
    cap = None if fee.cap is None else fee.cap - professional.uncapped
    left = fee.amount - professional.uncapped
    return replace(technical, uncapped=rest, cap=cap, amount=left), professional


def _steps(
    name: str, fee: Fee | None, full: int, priced: Priced, shares: dict[str, str], ways: Ways,
) -> list[Step]:  # fmt: skip
    if fee is None:
        return []
    indicator = priced.indicator("multiple_procedure")
    dated = amount_or_none(shares[indicator], ways.on) if indicator in shares else None
    share = dated.value if dated else Decimal(1)
    after = priced.count - full
    lower = cents(fee.uncapped * share)
    capped = min(lower, fee.cap) if fee.cap is not None else lower
    total = fee.amount * full + capped * after
    parts = [f"{full} x {fee.amount}"] if full else []
    if after:
        cap = f" at most {fee.cap}" if fee.cap is not None else ""
        parts.append(f"{after} x {fee.uncapped} x {plain(share)}{cap}")
    said = f"{SAID[indicator]}, {name} component"
    return [Step(said, " + ".join(parts), total)]


def _in_full(parts: Iterable[_Part]) -> dict[int, int]:
    """The place of the line that has the highest part, with 1: one unit of it is paid in full."""
    ordered = sorted(parts, key=lambda p: (-p.each, p.at))
    return {ordered[0].at: 1} if ordered and ordered[0].count else {}
