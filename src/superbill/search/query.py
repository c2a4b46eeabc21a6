"""A query's form: a code, a range of codes, or words with quotes and AND, OR, NOT.

    parse('diabetes AND (kidney OR eye) NOT "type 1"') -> two Clauses
    code_pattern('S72.0*'), code_pattern('58555-58565') -> CodePattern

Only capitals are operators, so that `and` and `not` stay words. What is not well formed is read as
words: a search never refuses a query.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MOST_CLAUSES = 6
"""Alternatives that are searched; more are left out, and the answer says so."""

LONGEST = 400
"""Characters that are read; more is a pasted text, and the answer says so."""

_TOKEN = re.compile(r'"([^"]*)"?|(\()|(\))|(?:(?<=\s)|^)-(?=[\w"])|([^\s()"]+)')
_CODE = r"[A-Za-z]?[0-9][0-9A-Za-z]*(?:\.[0-9A-Za-z]*)?|[0-9][0-9A-Za-z]*"
_SYSTEM = r"(?:(?P<system>[A-Za-z0-9]+):)?"
_PATTERN = re.compile(
    rf"{_SYSTEM}\s*(?P<first>{_CODE})(?P<star>\*)?(?:\s*(?:-|–|\.\.|to)\s*(?P<last>{_CODE}))?\Z",
    re.ASCII,
)


class CodePattern(NamedTuple):
    """first, last: as they were written, in capitals; last is None for one code or a beginning"""

    system: str | None
    first: str
    last: str | None
    beginning: bool


class Clause(NamedTuple):
    """One alternative of a query.

    words: what is looked for; phrases: must stand in a term just so; without: must not
    """

    words: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def code_pattern(text: str) -> CodePattern | None:
    """The codes that a query names, or None where it is no code.

    >>> code_pattern("s72.0*")
    CodePattern(system=None, first='S72.0', last=None, beginning=True)
    >>> code_pattern("type 2 diabetes") is None
    True
    """
    text = text.strip()
    found = _PATTERN.match(text) if len(text) <= _LONGEST_PATTERN else None
    if found is None or not any(c.isdigit() for c in found["first"]):
        return None
    system, last = found["system"], found["last"]
    return CodePattern(
        system.lower() if system else None,
        found["first"].upper(),
        last.upper() if last else None,
        bool(found["star"]),
    )


_LONGEST_PATTERN = 40


def parse(text: str) -> tuple[Clause, ...]:
    """The alternatives of a query, at least one, at most MOST_CLAUSES."""
    parser = _Parser(text[:LONGEST])
    clauses = parser.alternatives()
    while parser.at < len(parser.tokens):  # a parenthesis too many
        parser.at += 1
        clauses = _both(clauses, parser.alternatives())
    return tuple(clauses[:MOST_CLAUSES])


class _Parser:
    def __init__(self, text: str):
        self.tokens = [_token(m) for m in _TOKEN.finditer(text)]
        self.at = 0
        self._depth = 0

    def alternatives(self) -> list[Clause]:
        found = self._together()
        while self._is("OR"):
            self.at += 1
            found = [*found, *self._together()]
        return found[: MOST_CLAUSES + 1]

    def _together(self) -> list[Clause]:
        found = [Clause("")]
        while self.at < len(self.tokens) and not self._is("OR") and not self._is(")"):
            without = False
            while self._is("AND") or self._is("NOT"):
                without = without or self._is("NOT")
                self.at += 1
            if self.at >= len(self.tokens) or self._is("OR") or self._is(")"):
                break
            found = _both(found, [_turned(self._one())] if without else self._one())
        return found

    def _one(self) -> list[Clause]:
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "(" and self._depth < _DEEPEST:
            self._depth += 1
            inside = self.alternatives()
            self._depth -= 1
            if self._is(")"):
                self.at += 1
            return inside
        if kind == "quoted":
            return [Clause(text, phrases=(text,) if text.strip() else ())]
        return [Clause(text if kind == "word" else "")]

    def _is(self, what: str) -> bool:
        if self.at >= len(self.tokens):
            return False
        kind, text = self.tokens[self.at]
        return kind == what or (kind == "operator" and text == what)


_DEEPEST = 8
"""Parentheses in parentheses that are followed; deeper ones are passed over."""


def _token(found: re.Match[str]) -> tuple[str, str]:
    if found[1] is not None:
        return "quoted", found[1]
    if found[2] or found[3]:
        return found[0], found[0]
    if found[4] is None:
        return "operator", "NOT"
    return ("operator" if found[4] in ("AND", "OR", "NOT") else "word"), found[4]


def _turned(clauses: list[Clause]) -> Clause:
    """What must not be there: none of the alternatives."""
    words = (c.phrases or ((c.words,) if c.words.strip() else ()) for c in clauses)
    return Clause("", without=tuple(word for some in words for word in some))


def _both(left: list[Clause], right: list[Clause]) -> list[Clause]:
    """Each of the one with each of the other, as many as are searched."""
    return [
        Clause(
            f"{a.words} {b.words}".strip(),
            (*a.phrases, *b.phrases),
            (*a.without, *b.without),
        )
        for a in left
        for b in right
    ][: MOST_CLAUSES + 1]
