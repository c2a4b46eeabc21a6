"""What the services of a file are worth in two states: Medicare's fees of each, and the difference.

Amounts are those of rules/payment at the place of service, national unless a locality is named,
before deductible and coinsurance. A line without a price in either state is in neither sum.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.book import RuleBook
from superbill.rules.claim import Line
from superbill.rules.payment.claim import MOST_LINES, MOST_UNITS, pay

ZERO = Decimal("0.00")
_SIDES = ("before", "after")


class Service(NamedTuple):
    """A line with the names of its claim and itself in the file, and its day."""

    claim: str | None
    name: str | None
    line: Line
    day: date


@dataclass(frozen=True, slots=True)
class Worth:
    """Dollars before and after. by_code: of codes whose sum differs, the greatest difference first;
    priced: lines in both sums; left_out: lines without a price in one of the two; missing: why
    nothing could be priced at all; priced_by: before and after, the fee schedules that priced, each
    with whether it is older than a day that it priced."""

    before: Decimal
    after: Decimal
    by_code: tuple[tuple[str, Decimal, Decimal], ...]
    priced: int
    left_out: int
    lines: dict[tuple[str | None, str | None], tuple[Decimal, Decimal]]
    missing: str | None = None
    priced_by: tuple[Mapping[str, bool], Mapping[str, bool]] = ({}, {})

    @property
    def difference(self) -> Decimal:
        return self.after - self.before

    def as_dict(self, *, limit: int) -> dict[str, Any]:
        return {
            "before": str(self.before),
            "after": str(self.after),
            "difference": str(self.difference),
            "lines_priced": self.priced,
            "lines_left_out": self.left_out,
            "by_code": [
                {"code": code, "before": str(one), "after": str(two), "difference": str(two - one)}
                for code, one, two in self.by_code[:limit]
            ],
            "missing": self.missing,
            "editions": {n: sorted(p) for n, p in zip(_SIDES, self.priced_by, strict=True)},
            "stale": {n: any(p.values()) for n, p in zip(_SIDES, self.priced_by, strict=True)},
        }


class Pricer:
    """Prices groups of lines in one state; equal groups are priced once.

    editions: the fee schedules that priced, each with whether it was ever older than the day
    """

    def __init__(self, book: RuleBook, *, on: date | None, locality: str | None, pos: str):
        self._book, self._on, self._locality, self._pos = book, on, locality, pos
        self._known: dict[Hashable, tuple[Decimal | None, ...]] = {}
        self.editions: dict[str, bool] = {}

    def amounts(self, group: Sequence[Service]) -> tuple[Decimal | None, ...]:
        """What each line is paid; None where nothing at hand says. Raises NotLoaded."""
        lines = tuple(replace(s.line, charge=None, on=None, dx=(), ndc=None) for s in group)
        day = self._on or group[0].day
        key = (lines, day)
        if key not in self._known:
            self._known[key] = self._priced(lines, day)
        return self._known[key]

    def _priced(self, lines: tuple[Line, ...], day: date) -> tuple[Decimal | None, ...]:
        if len(lines) > MOST_LINES or any(not 1 <= ln.units <= MOST_UNITS for ln in lines):
            return (None,) * len(lines)
        pos = lines[0].pos or self._pos
        try:
            paid = pay(self._book, lines, on=day, pos=pos, locality=self._locality)
        except WrongUsage:
            return (None,) * len(lines)  # such as a place of service that is none
        by = paid.basis
        self.editions[by.release] = self.editions.get(by.release, False) or by.stale
        return tuple(line.amount for line in paid.lines)


def worth(services: Iterable[Service], before: Pricer, after: Pricer) -> Worth:
    """The fees of practitioners' services in two states."""
    sums: dict[str, list[Decimal]] = {}
    of_line: dict[tuple[str | None, str | None], tuple[Decimal, Decimal]] = {}
    priced = left_out = 0
    try:
        for group in _together(services):
            both = zip(group, before.amounts(group), after.amounts(group), strict=True)
            for service, one, other in both:
                if one is None or other is None:
                    left_out += 1
                    continue
                priced += 1
                of_line[service.claim, service.name] = (one, other)
                total = sums.setdefault(service.line.code, [ZERO, ZERO])
                total[0] += one
                total[1] += other
    except NotLoaded as fault:
        return Worth(ZERO, ZERO, (), 0, 0, {}, str(fault))
    differ = [(code, one, two) for code, (one, two) in sums.items() if one != two]
    return Worth(
        sum((s[0] for s in sums.values()), ZERO),
        sum((s[1] for s in sums.values()), ZERO),
        tuple(sorted(differ, key=lambda c: (-abs(c[2] - c[1]), c[0]))),
        priced,
        left_out,
        of_line,
        priced_by=(before.editions, after.editions),
    )


def _together(services: Iterable[Service]) -> Iterator[list[Service]]:
    """Services that are priced as one: of one claim, day, place and provider."""
    groups: dict[Hashable, list[Service]] = {}
    for service in services:
        key = (service.claim, service.day, service.line.pos, service.line.provider)
        groups.setdefault(key, []).append(service)
    yield from groups.values()
