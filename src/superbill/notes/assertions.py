"""Whether a sentence says that a thing is so, isn't, may be, was once, or is someone else's.

The method is ConText's (cues.yaml cites it): cues before and after, false cues, words that end a
cue's reach. Where several cues reach the words, negated outranks family, historical, hypothetical
and possible, in this order.

Measured on 2026-11-25 on the project's development set of negation (981 phrases of clinical
sentences; some cues were added after reading its misses, so another set will do less well):
negated precision 0.99, recall 0.98; before that, on 2026-11-22, 0.95 and 0.95. Historical, of the
phrases that are not negated, precision 0.63, recall 0.56.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import cast

from superbill.knowledge.yaml_file import Located, build, read_yaml
from superbill.notes.phrases import Label, Phrases
from superbill.notes.values import Assertion, Evidence
from superbill.notes.words import exact_words

RANK: tuple[Assertion, ...] = ("negated", "family", "historical", "hypothetical", "possible")

_FILE = Path(str(files("superbill.notes"))) / "cues.yaml"
# What is wished now stands beside what was (`previous cesarean, desires sterilization`).
_ALWAYS_ENDS = re.compile(
    r"\n\s*\n|;|\.(?=\s+[A-Z])|(?<=\w{3})(?<!approx)(?<!resp)(?<!incl)(?<!dept)\.(?=\s+[a-z]{3})|,\s+(?=(?:desire|request|want|undesired)\w*\b)"
    # A heading within a line begins another statement.
    r"|[A-Z][A-Z ]{4,}:"
)
_BOX = re.compile(r"\[[ _]?\]|[☐□]|\[[xX✓]\]|[☑☒]|\( \)|\([xX✓]\)")
_EMPTY_BOX = re.compile(r"\[[ _]?\]|[☐□]|\( \)")
_BRACKETS = re.compile(r"\([^()\n]{1,80}\)")
"""What is said in brackets is said of what stands there: `cirrhosis (never drinker), ascites`."""
_OF_A_WORD = "not"
"""It denies what it stands before, up to the next comma: `not bleeding, portal hypertension`."""
_COMMA = re.compile(r",")
_PREFIX = "non"
"""It denies the word that it stands before, and nothing else: `non-smoker with hypertension`."""
_NEXT_WORD = re.compile(r"\W*\w+")
_PSEUDO, _ENDS = "pseudo", "ends"


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


def assert_span(sentence_text: str, start: int, end: int) -> tuple[Assertion, Evidence | None]:
    """What the sentence says of its words [start, end), and the cue that says so.

    The cue's offsets count within `sentence_text`; its section is empty. `affirmed` has none.
    Raises ValueError for a place that is not in the text.
    """
    if not 0 <= start < end <= len(sentence_text):
        raise ValueError(f"{start} to {end} is no place in the text.")
    return assert_by(find_cues(sentence_text), sentence_text, start)


def assert_by(
    cues: Iterable[Cue], sentence_text: str, start: int
) -> tuple[Assertion, Evidence | None]:
    """As `assert_span` of words that begin at `start`, with the sentence's cues at hand."""
    best: Cue | None = None
    for cue in cues:
        # A cue that reaches a thing's beginning reaches it: `no bleeding other than spotting`.
        if cue.reach_start <= start < cue.reach_end and (
            best is None or RANK.index(cue.assertion) < RANK.index(best.assertion)
        ):  # fmt: skip
            best = cue
    if best is None:
        return "affirmed", None
    words = sentence_text[best.start : best.end]
    return best.assertion, Evidence(best.start, best.end, words, "", best.assertion)


@lru_cache(maxsize=512)
def find_cues(sentence_text: str) -> tuple[Cue, ...]:
    """Every cue of a sentence with its reach. Each stage of the reading asks for the same sentence,
    so those of the last ones are kept."""
    found = exact_words(sentence_text)
    hits = [
        (hit.label, found[hit.first].start, found[hit.last].end) for hit in _phrases().find(found)
    ]
    false = [(start, end) for (kind, _), start, end in hits if kind == _PSEUDO]
    ends = [(start, end) for (kind, _), start, end in hits if kind == _ENDS]
    ends += [m.span() for m in _ALWAYS_ENDS.finditer(sentence_text)]
    boxes = [m.span() for m in _BOX.finditer(sentence_text)]
    asides = [m.span() for m in _BRACKETS.finditer(sentence_text)]
    return _unticked(sentence_text, boxes) + tuple(
        _within(_cue(label, start, end, ends=ends, text=sentence_text), asides)
        for label, start, end in hits
        if label[0] not in (_PSEUDO, _ENDS)
        and not any(first <= start and end <= last for first, last in false)
    )


def is_box(cue: str) -> bool:
    """Whether the words of a cue are the empty box of a form."""
    return _EMPTY_BOX.fullmatch(cue) is not None


def _unticked(text: str, boxes: list[tuple[int, int]]) -> tuple[Cue, ...]:
    """An empty box of a form says that what stands beside it, up to the next box, is not so."""
    limits = [start for start, _ in boxes[1:]] + [len(text)]
    return tuple(
        Cue("negated", start, end, end, limit)
        for (start, end), limit in zip(boxes, limits, strict=False)
        if is_box(text[start:end])
    )


def _cue(label: Label, start: int, end: int, *, ends: list[tuple[int, int]], text: str) -> Cue:
    length = len(text)
    direction, assertion = label[1].split()
    if direction == "before":
        reach = end, min((first for first, _ in ends if first >= end), default=length)
        if label[0] == "negated before" and text[start:end].lower() == _PREFIX:
            word = _NEXT_WORD.match(text, end)
            reach = end, word.end() if word else end
        elif text[start:end].lower() == _OF_A_WORD:
            comma = _COMMA.search(text, end, reach[1])
            reach = end, comma.start() if comma else reach[1]
    else:
        reach = max((last for _, last in ends if last <= start), default=0), start
    return Cue(cast(Assertion, assertion), start, end, *reach)


def _within(cue: Cue, asides: list[tuple[int, int]]) -> Cue:
    """A cue that stands in brackets, reaching no further than they do."""
    for start, end in asides:
        if start < cue.start and cue.end < end:
            return replace(
                cue, reach_start=max(start, cue.reach_start), reach_end=min(end, cue.reach_end)
            )
    return cue


def tells_of_deeds(cue: Cue, sentence_text: str) -> bool:
    """Whether a cue tells of what is to be done, and so nothing of a disorder that it reaches."""
    return sentence_text[cue.start : cue.end].lower() in _of_deeds()


@cache
def _of_deeds() -> frozenset[str]:
    return frozenset(cue.text() for cue in _root()["of_deeds"].items())


def _root() -> dict[str, Located]:
    return read_yaml(_FILE).mapping(required={*RANK, "ends", "of_deeds"}, optional=set())


@cache
def _phrases() -> Phrases:
    """All cues. Each list is a kind of its own, so that a cue of one may lie within another's;
    false cues are one kind, as one assertion's cue may be false by another's words (`no prior`).
    """
    root = _root()
    known: list[tuple[str, Label]] = [(end.text(), (_ENDS, "")) for end in root["ends"].items()]
    for assertion in RANK:
        cues = build(CueList, root[assertion])
        known += [(cue, (_PSEUDO, "")) for cue in cues.pseudo]
        known += [(cue, (f"{assertion} before", f"before {assertion}")) for cue in cues.before]
        known += [(cue, (f"{assertion} after", f"after {assertion}")) for cue in cues.after]
    return Phrases(known, exact_words)
