"""A query as people type it, made ready to be looked for: words, other wordings, spelling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from superbill.knowledge.synonyms import load_abbreviations
from superbill.search.features import Query
from superbill.search.kinship import equivalents
from superbill.search.layout import Kin, Part
from superbill.search.retrieve import NUMBER_WEIGHT, Sought, seek
from superbill.search.spelling import Speller
from superbill.search.wording import is_band, is_number, labels_of, stem, wording, words_of

MOST_WORDS = 24
"""Words of a query that are looked for; who writes more has pasted a text."""

_MOST_WORDINGS = 4

_ENCOUNTER = frozenset(map(stem, ("encounter", "sequela", "sequelae", "subsequent")))
_OF_ENCOUNTER = frozenset(
    map(stem, ("initial", "for", "closed", "open", "routine", "delayed", "healing", "nonunion",
               "malunion"))
)  # fmt: skip
"""Words that say a 7th character, and those that only do so beside one of them."""

_SMALL = 0.05
"""Share of an ordinary word's weight that a preposition has."""


class Vocabulary(NamedTuple):
    """words: number -> word; number: word -> number; numbers: those that number something;
    letters: single letters; opposites: number -> the numbers of its opposites; rare: words of
    few terms"""

    words: tuple[str, ...]
    number: Mapping[str, int]
    numbers: frozenset[int]
    letters: frozenset[int]
    opposites: Mapping[int, frozenset[int]]
    rare: frozenset[str]

    def is_rare(self, word: str) -> bool:
        """Whether so few terms hold it that it may itself be a slip, or one's own coinage."""
        return word in self.rare


class Wording(NamedTuple):
    """One way to put the query. read_as: what was read as what, empty for the words as typed"""

    words: tuple[str, ...]
    read_as: tuple[str, ...] = ()


class Asked(NamedTuple):
    """A query in words.

    spelled: unknown word -> vocabulary numbers of what it may be, with nearness
    corrected: unknown word -> the word that it most likely is
    understood: share of the letters of its words that are of words known, put right or made of
        known pieces; numbers aside, but for bands of chromosomes
    """

    text: str
    wordings: tuple[Wording, ...]
    spelled: Mapping[str, Mapping[int, float]]
    corrected: Mapping[str, str]
    understood: float


def vocabulary_of(words: tuple[str, ...], rare: frozenset[str]) -> Vocabulary:
    number = {word: place for place, word in enumerate(words)}
    opposites: dict[int, set[int]] = {}
    for group in wording().opposites:
        there = {number[w] for w in group if w in number}
        for one in there:
            opposites.setdefault(one, set()).update(there - {one})
    return Vocabulary(
        words,
        number,
        frozenset(place for word, place in number.items() if is_number(word)),
        frozenset(place for word, place in number.items() if len(word) == 1 and word.isalpha()),
        {one: frozenset(others) for one, others in opposites.items()},
        rare,
    )


@cache
def _abbreviations() -> Mapping[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    return {tuple(words_of(a.letters)): (a.letters, a.meanings) for a in load_abbreviations()}


def ask(text: str, vocabulary: Vocabulary, speller: Speller) -> Asked:
    """The words of a query, in up to four wordings, with what unknown words may be."""
    words = _without_encounter(tuple(dict.fromkeys(words_of(text))))[:MOST_WORDS]
    spelled: dict[str, Mapping[int, float]] = {}
    corrected: dict[str, str] = {}
    understood = letters = 0
    for word in words:
        known = word in vocabulary.number or (word,) in _abbreviations()
        near = {} if known and not vocabulary.is_rare(word) else speller.corrections(word)
        if near and not known:
            corrected[word] = vocabulary.words[next(iter(near))]
        if near or not known:
            spelled[word] = near or speller.pieces(word)
        if not is_number(word) or is_band(word):
            letters += len(word)
            understood += len(word) * bool(known or spelled.get(word))
    return Asked(
        text=text,
        wordings=tuple(_wordings(words)) if words else (),
        spelled=spelled,
        corrected=corrected,
        understood=understood / letters if letters else 0.0,
    )


def _without_encounter(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without the words of a 7th character, where other words are left: codes that only it tells
    apart are found by their heading, and told apart when its codes are listed."""
    if not _ENCOUNTER & set(words):
        return words
    rest = tuple(w for w in words if w not in _ENCOUNTER and w not in _OF_ENCOUNTER)
    return rest or words


def _wordings(words: tuple[str, ...]) -> Iterator[Wording]:
    """The words, then with an abbreviation or a phrase in them put another way (`CHF`, `heart
    attack`), each once."""
    yield Wording(words)
    seen = {words}
    for size in range(min(4, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            for meant, said in _meanings(words[at : at + size], alone=size == len(words)):
                other = tuple(dict.fromkeys((*words[:at], *meant, *words[at + size :])))
                if other not in seen and len(seen) < _MOST_WORDINGS:
                    seen.add(other)
                    yield Wording(other, (said,))


def _meanings(words: tuple[str, ...], *, alone: bool) -> Iterator[tuple[tuple[str, ...], str]]:
    """What some words of a query may stand for, and how to say so. An abbreviation among other
    words is read in its commonest meanings only."""
    letters, meanings = _abbreviations().get(words, ("", ()))
    if not alone and all(wording().light.get(word, 1.0) <= _SMALL for word in words):
        meanings = ()  # `water on the lung` says nothing of ON, optic neuritis
    for meaning in meanings if alone else meanings[:2]:
        yield tuple(words_of(meaning)), f"{letters}: {meaning}"
    for meant in sorted(equivalents().phrases.get(words, ())):
        yield meant, f"{' '.join(words)}: {' '.join(meant)}"


def ready(said: Wording, asked: Asked, part: Part, kin: Kin, vocabulary: Vocabulary) -> Query:
    """One wording of a query as one part of the index weighs it."""
    number = vocabulary.number
    sought = tuple(
        _numbered(seek(w, number.get(w), kin, part.weight, asked.spelled.get(w, {})))
        for w in said.words
    )
    by_word: dict[int, tuple[int, float]] = {}
    for place, one in enumerate(sought):
        for word, near in one.kin.items():
            if near > by_word.get(word, (0, 0.0))[1]:
                by_word[word] = (place, near)
    own = [one.number for one in sought if one.number is not None]
    opposed = {
        other: word
        for word in own
        for other in vocabulary.opposites.get(word, ())
        if other not in own
    }
    return Query(
        sought=sought,
        weight=max(sum(one.weight for one in sought), 1e-6),
        rarest=max(range(len(sought)), key=lambda place: sought[place].weight, default=0),
        by_word=by_word,
        numbers=frozenset(w for w in own if w in vocabulary.numbers),
        number_words=vocabulary.numbers,
        letters=vocabulary.letters,
        labels=_labels(asked.text, number),
        opposed=opposed,
        text=asked.text.strip().lower(),
        read_as=said.read_as,
        turn=asked.wordings.index(said),
    )


def _labels(text: str, number: Mapping[str, int]) -> dict[int, frozenset[int]]:
    """Labels by number; one that no source has is told from all that they have."""
    return {
        number[word]: frozenset(number.get(label, -1) for label in labels)
        for word, labels in labels_of(words_of(text)).items()
        if word in number
    }


def _numbered(one: Sought) -> Sought:
    """A number weighs less than a word: of many families only some members have a code."""
    if is_number(one.word):
        return one._replace(weight=one.weight * NUMBER_WEIGHT)
    return one
