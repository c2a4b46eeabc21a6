"""What must be worked out of diabetes: its type, its eyes, and the ulcer beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from superbill.coding.guided.condition import Case, Condition, Conditions, standing
from superbill.coding.guided.making import given, is_weak, step, with_these, without
from superbill.coding.guided.told import sentences_of, told, wanted
from superbill.coding.result import Step
from superbill.rules.icd10cm.guideline import guideline

RULE = "combined"
_UNSTATED = "E11"
_STATED = ("E08", "E09", "E10", "E13")
_TYPE_2 = (
    "type 2",
    "type ii",
    "type two",
    "t2dm",
    "dm2",
    "dm 2",
    "niddm",
    "t2 dm",
    "dmii",
    "dm ii",
)

_RETINOPATHY = ("E08.3", "E09.3", "E10.3", "E11.3", "E13.3")
_EYES = wanted([
    ("od", "1"), ("right eye", "1"), ("os", "2"), ("left eye", "2"), ("ou", "3"),
    ("both eyes", "3"), ("bilateral", "3"),
])  # fmt: skip
_OEDEMA = wanted((text, "oedema") for text in (
    "dme", "csme", "ci dme", "macular edema", "macular oedema",
))  # fmt: skip

_ULCER_SITES = wanted([
    ("heel", "4"), ("midfoot", "4"), ("heels", "4"), ("toe", "5"), ("toes", "5"), ("hallux", "5"),
    ("plantar", "5"), ("metatarsal", "5"), ("foot", "5"), ("forefoot", "5"), ("mtp", "5"),
    ("ankle", "3"), ("calf", "2"), ("shin", "8"), ("leg", "9"), ("thigh", "1"),
])  # fmt: skip
_DEPTHS = wanted([
    ("breakdown of skin", "1"), ("skin breakdown", "1"), ("superficial", "1"),
    ("fat layer exposed", "2"), ("subcutaneous", "2"), ("subq", "2"), ("fat exposed", "2"),
    ("exposed fat", "2"), ("fat layer", "2"), ("wagner 1", "1"), ("wagner grade 1", "1"),
    ("necrosis of muscle", "3"), ("muscle necrosis", "3"), ("necrosis of bone", "4"),
    ("bone necrosis", "4"), ("muscle involvement", "5"), ("bone involvement", "6"),
    ("exposed bone", "6"), ("bone exposed", "6"), ("exposed muscle", "5"),
])  # fmt: skip
_SIDE = wanted([
    ("right", "1"), ("left", "2"), ("r", "1"), ("l", "2"), ("rt", "1"), ("lt", "2"),
])  # fmt: skip
_BOTH_EYES, _EITHER_EYE = "3", "9"
_OF_SIDE = {"right": "1", "left": "2", "bilateral": "3"}
_SIDED = 7
_NEAR = 12
"""Characters from `with DME` to the eye that it is of."""


def of_its_type(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Complications named without a type are of the type that the note states (guideline I.C.4.a.2:
    type 2 is only what stands where none is stated)."""
    stated = [c for c in conditions if c.code.startswith(_STATED) and (c.stands or is_weak(c))]
    categories = {c.code[:3] for c in stated}
    unstated = [
        c for c in standing(conditions) if c.code.startswith(_UNSTATED) and not _says_type_2(c)
    ]
    if len(categories) != 1 or not unstated:
        return conditions, ()
    category = categories.pop()
    cited = guideline("I.C.4.a.2")
    steps: list[Step] = []
    for one in unstated:
        code = f"{category}{one.code[3:]}"
        new = given(code, [one], case, cited)
        if new is None:
            continue
        because = f"The note states the type of diabetes: {category}."
        conditions = without(with_these(conditions, [new]), _is_code(one.code), because, cited)
        says = f"{one.code}: the note states the type, so {code}."
        steps.append(step(RULE, says, (one.code, stated[0].code), (code,), cited))
    return conditions, tuple(steps)


def _says_type_2(one: Condition) -> bool:
    texts = [e.text.lower() for e in one.evidence]
    return any(w in text for w in _TYPE_2 for text in texts)


def eyes(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """A retinopathy of the eye that the note names, of both, or of an unspecified eye; two codes
    where it tells of macular oedema in one eye and not in the other."""
    steps: list[Step] = []
    cited = guideline("I.B.13 and I.C.7")
    for one in standing(conditions):
        if not one.code.startswith(_RETINOPATHY) or len(one.facts.bare) != _SIDED:
            continue
        codes = _of_each_eye(one, case) or {f"{one.code[:-1]}{_eye(one, case)}"}
        made = [m for code in sorted(codes) if (m := given(code, [one], case, cited))]
        if codes == {one.code} or len(made) < len(codes):
            continue
        because = "Each eye has its code."
        conditions = with_these(conditions, made)
        if one.code not in codes:
            conditions = without(conditions, _is_code(one.code), because, cited)
        says = f"{one.code}: each eye has its code, {' and '.join(sorted(codes))}."
        steps.append(step(RULE, says, (one.code,), sorted(codes), cited))
    return conditions, tuple(steps)


def _is_code(code: str) -> Callable[[Condition], bool]:
    return lambda one: one.code == code


def _eye(one: Condition, case: Case) -> str:
    """The seventh character: 1 right, 2 left, 3 both, 9 an eye that the note doesn't name."""
    sides = {_OF_SIDE[s] for m in (*one.mentions, *one.beside) for s in m.disorder.sides}
    if not sides:
        places = sentences_of(one, case)
        sides = {t.id for t in told(case, _EYES) if t.sentence in places}
    if len(sides) == 1:
        return sides.pop()
    return _BOTH_EYES if sides else _EITHER_EYE


def _of_each_eye(one: Condition, case: Case) -> set[str]:
    """The codes of the eyes that differ: sixth character 1 with oedema and 9 without. Empty where
    the note doesn't tell of each."""
    if one.facts.bare[5] not in ("1", "9"):
        return set()
    places = sentences_of(one, case)
    named = [t for t in told(case, _EYES) if t.sentence in places]
    oedema = [t for t in told(case, _OEDEMA) if t.sentence in places]
    of: dict[str, str] = {}
    for word in oedema:
        near = [t for t in named if 0 <= t.evidence.start - word.evidence.end <= _NEAR]
        for eye in near[:1]:
            for side in ("1", "2") if eye.id == _BOTH_EYES else (eye.id,):
                of[side] = "1" if word.so else "9"
    both = any(t.id == _BOTH_EYES for t in named) or {"1", "2"} <= {t.id for t in named}
    if not of or not both:
        return set()
    each = {side: of.get(side, "9") for side in ("1", "2")}
    if each["1"] == each["2"]:
        return {f"{one.code[:6]}{each['1']}{_BOTH_EYES}"}
    return {f"{one.code[:6]}{each[side]}{side}" for side in each}


def ulcers(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """The ulcer's own code, by site, side and depth, beside diabetes with an ulcer (tabular list,
    use additional code at E11.621 and E11.622)."""
    there = standing(conditions)
    if any(c.code.startswith(("L97", "L98.4")) for c in there):
        return conditions, ()
    for one in there:
        if one.code[:3] not in ("E08", "E09", "E10", "E11", "E13") or one.code[3:] != ".621":
            continue
        code = _ulcer_code(one, case)
        cited = guideline("I.A.17 and I.B.7")
        new = given(code, [one], case, cited) if code else None
        if new is None:
            return conditions, ()
        says = f"{one.code}: the note tells of the ulcer's site, so {code} is added."
        return with_these(conditions, [replace(new, why=(cited,))]), (
            step(RULE, says, (one.code,), (new.code,), cited),
        )
    return conditions, ()


def _ulcer_code(one: Condition, case: Case) -> str | None:
    places = sentences_of(one, case)
    near = places | {p + 1 for p in places}
    said = [t for t in told(case, _ULCER_SITES) if t.sentence in places and t.so]
    sites = [t.id for t in said if t.id in ("4", "5")]
    side = [t.id for t in told(case, _SIDE) if t.sentence in places]
    depth = [t.id for t in told(case, _DEPTHS) if t.sentence in near and t.so]
    if not sites:
        return None
    site = "4" if "4" in sites else "5"
    which = side[0] if len(set(side)) == 1 else "0"
    return f"L97.{site}{which}{max(depth) if depth else '9'}"
