"""A name that a note mentions -> the code that its words support on the day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from superbill.coding.cutter import is_shouted
from superbill.coding.ladder import Ladder
from superbill.coding.phrase_book import PhraseBook
from superbill.coding.sites import Sites
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.disorders import Disorder, Told
from superbill.notes.values import Evidence, Side
from superbill.search.kinship import equivalents
from superbill.search.terms.term import KINDS
from superbill.search.wording import stem, words_of

NO_MENTION = Path(__file__).with_name("no_mention.yaml")

_RANK = {"synonym": 3.5, "title": 3.0, "inclusion term": 3.0, "former title": 2.5, "index": 3.6,
         "neoplasm table": 1.0}  # fmt: skip
_AGREES = 0.3
"""What each further term that leads to the same code adds."""
_OTHER = 0.4
"""What a name loses that is of a code for `other` things: it is then one of several."""
_EXTERNAL = ("V", "W", "X", "Y")
"""Causes are no disorders: their own index names them, in its own words."""
_OF_BIRTH = ("O", "P")
"""Chapters of pregnancy and of the newborn: a name that another chapter has too is of that."""
_SIDES: tuple[Side, ...] = ("right", "left", "bilateral")
_BOTH = 2
_NEAREST = 4
"""Words around a mention that may say more of it; sides and acuity may stand further off."""
_SHORTEST = 3
"""Letters of a name by itself. Two mean too many things (`OD`, `LE` of eyes), see cutter.py."""
_SPAN = 100
"""Characters of evidence, with the words of the site, at most."""

_LETTERS_AT_MOST = 6
_LETTERS = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z]{2,6}\d?\b")
_ROMAN = re.compile(r"[IVX]+\d?\Z")
_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_MEANINGLESS = re.compile(r"\b(?:nos|nec|unspecified|not elsewhere classified|other)\b|[,.]")
_ADJECTIVE = re.compile(r"(?:ic|al|ous|ed|ful|ive|ical|oid|ary)\Z")


@dataclass(frozen=True, slots=True)
class NoMention:
    why: str
    words: tuple[str, ...]


class Linked(NamedTuple):
    """A mention with its code.

    named: the code or heading whose term matched; term: its number in the index
    meanings: how many categories its name may mean
    said: words by which the note says more than `named`; guessed: steps that no word chose
    sources: terms of the index that name it so
    sited: the site of a neoplasm was found beside it
    """

    disorder: Disorder
    code: str
    named: str
    term: int
    meanings: int
    said: int
    guessed: int
    sources: int = 1
    sited: bool = False


@cache
def no_mention() -> frozenset[tuple[str, ...]]:
    """Names that mention nothing when they stand alone, in their one form."""
    groups = [build(NoMention, entry) for entry in read_yaml(NO_MENTION).items()]
    return frozenset(tuple(words_of(w)) for group in groups for w in group.words)


class Linker:
    """Links the disorders of any number of notes of one day."""

    def __init__(self, book: PhraseBook, ladder: Ladder):
        self._book, self._ladder = book, ladder
        self._sites = Sites(book)
        number = book.index.vocabulary.number
        self._side = {side: number[side] for side in _SIDES if side in number}
        self._other = number.get(stem("other"), -1)
        self._unsaid = {tuple(number.get(w, -1) for w in words) for words in no_mention()}

    def link(self, disorder: Disorder, text: str) -> tuple[Linked, ...]:
        """Its code; two where both sides are told and the list has no code for both together; none
        where the name is of no code in force, or mentions nothing by itself."""
        if disorder.words in self._unsaid and not disorder.letters:
            return ()
        by_code = self._by_code(disorder, text)
        if "bilateral" not in disorder.sides and len(disorder.sides) < _BOTH:
            one = self._linked(disorder, by_code, disorder.sides, text)
            return (one,) if one else ()
        both = self._linked(disorder, by_code, ("bilateral",), text)
        if both is None or both.said:
            return (both,) if both else ()
        each = [self._linked(disorder, by_code, (s,), text) for s in ("right", "left")]
        apart = tuple(one for one in each if one is not None and one.said)
        return apart if len(apart) == _BOTH else (both,)

    def _linked(
        self, disorder: Disorder, by_code: dict[str, list[int]], sides: Sequence[Side], text: str
    ) -> Linked | None:
        meanings = len({c[:3] for c in by_code})
        said = self._said(disorder, sides)
        for code in sorted(by_code, key=lambda c: (-self._score(c, by_code), len(c), c)):
            found = self._ladder.descend(code, said)
            if found is None:
                continue
            if found.code == code:
                found = self._ladder.refine(code, said)
            best = max(by_code[code], key=self._rank)
            linked = Linked(disorder, found.code, code, best, meanings, found.said, found.guessed)
            return self._sited(linked, said, text) or linked
        return None

    def _by_code(self, disorder: Disorder, text: str) -> dict[str, list[int]]:
        part = self._book.part
        found: dict[str, list[int]] = {}
        for term in self._book.terms_of(disorder.name, exact=disorder.exact):
            code = self._book.code_of(term)
            if not code.startswith(_EXTERNAL) and is_written(part.text(term), disorder, text):
                found.setdefault(code, []).append(term)
        return found

    def _said(self, disorder: Disorder, sides: Sequence[Side]) -> frozenset[int]:
        """The words by which the note may say more than a heading does, with the sides."""
        near = [
            w.number
            for n, w in enumerate(disorder.near)
            if w.side is None and (n < _NEAREST or w.kind == "modifier")
        ]
        told = [self._side[side] for side in sides if side in self._side]
        own = [w for w in disorder.words if w not in self._side.values()]
        return frozenset((*own, *near, *told))

    def _sited(self, linked: Linked, said: frozenset[int], text: str) -> Linked | None:
        found = self._sites.at_site(linked.code, linked.disorder.near)
        if found is None:
            return None
        code, term, words = found
        step = self._ladder.descend(code, said | {w.number for w in words})
        if step is None:
            return None
        disorder = replace(
            linked.disorder, evidence=_widened(linked.disorder.evidence, words, text)
        )
        return linked._replace(
            disorder=disorder, code=step.code, named=code, term=term, said=step.said,
            guessed=step.guessed, sited=True,
        )  # fmt: skip

    def _rank(self, term: int) -> float:
        part = self._book.part
        other = self._other in part.words(term)
        late = self._book.code_of(term).startswith(_OF_BIRTH)
        return _RANK[KINDS[part.kind[term]]] - _OTHER * other - late

    def _score(self, code: str, by_code: dict[str, list[int]]) -> float:
        """The best term's rank, and more for each other term of the code, its headings and what
        is below it."""
        kin = [t for c, terms in by_code.items() if _related(c, code) for t in terms]
        return max(map(self._rank, by_code[code])) + _AGREES * (len(kin) - 1)


def is_written(name: str, disorder: Disorder, text: str) -> bool:
    """Whether the note writes a name so that it is meant.

    Letters are letters only in capitals (`he`, `all`, `2 ml` are none). A name of one telling word
    is meant whole: not a `period` by `no periods`, a `nerve` by `nerves`, a `joint` by arthritis.
    """
    if disorder.letters:
        return True
    told = disorder.evidence.text
    if len(name) < _SHORTEST and len(disorder.words) == 1:
        return False
    letters = [x for x in _LETTERS.findall(name) if not _ROMAN.match(x)]
    if letters and (not name.isupper() or len(name) <= _LETTERS_AT_MOST):
        written = set(_LETTERS.findall(told)) | set(re.findall(r"\w+", told))
        if not written.issuperset(letters) or is_shouted(text, disorder.evidence.start):
            return False
    if len(disorder.words) > 1:
        return True
    plain = _MEANINGLESS.sub(" ", _PARENTHESES.sub(" ", name.lower())).split()
    if len(plain) != 1:
        return " ".join(plain) in told.lower()
    if disorder.exact:
        return not _is_plural(plain[0]) or _is_plural(told.lower())
    # `pruritic` of pruritus, but not `prostatic` of prostatism: that speaks of the organ.
    word = told.lower()
    of_organ = stem(word) in equivalents().equal and not word.endswith("ful")
    return _ADJECTIVE.search(word) is not None and not of_organ


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _widened(evidence: Evidence, words: Sequence[Told], text: str) -> Evidence:
    """The evidence with the words of the site, where that is not too long."""
    start = min(evidence.start, *(w.start for w in words))
    end = max(evidence.end, *(w.end for w in words))
    if end - start > _SPAN:
        return evidence
    return replace(evidence, start=start, end=end, text=text[start:end])


def _related(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
