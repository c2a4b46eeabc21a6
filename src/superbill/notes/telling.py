"""The words of a clause that prove what it tells, and the number it tells of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from superbill.notes.clauses import Clause
from superbill.notes.narrative import wording
from superbill.notes.values import Evidence

_FEW_WORDS, _SHORT_CLAUSE = 3, 90
"""Evidence of fewer words than this is shown with its clause, if that has no more characters."""
_THINGS = {"site", "target", "device"}
_AROUND = " \t\r\n,;:.-–—"
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = re.compile(
    rf"(?<!type )(?<!grade )(?<!figo )\b(\d{{1,2}}|{'|'.join(_NUMBERS)})\s+"
    r"(?!(?:cm|mm|ml|cc|x)\b)(?:[a-z-]+\s+){0,3}$",
    re.IGNORECASE,
)


def whole_clause(clause: Clause) -> Evidence:
    """The clause without the marks around it."""
    return _trimmed(clause, clause.start, clause.end)


def telling_words(clause: Clause, spans: Sequence[tuple[int, int]], *, failed: bool) -> Evidence:
    """The words from the first to the last of the spans and of the things that the clause names;
    the whole clause where they are few. `failed`: the words of failure belong to them."""
    every = list(spans)
    every += [(m.evidence.start, m.evidence.end) for m in clause.mentions if m.kind in _THINGS]
    failure = wording().failed.search(clause.text) if failed else None
    if failure:
        every.append((clause.start + failure.start(), clause.start + failure.end()))
    start = min((s for s, _ in every), default=clause.start)
    end = max((e for _, e in every), default=clause.end)
    words = clause.text[start - clause.start : end - clause.start].split()
    if len(words) < _FEW_WORDS and len(clause.text) <= _SHORT_CLAUSE:
        return whole_clause(clause)
    return _trimmed(clause, start, end)


def count_of(clause: Clause, target: str | None) -> int | None:
    """How many of the target the clause counts (`three polyps`), None where it doesn't."""
    for m in clause.of("target"):
        if m.concept == target:
            number = _COUNT.search(clause.text[: m.evidence.start - clause.start])
            if number:
                word = number[1].lower()
                return int(word) if word.isdigit() else _NUMBERS.index(word) + 1
    return None


def _trimmed(clause: Clause, start: int, end: int) -> Evidence:
    text = clause.text[start - clause.start : end - clause.start]
    start += len(text) - len(text.lstrip(_AROUND))
    text = text.strip(_AROUND)
    return Evidence(start, start + len(text), text, clause.sentence.section)
