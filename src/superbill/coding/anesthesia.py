"""Whether anesthesia had been given, as the note tells it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.coding.modifiers import AnesthesiaState
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.values import Document, Evidence

FILE = Path(__file__).with_suffix(".yaml")
SECTION = "anesthesia"
NEGATIONS = ("no", "not", "without", "before", "prior to", "until")


@dataclass(frozen=True, slots=True)
class Phrases:
    given: tuple[str, ...]
    before: tuple[str, ...]
    not_in_room: tuple[str, ...]
    none_planned: tuple[str, ...]
    accounts: tuple[str, ...]
    none_told: tuple[str, ...]
    stated: tuple[str, ...]
    agents: tuple[str, ...]
    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anesthesia:
    state: AnesthesiaState
    evidence: tuple[Evidence, ...] = ()


@cache
def phrases() -> Phrases:
    """The words of anesthesia.yaml. Raises CardRefused where the file is not as it should be."""
    return build(Phrases, read_yaml(FILE))


def anesthesia_in(document: Document, about: Iterable[Evidence] = ()) -> Anesthesia:
    """The state when a procedure ended: that it had not been given yet is told in a sentence
    that tells of the ending (`about`); which kind was given, or none, under its own heading; that
    it was given, also in the account."""
    known = phrases()
    about = tuple(about)
    for told in about:
        around = _around(document, told)
        outside = _first(known.not_in_room, document, *around) if around else None
        if outside is not None:
            return Anesthesia("before_room", (outside,))
    for told in about:
        for sentence in document.sentences:
            if sentence.start <= told.start < sentence.end:
                bounds = (sentence.start, sentence.end, sentence.section)
                early = _first(known.before, document, *bounds)
                if early is not None:
                    return Anesthesia("before", (early,))
    for section in document.sections:
        if section.name != SECTION:
            continue
        bounds = (section.start, section.end, section.name)
        none = _first(known.none_planned, document, *bounds)
        if none is not None:
            return Anesthesia("none_planned", (none,))
        given = _first(known.given, document, *bounds)
        if given is not None:
            return Anesthesia("given", (given,))
    told = _in_account(known, document)
    if told is not None:
        return Anesthesia("given", (told,))
    none = _none_in_account(known, document)
    return Anesthesia("none_planned", (none,)) if none else Anesthesia("not_told")


def _around(document: Document, told: Evidence) -> tuple[int, int, str] | None:
    """The sentence of `told` with the one before it."""
    before = None
    for sentence in document.sentences:
        if sentence.start <= told.start < sentence.end:
            near = before if before and before.section == sentence.section else sentence
            return near.start, sentence.end, sentence.section
        before = sentence
    return None


def _in_account(known: Phrases, document: Document) -> Evidence | None:
    """Where the account itself says that it was given, in one sentence."""
    for sentence in document.sentences:
        if sentence.section not in known.accounts:
            continue
        stated = _first(known.stated, document, sentence.start, sentence.end, sentence.section)
        if stated is not None and not _first(NEGATIONS, document, sentence.start, stated.end, ""):
            return stated
        agent = _first(known.agents, document, sentence.start, sentence.end, sentence.section)
        if agent is None or _first(NEGATIONS, document, sentence.start, agent.end, "") is not None:
            continue
        if _first(known.verbs, document, sentence.start, sentence.end, "") is not None:
            return agent
    return None


def _none_in_account(known: Phrases, document: Document) -> Evidence | None:
    told = (
        _first(known.none_told, document, s.start, s.end, s.section)
        for s in document.sentences
        if s.section in known.accounts
    )
    return next((one for one in told if one is not None), None)


def _first(
    words: tuple[str, ...], document: Document, start: int, end: int, section: str
) -> Evidence | None:
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
    found = pattern.search(document.text, start, end)
    if found is None:
        return None
    return Evidence(found.start(), found.end(), found.group(), section)
