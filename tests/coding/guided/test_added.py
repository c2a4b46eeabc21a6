"""The stage of guideline coding `added`, by the cases of added_cases.yaml."""

from __future__ import annotations

from datetime import date

import pytest
from stage_cases import StageCase, after, stage_cases

from superbill.coding.guided import added
from superbill.coding.guided.beside import entries
from superbill.coding.guided.condition import Case
from superbill.coding.guided.external import mechanisms
from superbill.coding.guided.making import in_force
from superbill.coding.guided.medicines import drugs
from superbill.coding.guided.pregnancy import complications
from superbill.coding.guided.sepsis import organisms
from superbill.notes.values import Document
from superbill.tools.context import Context


@pytest.mark.parametrize("one", stage_cases("added"), ids=lambda one: one.case)
def test_cases(one: StageCase, context: Context) -> None:
    codes, steps = after(added.stage, one, context)
    assert codes == set(one.gives), one.reason
    assert steps or set(one.codes) == set(one.gives), "what was done isn't told"


def _codes() -> list[str]:
    ill = {"heroin": "12"}  # never rightly taken
    found = [f"{d.stem}{k}A" for d in drugs().values() for k in ill.get(d.id, "1256")]
    found += [d.long_term for d in drugs().values() if d.long_term]
    found += [f"{m.code}A" for m in mechanisms()]
    found += [c for o in organisms().values() for c in (o.sepsis, o.pneumonia, o.beside) if c]
    found += [c.pregnancy.replace("{}", "2") for c in complications()]
    found += [c for e in complications() for c in (e.childbirth, e.puerperium) if c]
    return found + [e.gives for e in entries().values()]


def test_data_name_codes_that_can_be_reported(context: Context) -> None:
    """What no day has would never be added, and nobody would notice."""
    case = Case(Document("", "", (), ()), date(2026, 1, 15), "inpatient", context.book)
    assert [code for code in _codes() if in_force(code, case) is None] == []
