"""A note's text cut into sections and sentences."""

from __future__ import annotations

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.sections import find_sections
from superbill.notes.sentences import find_sentences
from superbill.notes.values import Document


def parse(text: str, *, name: str, lexicon: Lexicon) -> Document:
    """The note as a Document: its text as it came, with sections and sentences in order.

    Any text is a note; one without headings is one section. Nothing is raised.
    """
    sections = find_sections(text, lexicon)
    sentences = [s for section in sections for s in find_sentences(text, section)]
    return Document(name=name, text=text, sections=sections, sentences=tuple(sentences))
