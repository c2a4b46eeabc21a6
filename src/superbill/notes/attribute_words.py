"""The words of a sentence that may say something about a disorder, by attributes.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from superbill.errors import CardRefused
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.phrases import Label, Phrases
from superbill.notes.words import exact_words

FILE = Path(__file__).with_name("attributes.yaml")

Leaning = Literal["next", "last"]
Reach = Literal["near", "far", "next"]

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_ARABIC = {"1": "i", "2": "ii", "3": "iii"}
_NUMERAL = re.compile(r"(?P<roman>iii|ii|iv|i|v)?(?P<figure>[1-5])?[ -]?(?P<letter>[a-e])?\Z")
_UNITS = {"centimeter": "cm", "millimeter": "mm", "inche": "in", "inch": "in", "second": "s",
          "sec": "s", "minute": "min", "min": "min", "hour": "h", "hr": "h",
          "day": "d"}  # fmt: skip
_MINUTES = {"s": 1 / 60, "min": 1.0, "h": 60.0, "d": 1440.0}


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one kind: for each value those that say it."""

    kind: str
    values: Mapping[str, tuple[str, ...]]
    of: tuple[str, ...] = ()
    leans: Leaning = "next"
    reach: Reach = "near"
    not_before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form with a number in it. needs: one of these must be in the sentence, in small letters,
    before the form is looked for; value: with `n`, a numeral in figures, `r`, a type of open
    fracture, `number` and `unit`, or the first of `bands` that holds a time in minutes put in."""

    kind: str
    pattern: str
    value: str
    needs: tuple[str, ...]
    of: tuple[str, ...] = ()
    leans: Leaning = "next"
    reach: Reach = "near"
    unit: str | None = None
    bands: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class _File:
    of_what: Mapping[str, tuple[str, ...]]
    words: tuple[Words, ...]
    patterns: tuple[Pattern, ...]


class Found(NamedTuple):
    """Words at [start, end) of a sentence that say `value`; `said_of` finds the names of disorders
    that it can be said of, None for any."""

    start: int
    end: int
    kind: str
    value: str
    said_of: re.Pattern[str] | None
    leans: Leaning
    reach: Reach
    number: float | None = None
    unit: str | None = None


class AttributeWords:
    """The file, compiled."""

    def __init__(self, file: _File):
        self._words, self._of = file.words, dict[tuple[str, ...], re.Pattern[str] | None]()
        self._not_before = [frozenset(w.not_before) for w in file.words]
        for entry in (*file.words, *file.patterns):
            if entry.of not in self._of:
                self._of[entry.of] = _names(entry.of, file.of_what)
        known: list[tuple[str, Label]] = [
            (phrase, (str(n), value))
            for n, entry in enumerate(file.words)
            for value, phrases in entry.values.items()
            for phrase in phrases
        ]
        self._phrases = Phrases(known, exact_words)
        self._patterns = [(p, re.compile(p.pattern, re.IGNORECASE)) for p in file.patterns]

    def find(self, sentence: str) -> list[Found]:
        """All of them in a sentence, by place."""
        found = (*self._spelt_out(sentence), *self._numbered(sentence))
        return sorted(found, key=lambda f: (f.start, f.end))

    def said_of(self, kind: str) -> re.Pattern[str] | None:
        """What finds the names of the disorders that words of a kind can be said of."""
        return next(self._of[w.of] for w in self._words if w.kind == kind)

    def _spelt_out(self, sentence: str) -> Iterator[Found]:
        words = exact_words(sentence)
        for hit in self._phrases.find(words):
            n = int(hit.label[0])
            entry, false = self._words[n], self._not_before[n]
            if false and hit.last + 1 < len(words) and words[hit.last + 1].stem in false:
                continue
            yield Found(
                words[hit.first].start, words[hit.last].end, entry.kind, hit.label[1],
                self._of[entry.of], entry.leans, entry.reach,
            )  # fmt: skip

    def _numbered(self, sentence: str) -> Iterator[Found]:
        small = sentence.lower()
        for entry, pattern in self._patterns:
            if not any(need in small for need in entry.needs):
                continue
            for m in pattern.finditer(sentence):
                told = m.groupdict()
                numeral = (told.get("n") or "").lower()
                number, unit = told.get("number"), unit_of(told.get("unit")) or entry.unit
                value = entry.value.format(
                    n=in_figures(numeral), r=_open_type(numeral), number=number, unit=unit,
                    band=_band(entry, number, unit),
                )  # fmt: skip
                yield Found(
                    m.start(), m.end(), entry.kind, value, self._of[entry.of], entry.leans,
                    entry.reach, float(number) if number else None, unit,
                )  # fmt: skip


@cache
def attribute_words() -> AttributeWords:
    """The words that the project ships. Raises CardRefused for a fault of the file."""
    return AttributeWords(build(_File, read_yaml(FILE)))


def in_figures(numeral: str) -> str:
    """A numeral as titles write it.

    >>> in_figures("iv"), in_figures("3B"), in_figures("iiia")
    ('4', '3b', '3a')
    """
    m = _NUMERAL.match(numeral.lower())
    if m is None:
        return numeral
    return f"{_ROMAN.get(m['roman'] or '', '')}{m['figure'] or ''}{m['letter'] or ''}"


def unit_of(written: str | None) -> str | None:
    """A unit in its short form.

    >>> unit_of("centimeters"), unit_of("hrs"), unit_of("mm")
    ('cm', 'h', 'mm')
    """
    if written is None:
        return None
    small = written.lower().rstrip("s.")
    return _UNITS.get(small, small)


def _band(entry: Pattern, number: str | None, unit: str | None) -> str:
    minutes = float(number or 0) * _MINUTES.get(unit or "", 1.0)
    return next((name for name, most in entry.bands.items() if minutes <= most), "")


def _open_type(numeral: str) -> str:
    """Gustilo's type as titles write it: I, II, IIIA, IIIB, IIIC."""
    small = in_figures(numeral.replace(" ", "").replace("-", ""))
    return (_ARABIC.get(small[:1], small[:1]) + small[1:]).upper()


def _names(
    groups: tuple[str, ...], of_what: Mapping[str, tuple[str, ...]]
) -> re.Pattern[str] | None:
    unknown = set(groups) - of_what.keys()
    if unknown:
        raise CardRefused(f"{FILE.name}: `of_what` has no {', '.join(sorted(unknown))}.")
    words = sorted({w for g in groups for w in of_what[g]}, key=len, reverse=True)
    if not words:
        return None
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)
