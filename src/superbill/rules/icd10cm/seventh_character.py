"""`icd10cm.seventh_character`: there where the tabular list defines one, and one of those."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline, tabular
from superbill.rules.icd10cm.judging import Diagnoses, by_tabular, finding
from superbill.rules.icd10cm.seventh import Problem, Seventh, seventh
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.seventh_character",
    title="The 7th character is there, at its place, and one that is defined for the code",
    payer=EVERY_PAYER,
    source=guideline("I.A.4 and I.A.5"),
    grain="diagnoses",
)

_SAID: dict[Problem, str] = {
    "missing": "{code} needs a 7th character",
    "not_permitted": "{given} is not a 7th character of {base}",
    "placeholder": "the 7th character of {code} stands too early: X fills the places before it",
    "takes_none": "{base} takes no 7th character",
    "incomplete": "{base} needs further characters before the 7th",
}
_SHOWN = 6
_FETUS = "O"


def check(scene: Scene) -> Outcome:
    """An error for each code whose 7th character is missing, undefined, out of place or too many;
    a warning where one injury has two 7th characters, which of fetuses may be."""
    return by_tabular(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    for code in diagnoses.distinct:
        if code.status in ("header", "unknown"):
            found = seventh(code.code, diagnoses.scene.book, on=diagnoses.scene.on)
            if found.problem is not None:
                yield _wrong(code, found, found.problem)
    whole = [f for f in diagnoses.distinct if len(f.bare) == 7 and not f.code.startswith(_FETUS)]
    for one, other in combinations(whole, 2):
        if one.bare[:6] == other.bare[:6]:
            yield _two(one, other)


def _wrong(code: Facts, found: Seventh, problem: Problem) -> Finding:
    said = _SAID[problem].format(code=code.code, base=found.base, given=found.given)
    defined = ", ".join(f"{k} {v}" for k, v in list(found.takes.items())[:_SHOWN])
    more = f" and {len(found.takes) - _SHOWN} more" if len(found.takes) > _SHOWN else ""
    remedy = (
        f"Use {found.corrected}." if found.corrected
        else f"Use one of: {', '.join(found.results[:_SHOWN])}." if found.results
        else f"Use a code below {found.base}."
    )  # fmt: skip
    return finding(
        RULE, problem, (code,),
        f"{said[0].upper()}{said[1:]}.{f' Defined: {defined}{more}.' if defined else ''}",
        remedy, citation=tabular(found.base or code.code, "7th characters", code.release),
        severity="error", release=code.release,
    )  # fmt: skip


def _two(one: Facts, other: Facts) -> Finding:
    return finding(
        RULE, "two_for_one", (one, other),
        f"{one.code} and {other.code} say one thing with two 7th characters:"
        f" {one.bare[6]} and {other.bare[6]}.",
        "Keep the one that this encounter is about.",
        citation=guideline("I.C.19.a" if one.code[0] in "ST" else "I.A.5"), severity="warning",
        release=one.release,
    )  # fmt: skip
