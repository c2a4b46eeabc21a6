"""The name of a heading: from the lexicon's list, or, where no list has it, from its noun."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from superbill.knowledge.lexicon import Lexicon
from superbill.knowledge.yaml_file import build, read_yaml

_FILE = Path(str(files("superbill.notes"))) / "headings.yaml"
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_OPTIONAL_PLURAL = re.compile(r"\((?:e?s)\)")
_ASIDE = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class _Noun:
    noun: tuple[str, ...]
    gives: str
    beside: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """headings.yaml, as it stands there."""

    nouns: tuple[_Noun, ...]
    new_parts: tuple[str, ...]
    before: tuple[str, ...]
    never: tuple[str, ...]
    line_start_only: tuple[str, ...]
    systems: tuple[str, ...]
    said_by_patient: str
    held_together: tuple[str, ...]
    examination_after: tuple[str, ...]
    parts_of_kind: tuple[str, ...]
    parts_of: tuple[str, ...]
    short_parts_of_kind: tuple[str, ...]
    short_parts_of: tuple[str, ...]


@cache
def heading_words() -> HeadingWords:
    """The words of headings. Raises CardRefused for a fault of the file."""
    return build(HeadingWords, read_yaml(_FILE))


def normal_heading(heading: str) -> str:
    """A heading without case, marks and the doubt about its plural.

    >>> normal_heading("PROCEDURE(S) PERFORMED")
    'procedures performed'
    """
    plain = _ASIDE.sub(" ", _OPTIONAL_PLURAL.sub("s", heading.lower()))
    return _NOT_A_LETTER.sub(" ", plain).strip()


@lru_cache(maxsize=4)
def names_of(lexicon: Lexicon) -> Mapping[str, str]:
    """The section that each heading of the lexicon begins, by the heading's normal form."""
    return {
        normal_heading(phrase): term.id
        for term in lexicon.terms("section")
        for phrase in term.phrases
    }


def by_noun(normal: str) -> str | None:
    """The section that a heading begins by its noun, None where its noun says nothing.

    >>> by_noun("cardiology assessment"), by_noun("past oncologic history"), by_noun("fall risk")
    ('assessment', 'past_medical_history', None)
    """
    words = normal.split()
    known = heading_words()
    ends = next((n for n, w in enumerate(words) if n and w in known.before), len(words))
    said = frozenset(words)
    for one in known.nouns:
        if words[ends - 1 : ends] and words[ends - 1] in one.noun:
            fits = not one.beside or not said.isdisjoint(one.beside)
            if fits and said.isdisjoint(one.without):
                return one.gives
    return None
