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

LONGEST_SENTENCE = 2_000
"""Characters. The longest line of 750 case reports, a sentence each, has 364."""
_LOOK_BACK = 200
"""Characters before the limit in which a place between two words is looked for."""
_BETWEEN = re.compile(r"[;,.:]?\s")
MOST_ALIKE = 200
"""Places at which one name, with the same assertion and sides, is told."""


def parts_of(text: str, sentence: Sentence) -> Iterator[Sentence]:
    """The sentence; one that is longer than LONGEST_SENTENCE in parts, cut between words where
    there are any."""
    start = sentence.start
    while sentence.end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        ends = [m.end() for m in _BETWEEN.finditer(text, limit - _LOOK_BACK, limit)]
        end = ends[-1] if ends else limit
        body = text[start:end]
        if body.strip():
            yield replace(sentence, start=end - len(body.lstrip()), end=start + len(body.rstrip()))
        start = end
    if start == sentence.start:
        yield sentence
    elif text[start : sentence.end].strip():
        yield replace(sentence, start=sentence.end - len(text[start : sentence.end].lstrip()))


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
