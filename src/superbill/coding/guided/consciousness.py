"""Injuries of the head by whether consciousness was lost, and for how long (category S06)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from superbill.coding.guided.condition import Case, Condition, Conditions, Staged
from superbill.coding.guided.places import has_words, sentence_of
from superbill.coding.guided.told import Wanted, told, wanted
from superbill.coding.result import Step
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.icd10cm.guideline import guideline

FILE = Path(__file__).with_suffix(".yaml")
RULE = "consciousness"
SAYS = "{code}: the note {what}, so {gives}."

_OF_BRAIN, _WITH_7TH, _SIXTH = "S06", 8, 6
"""Characters of a code with its dot; the place of the 6th among them."""
_UNSAID = ("9", "A")
_NONE, _BRIEF, _SOME, _UNKNOWN = "0", "1", "9", "A"
_SAID = {
    _NONE: "says that consciousness was not lost",
    _BRIEF: "says that consciousness was lost for no more than 30 minutes",
    _SOME: "says that consciousness was lost, and not for how long",
    _UNKNOWN: "doesn't tell whether consciousness was lost",
}


@dataclass(frozen=True, slots=True)
class _Words:
    lost: tuple[str, ...]
    brief: tuple[str, ...]
    longer: tuple[str, ...]
    kept: tuple[str, ...]


def stage(conditions: Conditions, case: Case) -> Staged:
    """Injuries of the brain whose code leaves the loss of consciousness open, by what the note says
    of it anywhere (I.B.2, I.B.18)."""
    open_ = [c for c in conditions if c.stands and _is_open(c)]
    if not open_:
        return Staged(conditions)
    told_, steps = _of_note(case), list[Step]()
    done = tuple(_with(c, told_, case, steps) if c in open_ else c for c in conditions)
    return Staged(done, tuple(steps))


def _is_open(one: Condition) -> bool:
    code = one.code
    return code.startswith(_OF_BRAIN) and len(code) == _WITH_7TH and code[_SIXTH] in _UNSAID


def _with(one: Condition, told_: str, case: Case, steps: list[Step]) -> Condition:
    code = f"{one.code[:_SIXTH]}{told_}{one.code[_SIXTH + 1 :]}"
    facts = case.billable(code)
    if facts is None or code == one.code:
        return one
    cited = guideline("I.B.2")
    says = SAYS.format(code=one.code, what=_SAID[told_], gives=code)
    steps.append(Step(RULE, says, (one.code,), (code,), cited))
    return replace(one, facts=facts, name=facts.title, why=(*one.why, cited))


def _of_note(case: Case) -> str:
    """The 6th character that the note's words give."""
    words, text = _words(), case.document.text.lower()
    lost = [t.evidence for t in told(case, _finder()) if t.so]
    for one in lost:
        said = sentence_of(case, one)
        near = f"{said.before[-30:]} {said.after[:40]}".lower()
        if has_words(near, words.brief) and not has_words(near, words.longer):
            return _BRIEF
    if lost:
        return _SOME
    denied = any(t.evidence.assertion == "negated" for t in told(case, _finder()))
    return _NONE if denied or has_words(text, words.kept) else _UNKNOWN


@cache
def _words() -> _Words:
    """consciousness.yaml. Raises CardRefused for a fault of the file."""
    return build(_Words, read_yaml(FILE))


@cache
def _finder() -> Wanted:
    return wanted((text, "lost") for text in _words().lost)
