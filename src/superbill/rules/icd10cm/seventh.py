"""7th characters: which a code takes, and what is wrong with the one that was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from superbill.rules.book import RuleBook
from superbill.rules.icd10cm.facts import Facts, facts_of

Problem = Literal["missing", "not_permitted", "placeholder", "takes_none", "incomplete"]
_WHOLE = 7


class Seventh(NamedTuple):
    """What the tabular list says of a code's 7th character.

    base: the code without it and without placeholders, None where no code is recognised
    takes: characters with their meanings, empty where codes of the base take none
    given: the character that the code has, None for none
    results: the complete codes of the base that are valid on the day
    problem: None where nothing is wrong:
        missing        the code must have a 7th character
        not_permitted  it isn't one of those defined there
        placeholder    it doesn't stand at the seventh place: X fills the places before it
        takes_none     codes of this base have no 7th character
        incomplete     the base itself needs further characters first
    corrected: the code as it should be, where only one is meant
    """

    code: str
    base: str | None
    takes: Mapping[str, str]
    given: str | None
    results: tuple[str, ...]
    problem: Problem | None
    corrected: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "base": self.base,
            "takes": dict(self.takes),
            "given": self.given,
            "results": list(self.results),
            "problem": self.problem,
            "corrected": self.corrected,
        }


def needs_seventh(code: str, book: RuleBook, *, on: date) -> bool:
    """Whether a code, given without its 7th character, must have one. Raises NotLoaded."""
    return seventh(code, book, on=on).problem == "missing"


def seventh(code: str, book: RuleBook, *, on: date) -> Seventh:
    """The 7th character of a code in display form. Raises NotLoaded."""
    facts = facts_of(book, code, on)
    takes = _takes(facts)
    bare = facts.bare
    if facts.status == "active":
        base = _display(bare[: _WHOLE - 1].rstrip("X")) if takes else code
        given = bare[6] if takes and len(bare) == _WHOLE else None
        results = _results(facts_of(book, base, on)) if takes else ()
        return Seventh(code, base, takes, given, results, None)
    if facts.status == "header" and (takes or not bare.endswith("X")):
        results = _results(facts)
        return Seventh(code, code, takes, None, results, "missing" if results else None)
    return _unknown(code, bare, book, on)


def _unknown(code: str, bare: str, book: RuleBook, on: date) -> Seventh:
    for base in _bases(bare):
        facts = facts_of(book, base, on)
        takes = _takes(facts)
        filled = facts.bare.endswith("X") and not takes  # the beginning of others, no code itself
        if facts.status not in ("active", "header") or filled:
            continue
        given = bare[-1]
        results = _results(facts)
        if facts.status == "active":
            return Seventh(code, base, {}, given, (), "takes_none", base)
        if not takes:
            return Seventh(code, base, {}, None, (), None)
        if not results:
            return Seventh(code, base, takes, given, (), "incomplete")
        if given == "X" and "X" not in takes:
            return Seventh(code, base, takes, None, results, "missing")
        meant = next((r for r in results if r[-1] == given), None)
        problem: Problem = "placeholder" if meant else "not_permitted"
        return Seventh(code, base, takes, given, results, problem, meant)
    return Seventh(code, None, {}, None, (), None)


def _bases(bare: str) -> Iterator[str]:
    """What a code that isn't valid may have been made from: less its last character, less the
    placeholders before that, longest first."""
    for length in range(len(bare) - 1, 2, -1):
        if length == len(bare) - 1 or bare[length:-1].strip("X") == "":
            yield _display(bare[:length])


def _takes(facts: Facts) -> Mapping[str, str]:
    return facts.concept.properties.get("seventh_characters", {})


def _results(facts: Facts) -> tuple[str, ...]:
    """The complete codes right below a base; none where it needs further characters first."""
    below = facts.concept.children
    if not _takes(facts) or any(len(c.code) != _WHOLE + 1 for c in below):
        return ()
    return tuple(c.code for c in below)


def _display(bare: str) -> str:
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare
