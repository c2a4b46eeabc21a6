"""The tabular list's instructions between two codes, against an independent reading of the XML.

The defect these prevent: a note that is read at its own code only, one way only, or as two codes
where a range was meant.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from icd10cm_tabular_oracle import Tabular

from superbill.rules.icd10cm.facts import facts_of
from superbill.rules.icd10cm.references import references
from superbill.rules.icd10cm.relations import relation

ON = date(2026, 5, 1)
PAIRS = 1_000


@pytest.fixture(scope="module")
def tabular() -> Tabular:
    return Tabular()


@pytest.fixture(scope="module")
def codes(context: Any) -> list[str]:
    db = context.book.view("icd10cm", ON).validity.db
    rows = db.execute(
        "SELECT code FROM validity WHERE system = 'icd10cm' AND start <= '2026-05-01'"
        ' AND ("end" IS NULL OR "end" > \'2026-05-01\') ORDER BY code'
    )
    return [row[0] for row in rows]


def _pairs(codes: list[str], tabular: Tabular, how: str) -> list[tuple[str, str]]:
    dice = random.Random(20261125 if how == "any" else 20261126)
    if how == "any":
        return [(dice.choice(codes), dice.choice(codes)) for _ in range(PAIRS)]
    by_letter: dict[str, list[str]] = {}
    for code in codes:
        by_letter.setdefault(code[0], []).append(code)
    noted = [c for c in dice.sample(codes, 6_000) if tabular.level_of(c)]
    found: list[tuple[str, str]] = []
    for code in noted:
        level = tabular.level_of(code)
        texts: list[str] = []
        while level is not None:
            texts += [text for _, text in level.notes]
            level = level.above
        named = [r for text in texts for r in references(text)]
        if not named:
            continue
        reference = dice.choice(named)
        inside = [c for letter in reference.letters for c in by_letter.get(letter, ())
                  if reference.covers(c)]  # fmt: skip
        if inside:
            found.append((code, dice.choice(inside)))
        if len(found) == PAIRS:
            break
    return found


@pytest.mark.parametrize("how", ["any", "named by a note"])
def test_every_relation_is_found_both_ways_and_no_other(
    context: Any, codes: list[str], tabular: Tabular, how: str
) -> None:
    compared = spoken = 0
    wrong: list[Any] = []
    for one, other in _pairs(codes, tabular, how):
        if one == other or tabular.level_of(one) is None or tabular.level_of(other) is None:
            continue
        if tabular.narrowed(one) or tabular.narrowed(other):
            continue
        slow = {(k, one, at) for k, at in tabular.relations(one, other)}
        slow |= {(k, other, at) for k, at in tabular.relations(other, one)}
        a, b = facts_of(context.book, one, ON), facts_of(context.book, other, ON)
        fast = {(r.kind, r.carrier, _at(r.instruction.at)) for r in relation(a, b)}
        slow = {(k, c, _at(at)) for k, c, at in slow}
        compared += 1
        spoken += bool(slow)
        if slow != fast:
            wrong.append((one, other, slow ^ fast))
    assert wrong == []
    assert compared > PAIRS / 3
    assert how == "any" or spoken > compared * 0.7


def _at(level: str) -> str:
    return level.lstrip("0") or level


def test_the_answer_does_not_hang_on_the_order_of_the_two(context: Any, codes: list[str]) -> None:
    dice = random.Random(5)
    for _ in range(500):
        one, other = (facts_of(context.book, dice.choice(codes), ON) for _ in range(2))
        there = {(r.kind, r.carrier, r.named, r.instruction) for r in relation(one, other)}
        assert there == {(r.kind, r.carrier, r.named, r.instruction) for r in relation(other, one)}


def test_nearly_every_bracket_that_holds_a_code_is_read(tabular: Tabular) -> None:
    import re

    brackets = unread = 0
    for level in tabular.levels.values():
        for _, text in level.notes:
            for inside in re.findall(r"\(([^()]*)\)", text):
                if re.search(r"\b[A-Z]\d[0-9A-Z]\b", inside):
                    brackets += 1
                    unread += not references(f"({inside})")
    assert brackets > 9_000
    assert unread <= 6


def test_categories_with_a_letter_follow_what_the_list_prints_before_them(
    tabular: Tabular,
) -> None:
    from superbill.rules.icd10cm.references import _FOLLOWS

    categories = [n for n, _ in sorted(tabular.levels.items(), key=lambda i: i[1].first)
                  if len(n) == 3 and n[0].isalpha()]  # fmt: skip
    lettered = {c: categories[at - 1] for at, c in enumerate(categories) if not c[2].isdigit()}
    # C7B follows C7A, which shares its place.
    assert {c: _FOLLOWS.get(before, before) for c, before in lettered.items()} == _FOLLOWS
