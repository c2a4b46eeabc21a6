"""Facts that a note measures: age, BMI, weeks of pregnancy ... None of them is a disorder.

A body mass index of 41 is a measurement; that it means obesity is for the clinician to say
(Guidelines I.B.14), so it is asked about and never taken for the diagnosis.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.assertions import assert_by, find_cues
from superbill.notes.attribute_words import unit_of
from superbill.notes.phrases import Label, Phrases
from superbill.notes.section_kinds import kind_of
from superbill.notes.values import Assertion, Attribute, Document, Evidence
from superbill.notes.words import exact_words

FILE = Path(__file__).with_suffix(".yaml")

_UNTRUE: tuple[Assertion, ...] = ("negated", "hypothetical", "family")
_DENIED = ("never", "none")
_WEEK = 7
_PRONOUNS = frozenset(("she", "her", "he", "his"))
TRIMESTERS = ((14.0, "first trimester"), (28.0, "second trimester"), (45.0, "third trimester"))
"""Weeks before which each ends: first less than 14w0d, second to less than 28w0d, third until
delivery (ICD-10-CM Tabular List, chapter 15, notes)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A form with a number. first: only the first one is told (a second age is someone else's)."""

    kind: str
    value: str
    needs: tuple[str, ...]
    pattern: str
    unit: str | None = None
    least: float = 0.0
    most: float = 10_000.0
    first: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A fact in words: for each value those that say it."""

    kind: str
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _File:
    facts: tuple[Fact, ...]
    said: tuple[Said, ...]


def measured(document: Document) -> tuple[Attribute, ...]:
    """Facts of the note as a whole, by place. Those of the family, and what is denied, are none;
    one of another time is told as `historical`. Nothing is raised."""
    places = _Places(document)
    found = [*_numbers(document, places), *_in_words(document, places)]
    weeks = [a for a in found if a.kind == "gestation" and a.evidence.assertion == "affirmed"]
    if weeks and not any(a.kind == "trimester" for a in found):
        found += [_trimester(a) for a in weeks]
    return tuple(sorted(found, key=lambda a: a.evidence.start))


def trimester_of(weeks: float) -> str:
    """The trimester of some weeks of pregnancy, in the words of titles.

    >>> trimester_of(13 + 6 / 7), trimester_of(14), trimester_of(27 + 6 / 7), trimester_of(28)
    ('first trimester', 'second trimester', 'second trimester', 'third trimester')
    """
    # A seventh has no exact form; a thousandth of a day is no day.
    return next((name for end, name in TRIMESTERS if weeks < end - 1e-6), TRIMESTERS[-1][1])


class _Places:
    """Where a place of the note stands: its sentence, and how that tells it."""

    def __init__(self, document: Document):
        self._document = document
        self._starts = [s.start for s in document.sentences]

    def evidence(self, start: int, end: int) -> Evidence | None:
        """The words with what the sentence says of them; None outside all sentences."""
        text = self._document.text
        n = bisect_right(self._starts, start) - 1
        if n < 0 or end > self._document.sentences[n].end:
            return None
        sentence = self._document.sentences[n]
        said = _asserted(text[sentence.start : sentence.end], start - sentence.start)
        kind = kind_of(sentence.section)
        if kind == "family":
            return None
        if said == "affirmed" and sentence.section in _OTHER_TIMES:
            said = "historical"
        return Evidence(start, end, text[start:end], sentence.section, said)


_OTHER_TIMES = ("past_medical_history", "past_surgical_history", "obstetric_history")


def _asserted(sentence: str, place: int) -> Assertion:
    return assert_by(find_cues(sentence), sentence, place)[0]


@cache
def _file() -> tuple[list[tuple[Fact, re.Pattern[str]]], Phrases]:
    file = build(_File, read_yaml(FILE))
    known: list[tuple[str, Label]] = [
        (phrase, (said.kind, value))
        for said in file.said
        for value, phrases in said.values.items()
        for phrase in phrases
    ]
    facts = [(f, re.compile(f.pattern, re.IGNORECASE)) for f in file.facts]
    return facts, Phrases(known, exact_words)


def _numbers(document: Document, places: _Places) -> Iterator[Attribute]:
    small = document.text.lower()
    seen: set[tuple[str, float, str | None]] = set()
    taken: list[tuple[int, int]] = []
    done: set[str] = set()
    for fact, pattern in _file()[0]:
        if fact.kind in done or not any(need in small for need in fact.needs):
            continue
        for m in pattern.finditer(document.text):
            number = _number(m)
            if number is None or not fact.least <= number <= fact.most:
                continue
            evidence = places.evidence(m.start(), m.end())
            if evidence is None or evidence.assertion in _UNTRUE:
                continue
            unit = unit_of(m.groupdict().get("unit")) or fact.unit
            key = fact.kind, number, unit
            if key in seen or any(a < m.end() and m.start() < b for a, b in taken):
                continue
            seen.add(key)
            if fact.kind == "gestation":
                taken.append(m.span())
            yield Attribute(fact.kind, fact.value, evidence, number, unit)
            if fact.first:
                done.add(fact.kind)
                break


def _number(m: re.Match[str]) -> float | None:
    groups = m.groupdict()
    told = next((v for k, v in groups.items() if k.startswith("number") and v), None)
    if told is None:
        return None
    days = next((v for k, v in groups.items() if k.startswith("more") and v), None)
    return float(told) + (int(days) / _WEEK if days else 0.0)


def _in_words(document: Document, places: _Places) -> Iterator[Attribute]:
    """The first telling words of each kind. A pronoun tells the sex where no noun does."""
    first: dict[str, tuple[bool, int, Attribute]] = {}
    text = document.text
    for sentence in document.sentences:
        words = exact_words(text[sentence.start : sentence.end])
        for hit in _file()[1].find(words):
            kind, value = hit.label
            start = sentence.start + words[hit.first].start
            end = sentence.start + words[hit.last].end
            place = (text[start:end].lower() in _PRONOUNS, start)
            if kind in first and first[kind][:2] <= place:
                continue
            evidence = places.evidence(start, end)
            if evidence is None or (evidence.assertion in _UNTRUE and value not in _DENIED):
                continue
            first[kind] = (*place, Attribute(kind, value, evidence))
    return iter([a for _, _, a in first.values()])


def _trimester(weeks: Attribute) -> Attribute:
    name = trimester_of(weeks.number or 0.0)
    return Attribute("trimester", name, weeks.evidence, weeks.number, weeks.unit)


def only(kind: str, facts: Sequence[Attribute]) -> Attribute | None:
    """The fact of a kind where the note tells one value of it; None where none or several."""
    told = {a.value if a.number is None else a.number: a for a in facts if a.kind == kind}
    return next(iter(told.values())) if len(told) == 1 else None
