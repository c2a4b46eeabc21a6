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
    rest = text[m.end() : section.end]
    if not rest.strip() or rest.lstrip(" \t").startswith("\n") or _ITEM.match(rest):
        return True
    line = text[max(text.rfind("\n", 0, m.start()) + 1, section.start) : m.start()]
    following = rest.lstrip()[0]
    return len(line) < _WRAP_WIDTH and (following.isupper() or following.isdigit())


def _stop_ends(text: str, m: re.Match[str], section: Section) -> bool:
    if m[0][0] != ".":
        return True
    line = text[max(text.rfind("\n", 0, m.start()) + 1, section.start) : m.start()]
    last = _LAST_WORD.search(line)
    following = text[m.end() : section.end].lstrip()[:1]
    if last and last[1].isdigit() and not line[: last.start()].strip(" \t("):
        return False  # The number of a list's item.
    if last and last[1].lower() in _ABBREVIATIONS:
        return last[1].lower() in _UNITS and not following.islower() and not following.isdigit()
    return not following.islower() or len(m[0]) > 1
