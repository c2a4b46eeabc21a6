"""The screen of `duplicate.line` names every claim of which the rule has something to say."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from superbill.rules.claim import ClaimLines, Line, Scene
from superbill.rules.columns import ClaimColumns
from superbill.rules.duplicate import line as rule
from superbill.rules.duplicate.line_screen import screen

CODES = (("G0101", "hcpcs"), ("Q0091", "hcpcs"), ("0UB78ZZ", "icd10pcs"))
MODIFIERS = ((), ("76",), ("RT",), ("RT", "GA"), ("GA", "RT"))
EPOCH = date(1970, 1, 1).toordinal()
NOTHING: Any = None

lines = st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(19900, 19901))


@given(st.lists(st.lists(lines, min_size=1, max_size=4), min_size=1, max_size=5))
def test_the_screen_names_enough(claims: list[list[tuple[int, int, int]]]) -> None:
    flat = [(at, *line) for at, some in enumerate(claims) for line in some]
    claim, code, modifiers, on = (np.array(c, np.int32) for c in zip(*flat, strict=True))
    columns = ClaimColumns(
        "practitioner", "medicare", len(claims), claim, code, modifiers,
        np.ones(len(flat), np.int32), on, CODES, MODIFIERS,
    )  # fmt: skip
    named = screen(columns, NOTHING).tolist()
    for at, some in enumerate(claims):
        made = tuple(
            Line(*CODES[c], MODIFIERS[m], 1, date.fromordinal(EPOCH + d)) for c, m, d in some
        )
        scene = Scene(ClaimLines(made), NOTHING, (), date(2024, 7, 1), "practitioner", "medicare")
        if rule.check(scene).findings:
            assert at in named
    assert named == sorted(set(named))
