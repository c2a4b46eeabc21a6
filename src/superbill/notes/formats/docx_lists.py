"""The numbers and bullets of a DOCX's lists, which stand nowhere in its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%(\d)")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LEVELS = 9
_BULLET = "- "


class Lists:
    """The lists of one document, counted as its paragraphs come."""

    def __init__(self, numbering: Any):
        """numbering: the root of the numbering part, None for a document without lists."""
        self._abstract: dict[str, Any] = {}
        self._lists: dict[str, Any] = {}
        self._counts: dict[str, list[int]] = {}
        if numbering is not None:
            for entry in numbering.findall(f"{_W}abstractNum"):
                self._abstract[str(entry.get(f"{_W}abstractNumId"))] = entry
            for entry in numbering.findall(f"{_W}num"):
                self._lists[str(entry.get(f"{_W}numId"))] = entry

    def mark(self, paragraph: Any, style: Any) -> str:
        """What stands before the words of a paragraph: `2. `, `- `, or nothing."""
        place = paragraph.find(f"{_W}pPr/{_W}numPr")
        if place is None and style is not None:
            place = style.find(f"{_W}pPr/{_W}numPr")
        if place is None:
            return ""
        name, level = _value(place, "numId"), min(int(_value(place, "ilvl") or 0), _LEVELS - 1)
        if name not in self._lists:  # numId 0 takes a paragraph out of its list
            return ""
        return self._counted(self._lists[name], name, level)

    def _counted(self, entry: Any, name: str, level: int) -> str:
        shape = self._level(entry, level)
        if shape is None:
            return ""
        counts = self._counts.setdefault(self._counter(entry, name), [0] * _LEVELS)
        if not counts[level]:
            counts[level] = self._start(entry, level) - 1
        counts[level] += 1
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        written = _value(shape, "numFmt")
        if written == "bullet":
            return _BULLET
        if written == "none":
            return ""
        return f"{self._written(entry, counts, _value(shape, 'lvlText'))} ".lstrip()

    def _counter(self, entry: Any, name: str) -> str:
        """Lists of one design count on, but one that says where it starts."""
        own = entry.find(f"{_W}lvlOverride/{_W}startOverride") is not None
        return f"own {name}" if own else _value(entry, "abstractNumId")

    def _start(self, entry: Any, level: int) -> int:
        for override in entry.findall(f"{_W}lvlOverride"):
            said = _value(override, "startOverride")
            if override.get(f"{_W}ilvl") == str(level) and said.isdigit():
                return int(said)
        shape = self._level(entry, level)
        said = _value(shape, "start") if shape is not None else ""
        return int(said) if said.isdigit() else 1

    def _level(self, entry: Any, level: int) -> Any:
        design = self._abstract.get(_value(entry, "abstractNumId"))
        if design is None:
            return None
        levels = (e for e in design.findall(f"{_W}lvl") if e.get(f"{_W}ilvl") == str(level))
        return next(levels, None)

    def _written(self, entry: Any, counts: list[int], pattern: str) -> str:
        def number(m: re.Match[str]) -> str:
            level = int(m[1]) - 1
            shape = self._level(entry, level)
            write = _WRITTEN.get(_value(shape, "numFmt") if shape is not None else "", str)
            return write(max(counts[level], 1)) if 0 <= level < _LEVELS else ""

        return _PLACE.sub(number, pattern)


def _value(parent: Any, name: str) -> str:
    child = parent.find(f"{_W}{name}")
    return str(child.get(f"{_W}val") or "") if child is not None else ""


def _letter(number: int) -> str:
    """After z comes aa, then bb."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 20 + 1)


def _roman(number: int) -> str:
    left, said = number % 4000, ""
    for value, sign in _ROMAN:
        said += sign * (left // value)
        left %= value
    return said


_WRITTEN: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letter,
    "upperLetter": lambda n: _letter(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
}
