"""The meetings of the rules about diagnoses (see rules/meeting.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import combinations

from superbill.errors import NotLoaded
from superbill.rules.book import RuleBook
from superbill.rules.icd10cm.facts import Facts, facts_of
from superbill.rules.icd10cm.references import Reference
from superbill.rules.icd10cm.relations import is_high
from superbill.rules.icd10cm.symptoms import beginnings
from superbill.rules.meeting import Meeting


def excludes1(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:
    """Pairs of which one's Excludes1 note names the other."""
    return _named("excludes1", codes, book, on, apart=True)


def excludes2(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:
    """The same of Excludes2 notes below blocks."""
    return _named("excludes2", codes, book, on, high=False, apart=True)


def code_first(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:
    """Codes with such a note, and what it names; what leads has no need of it."""
    facts = _facts(codes, book, on)
    alone = frozenset(at for at, f in facts.items() if f.of_kind("code_first"))
    return Meeting(alone=alone, first=True) | _named("code_first", codes, book, on)


def use_additional(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:
    """Pairs of which one is an additional code to the other."""
    return _named("use_additional", codes, book, on)


def code_also(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:
    """Pairs of which one is coded also where the other is."""
    return _named("code_also", codes, book, on)


def same_category(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:  # noqa: ARG001
    """Pairs of one category: sides, and 7th characters of one condition."""
    by_category: dict[str, list[int]] = {}
    for at, code in enumerate(codes):
        by_category.setdefault(code[:3], []).append(at)
    pairs = (pair for places in by_category.values() for pair in combinations(places, 2))
    return Meeting(pairs=frozenset(pairs))


def sequence(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:
    """What leads, with what its notes name; acute and chronic of one condition; severe sepsis."""
    named = _named("code_first", codes, book, on)
    kin = same_category(codes, book, on)
    return named | kin | Meeting(wide=_beginning(codes, "R65.2"), first=True)


def same_code(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:  # noqa: ARG001
    """A code beside itself."""
    return Meeting(pairs=frozenset((at, at) for at in range(len(codes))))


def obstetric(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:  # noqa: ARG001
    """Chapter 15 and what is coded with it, which all others are seen beside."""
    return Meeting(wide=_beginning(codes, "O", "Z37", "Z3A", "A34"))


def liveborn(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:  # noqa: ARG001
    """Z38, which stands once and first."""
    return Meeting(alone=_beginning(codes, "P", "Z38"), first=True)


def external_cause(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:  # noqa: ARG001
    """Chapter 20, beside which the injuries are looked at."""
    return Meeting(wide=_beginning(codes, "V", "W", "X", "Y"))


def z_codes(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:  # noqa: ARG001
    """Chapter 21: which of its codes lead, and which may not."""
    return Meeting(alone=_beginning(codes, "Z"), first=True)


def combination(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:  # noqa: ARG001
    """What is presumed to be the cause of others: hypertension and diabetes."""
    return Meeting(wide=_beginning(codes, "I1", "E08", "E09", "E10", "E11", "E13"))


def symptoms(codes: Sequence[str], book: RuleBook, on: date) -> Meeting:  # noqa: ARG001
    """What may be part of another diagnosis, beside any."""
    return Meeting(wide=_beginning(codes, *beginnings()))


def _beginning(codes: Sequence[str], *prefixes: str) -> frozenset[int]:
    return frozenset(at for at, code in enumerate(codes) if code.startswith(prefixes))


def _facts(codes: Sequence[str], book: RuleBook, on: date) -> dict[int, Facts]:
    """The facts of each code by its place; of none where nothing is loaded: the rules then say so
    of each code alone."""
    found: dict[int, Facts] = {}
    for at, code in enumerate(codes):
        try:
            found[at] = facts_of(book, code, on)
        except NotLoaded:
            continue
    return found


def _named(
    kind: str, codes: Sequence[str], book: RuleBook, on: date, *, high: bool = True,
    apart: bool = False,
) -> Meeting:  # fmt: skip
    """Pairs of which an instruction of one names the other.

    high: of chapters and blocks too; apart: a range in which both lie says nothing of the two
    """
    facts = _facts(codes, book, on)
    by_letter: dict[str, list[int]] = {}
    for at, named in facts.items():
        by_letter.setdefault(named.bare[:1], []).append(at)

    @cache  # codes of a chapter share its notes
    def covered(reference: Reference) -> frozenset[int]:
        maybe = (at for letter in reference.letters for at in by_letter.get(letter, ()))
        return frozenset(at for at in maybe if reference.covers_bare(facts[at].bare))

    return Meeting(
        pairs=frozenset(
            (min(at, other), max(at, other))
            for at, carrier in facts.items()
            for instruction in carrier.of_kind(kind)
            if high or not is_high(instruction.at)
            for reference in instruction.references
            if not (apart and at in covered(reference))
            for other in covered(reference)
            if other != at
        )
    )
