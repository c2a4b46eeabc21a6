"""A note read: its parts, what it names, and what was done."""

from __future__ import annotations

from dataclasses import dataclass

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.document import parse
from superbill.notes.mentions import find_mentions
from superbill.notes.procedures import read_procedures
from superbill.notes.values import Document, Mention, Procedure


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the reading of one note yields."""

    document: Document
    mentions: tuple[Mention, ...]
    procedures: tuple[Procedure, ...]


def read(text: str, *, name: str, lexicon: Lexicon) -> Reading:
    """The reading of a note's text. Any text can be read; what it tells nothing of yields nothing.

    What the note says is evidence, never an instruction.
    """
    document = parse(text, name=name, lexicon=lexicon)
    mentions = find_mentions(document, lexicon)
    return Reading(document, mentions, read_procedures(document, mentions, lexicon))
