"""Judging a book by its distinct parts: lines alone, and lists of diagnoses alone.

Lines of one code are judged together: the first is judged, and what the rule looked at (watch.py)
tells which others its answer is of; then the first of those that are left, until none is. A rule
that looks at code and date alone is run once for a code and the days of one edition, one that
quotes the date once for each day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from superbill.claims.book import ClaimBook, Places
from superbill.claims.day import WatchedDay
from superbill.claims.found import Found
from superbill.claims.relevant import Lists, alike_in
from superbill.claims.watch import (
    Watch,
    WatchedBook,
    first_of_each_era,
    watched_line,
    watched_patient,
)
from superbill.knowledge.card import Card
from superbill.rules.claim import ClaimLines, Payer, Scene, Setting
from superbill.rules.columns import Ints
from superbill.rules.meeting import Meet, Meeting
from superbill.rules.rule import Outcome, Running

Ranked = tuple[int, Running]
"""A rule and its place in the catalogue."""


@dataclass(frozen=True, slots=True)
class Judging:
    """What the rules of one book and one setting and payer are run with."""

    book: ClaimBook
    rule_book: Any
    cards: tuple[Card, ...]
    setting: Setting
    payer: Payer
    found: Found

    def scene(self, claim: ClaimLines, on: date, book: Any = None) -> Scene:
        return Scene(claim, book or self.rule_book, self.cards, on, self.setting, self.payer)


class _Parts:
    """Parts of claims, each with a day and the fields that rules may look at."""

    def __init__(self, judging: Judging, on: Ints, fields: Mapping[str, Ints]):
        days = judging.book.days
        self.judging = judging
        self.watch = Watch(np.array([day.toordinal() for day in days], np.int64))
        self.book = WatchedBook(judging.rule_book, self.watch, days)
        self.on = on
        self._fields = fields

    def day(self, part: int) -> WatchedDay:
        return WatchedDay.of(self.judging.book.days[int(self.on[part])], self.watch.asked)

    def judge(
        self, parts: Places, rules: Sequence[Ranked], scene: Callable[[int], Scene],
        said: Callable[[int, Running, Outcome, Places], None],
    ) -> None:  # fmt: skip
        """Runs rules over parts that differ in their fields and days alone.

        scene: of one part, with its watched fields, day and book
        said: is told each outcome, with the parts that it is of
        """
        made: dict[int, Scene] = {}
        for rank, running in rules:
            left = [parts]
            while left:
                some = left.pop()
                first = int(some[0])
                if first not in made:
                    made[first] = scene(first)
                self.watch.begin()
                # What one rule has worked out would keep from the watch what the next looks at.
                made[first].worked.clear()
                outcome = running.run(made[first])
                self.watch.shown(outcome, self.judging.book.days[int(self.on[first])])
                alike = self._alike(some, first)
                if alike is None:
                    said(rank, running, outcome, some)
                    continue
                said(rank, running, outcome, some[alike])
                left += self._divided(some[~alike])

    def _alike(self, parts: Places, first: int) -> NDArray[np.bool_] | None:
        """Which parts the last judgement, of `first`, is of; None: all."""
        holds = self.watch.holds(int(self.on[first]))
        alike = None if holds is None else holds[self.on[parts]]
        for name in self.watch.fields:
            column = self._fields.get(name)
            if column is not None:
                same = column[parts] == column[first]
                alike = same if alike is None else alike & same
        return None if alike is None or alike.all() else alike

    def _divided(self, parts: Places) -> Iterator[Places]:
        """What is left, by what the last judgement looked at: it will be looked at again."""
        keys = [self._fields[n][parts] for n in sorted(self.watch.fields) if n in self._fields]
        if self.watch.asked.exact:
            keys.append(self.on[parts])
        if not keys:
            yield parts
            return
        order = np.lexsort(keys)
        ordered = [key[order] for key in keys]
        new = np.zeros(len(order), np.bool_)
        for key in ordered:
            new[1:] |= key[1:] != key[:-1]
        yield from np.split(parts[order], np.flatnonzero(new))


def judge_lines(judging: Judging, lines: Places, rules: Sequence[Ranked]) -> None:
    """Runs rules of grain `line` over some lines of a book."""
    book = judging.book
    columns, claims = book.lines, book.claims
    of_claim = columns.claim
    parts = _Parts(
        judging,
        columns.on,
        {
            "modifiers": columns.modifiers.places,
            "units": columns.units.places,
            "pos": columns.pos.places,
            "dx": columns.dx.places,
            "charge": columns.charge.places,
            "ndc": columns.ndc.places,
            "provider": columns.provider.places,
            "age": claims.age.places[of_claim],
            "sex": claims.sex.places[of_claim],
        },
    )

    def scene(line: int) -> Scene:
        day = parts.day(line)
        watched = watched_line(book.line(line), day, parts.watch)
        patient = watched_patient(book.patient(int(of_claim[line])), parts.watch)
        return judging.scene(ClaimLines((watched,), (), patient), day, parts.book)

    def said(rank: int, running: Running, outcome: Outcome, some: Places) -> None:
        judging.found.of_lines(rank, running.rule.id, outcome, some)

    for of_code in alike_in(columns.code.places[lines], lines):
        if len(of_code) == 1:
            at = int(of_code[0])
            claim = ClaimLines((book.line(at),), (), book.patient(int(of_claim[at])))
            _judge_one(judging.scene(claim, book.day_of(at)), rules, of_code, said)
        else:
            parts.judge(of_code, rules, scene, said)


def _judge_one(
    scene: Scene, rules: Sequence[Ranked], part: Places,
    said: Callable[[int, Running, Outcome, Places], None],
) -> None:  # fmt: skip
    """Runs rules over the only part of its kind: nobody need watch what they look at."""
    for rank, running in rules:
        said(rank, running, running.run(scene), part)


def judge_diagnoses(judging: Judging, claims: Places, rules: Sequence[Ranked]) -> None:
    """Runs rules of grain `diagnoses` over some claims of a book."""
    diagnoses = judging.book.claims.diagnoses
    stated = np.array([bool(codes) for codes in diagnoses.values], np.bool_)
    claims = claims[stated[diagnoses.places[claims]]]
    if not rules or not len(claims):
        return
    parts = _diagnosis_parts(judging)
    lists = Lists(judging.book, claims)
    alone = [rule for rule in rules if rule[1].meets or rule[1].together == 1]
    spoken = _spoken_of(parts, lists, alone)

    def said(rank: int, running: Running, outcome: Outcome, some: Places) -> None:
        judging.found.of_claims(rank, running.rule.id, outcome, some)

    for rank, running in rules:
        meeting = _meeting(judging, lists, running)
        if meeting is not None:
            asked = lists.of_meeting(meeting, spoken[rank])
        else:
            asked = lists.whole(spoken.get(rank))
        for codes, some in asked:
            if len(some) == 1:
                at = int(some[0])
                claim = ClaimLines((), codes, judging.book.patient(at))
                scene = judging.scene(claim, judging.book.day(at))
                _judge_one(scene, [(rank, running)], some, said)
            else:
                parts.judge(some, [(rank, running)], _of_codes(parts, codes), said)


def _diagnosis_parts(judging: Judging) -> _Parts:
    claims = judging.book.claims
    return _Parts(judging, claims.on, {"age": claims.age.places, "sex": claims.sex.places})


def _of_codes(parts: _Parts, codes: tuple[str, ...]) -> Callable[[int], Scene]:
    def scene(claim: int) -> Scene:
        patient = watched_patient(parts.judging.book.patient(claim), parts.watch)
        made = ClaimLines((), codes, patient)
        return parts.judging.scene(made, parts.day(claim), parts.book)

    return scene


def _spoken_of(parts: _Parts, lists: Lists, rules: Sequence[Ranked]) -> dict[int, set[int]]:
    """By the rank of each rule, the codes of which it says something alone, or lacks its table."""
    found: dict[int, set[int]] = {rank: set() for rank, _ in rules}
    for code, some in lists.by_code():

        def said(
            rank: int, running: Running, outcome: Outcome, _: Places, code: int = code
        ) -> None:
            lacks = parts.judging.found.lacks(running.rule.id, outcome)
            if lacks or outcome.findings:
                found[rank].add(code)

        parts.judge(some, rules, _of_codes(parts, (lists.codes[code],)), said)
    return found


def _meeting(judging: Judging, lists: Lists, running: Running) -> Meeting | None:
    """The codes that matter to a rule, on any day of the claims; None: all may."""
    if running.meets is None:
        return None
    module, _, function = running.meets.partition(":")
    meet: Meet = getattr(import_module(module), function)
    found = Meeting()
    for day in first_of_each_era(judging.rule_book, "icd10cm", lists.days):
        found |= meet(lists.codes, judging.rule_book, day)
    return found
