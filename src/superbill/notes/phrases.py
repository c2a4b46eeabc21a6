"""Finding many phrases in one pass: a trie over stems, the longest phrase of each kind wins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from superbill.notes.words import Word, words

Label: TypeAlias = tuple[str, str]
"""Kind and identifier of what a phrase stands for."""


_LONG_ENOUGH = 9
"""Words of fewer letters are taken as they stand: too many others lie near them."""
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Hit:
    """Words [first, last] of a sentence that are a phrase of `label`."""

    first: int
    last: int
    label: Label


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict[str, "_Node"])
    labels: tuple[Label, ...] = ()


class Phrases:
    """Phrases compiled for search. Build once, use for any text cut by the same `cut`."""

    def __init__(
        self, phrases: Iterable[tuple[str, Label]], cut: Callable[[str], list[Word]] = words
    ):
        self._root = _Node()
        self._known: set[str] = set()
        self._by_shape: dict[str, set[str]] = {}
        self._corrected: dict[str, str] = {}
        for phrase, label in phrases:
            node = self._root
            for word in cut(phrase):
                node = node.next.setdefault(word.stem, _Node())
                self._known.add(word.stem)
            if label not in node.labels:
                node.labels = (*node.labels, label)

    def spelt(self, sentence: Sequence[Word]) -> list[Word]:
        """The words, those of at least nine letters that no phrase has taken for the one word of
        the phrases that differs by a single letter left out, put in, changed or turned round."""
        return [
            word if word.stem in self._known or word.end - word.start < _LONG_ENOUGH
            else Word(word.start, word.end, self._nearest(word.stem))
            for word in sentence
        ]  # fmt: skip

    def _nearest(self, stem: str) -> str:
        if stem not in self._corrected:
            if not self._by_shape:
                for known in self._known:
                    if len(known) >= _LONG_ENOUGH - 2:
                        for shape in _shapes(known):
                            self._by_shape.setdefault(shape, set()).add(known)
            near = {k for shape in _shapes(stem) for k in self._by_shape.get(shape, ())}
            near = {k for k in near if k[0] == stem[0] and _one_letter_apart(k, stem)}
            if len(self._corrected) > _REMEMBERED:
                self._corrected.clear()
            self._corrected[stem] = near.pop() if len(near) == 1 else stem
        return self._corrected[stem]

    def find(self, sentence: Sequence[Word]) -> list[Hit]:
        """Every phrase in the words of a sentence, by place. Of phrases of one kind that overlap,
        the one that begins first stands, and of those the longest."""
        hits: list[Hit] = []
        free_from: dict[str, int] = {}
        for first in range(len(sentence)):
            for kind, hit in self._longest(sentence, first).items():
                if free_from.get(kind, 0) <= first:
                    hits.append(hit)
                    free_from[kind] = hit.last + 1
        return hits

    def _longest(self, sentence: Sequence[Word], first: int) -> dict[str, Hit]:
        node, longest = self._root, dict[str, Hit]()
        for at in range(first, len(sentence)):
            following = node.next.get(sentence[at].stem)
            if following is None:
                break
            node = following
            for label in node.labels:
                longest[label[0]] = Hit(first, at, label)
        return longest


def _shapes(stem: str) -> set[str]:
    """The word, and the word without each of its letters: two words one letter apart share one."""
    return {stem, *(stem[:i] + stem[i + 1 :] for i in range(len(stem)))}


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether a single letter left out, put in, changed, or two turned round, parts them."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) == 1:
        return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
    if len(long) != len(short):
        return False
    differ = [i for i in range(len(long)) if one[i] != other[i]]
    if len(differ) == 1:
        return True
    turned = len(differ) == 2 and differ[1] == differ[0] + 1
    return turned and one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]]
