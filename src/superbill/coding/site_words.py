"""The words by which titles hold a part of the body that a note names: `lower limb` of a thigh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from superbill.knowledge.yaml_file import build, read_yaml
from superbill.search.wording import words_of

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class _Site:
    said: tuple[str, ...]
    holds: tuple[str, ...]


class SiteWords:
    """site_words.yaml in the numbers of an index's words."""

    def __init__(self, number: Mapping[str, int]):
        self._holding: dict[int, frozenset[int]] = {}
        for site in (build(_Site, entry) for entry in read_yaml(FILE).items()):
            holding = frozenset(
                number[w] for text in site.holds for w in words_of(text) if w in number
            )
            for text in site.said:
                for word in words_of(text):
                    if word in number:
                        self._holding[number[word]] = holding

    def holding(self, words: Iterable[int]) -> frozenset[int]:
        """What holds the parts of the body among these words.

        words: as numbers of the index
        """
        return frozenset[int]().union(*(self._holding.get(w, frozenset()) for w in words))
