"""Words of a text with their places, and the stem by which ordinary inflections compare equal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Hyphens join or part words at the writer's pleasure (micro-insert, micro insert): they are not
# words. Other marks are, so that no phrase reaches across them.
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+#|\d+(?:\.\d+)?|[^\w\s-]")

_IRREGULAR = {
    "tubing": "tubing",
    "morning": "morning",
    "during": "during",
    "bleeding": "bleeding",
    "string": "string",
    "ring": "ring",
    "being": "being",
}
_VOWEL = re.compile(r"[aeiouy]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark at [start, end), and its stem."""

    start: int
    end: int
    stem: str


def words(text: str, offset: int = 0) -> list[Word]:
    """The words of `text`; `offset` is added to their places.

    >>> [w.stem for w in words("Micro-inserts were placed")]
    ['micro', 'insert', 'wer', 'plac']
    """
    return [
        Word(m.start() + offset, m.end() + offset, stem(m[0].lower())) for m in _WORD.finditer(text)
    ]


def exact_words(text: str) -> list[Word]:
    """The words of `text` as they stand, in lower case; a year of the last or this century is
    `19#` or `20#`.

    >>> [w.stem for w in exact_words("s/p D&C in 2010")]
    ['s', '/', 'p', 'd', '&', 'c', 'in', '20#']
    """
    return [Word(m.start(), m.end(), _exact(m[0])) for m in _WORD.finditer(text)]


def _exact(word: str) -> str:
    year = len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")
    return f"{word[:2]}#" if year else word.lower().replace("’", "'")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What is left of a lower-case word without an ordinary English ending.

    >>> {stem(w) for w in ("ligate", "ligates", "ligated", "ligating")}
    {'ligat'}
    >>> stem("biopsies") == stem("biopsy"), stem("uterus"), stem("dilatation")
    (True, 'uterus', 'dilatation')
    """
    word = word.replace("’", "'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = word.removesuffix("'s")
    if len(word) <= 3:
        return word
    if word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    word = _without_plural(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and _VOWEL.search(rest):
            word = _undoubled(rest)
            break
    return word.removesuffix("e") if len(word) > 3 else word


def _without_plural(word: str) -> str:
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _undoubled(rest: str) -> str:
    doubled = len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "lsz"
    return rest[:-1] if doubled else rest
