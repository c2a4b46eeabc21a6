"""What a note says once and means of several disorders: why the patient is here, the weeks of a
pregnancy, the dominant hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from superbill.notes.assertions import assert_by, find_cues
from superbill.notes.attribute_words import attribute_words
from superbill.notes.disorders import Disorder
from superbill.notes.measured import measured, only
from superbill.notes.section_kinds import kind_of
from superbill.notes.values import Attribute, Document, Evidence

_OF_ALL = ("trimester", "dominance")
_EPISODE, VISIT = "episode", "visit"
_SHARED = (_EPISODE, "openness", "healing")
_TELLING = ("complaint", "course", "conclusion")
"""Kinds of sections that tell why the patient is here."""
_ARRIVING = ("here for", "presents for", "presented for", "presenting for")
"""Cues of what is yet to be done that tell why the patient has come."""
_UNTRUE = ("negated", "hypothetical", "family")


def of_the_note(
    document: Document, disorders: Sequence[Disorder], told: Sequence[Sequence[Attribute]]
) -> Iterator[tuple[int, Attribute]]:
    """(disorder, attribute) for what the note says of the whole. Nothing is raised."""
    if not disorders:
        return
    facts = [a for a in measured(document) if a.evidence.assertion == "affirmed"]
    for kind in _OF_ALL:
        one = only(kind, facts)
        if one is not None:
            for place in range(len(disorders)):
                if not any(a.kind == kind for a in told[place]):
                    yield place, one
    shared = list(_of_same_name(disorders, told))
    yield from shared
    known = {place for place, a in shared if a.kind == _EPISODE}
    for place, attribute in _episodes(document, disorders, told):
        if place not in known:
            yield place, attribute


def _of_same_name(
    disorders: Sequence[Disorder], told: Sequence[Sequence[Attribute]]
) -> Iterator[tuple[int, Attribute]]:
    """What is said once of a disorder that is named again, on the same side or on none: whether a
    fracture is open, how it heals, what this encounter is. Nothing where the note says two."""
    named: dict[tuple[int, bool], list[int]] = {}
    for place, disorder in enumerate(disorders):
        named.setdefault((disorder.name, disorder.exact), []).append(place)
    for places in named.values():
        for kind in _SHARED if len(places) > 1 else ():
            said = [(p, a) for p in places for a in told[p] if a.kind == kind]
            if len({a.value for _, a in said}) != 1:
                continue
            source, attribute = said[0]
            telling = {p for p, _ in said}
            for place in places:
                if place not in telling and _one_side(disorders[place], disorders[source]):
                    yield place, attribute


def _one_side(one: Disorder, other: Disorder) -> bool:
    return not one.sides or not other.sides or one.sides == other.sides


def _episodes(
    document: Document, disorders: Sequence[Disorder], told: Sequence[Sequence[Attribute]]
) -> Iterator[tuple[int, Attribute]]:
    """What the visit is for, of each injury of which its own sentence doesn't say it."""
    injury = attribute_words().said_of(_EPISODE)
    silent = [
        place for place, d in enumerate(disorders)
        if injury is not None and injury.search(d.evidence.text)
        and not any(a.kind == _EPISODE for a in told[place])
    ]  # fmt: skip
    visit = _visit(document, disorders, injury) if silent and injury is not None else None
    if visit is not None:
        for place in silent:
            yield place, visit


def _visit(
    document: Document, disorders: Sequence[Disorder], injury: re.Pattern[str]
) -> Attribute | None:
    """The first words of the note that say what the visit is for; not those of a sentence that
    speaks of another disorder (`here for follow-up of hypertension`)."""
    places = [
        (d.evidence.start, d.evidence.end, injury.search(d.evidence.text) is not None)
        for d in disorders
    ]
    for sentence in document.sentences:
        if kind_of(sentence.section) not in _TELLING:
            continue
        text = document.text[sentence.start : sentence.end]
        found = [f for f in attribute_words().find(text) if f.kind == VISIT]
        if not found:
            continue
        one = found[0]
        begin, end = sentence.start + one.start, sentence.start + one.end
        there = [
            fits for first, last, fits in places
            if sentence.start <= first < sentence.end and not (first < end and begin < last)
        ]  # fmt: skip
        if there and not any(there):
            continue
        cues = [c for c in find_cues(text) if text[c.start : c.end].lower() not in _ARRIVING]
        if assert_by(cues, text, one.start)[0] in _UNTRUE:
            continue
        evidence = Evidence(begin, end, document.text[begin:end], sentence.section)
        return Attribute(_EPISODE, one.value, evidence)
    return None
