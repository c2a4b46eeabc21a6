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

_MAY_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|(?<=[a-z])\.(?=[A-Z][a-z])|\n")
_ITEM = re.compile(r"[ \t]*(?:\(?\d{1,2}[.)][ \t]|[-*•‣·][ \t])")
_LAST_WORD = re.compile(r"([A-Za-z](?:\.?[A-Za-z])*|\d+)$")
_BLANK_LINE = re.compile(r"[ \t]*+\n")
_SOMETHING = re.compile(r"\S")
_LAST_WORDS = 200
"""Characters before a stop in which the last word is looked for."""
_WRAP_WIDTH = 45
"""A line shorter than this that is followed by a capital was ended by the writer, not wrapped."""


def find_sentences(text: str, section: Section) -> Iterator[Sentence]:
    """The sentences of a section, in order, without the white space around them."""
    start = section.start
    for m in _MAY_END.finditer(text, section.start, section.end):
        if _ends(text, m, section):
            yield from _sentence(text, start, m.end(), section)
            start = m.end()
    yield from _sentence(text, start, section.end, section)


def _sentence(text: str, start: int, end: int, section: Section) -> Iterator[Sentence]:
    item = _ITEM.match(text, start, end)
    body = text[item.end() if item else start : end]
    begin = end - len(body.lstrip()) if body.strip() else end
    last = begin + len(body.strip())
    if last > begin:
        yield Sentence(begin, last, section.name)


def _ends(text: str, m: re.Match[str], section: Section) -> bool:
    return _line_ends(text, m, section) if m[0] == "\n" else _stop_ends(text, m, section)


def _line_ends(text: str, m: re.Match[str], section: Section) -> bool:
    if _BLANK_LINE.match(text, m.end(), section.end):
        return True
    following = _SOMETHING.search(text, m.end(), section.end)
    if following is None or _ITEM.match(text, m.end(), section.end):
        return True
    length = m.start() - max(text.rfind("\n", section.start, m.start()) + 1, section.start)
    return length < _WRAP_WIDTH and (following[0].isupper() or following[0].isdigit())


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
