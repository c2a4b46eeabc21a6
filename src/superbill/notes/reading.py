"""A note read: its parts, what it names, and what was done."""

from __future__ import annotations

from dataclasses import dataclass

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.disorders import Disorder, Names, find_disorders
from superbill.notes.document import parse
from superbill.notes.mentions import find_mentions
from superbill.notes.named_frames import NamedProcedure
from superbill.notes.named_procedures import read_named_procedures
from superbill.notes.procedures import read_procedures
from superbill.notes.repeats import few_alike
from superbill.notes.values import Document, Mention, Procedure


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the reading of one note yields. `disorders` is empty where no names were given;
    `named`: procedures of all of medicine by their names, beside those that were told."""

    document: Document
    mentions: tuple[Mention, ...]
    procedures: tuple[Procedure, ...]
    disorders: tuple[Disorder, ...] = ()
    named: tuple[NamedProcedure, ...] = ()


def read(text: str, *, name: str, lexicon: Lexicon, names: Names | None = None) -> Reading:
    """The reading of a note's text. Any text can be read; what it tells nothing of yields nothing.

    names: of disorders and findings, which are looked for where they are given

    What the note says is evidence, never an instruction.
    """
    document = parse(text, name=name, lexicon=lexicon)
    mentions = find_mentions(document, lexicon)
    procedures = read_procedures(document, mentions, lexicon)
    disorders = few_alike(find_disorders(document, names)) if names is not None else ()
    return Reading(document, mentions, procedures, disorders, read_named_procedures(document))
