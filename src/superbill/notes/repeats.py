"""What keeps a note that is no note from costing more than its length: sentences without an end and
one name told ten thousand times.

The reading of a sentence compares what stands in it, and a code's evidence is gone through as a
whole; for what people write that is a handful of things. The limits lie far above it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from superbill.notes.disorders import Disorder
from superbill.notes.values import Sentence

LONG_SENTENCE, LONGEST_SENTENCE = 2_000, 10_000
"""Characters. From the first on a sentence is cut at a stop, from the second on anywhere: a list of
all that is denied (`denies fever, ...`) holds no stop and stays below, so that no denial is cut
off. The longest line of 750 case reports, a sentence each, has 364."""
_LOOK_BACK = 1_000
"""Characters before the limit in which a place to cut is looked for."""
_STOP = re.compile(r"[.;!?]\s")
_COMMA = re.compile(r"[,:]\s")
_BETWEEN = re.compile(r"\s")
MOST_ALIKE = 200
"""Places at which one name, with the same assertion and sides, is told."""


def parts_of(text: str, sentence: Sentence) -> Iterator[Sentence]:
    """The sentence; one that is too long in parts, cut after a stop, or else a comma, or else
    between words, where there are any."""
    start, whole = sentence.start, sentence.end - sentence.start <= LONG_SENTENCE
    while not whole and (end := _cut(text, start, sentence.end)) < sentence.end:
        yield from _trimmed(text, replace(sentence, start=start, end=end))
        start = end
    yield from (
        (sentence,) if start == sentence.start else _trimmed(text, replace(sentence, start=start))
    )


def _cut(text: str, start: int, end: int) -> int:
    """Where what begins at `start` is cut; its end where it is not."""
    if end - start > LONG_SENTENCE and (at := _last(_STOP, text, start + LONG_SENTENCE)):
        return at
    limit = start + LONGEST_SENTENCE
    if end <= limit:
        return end
    found = (_last(pattern, text, limit) for pattern in (_STOP, _COMMA, _BETWEEN))
    return next((at for at in found if at), limit)


def _last(pattern: re.Pattern[str], text: str, limit: int) -> int | None:
    ends = [m.end() for m in pattern.finditer(text, limit - _LOOK_BACK, limit)]
    return ends[-1] if ends else None


def _trimmed(text: str, part: Sentence) -> Iterator[Sentence]:
    body = text[part.start : part.end]
    if body.strip():
        yield replace(
            part, start=part.end - len(body.lstrip()), end=part.start + len(body.rstrip())
        )


def few_alike(disorders: Sequence[Disorder]) -> tuple[Disorder, ...]:
    """The disorders without those that repeat the same name more than MOST_ALIKE times."""
    seen: Counter[tuple[object, ...]] = Counter()
    kept: list[Disorder] = []
    for one in disorders:
        alike = (one.name, one.exact, one.evidence.assertion, one.sides)
        seen[alike] += 1
        if seen[alike] <= MOST_ALIKE:
            kept.append(one)
    return tuple(kept)
