"""A note's text cut into pages, sections and sentences."""

from __future__ import annotations

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.lines import level, page_starts
from superbill.notes.pages import furniture
from superbill.notes.repeats import parts_of
from superbill.notes.sections import PAGE, find_sections
from superbill.notes.sentences import find_sentences
from superbill.notes.values import Document


def parse(text: str, *, name: str, lexicon: Lexicon) -> Document:
    """The note as a Document: its text as it came, with sections and sentences in order.

    Any text is a note; one without headings is one section. Nothing is raised. Pages are parted by
    form feeds, as the readers of files put them; what each page repeats has no sentences.
    """
    levelled, pages = level(text), page_starts(text)
    sections = find_sections(levelled, lexicon, page_lines=furniture(levelled, pages))
    told = (s for s in sections if s.name != PAGE)
    found = (s for section in told for s in find_sentences(levelled, section))
    sentences = [part for sentence in found for part in parts_of(levelled, sentence)]
    return Document(
        name=name, text=text, sections=sections, sentences=tuple(sentences), pages=pages
    )
