"""A book of claims judged by every rule that runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from superbill.claims.book import ClaimBook, Places
from superbill.claims.found import Found, Missing
from superbill.claims.kept import KeptBook
from superbill.claims.parts import Judging, Ranked, judge_diagnoses, judge_lines
from superbill.claims.whole import WholeClaims, named_by_screen
from superbill.knowledge.card import Card
from superbill.rules import awaiting
from superbill.rules.catalogue import RUNNING
from superbill.rules.claim import ClaimLines, Line
from superbill.rules.rule import Grain, Running


def scrub(
    book: ClaimBook, *, rule_book: Any, cards: tuple[Card, ...], missing: Missing,
    rules: Sequence[Running] = RUNNING,
) -> Found:  # fmt: skip
    """The findings of every rule in a book, the same as `run_rules` would give for each claim.

    rule_book: a CodeBook, or what has its `status`, `concept`, `table`, `frame` and `era`
    missing: takes in which rules ran and which lacked a table
    """
    found = Found(book, missing)
    ranked = list(enumerate(rules))
    kept = KeptBook(rule_book)
    for setting, payer, claims in book.groups():
        judging = Judging(book, kept, cards, setting, payer, found)
        _by_line(judging, claims, _of_grain(ranked, "line"))
        _by_diagnoses(judging, claims, _of_grain(ranked, "diagnoses"))
        of_claims = _of_grain(ranked, "claim")
        history = any(running.history for _, running in of_claims)
        WholeClaims(judging, claims, history=history).judge(of_claims)
        _note_awaiting(judging, claims, missing)
    return found


def _of_grain(rules: Sequence[Ranked], grain: Grain) -> list[Ranked]:
    return [(rank, running) for rank, running in rules if running.rule.grain == grain]


def _by_line(judging: Judging, claims: Places, rules: Sequence[Ranked]) -> None:
    book = judging.book
    whole = [(rank, running) for rank, running in rules if running.screen is None]
    judge_lines(judging, book.lines_of(claims), whole)
    for rank, running in rules:
        if running.screen is not None:
            named = named_by_screen(judging, claims, running)
            lines = book.lines_of(claims if named is None else named)
            judge_lines(judging, lines, [(rank, running)])


def _by_diagnoses(judging: Judging, claims: Places, rules: Sequence[Ranked]) -> None:
    whole = [(rank, running) for rank, running in rules if running.screen is None]
    judge_diagnoses(judging, claims, whole)
    for rank, running in rules:
        if running.screen is not None:
            named = named_by_screen(judging, claims, running)
            judge_diagnoses(judging, claims if named is None else named, [(rank, running)])


def _note_awaiting(judging: Judging, claims: Places, missing: Missing) -> None:
    """The rules that wait for a table, for the systems of codes that the claims hold."""
    book = judging.book
    lines = book.lines_of(claims)
    held = {book.lines.code.values[at] for at in np.unique(book.lines.code.places[lines]).tolist()}
    one_of_each = {system: Line(code, system) for code, system in held}
    lists = book.claims.diagnoses
    listed = np.unique(lists.places[claims]).tolist()
    diagnoses = next((lists.values[at] for at in listed if lists.values[at]), ())
    made = ClaimLines(tuple(one_of_each.values()), diagnoses)
    scene = judging.scene(made, book.day(int(claims[0])))
    missing.note("", awaiting.check(scene), len(claims))
