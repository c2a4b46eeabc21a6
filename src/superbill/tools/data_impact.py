"""What a change of data or day means for the user's own codes and claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from superbill.codesets.answers import Relative, Status
from superbill.codesets.book import CodeBook
from superbill.codesets.states import State, book_in, comparable, state_named
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.claim import payer_named, setting_named
from superbill.tools.context import Context
from superbill.tools.registry import Says

if TYPE_CHECKING:
    from superbill.claims.comparing import FindingChange
    from superbill.claims.found import Of
    from superbill.claims.worth import Pricer, Service, Worth

SHOWN = 200
PRICED_FOR = ("practitioner", "medicare")
"""The setting and payer whose services the fee schedule prices."""

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A code whose standing differs. before, after: None where no list at hand could say.

    nearest: of a code that is no longer in force, valid ones beside it; no official replacement
    """

    system: str
    code: str
    on: date
    before: Status | None
    after: Status | None
    nearest: tuple[Relative, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "system": self.system,
            "code": self.code,
            "on": self.on.isoformat(),
            "before": _standing(self.before),
            "after": _standing(self.after),
            "nearest": [relative.as_dict() for relative in self.nearest],
        }


def _standing(status: Status | None) -> dict[str, Any]:
    if status is None:
        return {"status": "not known", "title": None, "release": None}
    return {"status": status.status, "title": status.title, "release": status.release}


@dataclass(frozen=True, slots=True)
class Impact:
    """What differs between two states.

    read: claims and lines, or codes, that were judged; changes: every finding that differs
    missing_before, missing_after: rules that lacked a table on one side
    at_stake: dollars, after, of priced lines on which an error appears; freed: on which one goes
    """

    file: str
    before: State
    after: State
    read: dict[str, int]
    codes: tuple[CodeChange, ...]
    changes: tuple[FindingChange, ...]
    missing_before: tuple[str, ...]
    missing_after: tuple[str, ...]
    worth: Worth
    at_stake: Decimal
    freed: Decimal
    limit: int

    @property
    def by_rule(self) -> dict[str, dict[str, int]]:
        from superbill.claims.comparing import counts

        return counts(self.changes)

    @property
    def totals(self) -> dict[str, int]:
        kinds = [change.kind for change in self.changes]
        return {kind: kinds.count(kind) for kind in dict.fromkeys(sorted(kinds))}

    def as_dict(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "before": self.before.name,
            "after": self.after.name,
            "read": self.read,
            "totals": {"codes": len(self.codes), **self.totals},
            "by_rule": self.by_rule,
            "codes": [change.as_dict() for change in self.codes[: self.limit]],
            "changes": [change.as_dict() for change in self.changes[: self.limit]],
            "missing": {"before": list(self.missing_before), "after": list(self.missing_after)},
            "worth": {
                **self.worth.as_dict(limit=self.limit),
                "at_stake": str(self.at_stake),
                "freed": str(self.freed),
            },
        }


def data_impact(
    context: Context,
    file: Annotated[str, Says("claims (CSV or Parquet), or a list of codes", "codes.txt")],
    *,
    before: Annotated[str, Says("a day, known:DAY, or a release", "pfs 2024-07-01", option="from")],
    after: Annotated[str, Says("the same of a later time", "pfs 2025-10-01", option="to")],
    on: Annotated[
        date | None, Says("the date of service of codes and of claims that state none")
    ] = None,
    payer: Annotated[
        Literal["medicare", "medicaid", "commercial"], Says("who pays, where a claim does not say")
    ] = "medicare",
    setting: Annotated[
        Literal["practitioner", "outpatient", "inpatient", "dme"],
        Says("whose they are, where a claim does not say"),
    ] = "practitioner",
    pos: Annotated[str, Says("place of service to price at, where a line states none")] = "11",
    locality: Annotated[str | None, Says("where to price: none is national", "CA-05")] = None,
    limit: Annotated[int, Says("how many changes to list; all are counted")] = SHOWN,
) -> Impact:
    """What would change for the user's own codes or claims, from one state of the data to another.

    A day: as if all services were of that day. known:DAY: what the files said then. A release: it
    answers alone for its family, on every day. Lists the codes whose standing changes, the findings
    that appear, disappear or change, and the fees of both. A rule without its table on one side
    makes nothing disappear: its findings are `not known` there. Raises WrongUsage.
    """
    states = state_named(before, context.catalogue), state_named(after, context.catalogue)
    comparable(*states)
    path = Path(file)
    from superbill.claims.saved import is_claims  # polars and what it takes, only where it is asked

    books = tuple(book_in(state, context.home, context.catalogue) for state in states)
    pair = _Pair(context, path, states, books, on, payer, setting)
    try:
        runs = pair.of_claims() if is_claims(path) else pair.of_codes()
        pricers = tuple(pair.pricer(n, pos=pos, locality=locality) for n in (0, 1))
        return pair.impact(runs, pricers, limit=limit)
    finally:
        for book in books:
            book.close()


@dataclass(frozen=True, slots=True)
class _Runs:
    """Both runs: what was found and what was missing in each; the codes, each with its day; the
    services to be priced; order: names of the claims, as they stand in the file."""

    found: tuple[Iterable[Of], Iterable[Of]]
    missing: tuple[tuple[str, ...], tuple[str, ...]]
    codes: Iterable[tuple[str, str, date]]
    services: Iterable[Service]
    read: dict[str, int]
    order: Iterable[str | None]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A file and the two states that it is judged in."""

    context: Context
    path: Path
    states: tuple[State, State]
    books: tuple[CodeBook, ...]
    on: date | None
    payer: str
    setting: str

    def of_claims(self) -> _Runs:
        from superbill.claims.found import Found, Missing
        from superbill.claims.layout import format_of
        from superbill.claims.read import Defaults, read_book
        from superbill.claims.saved import coded_days, moved, services_of
        from superbill.claims.scrub import scrub

        defaults = Defaults(setting_named(self.setting), payer_named(self.payer), self.on)
        claims = read_book(self.path, format_of(self.path), named={}, defaults=defaults)
        missing = (Missing(), Missing())
        found: list[Found] = []
        for state, book, lacked in zip(self.states, self.books, missing, strict=True):
            of_day = moved(claims, state.on) if state.on else claims
            found.append(scrub(of_day, rule_book=book, cards=self.context.cards, missing=lacked))
        return _Runs(
            (found[0], found[1]),
            (missing[0].rules, missing[1].rules),
            coded_days(claims),
            services_of(claims, setting=PRICED_FOR[0], payer=PRICED_FOR[1]),
            {"claims": len(claims.claims), "lines": claims.rows},
            (claims.claims.name.of(n) for n in range(len(claims.claims))),
        )

    def of_codes(self) -> _Runs:
        from superbill.claims.saved import saved_codes
        from superbill.claims.worth import Service

        rows = saved_codes(self.path)
        found: list[list[Of]] = []
        missing: list[tuple[str, ...]] = []
        for n in (0, 1):
            reports = list(self._reports(rows, n))
            found.append([of for ofs, _ in reports for of in ofs])
            missing.append(tuple(dict.fromkeys(rule for _, lacked in reports for rule in lacked)))
        priced = (self.setting, self.payer) == PRICED_FOR
        services = (
            Service(f"{row.row} ({place})", row.row, line, self._day(0))
            for place, row in enumerate(rows, 1)
            for line in row.claim.lines
            if priced
        )
        codes = ((row.system, row.code, self._day(0)) for row in rows)
        return _Runs(
            (found[0], found[1]),
            (missing[0], missing[1]),
            codes,
            services,
            {"codes": len(rows)},
            [f"{row.row} ({place})" for place, row in enumerate(rows, 1)],
        )

    def _reports(self, rows: Iterable[Any], n: int) -> Iterator[tuple[list[Of], tuple[str, ...]]]:
        from superbill.claims.found import Of
        from superbill.rules.run import run_rules

        for place, row in enumerate(rows, 1):
            report = run_rules(
                row.claim, book=self.books[n], cards=self.context.cards, on=self._day(n),
                setting=self.setting, payer=self.payer,
            )  # fmt: skip
            name = f"{row.row} ({place})"
            yield [Of(name, row.row, f) for f in report.findings], report.missing

    def _day(self, n: int) -> date:
        """The day on which codes are judged in a state."""
        editions = [s.release.edition for s in self.states if s.release]
        day = self.states[n].on or self.on or max(editions, default=None)
        if day is None:
            raise WrongUsage("no date of service.", remedy="Give one with --on.")
        return day

    def pricer(self, n: int, *, pos: str, locality: str | None) -> Pricer:
        from superbill.claims.worth import Pricer

        return Pricer(self.books[n], on=self.states[n].on, locality=locality, pos=pos)

    def impact(self, runs: _Runs, pricers: tuple[Pricer, ...], *, limit: int) -> Impact:
        from superbill.claims.comparing import compare
        from superbill.claims.worth import worth

        one, other = runs.missing
        place = {name: at for at, name in enumerate(runs.order)}
        compared = compare(*runs.found, missing_before=one, missing_after=other)
        changes = tuple(sorted(compared, key=lambda change: place.get(change.claim, -1)))
        fees = worth(runs.services, *pricers)
        return Impact(
            str(self.path), *self.states, runs.read, tuple(self._codes(runs.codes)), changes,
            one, other, fees, _dollars(changes, fees, "appears"),
            _dollars(changes, fees, "disappears"), limit,
        )  # fmt: skip

    def _codes(self, codes: Iterable[tuple[str, str, date]]) -> Iterator[CodeChange]:
        """Each code whose standing differs, on the first of its days on which it does."""
        told: set[tuple[str, str]] = set()
        asked: set[tuple[object, ...]] = set()
        for system, code, day in codes:
            days = tuple(state.on or day for state in self.states)
            if (system, code) in told or (system, code, *days) in asked:
                continue
            asked.add((system, code, *days))
            one, other = (
                _status(book, system, code, d) for book, d in zip(self.books, days, strict=True)
            )
            if _same(one, other):
                continue
            told.add((system, code))
            gone = one is not None and one.active and other is not None and not other.active
            nearest = self.books[1].concept(code, system, on=days[1]).nearest if gone else ()
            yield CodeChange(system, code, days[1], one, other, nearest)


def _status(book: CodeBook, system: str, code: str, day: date) -> Status | None:
    try:
        return book.status(code, system, on=day)
    except NotLoaded:
        return None


def _same(one: Status | None, other: Status | None) -> bool:
    if one is None or other is None:
        return one is other
    # A release that states no titles says nothing of them.
    titles = one.title is None or other.title is None or one.title == other.title
    return one.status == other.status and titles


def _dollars(changes: Iterable[FindingChange], fees: Worth, kind: str) -> Decimal:
    """Of the lines on which an error appears, or goes: each once."""
    lines = {
        (change.claim, change.line)
        for change in changes
        if change.kind == kind and change.finding.severity == "error"
    }
    return sum((fees.lines[key][1] for key in lines if key in fees.lines), ZERO)
