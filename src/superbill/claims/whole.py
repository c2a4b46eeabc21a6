"""Judging whole claims: a rule's screen names those in which it may have anything to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module

import numpy as np

from superbill.claims.book import ClaimBook, Places
from superbill.claims.parts import Judging, Ranked
from superbill.errors import NotLoaded
from superbill.rules.claim import Earlier, Scene
from superbill.rules.columns import Screen
from superbill.rules.rule import Outcome, Running

BATCH = 200_000
"""Claims that a screen sees at once: its joins need room."""


def named_by_screen(judging: Judging, claims: Places, running: Running) -> Places | None:
    """The claims that a rule's screen names, all where it has none; None: the screen lacks a table
    on some day, and all claims must be asked one by one."""
    if running.screen is None:
        return claims
    screen = _screen(running.screen)
    # A look over time needs all the claims at once.
    step = len(claims) if running.history else BATCH
    named: list[Places] = [claims[:0]]
    for begin in range(0, len(claims), max(step, 1)):
        some = claims[begin : begin + step]
        columns = judging.book.columns(judging.setting, judging.payer, some)
        try:
            named.append(some[screen(columns, judging.rule_book)])
        except NotLoaded:
            return None
    return np.concatenate(named)


@cache
def _screen(name: str) -> Screen:
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


class WholeClaims:
    """The rules of grain `claim` over the claims of one setting and payer."""

    def __init__(self, judging: Judging, claims: Places, *, history: bool):
        self._judging = judging
        self._claims = claims
        self._scenes: dict[int, Scene] = {}
        self._history = History(judging.book, claims) if history else None
        self._probes = _probes(judging.book, claims)

    def judge(self, rules: Sequence[Ranked]) -> None:
        for rank, running in rules:
            self._ask_probes(running)
            named = named_by_screen(self._judging, self._claims, running)
            for claim in (self._claims if named is None else named).tolist():
                outcome = self._run(running, claim)
                self._judging.found.of_claim(
                    rank, running.rule.id, outcome, claim, counted=running.screen is not None
                )

    def _run(self, running: Running, claim: int) -> Outcome:
        scene = self._scenes.get(claim)
        if scene is None:
            made = self._judging.book.claim(claim)
            scene = self._judging.scene(made, self._judging.book.day(claim))
            self._scenes[claim] = scene
        if running.history and self._history is not None:
            scene = self._history.with_others(scene, claim)
        return running.run(scene)

    def _ask_probes(self, running: Running) -> None:
        """Asks the rule of one line of each day and code system whether it has its tables: a screen
        passes over most claims in silence, and silence must not come from a table that is missing.
        """
        if running.screen is not None:
            for claim, lines in self._probes:
                outcome = self._run(running, claim)
                self._judging.found.lacks(running.rule.id, outcome, lines)


def _probes(book: ClaimBook, claims: Places) -> list[tuple[int, int]]:
    """For each day and code system of a line, a claim that has one, and how many such lines there
    are."""
    lines = book.lines_of(claims)
    systems = sorted({system for _, system in book.lines.code.values})
    of_code = np.array([systems.index(s) for _, s in book.lines.code.values] or [0], np.int64)
    key = book.lines.on[lines] * len(systems) + of_code[book.lines.code.places[lines]]
    _, first, counts = np.unique(key, return_index=True, return_counts=True)
    return list(zip(book.lines.claim[lines[first]].tolist(), counts.tolist(), strict=True))


class History:
    """The other services of each patient in some claims of a book."""

    def __init__(self, book: ClaimBook, claims: Places):
        self._book = book
        lines = book.lines_of(claims)
        patients = book.claims.patient
        known = np.array([v is not None for v in patients.values], np.bool_)
        of_line = patients.places[book.lines.claim[lines]]
        lines, of_line = lines[known[of_line]], of_line[known[of_line]]
        order = np.argsort(of_line, kind="stable")
        self._lines = lines[order]
        self._patients = of_line[order]

    def with_others(self, scene: Scene, claim: int) -> Scene:
        """The scene with what was done for the patient on other claims, in the file's order."""
        patient = self._book.claims.patient.places[claim]
        begin, end = np.searchsorted(self._patients, [patient, patient + 1])
        lines = self._lines[begin:end]
        others = lines[self._book.lines.claim[lines] != claim]
        if not len(others):
            return scene
        earlier = tuple(self._earlier(int(at)) for at in others)
        return replace(scene, claim=replace(scene.claim, earlier=earlier))

    def _earlier(self, at: int) -> Earlier:
        line, claim = self._book.line(at), int(self._book.lines.claim[at])
        provider = line.provider or self._book.claims.provider.of(claim)
        return Earlier(line.code, line.modifiers, self._book.day_of(at), provider)
