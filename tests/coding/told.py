"""Readings made by hand: words of a short text, with what they were read as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from superbill.notes.named_frames import NamedProcedure
from superbill.notes.values import (
    Assertion,
    Document,
    Evidence,
    Mention,
    Procedure,
    Section,
    Sentence,
)


@dataclass(frozen=True)
class Told:
    """A reading: what notes.reading.read gives, for what the tests hand over."""

    document: Document
    mentions: tuple[Mention, ...]
    procedures: tuple[Procedure, ...]
    named: tuple[NamedProcedure, ...] = ()


def evidence(text: str, words: str, *, section: str = "narrative",
             assertion: Assertion = "affirmed") -> Evidence:  # fmt: skip
    start = text.index(words)
    return Evidence(start, start + len(words), words, section, assertion)


def procedure(text: str, words: str, **fields: Any) -> Procedure:
    """A completed procedure that `words` tell of, but for the fields given."""
    given: dict[str, Any] = {
        "action": "occlude", "site": "fallopian_tube", "target": None, "approach": "hysteroscopic",
        "device": None, "circumstances": (), "sides": (), "failed_sides": (),
        "outcome": "completed", "reason": None, "reason_class": None, "count": None,
        "evidence": (evidence(text, words),),
    }  # fmt: skip
    return Procedure(**{**given, **fields})


def told(text: str, procedures: tuple[Procedure, ...] = (), mentions: tuple[Mention, ...] = (), *,
         anesthesia: str | None = None) -> Told:  # fmt: skip
    """A reading of `text`; `anesthesia`: the words under that heading, which end the text."""
    sections = [Section("narrative", "", 0, len(text), "test")]
    whole = text
    if anesthesia is not None:
        whole = f"{text}\n{anesthesia}"
        sections.append(Section("anesthesia", "", len(text) + 1, len(whole), "test"))
    sentences = (Sentence(0, len(text), "narrative"),)
    return Told(Document("told", whole, tuple(sections), sentences), mentions, procedures)


def condition(text: str, words: str, concept: str, *, section: str = "narrative",
              assertion: Assertion = "affirmed") -> Mention:  # fmt: skip
    found = evidence(text, words, section=section, assertion=assertion)
    return Mention("condition", concept, found)
