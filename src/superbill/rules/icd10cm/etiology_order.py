"""`icd10cm.etiology_order`: what is added to a code (`use additional code`) stands after it."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline, tabular
from superbill.rules.icd10cm.judging import Diagnoses, by_tabular, finding
from superbill.rules.icd10cm.relations import Relation, relation
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.etiology_order",
    title="An additional code stands after the code that it is added to",
    payer=EVERY_PAYER,
    source=guideline("I.A.13 and I.B.7"),
    grain="diagnoses",
)


def check(scene: Scene) -> Outcome:
    """A warning for each additional code that stands before the code it is added to. Where the two
    name each other so, or a `code first` says otherwise, there is no order to break."""
    return by_tabular(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    for place, earlier in enumerate(diagnoses.all):
        for later in diagnoses.all[place + 1 :]:
            found = added_to(later, earlier)
            if found is None:
                continue
            note = found.instruction
            yield finding(
                RULE, "out_of_order", (earlier, later),
                f"{earlier.code} stands before {later.code}, to which it is an additional code: at"
                f" {note.at} the tabular list says {note.quoted(earlier.bare)}.",
                f"Put {later.code} before {earlier.code}.",
                citation=tabular(note.at, "Use additional code", later.release),
                severity="warning", release=later.release,
            )  # fmt: skip


def added_to(code: Facts, other: Facts) -> Relation | None:
    """The instruction by which `other` is an additional code to `code`. None where another says
    that it comes first, and where a `code first` of its own says the same: that has its rule."""
    if not code.of_kind("use_additional"):
        return None
    found = relation(code, other)
    adds = [r for r in found if r.kind == "use_additional"]
    mutual = {r.carrier for r in adds} == {code.code, other.code}
    leads = any(r.kind == "code_first" for r in found)
    mine = next((r for r in adds if r.carrier == code.code), None)
    return None if mutual or leads else mine
