"""What a person who misspelled a word most likely meant, as the sources spell it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from superbill.search.asking import Asked
from superbill.search.index import Index
from superbill.search.query import LONGEST
from superbill.search.wording import words_of

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_MOST_TERMS = 20
"""Terms whose spelling of a word is looked at."""


def did_you_mean(text: str, asked: Sequence[Asked], index: Index) -> str | None:
    """The query with its unknown words put right and all else as it was typed; None where none is
    unknown, or one of them is like no word."""
    unknown = {word for one in asked for word in one.spelled}
    corrected = {word: right for one in asked for word, right in one.corrected.items()}
    if not unknown or unknown != set(corrected):
        return None

    def put_right(found: re.Match[str]) -> str:
        words = words_of(found[0])
        if len(words) != 1 or words[0] not in corrected:
            return found[0]
        return _as_written(corrected[words[0]], index, found[0].lower())

    said = " ".join(text[:LONGEST].split())
    meant = _WORD.sub(put_right, said)
    return meant if meant != said else None


def _as_written(word: str, index: Index, typed: str) -> str:
    """Of the spellings and forms that are one word to the search, the one nearest to what was
    typed: `hemorrhage` where it knows `hemorage`."""
    from rapidfuzz.distance import OSA  # only a word that is unknown pays for it

    forms = set(_forms(word, index))
    return min(forms, key=lambda form: (OSA.distance(form, typed), form), default=word)


def _forms(word: str, index: Index) -> Iterator[str]:
    number = index.vocabulary.number[word]
    for system in index.systems:
        part = index.part(system)
        if part is None:
            continue
        terms = part.held_by[part.held_at[number] : part.held_at[number + 1]]
        for term in terms[:_MOST_TERMS].tolist():
            for form in _WORD.findall(part.text(term).lower()):
                if words_of(form) == [word]:
                    yield form
