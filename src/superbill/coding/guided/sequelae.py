"""What is left of an old stroke: one code of I69 for each deficit (guideline I.C.9.d)."""

from __future__ import annotations

from superbill.coding.guided.condition import Case, Condition, Conditions, standing
from superbill.coding.guided.making import given, step, with_these, without
from superbill.coding.guided.told import sentences_of, told, wanted
from superbill.coding.result import Step
from superbill.rules.icd10cm.guideline import guideline

RULE = "combined"

_STROKES = {"I60": "0", "I61": "1", "I62": "2", "I63": "3", "I67.89": "8"}
_DEFICITS = {"R47.01": "20", "R47.02": "21", "R47.1": "22", "R47.81": "28", "R47.82": "23",
             "R13": "91", "R29.810": "92", "R27.0": "93", "R47.8": "28", "H53.4": "98"}  # fmt: skip
_PARALYSES = {"G81": "5", "G83.1": "4", "G83.2": "3"}
_SIDES = {"1": "1", "2": "2", "3": "3", "4": "4", "0": "9"}
"""G81.91 and I69.351: right dominant is 1, left dominant 2, right non-dominant 3, left 4."""
_OLD = wanted((text, "old") for text in (
    "old", "prior", "previous", "history of", "hx of", "h/o", "s/p", "status post", "sequela",
    "sequelae", "late effect", "late effects", "residual", "residuals", "remote", "chronic",
    "months ago", "years ago", "year ago", "months out", "years out", "months after",
    "years after", "months status post", "last year", "following stroke", "after stroke",
    "post stroke", "post cva", "in 20#",
))  # fmt: skip
_NEW = wanted((text, "new") for text in (
    "acute", "new", "today", "this morning", "presented with", "thrombectomy", "tpa",
    "tenecteplase", "alteplase", "tnk", "nihss", "sudden", "hours ago", "code stroke",
))  # fmt: skip


def sequelae(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """Deficits beside a stroke that the note tells as past, or as what left them, become codes of
    I69; the stroke's own code goes, and so does its history."""
    there = standing(conditions)
    strokes = [c for c in conditions if _stem(c) and (c.stands or "historical" in c.said)]
    kept = [c for c in there if c.code.startswith("I69")]
    deficits = [c for c in there if _deficit(c) is not None]
    if not deficits or not (kept or any(_is_old(s, case) for s in strokes)):
        return conditions, ()
    if any(c.stands and not _is_old(c, case) for c in strokes):
        return conditions, ()
    group = kept[0].code[4] if kept else _stem(strokes[0]) or "3"
    cited = guideline("I.C.9.d")
    if any(d.code == "R47.01" for d in deficits):
        deficits = [d for d in deficits if not d.code.startswith("R47.8")]  # part of aphasia
    made = [(d, m) for d in deficits if (m := given(_code(group, d), [d], case, cited))]
    if not made:
        return conditions, ()
    after = with_these(conditions, [m for _, m in made])
    gone = {d.code for d, _ in made} | {s.code for s in strokes}
    gone |= {c.code for c in there if c.code in ("Z86.73", "I69.30", "I69.90")}
    gone |= {d.code for d, _ in made if d.code.startswith("R47.8")}
    gone -= {d.code for d, _ in made if d.code.startswith("R13.1")}  # named beside it: which phase
    after = without(after, lambda c: c.code in gone, "What an old stroke left has its code.", cited)
    steps = tuple(
        step(RULE, f"{d.code}: of an old stroke, so {m.code}.", (d.code,), (m.code,), cited)
        for d, m in made
    )
    return after, steps


def _stem(one: Condition) -> str | None:
    return next((v for k, v in _STROKES.items() if one.code.startswith(k)), None)


def _deficit(one: Condition) -> str | None:
    for table in (_PARALYSES, _DEFICITS):
        for code, part in table.items():
            if one.code.startswith(code):
                return part
    return None


def _code(group: str, deficit: Condition) -> str:
    part = _deficit(deficit) or ""
    if deficit.code.startswith(tuple(_PARALYSES)):
        side = _SIDES.get(deficit.code[-1], "9")
        return f"I69.{group}{part}{side}"
    return f"I69.{group}{part}"


def _is_old(one: Condition, case: Case) -> bool:
    """Whether the note tells a stroke as past: by its assertion, or by words of its sentences."""
    if one.said and one.said <= {"historical", "negated"}:
        return True
    places = sentences_of(one, case)
    old = {t.sentence for t in told(case, _OLD)} & places
    new = {t.sentence for t in told(case, _NEW) if t.so} & places
    return bool(old) and not new
