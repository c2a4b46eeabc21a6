"""Two conditions of which the note says that the one is not of the other (guideline I.A.15)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.coding.guided.condition import Case, Condition, Conditions
from superbill.coding.guided.told import Wanted, sentences_of, told, wanted
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.values import Evidence

FILE = Path(__file__).with_suffix(".yaml")

_AFTER = 60
"""Characters from the words `not due to` to the name of what is meant."""


@dataclass(frozen=True, slots=True)
class _Words:
    """denies: words before the cause that is denied; names: of each cause that can be presumed;
    adjectives: words that deny it by themselves; codes: beginnings of its own codes."""

    denies: tuple[str, ...]
    names: dict[str, tuple[str, ...]]
    adjectives: dict[str, tuple[str, ...]]
    codes: dict[str, tuple[str, ...]]


def said_unrelated(cause: str, one: Condition, among: Conditions, case: Case) -> Evidence | None:
    """The words by which the note says that a condition is not of `cause` (a key of names), or
    that it is of something else.

    A sentence that denies a cause speaks of the conditions that it names itself; where it names
    none, of those of the sentence before.
    """
    names = _words().names[cause]
    own = sentences_of(one, case)
    for denial in told(case, _denials()):
        if denial.id not in ("denies", f"not {cause}"):
            continue
        if denial.id == "denies" and not _follows(denial.evidence, names, case):
            continue
        here = any(denial.sentence in sentences_of(c, case) for c in among if not _is(c, cause))
        if denial.sentence in own or (not here and denial.sentence - 1 in own):
            return denial.evidence
    for attribute in one.attributes:
        if attribute.kind == "unrelated" and any(n in attribute.value.lower() for n in names):
            return attribute.evidence
    return _other_cause(one)


def _follows(evidence: Evidence, names: tuple[str, ...], case: Case) -> bool:
    after = case.document.text[evidence.end : evidence.end + _AFTER].lower()
    words = after.replace("/", " ").split(".")[0]
    return any(f" {name} " in f" {words.strip(' ,;:)')} " for name in names) or any(
        words.strip().startswith(name) for name in names if len(name) > 3
    )


def _other_cause(one: Condition) -> Evidence | None:
    """Another cause that the note names for a condition, wherever it names one."""
    every = [n for names in _words().names.values() for n in names]
    causes = [a for a in one.attributes if a.kind == "cause"]
    if not causes or len({(e.start, e.end) for e in one.evidence}) > len(causes):
        return None
    presumed = any(n in a.value.lower() for a in causes for n in every)
    return None if presumed else causes[0].evidence


def _is(one: Condition, cause: str) -> bool:
    return one.code.startswith(_words().codes[cause])


@cache
def _words() -> _Words:
    return build(_Words, read_yaml(FILE))


@cache
def _denials() -> Wanted:
    words = _words()
    known = [(text, "denies") for text in words.denies]
    known += [(t, f"not {cause}") for cause, ts in words.adjectives.items() for t in ts]
    return wanted(known)
