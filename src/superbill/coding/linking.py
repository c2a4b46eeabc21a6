"""A name that a note mentions -> the code that its words support on the day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from superbill.coding.cutter import is_shouted, small_words
from superbill.coding.ladder import Ladder
from superbill.coding.phrase_book import PhraseBook
from superbill.coding.site_words import SiteWords
from superbill.coding.sites import Sites
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.disorders import Disorder, Told
from superbill.notes.values import Attribute, Evidence, Side
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
_CUT_SHORT = re.compile(r"\b(?:in|due to|with|of|by|from|to|for)\Z")
_ENDLESS = 2.0
"""What a name of the Index loses whose end stands in parentheses (`in (schistosomiasis)`): without
it the words are those of something else."""
_EXTERNAL = ("V", "W", "X", "Y")
"""Causes are no disorders: their own index names them, in its own words."""
_OF_BIRTH = ("O", "P")
"""Chapters of pregnancy and of the newborn: a name that another chapter has too is of that."""
_SIDES: tuple[Side, ...] = ("right", "left", "bilateral")
_BOTH = 2
_NEAREST = 4
"""Words around a mention that may say more of it; sides and attributes may stand further off."""
_SEX = re.compile(
    r"\b\d{1,3}[ -]?(?:y/?o|y(?:ea)?rs?(?:[ -]old)?|mo)?[ -]?(?:(?-i:(?P<letter>[FM])\b)"
    r"|(?P<word>female|woman|girl|lady|male|man|boy|gentleman)\b)", re.IGNORECASE
)  # fmt: skip
_SEXES, _FEMALE = ("female", "male"), ("f", "female", "woman", "girl", "lady")
_SHORTEST = 3
"""Letters of a name by itself. Two mean too many things (`OD`, `LE` of eyes), see cutter.py."""
_SPAN = 100
"""Characters of evidence, with the words of the site, at most."""

_NOT_IN_TITLES = ("side", "episode", "openness", "healing", "cause", "effect", "association",
                  "unrelated", "size", "length", "extent", "dominance", "tophus",
                  "number")  # fmt: skip
"""Kinds of attributes that no title below a heading tells apart: a 7th character does, or none."""
_ORGANISM = "organism"
"""A kind of attributes that titles join by `due to`."""
_CATEGORY = 3
_DENYING = ("without", "not ", "no ")
_DOMINANT: dict[str, tuple[Side, ...]] = {
    "right handed": ("right",), "left handed": ("left",), "ambidextrous": ("right", "left")
}  # fmt: skip
"""The dominant side, where the note says so; of an ambidextrous patient's either: I.C.6.a."""
_MOST_VALUES = 6
"""Attributes of one disorder that are tried as a part of its name."""

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
    attributes: what the note says of it; assumed: what the 7th character takes for granted
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
    attributes: tuple[Attribute, ...] = ()
    assumed: tuple[str, ...] = ()


class _Value(NamedTuple):
    """An attribute in numbers of words: as titles say it, and as the note does."""

    words: frozenset[int]
    written: frozenset[int]


class _Told(NamedTuple):
    """A disorder with what its note says of it. values: its attributes that titles may say;
    denied: the words for what is said not to be there"""

    disorder: Disorder
    text: str
    attributes: tuple[Attribute, ...]
    values: tuple[_Value, ...]
    denied: frozenset[int]


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
        self._holding = SiteWords(number)
        self._sex = {sex: number[sex] for sex in _SEXES if sex in number}
        self._side = {side: number[side] for side in _SIDES if side in number}
        self._one_sided = [number[w] for w in words_of("unilateral") if w in number]
        self._dominant = frozenset(number[w] for w in ("dominant",) if w in number)
        self._nondominant = frozenset(number[w] for w in ("nondominant",) if w in number)
        self._due = frozenset(number[w] for w in words_of("due") if w in number)
        self._other = number.get(stem("other"), -1)
        self._unsaid = {tuple(number.get(w, -1) for w in words) for words in no_mention()}

    def link(
        self, disorder: Disorder, text: str, attributes: Sequence[Attribute] = ()
    ) -> tuple[Linked, ...]:
        """Its code; two where both sides are told and the list has no code for both together; none
        where the name is of no code in force, or mentions nothing by itself.

        attributes: what the note says of it (notes.attributes)
        """
        if disorder.words in self._unsaid and not disorder.letters:
            return ()
        told = _Told(
            disorder, text, tuple(attributes), self._values(attributes), self._denied(attributes)
        )
        sides = disorder.sides or _sides_of(attributes)
        if "bilateral" not in sides and len(sides) < _BOTH:
            one = self._linked(told, sides)
            return (one,) if one else ()
        both = self._linked(told, ("bilateral",))
        if both is None or both.said:
            return (both,) if both else ()
        each = [self._linked(told, (s,)) for s in ("right", "left")]
        apart = tuple(one for one in each if one is not None and one.said)
        return apart if len(apart) == _BOTH else (both,)

    def _linked(self, told: _Told, sides: Sequence[Side]) -> Linked | None:
        by_code = self._by_code(told, sides)
        meanings = len({c[:3] for c in by_code})
        outright = self._said(told, sides)
        for code in sorted(by_code, key=lambda c: (-self._score(c, by_code), len(c), c)):
            one_sided = self._ladder.tells_sides(code)
            said = outright.union(self._sided(sides)) if one_sided else outright
            found = self._ladder.descend(code, said, told.attributes, told.denied)
            if found is None:
                continue
            if not found.said:
                found = self._ladder.refine(code, said, told.attributes, told.denied) or found
            best = max(by_code[code], key=self._rank)
            linked = Linked(
                told.disorder, found.code, code, best, meanings, found.said, found.guessed,
                attributes=told.attributes, assumed=found.assumed,
            )  # fmt: skip
            return self._sited(linked, said, told.text) or linked
        return None

    def _by_code(self, told: _Told, sides: Sequence[Side]) -> dict[str, list[int]]:
        """The terms that name it, by code; where its attributes or its side make its name a longer
        one (`type 2 diabetes`, `with hyperglycemia`), those of that name."""
        disorder = told.disorder
        plain = self._terms(self._book.terms_of(disorder.name, exact=disorder.exact), told)
        categories, sided = {code[:_CATEGORY] for code in plain}, frozenset(self._sided(sides))
        sided -= frozenset(disorder.words)
        for words in self._longer(told, sides):
            found = self._terms(self._book.named(words, exact=True), told, longer=True)
            if not found:
                # A kin of its words (sepsis, infection) may lead elsewhere.
                akin = self._terms(self._book.named(words, exact=False), told, longer=True)
                found = {c: t for c, t in akin.items() if c[:_CATEGORY] in categories}
            if found and not (words & sided and not any(map(self._ladder.tells_sides, found))):
                return found
        return plain

    def _terms(
        self, terms: Sequence[int], told: _Told, *, longer: bool = False
    ) -> dict[str, list[int]]:
        part = self._book.part
        found: dict[str, list[int]] = {}
        for term in terms:
            code, name = self._book.code_of(term), part.text(term)
            if code.startswith(_EXTERNAL) or denies(name):
                continue
            if longer or is_written(name, told.disorder, told.text):
                found.setdefault(code, []).append(term)
        return found

    def _longer(self, told: _Told, sides: Sequence[Side]) -> Iterator[frozenset[int]]:
        """The telling words of its name with those of its attributes, the most first. The words
        that say an attribute give way to those by which titles say it (`poorly controlled`)."""
        own = self._telling(told.disorder.words)
        values = [_Value(self._telling(self._sided(sides)), frozenset())]
        values += [_Value(self._telling(v.words), v.written) for v in told.values]
        values = [v for v in values if v.words - own][:_MOST_VALUES]
        core = own.difference(*(v.written for v in values))
        tried = dict.fromkeys(
            start.union(*(v.words for v in some))
            for n in (1, 2) for some in combinations(values, n) for start in (own, core)
        )  # fmt: skip
        fit = (words for words in tried if len(words) >= len(own) and words != own)
        caused = any(a.kind == _ORGANISM for a in told.attributes)
        for words in sorted(fit, key=len, reverse=True):
            yield words
            if caused:
                yield words | self._due

    def _telling(self, words: Iterable[int]) -> frozenset[int]:
        return frozenset(w for w in words if self._book.names.hashes[w])

    def _values(self, attributes: Sequence[Attribute]) -> tuple[_Value, ...]:
        """The words of each value that a title may have, as numbers; none for what is denied."""
        found = (
            _Value(self._numbers(a.value), self._numbers(a.evidence.text) - {-1})
            for a in attributes
            if a.kind not in _NOT_IN_TITLES and not a.value.startswith(_DENYING)
        )
        return tuple(dict.fromkeys(v for v in found if v.words and -1 not in v.words))

    def _denied(self, attributes: Sequence[Attribute]) -> frozenset[int]:
        told = (a.value for a in attributes if a.value.startswith(_DENYING))
        absent = (self._telling(self._numbers(v.partition(" ")[2]) - {-1}) for v in told)
        return frozenset[int]().union(*absent)

    def _numbers(self, text: str) -> frozenset[int]:
        number = self._book.index.vocabulary.number
        return frozenset(number.get(w, -1) for w in words_of(text))

    def _said(self, told: _Told, sides: Sequence[Side]) -> frozenset[int]:
        """The words by which the note may say more than a heading does, with the sides."""
        disorder = told.disorder
        # A number is that of the word before it: it is told by an attribute or not at all.
        near = [
            w.number for w in disorder.near[:_NEAREST]
            if w.side is None and not told.text[w.start].isdigit()
        ]  # fmt: skip
        own = [w for w in disorder.words if w not in self._side.values()]
        named = [self._side[side] for side in sides if side in self._side]
        values = (word for value in told.values for word in value.words)
        sex = (self._sex[s] for s in sex_told(told.text) if s in self._sex)
        said = frozenset((*own, *near, *named, *values, *sex))
        said |= self._holding.holding(said)
        return self._with_dominance(said, told.attributes, sides)

    def _sided(self, sides: Sequence[Side]) -> list[int]:
        """The word by which a name tells one side from both."""
        if len(sides) != 1:
            return []
        both = [self._side[s] for s in sides if s == "bilateral" and s in self._side]
        return both or ([] if "bilateral" in sides else self._one_sided)

    def _with_dominance(
        self, said: frozenset[int], attributes: Sequence[Attribute], sides: Sequence[Side]
    ) -> frozenset[int]:
        """What is said, with whether the side is the dominant one, where a hand is told."""
        hands = next((_DOMINANT.get(a.value) for a in attributes if a.kind == "dominance"), None)
        if hands is None or len(sides) != 1:
            return said
        said -= {*self._dominant, *self._nondominant}
        return said | (self._dominant if sides[0] in hands else self._nondominant)

    def _sited(self, linked: Linked, said: frozenset[int], text: str) -> Linked | None:
        found = self._sites.at_site(linked.code, linked.disorder.near)
        if found is None:
            return None
        code, term, words = found
        step = self._ladder.descend(code, said | {w.number for w in words}, linked.attributes)
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
        cut = _ENDLESS * (_CUT_SHORT.search(part.text(term)) is not None)
        return _RANK[KINDS[part.kind[term]]] - _OTHER * other - late - cut

    def _score(self, code: str, by_code: dict[str, list[int]]) -> float:
        """The best term's rank, and more for each other term of the code, its headings and what
        is below it."""
        kin = [t for c, terms in by_code.items() if _related(c, code) for t in terms]
        return max(map(self._rank, by_code[code])) + _AGREES * (len(kin) - 1)


@lru_cache(maxsize=4)
def sex_told(text: str) -> tuple[str, ...]:
    """The patient's sex as a title says it, by the first words that tell it: `46F`, `y/o male`.

    >>> sex_told("46F with a lump"), sex_told("68 y/o man"), sex_told("Seen today")
    (('female',), ('male',), ())
    """
    m = _SEX.search(text)
    if m is None:
        return ()
    return ("female",) if (m["letter"] or m["word"]).lower() in _FEMALE else ("male",)


def _sides_of(attributes: Sequence[Attribute]) -> tuple[Side, ...]:
    told = {a.value for a in attributes if a.kind == "side"}
    return ("bilateral",) if "bilateral" in told else tuple(s for s in _SIDES if s in told)


def denies(name: str) -> bool:
    """Whether a name says of something that it is not there. No mention holds such a name: a word
    of denial ends one (disorders.py), so the words alone would be those of its opposite.

    >>> denies("Concussion without loss of consciousness"), denies("Concussion")
    (True, False)
    """
    _, found, rest = name.lower().partition("without ")
    return bool(found) and any(w not in small_words() for w in words_of(rest))


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
