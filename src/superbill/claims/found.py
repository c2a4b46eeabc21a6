"""What was found in a book: each distinct finding once, and the lines and claims that it is of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from superbill.claims.book import ClaimBook, Places
from superbill.claims.kept import Late
from superbill.codesets.shelf import how_to_load
from superbill.rules.columns import Ints
from superbill.rules.data.reading import missing, stale
from superbill.rules.finding import NOT_LOADED, Check, Finding
from superbill.rules.rule import Outcome

_WEIGHT = {"error": 0, "warning": 1, "info": 2}
_LOADS = "Load it with: "


class Of(NamedTuple):
    """One finding: which claim and line of the file it is of, by their names there. Both None: it
    is of the whole run."""

    claim: str | None
    line: str | None
    finding: Finding


@dataclass(slots=True)
class Missing:
    """What the run could not judge, and what could. Each rule is named once for each table that
    it lacked, however many claims it would have judged.

    ran: the rules that judged anything at all
    late: the editions that answered for later days than they speak of
    """

    ran: set[str] = field(default_factory=set[str])
    late: Late = field(default_factory=dict[str, "tuple[str, date]"])
    _lacked: dict[tuple[str, str], list[str | int]] = field(
        default_factory=dict[tuple[str, str], "list[str | int]"]
    )

    def note(self, rule: str, outcome: Outcome, parts: int) -> bool:
        """Takes in what a rule said of so many lines or claims; 0: they were counted before. Gives
        whether it lacked a table."""
        if outcome.findings:
            self.ran.add(rule)
        lacks = False
        for check in outcome.checked:
            if check.result.startswith(NOT_LOADED):
                lacks = True
                if parts:
                    self._lack(check, parts)
            else:
                self.ran.add(check.rule)
        return lacks

    def _lack(self, check: Check, parts: int) -> None:
        said = check.result.removeprefix(NOT_LOADED).lstrip(": ")
        before, found, command = said.partition(_LOADS)
        # What names no command has none: what is missing is in no publisher's file.
        remedy = f"{_LOADS}{command}" if found else "`superbill data list` shows what is loaded."
        known = self._lacked.setdefault((check.rule, remedy), [before.strip() or said, 0])
        known[1] = int(known[1]) + parts

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule for rule, _ in self._lacked))

    def findings(self) -> tuple[Finding, ...]:
        lacked = tuple(
            missing(rule, str(said), remedy, parts=int(parts))
            for (rule, remedy), (said, parts) in sorted(self._lacked.items())
        )
        older = tuple(
            stale(release, day, f"Load a newer one with: {how_to_load(family)}.")
            for release, (family, day) in sorted(self.late.items())
        )
        return (*lacked, *older)


class Found:
    """The findings of one book, in the order of its claims, gravest first in each."""

    def __init__(self, book: ClaimBook, missing: Missing):
        self._book = book
        self._missing = missing
        self._findings: list[Finding] = []
        self._claims: list[Places | Ints] = []
        self._lines: list[Places] = []
        self._ranks: list[int] = []
        self._turns: list[int] = []
        self._whole: list[bool] = []
        for turn, cell in enumerate(book.cells):
            self._keep(-1, turn, cell.finding, np.array([cell.claim]), np.array([-2 - turn]))

    def of_lines(self, rank: int, rule: str, outcome: Outcome, lines: Places) -> None:
        """What the rule of that rank says of each of some lines."""
        self._missing.note(rule, outcome, len(lines))
        for turn, finding in enumerate(outcome.findings):
            self._keep(rank, turn, finding, self._book.lines.claim[lines], lines)

    def of_claims(self, rank: int, rule: str, outcome: Outcome, claims: Places) -> None:
        """What the rule of that rank says of each of some claims, and of none of their lines."""
        self._missing.note(rule, outcome, len(claims))
        for turn, finding in enumerate(outcome.findings):
            self._keep(rank, turn, finding, claims, np.full(len(claims), -1))

    def of_claim(
        self, rank: int, rule: str, outcome: Outcome, claim: int, *, counted: bool = False
    ) -> None:
        """What a rule says of one claim as a whole. counted: the claims of which it lacks its
        table were counted before."""
        self._missing.note(rule, outcome, 0 if counted else 1)
        for turn, finding in enumerate(outcome.findings):
            line = self._line_of(finding, claim)
            self._keep(rank, turn, finding, np.array([claim]), np.array([line]), whole=True)

    def _keep(
        self, rank: int, turn: int, finding: Finding, claims: Places | Ints, lines: Places, *,
        whole: bool = False,
    ) -> None:  # fmt: skip
        self._findings.append(finding)
        self._claims.append(claims)
        self._lines.append(lines)
        self._ranks.append(rank)
        self._turns.append(turn)
        self._whole.append(whole)

    def _line_of(self, finding: Finding, claim: int) -> int:
        """The first line that a finding is of, -1 where it is of none."""
        first = int(self._book.claims.first[claim])
        if finding.at:
            return first + min(finding.at)
        for at in range(first, int(self._book.claims.first[claim + 1])):
            line = self._book.line(at)
            if str(line) in finding.lines or line.code in finding.lines:
                return at
        return -1

    def lacks(self, rule: str, outcome: Outcome, parts: int = 0) -> bool:
        """Whether a rule lacked its table, of so many claims; its findings are not kept."""
        return self._missing.note(rule, outcome, parts)

    def counts(self) -> dict[str, int]:
        """How many errors and warnings each rule has, by rule."""
        found: dict[str, int] = {}
        for finding, claims in zip(self._findings, self._claims, strict=True):
            if finding.severity != "info":
                found[finding.rule] = found.get(finding.rule, 0) + len(claims)
        return dict(sorted(found.items()))

    def __iter__(self) -> Iterator[Of]:
        names, lines = self._book.claims.name, self._book.lines.name
        rows: list[tuple[int, int, int]] = self._in_order().tolist()
        for claim, line, at in rows:
            finding = self._findings[at]
            if line < -1:
                name = self._book.cells[-2 - line].line
            else:
                name = lines.of(line) if line >= 0 else None
            yield Of(names.of(claim), name, finding)

    def _in_order(self) -> NDArray[np.int64]:
        """Claim, line and finding of each, as run_rules would give them claim by claim."""
        counts = [len(claims) for claims in self._claims]
        if not counts:
            return np.zeros((0, 3), np.int64)
        at = np.repeat(np.arange(len(counts)), counts)
        claims = np.concatenate(self._claims).astype(np.int64)
        lines = np.concatenate(self._lines).astype(np.int64)
        weights = np.array([_WEIGHT[f.severity] for f in self._findings])[at]
        ranks, turns = np.array(self._ranks)[at], np.array(self._turns)[at]
        # A rule over whole claims gives its findings in its own order, one over lines by line.
        by_turn = (np.array(self._whole) | (np.array(self._ranks) < 0))[at]
        order = np.lexsort((turns, np.where(by_turn, 0, lines), ranks, weights, claims))
        return np.column_stack((claims, lines, at))[order]
