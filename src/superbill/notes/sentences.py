"""Sentences of a section: exact places in the untouched text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from superbill.notes.values import Section, Sentence

# Units end sentences as often as not; before a capital they do.
_UNITS = frozenset(re.findall(r"\S+", "cm mm mg ml cc min sec hr hrs wk wks yr yrs mo etc p.m a.m"))
_ABBREVIATIONS = _UNITS | frozenset(
    re.findall(r"\S+", "dr mr mrs ms no vs approx fig st fr e.g i.e pt dx hx tx inc dept est")
)

# In a transcript that lost its line ends a comma follows the stop.
_MAY_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$|,[ \t]*+[A-Z\d])|(?<=[a-z])\.(?=[A-Z][a-z])|\n")
_ITEM = re.compile(
    r"[ \t]*+(?:\(?\d{1,2}[.)](?:[ \t]|(?=[A-Za-z]))|[-*•‣·][ \t]|#{1,6}[ \t]*+(?=[A-Za-z]))"
)
_NUMBER = re.compile(
    r"(?<![\w.,])\(?(?P<number>\d{1,2})[.)](?=[ \t]*+[A-Za-z])|,(\d{1,2})\.(?=[ \t])"
)
_LAST_WORD = re.compile(r"([A-Za-z](?:\.?[A-Za-z])*|\d+)$")
_BLANK_LINE = re.compile(r"[ \t]*+\n")
_SOMETHING = re.compile(r"[^\s,]")
_WORD_OR_MARK = re.compile(r"[^\s,*_]")
_LAST_WORDS = 200
"""Characters before a stop in which the last word is looked for."""
_WRAP_WIDTH = 45
"""A line shorter than this that is followed by a capital was ended by the writer, not wrapped."""
# What has a number of its own: `CKD stage 2. Continue` is no second item.
_NUMBERED = frozenset(
    re.findall(
        r"\S+",
        "stage grade type class gravida para vitamin phase level day week visit number category"
        " tanner score dose age step gleason part lead cranial zone gbs hpv factor",
    )
)


def find_sentences(text: str, section: Section) -> Iterator[Sentence]:
    """The sentences of a section of a levelled text, in order, without the white space around them.

    Items of a list that run together on a line (`1. Diabetes 2. Asthma`) are a sentence each, where
    their numbers count up from 1. A long line that goes on in lower case after a blank line is one
    sentence with it (double spacing).
    """
    start = section.start
    for end in _ends_of(text, section):
        yield from _sentence(text, start, end, section)
        start = end
    yield from _sentence(text, start, section.end, section)


def _ends_of(text: str, section: Section) -> list[int]:
    items = dict(_items(text, section))
    stops = (m for m in _MAY_END.finditer(text, section.start, section.end))
    ends = [m.end() for m in stops if m.start() not in items and _ends(text, m, section)]
    return sorted({*ends, *items.values()}) if items else ends


def _items(text: str, section: Section) -> Iterator[tuple[int, int]]:
    """The items of lists that count up from 1: where the stop after each number is, and where the
    item begins."""
    due = 0
    for m in _NUMBER.finditer(text, section.start, section.end):
        begin = m.start() + (m["number"] is None)
        number = int(m["number"] or m[2])
        before = text[max(begin - _LAST_WORDS, section.start) : begin].rstrip(" \t")
        if number == 1 and (not before or before[-1] in "\n.,;:!?-"):
            due = 1
        if not due or number != due or _has_number(before):
            continue
        due += 1
        yield m.end() - 1, begin


def _has_number(before: str) -> bool:
    last = _LAST_WORD.search(before)
    return last is not None and last[1].lower() in _NUMBERED


def _sentence(text: str, start: int, end: int, section: Section) -> Iterator[Sentence]:
    first = _SOMETHING.search(text, start, end)
    if first is None:
        return
    item = _ITEM.match(text, first.start(), end)
    first = _SOMETHING.search(text, item.end(), end) if item else first
    if first is not None:
        yield Sentence(first.start(), start + len(text[start:end].rstrip()), section.name)


def _ends(text: str, m: re.Match[str], section: Section) -> bool:
    return _line_ends(text, m, section) if m[0] == "\n" else _stop_ends(text, m, section)


def _line_ends(text: str, m: re.Match[str], section: Section) -> bool:
    length = m.start() - max(text.rfind("\n", section.start, m.start()) + 1, section.start)
    if _BLANK_LINE.match(text, m.end(), section.end) and not _goes_on(text, m, section, length):
        return True
    following = _WORD_OR_MARK.search(text, m.end(), section.end)
    if following is None or _ITEM.match(text, m.end(), section.end):
        return True
    return length < _WRAP_WIDTH and (following[0].isupper() or following[0].isdigit())


def _goes_on(text: str, m: re.Match[str], section: Section, length: int) -> bool:
    """Whether a sentence goes on after a blank line, as where lines are double spaced."""
    if length < _WRAP_WIDTH or text[m.start() - 1] in ".!?:;":
        return False
    following = _SOMETHING.search(text, m.end(), section.end)
    return following is not None and following[0].islower()


def _stop_ends(text: str, m: re.Match[str], section: Section) -> bool:
    if m[0][0] != ".":
        return True
    begin = max(m.start() - _LAST_WORDS, section.start)
    line = text[max(text.rfind("\n", begin, m.start()) + 1, begin) : m.start()]
    last = _LAST_WORD.search(line)
    found = _SOMETHING.search(text, m.end(), section.end)
    following = found[0] if found else ""
    if last and last[1].isdigit() and not line[: last.start()].strip(" \t("):
        return False  # The number of a list's item.
    if last and last[1].lower() in _ABBREVIATIONS:
        return last[1].lower() in _UNITS and not following.islower() and not following.isdigit()
    return not following.islower() or len(m[0]) > 1
