"""`icd10cm.external_cause`: never first; place, activity and status once, at the beginning."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.icd10cm.lists import code_list
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.external_cause",
    title="External causes never lead; place, activity and status stand once, at the beginning",
    payer=EVERY_PAYER,
    source=guideline("I.C.20"),
    grain="diagnoses",
)

_LETTERS = ("V", "W", "X", "Y")
_INITIAL = ("A", "B", "C")


def check(scene: Scene) -> Outcome:
    """An error where an external cause leads; warnings where place, activity or status stands
    twice, or where no injury of the claim is in its initial encounter; an info where a cause has
    another kind of encounter than every injury."""
    return by_guideline(RULE, scene, _find)


def encounter(code: Facts) -> str | None:
    """`initial`, `subsequent` or `sequela`, by the 7th character; None where it has none.

    Fractures have A, B and C for the initial encounter, and D to R for later ones.
    """
    if len(code.bare) != 7:
        return None
    last = code.bare[6]
    return "initial" if last in _INITIAL else "sequela" if last == "S" else "subsequent"


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    causes = [f for f in diagnoses.distinct if f.code.startswith(_LETTERS)]
    if not causes:
        return
    first = diagnoses.first
    if first.code.startswith(_LETTERS):
        entry = code_list("external_cause")[0]
        yield finding(
            RULE, "leads", (first,),
            f"{first.code} is {diagnoses.first_is_called}: {entry.says}.",
            "Put the code of the injury or condition first.",
            citation=entry.citation, severity="error",
        )  # fmt: skip
    injuries = [f for f in diagnoses.distinct if f.code.startswith(("S", "T"))]
    kinds = {e for f in injuries if (e := encounter(f)) is not None}
    yield from _once(causes, kinds, diagnoses)
    for cause in causes:
        kind = encounter(cause)
        if kind is not None and kinds and kind not in kinds:
            yield _other_encounter(cause, kind, kinds)


def _once(causes: list[Facts], kinds: set[str], diagnoses: Diagnoses) -> Iterator[Finding]:
    on = diagnoses.scene.on
    for entry in code_list("once"):
        named = [f for f in causes if entry.holds(f.bare, on)]
        if len(named) > 1:
            yield finding(
                RULE, "more_than_once", named,
                f"{' and '.join(f.code for f in named)} stand together: {entry.says}.",
                "Keep the one of the event that is treated. A second place may stand only where"
                " another injury happened during the stay." if named[0].code.startswith("Y92")
                else "Keep the one of the event that is treated.",
                citation=entry.citation, severity="warning",
            )  # fmt: skip
        if named and kinds and "initial" not in kinds:
            yield finding(
                RULE, "not_initial", named[:1],
                f"{named[0].code} stands beside injuries in a later encounter: {entry.says}.",
                f"Remove {named[0].code}.",
                citation=entry.citation, severity="warning",
            )  # fmt: skip


def _other_encounter(cause: Facts, kind: str, kinds: set[str]) -> Finding:
    return finding(
        RULE, "other_encounter", (cause,),
        f"The 7th character of {cause.code} says {kind} encounter, those of the injuries"
        f" {' and '.join(sorted(kinds))}.",
        "Give the external cause the 7th character of the injury that it explains.",
        citation=guideline("I.C.20.a.2"), severity="info",
    )  # fmt: skip
