"""The codes that a note may have, from built-in names and learned phrases, and what tells of each.

The features say nothing of a phrase or a code but numbers, so that a few hundred notes are enough
to weigh them (fitting.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from superbill.coding.learning.course import Coded
from superbill.coding.learning.lexicon import Place
from superbill.coding.learning.note_words import DENIED
from superbill.coding.learning.rates import Rates, log_odds, names_of
from superbill.coding.mention_features import features
from superbill.coding.mentioned import Mentioned
from superbill.coding.phrase_book import PhraseBook
from superbill.notes.values import Document

_NONE = -6.0
"""Log-odds that stand for nothing at all."""
_LOWEST, _UNLIKELY, _LIKELY = -5.0, -2.5, -1.0
"""Where the log-odds of a phrase bend: one weight can't fit likely and unlikely ones."""
_LEAST_CHANCE = 0.001
_FAR = 3.0
_LONG = 3
_HELD = 0.001
"""How near confidence may come to 0 or 1 before its log-odds are taken."""


@dataclass(frozen=True, slots=True)
class Learnable:
    """A code that a note may have: by a mention, by phrases (the surest first), or by both."""

    code: Coded
    mention: Mentioned | None
    places: tuple[Place, ...]
    features: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class _Note:
    """A note's candidates before they are weighed. spans: of each built-in mention"""

    document: Document
    places: Mapping[Coded, list[Place]]
    mentions: Mapping[Coded, Mentioned]
    spans: Mapping[Coded, list[tuple[int, int]]]
    sentences: Mapping[int, list[tuple[Coded, Place]]]
    best: Mapping[Coded, float]
    siblings: Mapping[str, list[Coded]] = field(default_factory=dict[str, list[Coded]])


def told(found: Sequence[Mentioned]) -> list[Mentioned]:
    """The mentions that the note doesn't deny."""
    return [m for m in found if m.best.disorder.evidence.assertion not in DENIED]


def candidates(
    document: Document, places: Mapping[Coded, list[Place]], found: Sequence[Mentioned],
    rates: Rates, book: PhraseBook, *, system: str,
) -> Iterator[Learnable]:  # fmt: skip
    """Every code of one system that a note may have, in no order."""
    note = _note(document, places, found, system)
    names = [m.code for m in found]
    for code in note.best:
        mention = note.mentions.get(code)
        told_of = dict(_of_both(code, note, rates))
        told_of |= _of_places(code, note)
        if mention is not None:
            told_of |= _of_mention(mention, note, rates)
            own = features(mention.best, mention.every, names, book, length=len(document.text))
            told_of |= {f"mention {name}": value for name, value in own.items()}
        kept = {name: value for name, value in told_of.items() if value}
        yield Learnable(code, mention, tuple(note.places.get(code, ())), kept)


def _note(
    document: Document, places: Mapping[Coded, list[Place]], found: Sequence[Mentioned], system: str
) -> _Note:
    own = {code: list(p) for code, p in places.items() if code.system == system}
    known = {Coded("icd10cm", m.code): m for m in told(found)} if system == "icd10cm" else {}
    sentences: dict[int, list[tuple[Coded, Place]]] = {}
    for code, every in own.items():
        for place in every:
            sentences.setdefault(place.sentence, []).append((code, place))
    best = {code: every[0].weight for code, every in own.items()}
    for code, mention in known.items():
        best[code] = max(best.get(code, _NONE), _logit(mention.confidence))
    siblings: dict[str, list[Coded]] = {}
    for code in best:
        siblings.setdefault(code.code[:3], []).append(code)
    return _Note(document, own, known, _spans(known), sentences, best, siblings)


def _spans(mentions: Mapping[Coded, Mentioned]) -> dict[Coded, list[tuple[int, int]]]:
    return {
        code: [(e.start, e.end) for x in one.every if (e := x.disorder.evidence).assertion
               not in DENIED]
        for code, one in mentions.items()
    }  # fmt: skip


def _logit(share: float) -> float:
    held = min(1 - _HELD, max(_HELD, share))
    return math.log(held / (1 - held))


def _of_places(code: Coded, note: _Note) -> dict[str, float]:
    """What the learned phrases tell."""
    every = note.places.get(code)
    if not every:
        return {}
    first, weight = every[0], every[0].weight
    start, end = first.start, first.end
    beside = [(c, p) for c, p in note.sentences[first.sentence] if c != code]
    over = [p.weight for _, p in beside if p.start < end and start < p.end]
    around = [p.weight for _, p in beside if _within(start, end, p.start, p.end)]
    rival = max(over, default=_NONE)
    others = [span for c, spans in note.spans.items() if c != code for span in spans]
    missing = math.prod(1 - 1 / (1 + math.exp(-p.weight)) for p in every)
    return {
        "phrase": 1.0,
        "phrase weight": weight,
        "phrase weight, squared": weight * abs(weight) / 4,
        "phrase likely": max(weight - _LIKELY, 0),
        "phrase unlikely": min(weight - _UNLIKELY, 0),
        "phrase second": max(every[1].weight, _LOWEST) - _LOWEST if len(every) > 1 else 0.0,
        "phrase any": math.log(max(_LEAST_CHANCE, 1 - missing)),
        "phrase times": math.log(len(every)),
        "phrase rival": rival - _NONE,
        "phrase rival surer": max(rival - weight, -_FAR),
        "phrase around": max(around, default=_NONE) - _NONE,
        "phrase around surer": float(max(around, default=_NONE) > weight),
        "phrase once": float(first.support <= 1),
        "phrase long": float(first.size >= _LONG),
        "phrase in name": float(any(_within(start, end, a, b) for a, b in others)),
        "phrase beside name": max(
            (m.confidence for c, m in note.mentions.items() if c != code
             and any(a < end and start < b for a, b in note.spans[c])), default=0.0),
        "phrase historical": float(first.said == "historical"),
        "phrase possible": float(first.said == "possible"),
    }  # fmt: skip


def _within(start: int, end: int, first: int, last: int) -> bool:
    return first <= start and end <= last and last - first > end - start


def _of_mention(one: Mentioned, note: _Note, rates: Rates) -> dict[str, float]:
    """What the built-in book tells, and how it fared in the course."""
    code = Coded("icd10cm", one.code)
    own = _logit(one.confidence)
    known = [r for words in names_of(one) if (r := rates.name(words, one.code))]
    found = {
        "name": 1.0,
        "name confidence": own,
        "name new": float(not known),
        "name new, confidence": own * (not known),
        "name rate": max((r.weight for r in known), default=0.0),
        "name rate, often": max((r.weight * math.log(r.of + 1) for r in known), default=0.0),
        "name rival": _rival(code, note) - _NONE,
    }
    of_code = rates.code(code)
    if of_code is not None and of_code.proposed:
        found["code proposed"] = 1.0
        found["code rate"] = log_odds(of_code.right, of_code.proposed)
    category = rates.categories.get(one.code[:3])
    if category is not None and category.proposed:
        found["category proposed"] = 1.0
        found["category rate"] = log_odds(category.right, category.proposed)
    if note.places.get(code):
        found["both"] = 1.0
        found["both, phrase weight"] = note.places[code][0].weight
        found["both, confidence"] = own
    return found


def _rival(code: Coded, note: _Note) -> float:
    """The surest learned phrase for another code over the words of a mention."""
    spans = note.spans[code]
    first, last = min(a for a, _ in spans), max(b for _, b in spans)
    sentences = note.document.sentences
    rival = _NONE
    for n, others in note.sentences.items():
        if sentences[n].start < last and first < sentences[n].end:
            for other, p in others:
                if other != code and p.weight > rival and any(
                    p.start < b and a < p.end for a, b in spans
                ):  # fmt: skip
                    rival = p.weight
    return rival


def _of_both(code: Coded, note: _Note, rates: Rates) -> Iterator[tuple[str, float]]:
    """What is told of every candidate."""
    yield "all", 1.0
    known = rates.code(code)
    yield "code in course", math.log((known.notes if known else 0) + 0.3)
    category = rates.categories.get(code.code[:3])
    yield "category in course", math.log((category.notes if category else 0) + 0.5)
    others = [note.best[c] for c in note.siblings[code.code[:3]] if c != code]
    sibling = max(others, default=_NONE)
    yield "sibling", max(sibling, _NONE) - _NONE
    yield "sibling surer", float(sibling > note.best[code])
    yield f"chapter {code.code[0]}", 1.0
    starts = [p.start for p in note.places.get(code, ())]
    starts += [start for start, _ in note.spans.get(code, ())]
    yield "early", 1 - min(starts, default=0) / max(1, len(note.document.text))
