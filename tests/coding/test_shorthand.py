"""Words that notes cut short are read as the whole ones, and only where they mean them.

`breast ca` was read as the breast alone, and `serum ca` must never be read as a cancer.
"""

from __future__ import annotations

import pytest

from superbill.coding.linking import sex_told
from superbill.coding.shorthand import shorthand


@pytest.mark.parametrize(
    ("token", "before", "whole"),
    [
        ("abd", "", "abdominal"),
        ("Def", "iron", "deficiency"),
        ("ca", "breast", "cancer"),
        ("CA", "Prostate", "cancer"),
        ("Ca", "serum", "Ca"),
        ("ca", "", "ca"),
        ("htn", "", "HTN"),
        ("LN", "axillary", "lymph node"),
        ("ln", "axillary", "ln"),
        ("DEF", "", "DEF"),
    ],
)
def test_written_out(token: str, before: str, whole: str) -> None:
    assert shorthand().written(token, before) == whole


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("46F with a lump", ("female",)),
        ("68 y/o man", ("male",)),
        ("a 9 yr old boy", ("male",)),
        ("no age is told", ()),
    ],
)
def test_sex_told(text: str, sex: tuple[str, ...]) -> None:
    assert sex_told(text) == sex
