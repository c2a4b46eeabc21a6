"""Sections: where the parts of a note begin and end, and the field's name for each."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.field_ends import field_end
from superbill.notes.heading_words import heading_words, names_of, normal_heading
from superbill.notes.headings import Heading, find_headings, is_system, systems_lines
from superbill.notes.narrative import wording
from superbill.notes.pages import Span
from superbill.notes.section_kinds import kind_of
from superbill.notes.values import Section

BEFORE_HEADINGS = "preamble"
UNKNOWN_HEADING = "other"
PAGE = "page"

_QUOTATION = 5000
"""Characters of a quotation at most."""
_FEW = 2
"""Lines of an examination that make one without a heading; words of a short heading."""
_NEAR = 3
"""Characters between two such lines at most."""


def find_sections(
    text: str, lexicon: Lexicon, *, page_lines: Sequence[Span] = ()
) -> tuple[Section, ...]:
    """The sections of a levelled text in order; together they hold all of it but the headings that
    a list has. A heading that no list has belongs to its section's text: it may name a problem.

    `rule` says what made each section: words of a list before a `colon` or a `dash` at the start of
    a line, after a sentence (`run together`), alone on a line (`own line`), `joined by commas`, or
    in capitals without a mark (`capitals run on`); words of no list that are `capitals` or `title
    case` before a colon, `marked`, `underlined`, `numbered`, `capitals on a line` or `between blank
    lines`. Such a heading is named `by its noun`, is a `part` of the section it stands in, or is
    unknown. Lines of an examination without heading are `lines of an examination`. Text before the
    first heading is the preamble; what follows a field that its line or a blank line ended (`after
    a field`) stands under no heading. Headings within quotation marks belong to the text quoted.

    page_lines: what pages repeat (notes/pages.py): sections of their own, without sentences
    """
    found = find_headings(text, names_of(lexicon))
    found = [h for h in found if not _quoted(text, h.begin) and not _within(h.begin, page_lines)]
    headings = _arranged(text, sorted([*found, *_examinations(text)]))
    return tuple(_without_page_lines(text, _sections(text, headings), page_lines))


def _within(place: int, spans: Sequence[Span]) -> bool:
    n = bisect_right(spans, (place, sys.maxsize)) - 1
    return n >= 0 and place < spans[n][1]


def _quoted(text: str, place: int) -> bool:
    """Whether a quotation that began on this line or the lines right above is still open."""
    begin = max(place - _QUOTATION, 0)
    paragraph = text[text.rfind("\n\n", begin, place) + 1 or begin : place]
    return paragraph.count('"') % 2 == 1 or paragraph.count("“") > paragraph.count("”")


def _examinations(text: str) -> Iterator[Heading]:
    """A heading without words where lines of an examination, or of a review of systems, begin."""
    lines = systems_lines(text)
    first = 0
    for n in range(1, len(lines) + 1):
        if n < len(lines) and lines[n][0] - lines[n - 1][1] <= _NEAR:
            continue
        if n - first >= _FEW:
            start, end = lines[first][0], lines[n - 1][1]
            said = _said_by_patient().search(text, start, end) is not None
            name = "review_of_systems" if said else "physical_exam"
            yield Heading(start, start, "", name, "lines of an examination", listed=False)
        first = n


@lru_cache(maxsize=1)
def _said_by_patient() -> re.Pattern[str]:
    return re.compile(heading_words().said_by_patient, re.IGNORECASE)


def _arranged(text: str, found: Sequence[Heading]) -> Iterator[Heading]:
    """The places that are headings where they stand, each with its name."""
    words = heading_words()
    current = BEFORE_HEADINGS
    for heading in found:
        if not heading.text:
            if current not in words.examination_after:
                continue
        elif current in words.held_together and is_system(heading.text):
            continue
        named = _named(text, heading, current)
        current = named.name or UNKNOWN_HEADING
        yield named


def _named(text: str, heading: Heading, current: str) -> Heading:
    """A heading with its name: its own, that of the section which it is a part of, or none's."""
    if heading.name is not None:
        return heading
    part = _is_part(text, heading, current)
    rule = f"{heading.rule}, part" if part else heading.rule
    return replace(heading, name=current if part else UNKNOWN_HEADING, rule=rule)


def _is_part(text: str, heading: Heading, current: str) -> bool:
    """Whether a heading that no list has goes on with the section it stands in."""
    words, said = heading_words(), normal_heading(heading.text).split()
    if current in wording().plain.fields or not said or said[-1] in words.new_parts:
        return False
    kind = kind_of(current)
    if kind in words.parts_of_kind or current in words.parts_of:
        return True
    line_end = text.find("\n", heading.body)
    on_line = text[heading.body : line_end if line_end != -1 else len(text)].strip()
    holds = kind in words.short_parts_of_kind or current in words.short_parts_of
    return holds and len(said) <= _FEW and bool(on_line)


def _sections(text: str, headings: Iterator[Heading]) -> Iterator[Section]:
    heads = list(headings)
    first = heads[0].begin if heads else len(text)
    if text[:first].strip():
        yield Section(BEFORE_HEADINGS, "", 0, first, "before the first heading")
    last_word = len(text.rstrip())
    for n, heading in enumerate(heads):
        end = heads[n + 1].begin if n + 1 < len(heads) else len(text)
        # Words of no list may name a problem, and are read with what they head.
        start = heading.body if heading.listed else heading.begin
        if heading.body > end:
            continue
        name = heading.name or UNKNOWN_HEADING
        ends = field_end(text, (heading.begin, heading.body, min(end, last_word)), name)
        ends = end if ends >= min(end, last_word) else ends
        yield Section(name, heading.text.strip(), start, ends, heading.rule)
        if text[ends:end].strip():
            yield Section(UNKNOWN_HEADING, "", ends, end, "after a field")


def _without_page_lines(
    text: str, sections: Iterator[Section], page_lines: Sequence[Span]
) -> Iterator[Section]:
    """The sections, cut where the lines that a page repeats stand between."""
    left = list(reversed(page_lines))
    for section in sections:
        start = section.start
        while left and left[-1][0] < section.end:
            line = left.pop()
            if line[1] <= start:
                continue
            if text[start : line[0]].strip():
                yield replace(section, start=start, end=line[0])
            yield Section(PAGE, "", max(line[0], start), min(line[1], section.end), "page lines")
            start = min(line[1], section.end)
        if start == section.start or text[start : section.end].strip():
            yield replace(section, start=start)
