"""The stage of guideline coding `integral`, by the cases of integral_cases.yaml."""

from __future__ import annotations

import pytest
from stage_cases import StageCase, after, stage_cases

from superbill.coding.guided import integral
from superbill.tools.context import Context


@pytest.mark.parametrize("one", stage_cases("integral"), ids=lambda one: one.case)
def test_cases(one: StageCase, context: Context) -> None:
    codes, steps = after(integral.stage, one, context)
    assert codes == set(one.gives), one.reason
    assert steps or set(one.codes) == set(one.gives), "what was done isn't told"
