"""`icd10cm.laterality`: the side is stated where sides exist, once, and without contradiction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from superbill.rules.claim import Scene
from superbill.rules.finding import Finding
from superbill.rules.icd10cm.facts import Facts, facts_of
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_tabular, finding
from superbill.rules.icd10cm.sides import Side, opposite, other_sides, side, without_side
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.laterality",
    title="The side is stated where the tabular list has sides, and both sides by one code",
    payer=EVERY_PAYER,
    source=guideline("I.B.13"),
    grain="diagnoses",
)

_LOOSE = re.compile(r"\b(unilateral|of|the)\b")


def check(scene: Scene) -> Outcome:
    """Warnings: a code of an unspecified side beside codes of the right and the left; right and
    left where one code says both; a side beside the code that says both, or beside the code of an
    unspecified side. Right and left without a code for both are as they should be."""
    return by_tabular(RULE, scene, _find)


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    book, on = diagnoses.scene.book, diagnoses.scene.on
    for code in diagnoses.distinct:
        if "nspecified" not in code.title:
            continue
        sides = other_sides(code, book, on)
        if sides.get("unspecified") == code.code:
            yield _unspecified(code, sides, diagnoses)
    sided = [f for f in diagnoses.distinct if side(f.title)]
    for one, other in combinations(sided, 2):
        if one.bare[:3] == other.bare[:3]:
            found = _pair(one, other, diagnoses)
            if found is not None:
                yield found


def _unspecified(code: Facts, sides: dict[Side, str], diagnoses: Diagnoses) -> Finding:
    stated = [c for s, c in sides.items() if s != "unspecified"]
    beside = [f for f in diagnoses.distinct if f.code in stated]
    if beside:
        return _warning(
            "contradictory", (code, *beside),
            f"{code.code} leaves the side open, and {beside[0].code} beside it states one.",
            f"Remove {code.code} if it is the same condition.",
        )  # fmt: skip
    return _warning(
        "side_unspecified", (code,),
        f"{code.code} leaves the side open ({code.title}), and the tabular list has a code for"
        " each side.",
        f"Use the side that the record states: {', '.join(stated)}. Where it states none, ask; the"
        " unspecified code is for a side that can't be learnt.",
    )  # fmt: skip


def _pair(one: Facts, other: Facts, diagnoses: Diagnoses) -> Finding | None:
    if opposite(one, other):
        both = bilateral_of(one, diagnoses)
        if both is None:
            return None
        return _warning(
            "one_code_for_both", (one, other),
            f"{one.code} and {other.code} are the two sides of one condition, and one code says"
            f" both: {both}.",
            f"Use {both} alone, unless one side has been treated already and only the other is.",
        )  # fmt: skip
    if (side(one.title) == "bilateral") != (side(other.title) == "bilateral"):
        both, single = (one, other) if side(one.title) == "bilateral" else (other, one)
        if bilateral_of(single, diagnoses) != both.code:
            return None
        return _warning(
            "contradictory", (both, single),
            f"{both.code} says both sides, and {single.code} beside it one of them.",
            f"Remove {single.code}, or {both.code} where only one side is affected.",
        )  # fmt: skip
    return None


def bilateral_of(code: Facts, diagnoses: Diagnoses) -> str | None:
    """The code that says both sides of what `code` says of one; None where there is none. It may
    stand elsewhere in the category: M17.0 is bilateral, M17.11 the right."""
    book, on = diagnoses.scene.book, diagnoses.scene.on
    found = other_sides(code, book, on).get("bilateral")
    if found is not None:
        return found
    category = facts_of(book, code.bare[:3], on)
    return next(
        (
            child.code
            for child in category.concept.children
            if child.billable and child.title and side(child.title) == "bilateral"
            and _loose(child.title) == _loose(code.title)
        ),
        None,
    )  # fmt: skip


def _loose(title: str) -> str:
    return " ".join(_LOOSE.sub(" ", without_side(title)).split())


def _warning(verdict: str, codes: tuple[Facts, ...], message: str, remedy: str) -> Finding:
    release = codes[0].decided_by
    return finding(
        RULE, verdict, codes, message, remedy, citation=guideline("I.B.13"), severity="warning",
        release=release,
    )  # fmt: skip
