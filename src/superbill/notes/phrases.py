"""Finding many phrases in one pass: a trie over stems, the longest phrase of each kind wins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from superbill.notes.words import Word, words

Label: TypeAlias = tuple[str, str]
"""Kind and identifier of what a phrase stands for."""


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
        for phrase, label in phrases:
            node = self._root
            for word in cut(phrase):
                node = node.next.setdefault(word.stem, _Node())
            if label not in node.labels:
                node.labels = (*node.labels, label)

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
