"""Text to words: spelling, plurals, numerals and eponyms brought to one form.

Both sides of every comparison go through `words_of`, so a fold has only to be consistent, not to be
right English: `anaemia` and `anemia` both become `anemia`, `haemorrhoids` becomes `hemoroid`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml

WORDS = Path(__file__).with_name("words.yaml")

_TOKEN = re.compile(r"[a-z0-9]+(?:\.\d+)*", re.ASCII)
_BAND = re.compile(r"(?:\d{1,2}|[xy])?[pq]\d[\d.pq]*\Z", re.ASCII)
_POSSESSIVE = re.compile(r"['’`´]s\b|['’`´](?=\s|\Z)")
_JOINED = re.compile(r"([a-z]{3,})(\d{1,3}[a-z]?)\Z", re.ASCII)
_ROMAN = {
    roman: str(number)
    for number, roman in enumerate(
        [
            "i",
            "ii",
            "iii",
            "iv",
            "v",
            "vi",
            "vii",
            "viii",
            "ix",
            "x",
            "xi",
            "xii",
            "xiii",
            "xiv",
            "xv",
            "xvi",
            "xvii",
            "xviii",
            "xix",
            "xx",
        ],
        1,
    )
}
_ROMAN_LETTERED = re.compile(r"([ivx]+)([a-d])\Z")
_ALONE_TOO = {"ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii"}
_LONGEST_TEXT = 1000


class Wording(NamedTuple):
    """words.yaml, read once."""

    folds: tuple[tuple[str, str], ...]
    endings: tuple[tuple[str, str], ...]
    irregular: dict[str, str]
    greek: dict[int, str]
    numbered: frozenset[str]
    lettered: frozenset[str]
    light: dict[str, float]
    opposites: tuple[frozenset[str], ...]
    roots: tuple[tuple[str, str], ...]


@cache
def wording() -> Wording:
    """The tables of words.yaml, with the words of `light` and `opposites` in their one form."""
    # Text as it stands: to other loaders `no` and `on` are truth values.
    said: Any = yaml.load(WORDS.read_text(encoding="utf-8"), yaml.BaseLoader)
    tables = Wording(
        folds=tuple((a, b) for a, b in said["folds"]),
        endings=_longest_first(said["endings"]),
        irregular=dict(said["irregular"]),
        greek=str.maketrans(said["greek"]),
        numbered=frozenset(said["numbered"]),
        lettered=frozenset(said["lettered"]),
        light={},
        opposites=(),
        roots=_longest_first(said["roots"]),
    )
    light = {
        _stem(word, tables): float(share)
        for share, words in said["light"].items()
        for word in words
    }
    opposites = tuple(frozenset(_stem(w, tables) for w in group) for group in said["opposites"])
    return tables._replace(
        light=light,
        opposites=opposites,
        numbered=frozenset(_stem(w, tables) for w in tables.numbered),
        lettered=frozenset(_stem(w, tables) for w in tables.lettered),
    )


def _longest_first(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((a, b) for a, b in pairs), key=lambda pair: -len(pair[0])))


def words_of(text: str) -> list[str]:
    """The words of a text, in order, each in its one form.

    >>> words_of("Haemorrhagic Anaemias, type II")
    ['hemoragic', 'anemia', 'type', '2']
    >>> words_of("Crohn's disease") == words_of("Crohn disease")
    True
    """
    found: list[str] = []
    tables = wording()
    for token in _TOKEN.findall(_plain(text)):
        number = _ROMAN.get(token)
        if number and (token in _ALONE_TOO or (found and found[-1] in tables.numbered)):
            found.append(number)
            continue
        staged = _ROMAN_LETTERED.match(token)
        if staged and staged[1] in _ROMAN and found and found[-1] in tables.numbered:
            found.append(_ROMAN[staged[1]] + staged[2])  # stage IIIa
            continue
        if token == "a" and not (found and found[-1] in tables.lettered):
            continue  # the article
        joined = _JOINED.match(token)
        if joined:
            found.append(stem(joined[1]))
            found.append(joined[2])
            continue
        found.append(stem(token))
    return found


def beginnings_of(text: str) -> frozenset[str]:
    """What a word may begin with whose writing has got as far as the end of a text: it may end
    there, and be a plural, or go on, and then its last letters are no ending (`hepati`, of
    hepatitis) and half of what is folded may be missing (`lymp`, `hemorr`).

    >>> sorted(beginnings_of("acute lymp"))
    ['lymf', 'lymp']
    """
    tokens = _TOKEN.findall(_plain(text))
    if not tokens:
        return frozenset()
    last = tokens[-1]
    found = {*words_of(last)[-1:], *words_of(text)[-1:]} if words_of(last) else set[str]()
    for letters, folded in wording().folds:
        last = last.replace(letters, folded)
    found.add(last)
    if len(last) > 2 and last.endswith("p"):
        found.add(last[:-1] + "f")
    if last.endswith("rr"):
        found.add(last[:-1])
    return frozenset(found)


def labels_of(words: Sequence[str]) -> dict[str, set[str]]:
    """What words are numbered or lettered by: of `diabetes type 2`, type: 2. Two names whose
    labels differ are names of two things."""
    tables = wording()
    found: dict[str, set[str]] = {}
    for word, label in pairwise(words):
        told = word in tables.numbered or word in tables.lettered
        if told and (is_number(label) or len(label) == 1):
            found.setdefault(word, set()).add(label)
    return found


def is_band(word: str) -> bool:
    """Whether a word is a chromosome's band, as 22q11.2."""
    return _BAND.match(word) is not None


def is_number(word: str) -> bool:
    """Whether a word tells one of a family from another by a number: 2, 1a, 17q21."""
    return word[0].isdigit()


def _plain(text: str) -> str:
    text = _POSSESSIVE.sub("", text[:_LONGEST_TEXT].lower())
    if not text.isascii():
        text = text.translate(wording().greek)
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return text


def stem(word: str) -> str:
    """A word in lower case without its plural and with its spelling folded."""
    return _stemmed(word)


@lru_cache(200_000)
def _stemmed(word: str) -> str:
    return _stem(word, wording())


def _stem(word: str, tables: Wording) -> str:
    irregular = tables.irregular.get(word)
    if irregular is not None:
        word = irregular
    elif len(word) > 3:
        word = _singular(word, tables)
        word = tables.irregular.get(word, word)
    for letters, folded in tables.folds:
        if letters in word:
            word = word.replace(letters, folded)
    return word


def _singular(word: str, tables: Wording) -> str:
    for ending, other in tables.endings:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return word[: -len(ending)] + other
    if word.endswith("ae"):
        return word[:-1]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    if len(word) > 5 and word.endswith("i") and not word.endswith(("ai", "oi", "li", "ri", "hi")):
        return word[:-1] + "us"
    return word
