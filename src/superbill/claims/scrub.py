"""A book of claims judged by every rule that runs."""

from __future__ import annotations

import gc
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

from superbill.claims.book import ClaimBook, Places
from superbill.claims.found import Found, Missing
from superbill.claims.kept import KeptBook
from superbill.claims.parts import Judging, Ranked, judge_diagnoses, judge_lines
from superbill.claims.whole import WholeClaims, named_by_screen
from superbill.knowledge.card import Card
from superbill.rules.catalogue import RUNNING
from superbill.rules.rule import Grain, Running


def scrub(
    book: ClaimBook, *, rule_book: Any, cards: tuple[Card, ...], missing: Missing,
    rules: Sequence[Running] = RUNNING,
) -> Found:  # fmt: skip
    """The findings of every rule in a book, the same as `run_rules` would give for each claim.

    rule_book: a CodeBook, or what has its `status`, `concept`, `table`, `frame` and `era`
    missing: takes in which rules ran, which lacked a table, and which editions were older
    """
    found = Found(book, missing)
    with _no_garbage():
        _judge(book, KeptBook(rule_book, missing.late), cards, found, list(enumerate(rules)))
    return found


@contextmanager
def _no_garbage() -> Generator[None, None, None]:
    """A book makes findings by the hundred thousand, which all stay: looking for garbage among
    them takes a fifth of the time and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _judge(
    book: ClaimBook, rule_book: Any, cards: tuple[Card, ...], found: Found,
    ranked: Sequence[Ranked],
) -> None:  # fmt: skip
    for setting, payer, claims in book.groups():
        judging = Judging(book, rule_book, cards, setting, payer, found)
        _by_line(judging, claims, _of_grain(ranked, "line"))
        _by_diagnoses(judging, claims, _of_grain(ranked, "diagnoses"))
        of_claims = _of_grain(ranked, "claim")
        history = any(running.history for _, running in of_claims)
        WholeClaims(judging, claims, history=history).judge(of_claims)


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
