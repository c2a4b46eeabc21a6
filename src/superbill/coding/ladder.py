"""From a heading to the code under it that the words of a note support, and no further."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from superbill.codesets.answers import Status
from superbill.coding.episodes import seventh_character
from superbill.notes.values import Attribute
from superbill.search.index import Index
from superbill.search.layout import Part
from superbill.search.wording import stem, wording, words_of

_EYES = ("bilateral", "right", "left")

Ask = Callable[[str], Status | None]
"""The status of a code on the day; None where no list at hand speaks of it."""
Takes = Callable[[str], Mapping[str, str]]
"""The 7th characters that the codes of a heading take, with their meanings; empty for none."""

_LITTLE = 0.25
"""Words of less than this share of an ordinary word's weight add nothing to a title."""

_OPEN = ("unspecified", "nos")
_PLAIN = re.compile(
    r"\b(?:without|uncomplicated)\b|\bnot (?:specified|intractable)\b", re.IGNORECASE
)
_WITH = re.compile(r"(?<!whether )\bwith\b(?! or without)", re.IGNORECASE)
"""Titles of the plain case, which stands where a note says no more, and of one with something
more: `type 2 diabetes mellitus without complications`, `with unspecified complications`."""
_NONE = ("without", "uncomplicated", "complication")
_OTHER = re.compile(r"\bother\b", re.IGNORECASE)
_RESIDUAL = ("other", "specified", "elsewhere", "classified", "classifiable")
"""Words of a title for what has no title of its own: a note doesn't say them."""
_SAYS_NOTHING = ("level", "region")
"""Words of titles that a note leaves out: it says `C5-C6`, and `lumbar`."""
_CATEGORY = 3
_SIDES = ("right", "left", "bilateral", "unilateral")
_DOMINANT = {"right": ("dominant",), "left": ("nondominant", "non")}
"""Where the note doesn't say which side is dominant, the right is: Guidelines I.C.6.a."""
_PRESUMED, _DENIES_IT = "displaced", "nondisplaced"
"""A fracture not said to be displaced or not is displaced: Guidelines I.C.19.c."""
_LENGTH, _FIRST_ENCOUNTER = 7, "A"
"""Characters of a code with a 7th character, and that of active treatment: Guidelines I.C.19.a."""
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
"""What may be said or not: nonessential modifiers and synonyms, Guidelines I.A.7."""
_DENIED = re.compile(
    r"(?<!or )\b(?:without|not)\b((?:(?!(?<!loss)(?<!mention) of )[^,;])*)", re.IGNORECASE
)
"""What a title says is not there, up to what it is of (`without foreign body of right forearm`)."""


class Step(NamedTuple):
    """Where the ladder ends. said: titles' words below the heading that the note says; guessed: of
    the steps, how many neither the note's words nor a title's `unspecified` chose; assumed: what
    the 7th character takes for granted (episodes.py)."""

    code: str
    said: int
    guessed: int
    assumed: tuple[str, ...] = ()


class _Title(NamedTuple):
    """A title's telling words: all that it must be told by; aside: those in parentheses; denied:
    those that it says are not there."""

    words: frozenset[int]
    aside: frozenset[int] = frozenset()
    denied: frozenset[int] = frozenset()


class Ladder:
    """The codes of an index from heading to code. What is in force is asked by `ask`."""

    def __init__(self, index: Index, part: Part, ask: Ask, takes: Takes | None = None):
        self._part, self._ask, self._takes = part, ask, takes
        self._number = {code: n for n, code in enumerate(part.codes)}
        number = self._number_of = index.vocabulary.number
        self._open = {number[w] for w in map(stem, _OPEN) if w in number}
        self._bilateral = number.get(stem("bilateral"), -1)
        self._residual = {number[w] for w in map(stem, _RESIDUAL) if w in number}
        self._none = {number[w] for w in map(stem, _NONE) if w in number}
        self._sides = {number[w] for w in map(stem, _SIDES) if w in number}
        self._dominance = {
            number[side]: {number[w] for w in words if w in number}
            for side, words in _DOMINANT.items()
            if side in number
        }
        self._non, self._dominant = number.get("non", -1), number.get("dominant", -1)
        self._nondominant = {number["nondominant"]} if "nondominant" in number else set[int]()
        light = {w for w, share in wording().light.items() if share < _LITTLE}
        light |= {*map(stem, _SAYS_NOTHING)}
        self._light = {number[w] for w in light if w in number} - self._open
        self._presumed = frozenset({number[_PRESUMED]} if _PRESUMED in number else ())
        self._denies_it = number.get(_DENIES_IT, -1)
        self._titles: dict[int, _Title] = {}
        self._sided: dict[str, bool] = {}

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        above = np.asarray(self._part.above)
        below: dict[int, list[int]] = {}
        for number in np.flatnonzero(above >= 0).tolist():
            below.setdefault(int(above[number]), []).append(number)
        return below

    def descend(
        self, code: str, said: frozenset[int], attributes: Sequence[Attribute] = (),
        denied: frozenset[int] = frozenset(),
    ) -> Step | None:  # fmt: skip
        """The code in force at or under `code`: at each heading the one whose title adds only
        words that the note says, else the unspecified one. None where there is none.

        attributes: what the note says of the disorder, by which a 7th character is chosen
        denied: words for what the note says is not there
        """
        gained = guessed = 0
        if not self._decided(said):
            said = said.union(*(more for side, more in self._dominance.items() if side in said))
        while (status := self._ask(code)) is not None and not status.active:
            if status.status != "header":
                return None
            following = self._next(code, said, denied)
            if following is None:
                whole = self._whole(code, said, attributes)
                return Step(whole[0], gained, guessed, whole[1]) if whole else None
            code = following.code
            gained, guessed = gained + following.said, guessed + following.guessed
        return Step(code, gained, guessed) if status is not None else None

    def refine(
        self, code: str, said: frozenset[int], attributes: Sequence[Attribute] = (),
        denied: frozenset[int] = frozenset(),
    ) -> Step | None:  # fmt: skip
        """What stands beside an unspecified code or heading and is named by the note's words
        (`right knee` of `unspecified knee`, `severe persistent` of `unspecified asthma`); None
        where nothing does. Parameters as of `descend`."""
        best: Step | None = None
        number = self._number.get(code, -1)
        # What the note says and the code's own title too must not be lost on the way.
        kept = (self._words(number) & said) - self._open if number >= 0 else frozenset[int]()
        while number >= 0 and self._is_open(number):
            number = int(self._part.above[number])
            if number < 0:
                break
            found = self.descend(self._part.codes[number], said, attributes, denied)
            if found is None or found.guessed or found.said <= (best.said if best else 0):
                continue
            # What has no title of its own is not named by words that have one.
            if kept <= self._words_down(found.code) and not self._is_residual(found.code):
                best = found
        return best

    def tells_sides(self, code: str) -> bool:
        """Whether the list has `bilateral` beside `unilateral` where a code stands, so that one of
        them is what a side means (M16.1, not the unilateral emphysema of J43.0)."""
        category = code[:_CATEGORY]
        if category not in self._sided:
            number = self._number.get(category, -1)
            self._sided[category] = number >= 0 and self._has_both(number)
        return self._sided[category]

    def _has_both(self, number: int) -> bool:
        if self._bilateral in self._words(number):
            return True
        return any(map(self._has_both, self._children.get(number, ())))

    def _is_residual(self, code: str) -> bool:
        return _OTHER.search(self._title(self._placed(code))) is not None

    def _words_down(self, code: str) -> frozenset[int]:
        """The words of a code's title and of the headings that it stands under."""
        words, number = frozenset[int](), self._placed(code)
        while number >= 0:
            words |= self._words(number)
            number = int(self._part.above[number])
        return words

    def _placed(self, code: str) -> int:
        """The place of a code, or of what it is without its 7th character."""
        known = self._number.get(code)
        return known if known is not None else self._number.get(code[:_LENGTH].rstrip("X"), -1)

    def _next(self, code: str, said: frozenset[int], denied: frozenset[int]) -> Step | None:
        number = self._number.get(code)
        if number is None:
            return None
        below = [
            n for n in self._children.get(number, [])
            if (s := self._ask(self._part.codes[n])) and s.status in ("active", "header")
        ]  # fmt: skip
        if not below:
            return None
        # What all of them say tells none from another (`upper limb` below carpal tunnel syndrome).
        own = set(self._words(below[0])).intersection(*map(self._words, below))
        own |= self._words(number)
        best = min(self._ranked(n, number, own, said, denied) for n in below)[2]
        return best._replace(guessed=0) if len(below) == 1 else best

    def _ranked(
        self, child: int, number: int, own: set[int], said: frozenset[int], denied: frozenset[int]
    ) -> tuple[tuple[float, ...], str, Step]:
        """The place of a code among those below a heading, the smallest first."""
        name, title, told = self._part.codes[child], self._title(child), self._told(child)
        more = told.words - own
        absent = told.denied & denied
        against = not (told.denied - absent).isdisjoint(said - own) or not (
            (told.words - own).isdisjoint(denied - said)
        )
        unsaid = more - said - self._open - self._none - told.aside
        if self._denies_it not in said:
            unsaid -= self._presumed
        if self._non in more & said:
            unsaid -= {self._dominant}  # `non-dominant`, in two words
        gained = len((more & said) - self._residual) + len(absent)
        gained = gained if not unsaid and not against else 0
        plain = _PLAIN.search(title) is not None
        more_than = bool(_WITH.search(title)) and not _WITH.search(self._title(number))
        is_open = self._is_open(child) or plain
        rank = (
            -gained, against, more_than and not plain, not is_open, bool(unsaid & self._sides),
            not name.endswith("9"), len(unsaid),
        )  # fmt: skip
        return rank, name, Step(name, gained, int(not gained and not is_open))

    def _whole(
        self, code: str, said: frozenset[int], attributes: Sequence[Attribute]
    ) -> tuple[str, tuple[str, ...]] | None:
        """A heading with the 7th character that the note supports, and what that assumes."""
        takes = self._takes(code) if self._takes is not None else dict[str, str]()
        takes = self._of_side(takes, said)
        chosen = seventh_character(takes, attributes)
        character, assumed = chosen or (_FIRST_ENCOUNTER, ())
        head, dot, tail = code.partition(".")
        whole = f"{head}{dot or '.'}{tail.ljust(_LENGTH - 1 - len(head), 'X')}{character}"
        status = self._ask(whole)
        return (whole, assumed) if status is not None and status.active else None

    def _of_side(self, takes: Mapping[str, str], said: frozenset[int]) -> Mapping[str, str]:
        """Of 7th characters that tell sides (of the eyes) those of the side that the note says."""
        for side in _EYES:
            own = {c: meaning for c, meaning in takes.items() if side in meaning.split()}
            if own and self._number_of.get(side, -1) in said:
                return own
        return takes

    def _decided(self, said: frozenset[int]) -> bool:
        """Whether the note itself says which side is dominant."""
        return self._dominant in said or not self._nondominant.isdisjoint(said)

    def _is_open(self, number: int) -> bool:
        return bool(self._open & self._words(number))

    def _title(self, number: int) -> str:
        term = int(self._part.titled[number]) if number >= 0 else -1
        return self._part.text(term) if term >= 0 else ""

    def _words(self, number: int) -> frozenset[int]:
        """The telling words of a title, and those of `unspecified`."""
        told = self._told(number)
        return told.words | told.aside

    def _told(self, number: int) -> _Title:
        known = self._titles.get(number)
        if known is None:
            known = self._titles[number] = self._read(number)
        return known

    def _read(self, number: int) -> _Title:
        term = int(self._part.titled[number]) if number >= 0 else -1
        if term < 0:
            return _Title(frozenset())
        words = frozenset(w for w in self._part.words(term) if w >= 0 and w not in self._light)
        title = self._title(number)
        if "(" not in title and "[" not in title and not _DENIED.search(title):
            return _Title(words)
        outright = _ASIDE.sub(" ", title)
        denied = self._numbers(" ".join(_DENIED.findall(outright))) - self._open
        said = self._numbers(_DENIED.sub(" ", outright))
        aside = words - self._numbers(outright)
        return _Title(words - aside - (denied - said), aside, frozenset(denied - said))

    def _numbers(self, text: str) -> frozenset[int]:
        return frozenset(self._number_of.get(w, -1) for w in words_of(text)) - {-1} - self._light
