"""Whether a sentence says that a thing is so, isn't, may be, was once, or is someone else's.

The method is ConText's (cues.yaml cites it): cues before and after, false cues, words that end a
cue's reach. Where several cues reach the words, negated outranks family, historical, hypothetical
and possible, in this order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import get_args

from superbill.knowledge.yaml_file import Located, build, read_yaml
from superbill.notes.values import Assertion, Evidence

RANK: tuple[Assertion, ...] = ("negated", "family", "historical", "hypothetical", "possible")

_FILE = Path(str(files("superbill.notes"))) / "cues.yaml"
_ALWAYS_ENDS = r"[;\n]\s*\n|;|\.(?=\s+[A-Z])"


@dataclass(frozen=True, slots=True)
class CueList:
    """The cues of one assertion."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    pseudo: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a sentence, and the words that it reaches, [reach_start, reach_end)."""

    assertion: Assertion
    start: int
    end: int
    reach_start: int
    reach_end: int


@dataclass(frozen=True, slots=True)
class _Patterns:
    before: Mapping[Assertion, re.Pattern[str]]
    after: Mapping[Assertion, re.Pattern[str]]
    pseudo: re.Pattern[str]
    ends: re.Pattern[str]


def assert_span(sentence_text: str, start: int, end: int) -> tuple[Assertion, Evidence | None]:
    """What the sentence says of its words [start, end), and the cue that says so.

    The cue's offsets count within `sentence_text`; its section is empty. `affirmed` has none.
    """
    return assert_by(find_cues(sentence_text), sentence_text, start, end)


def assert_by(
    cues: Iterable[Cue], sentence_text: str, start: int, end: int
) -> tuple[Assertion, Evidence | None]:
    """As `assert_span`, with the sentence's cues at hand."""
    best: Cue | None = None
    for cue in cues:
        if cue.reach_start <= start and end <= cue.reach_end and (
            best is None or RANK.index(cue.assertion) < RANK.index(best.assertion)
        ):  # fmt: skip
            best = cue
    if best is None:
        return "affirmed", None
    words = sentence_text[best.start : best.end]
    return best.assertion, Evidence(best.start, best.end, words, "", best.assertion)


def find_cues(sentence_text: str) -> tuple[Cue, ...]:
    """Every cue of a sentence with its reach."""
    patterns = _patterns()
    false = [m.span() for m in patterns.pseudo.finditer(sentence_text)]
    ends = [m.start() for m in patterns.ends.finditer(sentence_text)]
    starts = [m.end() for m in patterns.ends.finditer(sentence_text)]
    return tuple(_cues(sentence_text, patterns, false=false, ends=ends, starts=starts))


def _cues(
    text: str,
    patterns: _Patterns,
    *,
    false: list[tuple[int, int]],
    ends: list[int],
    starts: list[int],
) -> Iterator[Cue]:
    for assertion, pattern in patterns.before.items():
        for m in pattern.finditer(text):
            if not _inside(m.span(), false):
                reach = min((e for e in ends if e >= m.end()), default=len(text))
                yield Cue(assertion, m.start(), m.end(), m.end(), reach)
    for assertion, pattern in patterns.after.items():
        for m in pattern.finditer(text):
            if not _inside(m.span(), false):
                reach = max((s for s in starts if s <= m.start()), default=0)
                yield Cue(assertion, m.start(), m.end(), reach, m.start())


def _inside(span: tuple[int, int], false: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in false)


@cache
def _patterns() -> _Patterns:
    root = read_yaml(_FILE).mapping(required={*RANK, "ends"}, optional=set())
    assert set(RANK) | {"affirmed"} == set(get_args(Assertion))
    lists: dict[Assertion, CueList]
    lists = {assertion: build(CueList, root[assertion]) for assertion in RANK}
    # A negating cue may be a false cue of another list ("no prior"), so false cues are one set.
    pseudo = [phrase for cues in lists.values() for phrase in cues.pseudo]
    before: dict[Assertion, re.Pattern[str]]
    before = {name: _either(cues.before) for name, cues in lists.items()}
    after: dict[Assertion, re.Pattern[str]]
    after = {name: _either(cues.after) for name, cues in lists.items()}
    return _Patterns(
        before=before,
        after=after,
        pseudo=_either(pseudo),
        ends=re.compile(f"{_either(_texts(root['ends'])).pattern}|{_ALWAYS_ENDS}", re.IGNORECASE),
    )


def _texts(located: Located) -> list[str]:
    return [item.text() for item in located.items()]


def _either(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all phrases, the longest first."""
    parts = [_pattern(phrase) for phrase in sorted(set(phrases), key=len, reverse=True)]
    return re.compile(f"(?:{'|'.join(parts)})", re.IGNORECASE)


def _pattern(phrase: str) -> str:
    body = r"\s+".join(re.escape(word).replace(r"\#", r"\d+") for word in phrase.split())
    first = r"(?<!\w)" if phrase[0].isalnum() else ""
    return (
        f"{first}{body}(?!\\w)" if phrase[-1].isalnum() or phrase[-1] == "#" else f"{first}{body}"
    )
