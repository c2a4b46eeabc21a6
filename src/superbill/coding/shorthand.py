"""Words that notes cut short (`abd pain`, `breast ca`, `htn`), as they are written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_suffix(".yaml")
_CANCER = "cancer"


@dataclass(frozen=True, slots=True)
class _File:
    words: dict[str, str]
    capitals: dict[str, str]
    letters: tuple[str, ...]
    cancer: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shorthand:
    """short: a word cut short -> the whole one; capitals: letters in capitals -> words; letters:
    in small letters -> in capitals; cancer: those that mean it after a word of `after`"""

    short: Mapping[str, str]
    capitals: Mapping[str, str]
    letters: Mapping[str, str]
    cancer: frozenset[str]
    after: frozenset[str]

    def written(self, token: str, before: str) -> str:
        """A word as it is written out; one that isn't cut short as it stands.

        >>> shorthand().written("abd", "no"), shorthand().written("Ca", "breast")
        ('abdominal', 'cancer')
        >>> shorthand().written("Ca", "serum"), shorthand().written("htn", "")
        ('Ca', 'HTN')
        """
        low = token.lower()
        if low in self.cancer:
            return _CANCER if before.lower() in self.after else token
        if token in self.letters:
            return self.letters[token]
        if token in self.capitals:
            return self.capitals[token]
        return token if token.isupper() else self.short.get(low, token)


@cache
def shorthand() -> Shorthand:
    """shorthand.yaml. Raises CardRefused for a fault of the file."""
    told = build(_File, read_yaml(FILE))
    return Shorthand(
        told.words, told.capitals, {w: w.upper() for w in told.letters}, frozenset(told.cancer),
        frozenset(told.after),
    )  # fmt: skip
