"""Disorders and findings that a note mentions, by the names of a book that the reading is given.

The book (`Names`) is sorted numbers and says nothing of codes: each name is the sum of the numbers
of its telling words, so that words in any order, apart from small words, find it. Every run of up
to LONGEST telling words of a sentence is looked up at once, also with one word left out (`fractures
of the tibia and fibula`: the fibula's too), and the longest names stand.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from superbill.notes.assertions import Cue, assert_by, find_cues, tells_of_deeds
from superbill.notes.name_sides import REACH, sides_of
from superbill.notes.narrative import wording
from superbill.notes.values import Assertion, Document, Evidence, Side

LONGEST = 7
"""Telling words of a name at most."""

_WIDEST = 110
"""Characters from a name's first word to its last."""

_AT_ONCE = 4000
"""Words that are looked up together; a long note is read in pieces."""

_TOLD_AT_MOST = 2_000
"""Times that one word is read. Twenty pages repeat none of the book's words so often; a file that
does is no note, and the places beyond would say nothing new."""

_LISTED = re.compile(r"[,/&+]")
_APART = re.compile(r"[;:()\[\]\n!?•]|\.(?=\s)|--")

Letters = Literal["sure", "guess"]
WordKind = Literal["telling", "small", "modifier", "joiner", "lister", "break"]


class Told(NamedTuple):
    """A word of the note as the book reads it.

    number: -1 for one that no name holds
    kind: a `modifier` (side, acuity, history) may belong to a name or not; a `joiner` (and,
        with) parts what is not one name, but in names of things joined; a `lister` (or) parts
        names always, as a comma does; no name reaches across a `break`
    letters: it is one of the words that an abbreviation stands for, for `sure` or as a `guess`
    past: it says that something is history; side: the side that it names; spread: it says that a
        cancer has spread
    """

    number: int
    start: int
    end: int
    kind: WordKind
    letters: Letters | None = None
    past: bool = False
    side: Side | None = None
    spread: bool = False


class Names(NamedTuple):
    """A book of names. keys: sorted, one a name, names as they are written first in `exact`, with
    words brought to their kin in `akin`; the place of a key is the name's number. joined: which of
    them are names of things joined (`nausea with vomiting`).
    hashes, kin_hashes: the number that each word adds to a key; cut: reads a text"""

    exact: NDArray[np.uint64]
    akin: NDArray[np.uint64]
    joined: NDArray[np.bool_]
    akin_joined: NDArray[np.bool_]
    hashes: NDArray[np.uint64]
    kin_hashes: NDArray[np.uint64]
    cut: Callable[[str], Iterable[Told]]


@dataclass(frozen=True, slots=True)
class Disorder:
    """Words of a note that name something in the book.

    name: its number; exact: whether in `exact` or in `akin`
    evidence: from its first word to its last; words: the numbers of the words that name it
    near: other words of the same part of the sentence, the nearest first
    sides: the sides that are said of it: both apart where `right and left` are named
    skipped: words between that are no part of the name; listed: it shares words with another
    letters: an abbreviation is part of it
    across: a joiner, a lister or a comma stands within it
    touched: whether a telling word without a name stands right before, and right after
    """

    name: int
    exact: bool
    evidence: Evidence
    words: tuple[int, ...]
    near: tuple[Told, ...]
    sides: tuple[Side, ...] = ()
    skipped: int = 0
    listed: bool = False
    across: bool = False
    letters: Letters | None = None
    touched: tuple[bool, bool] = (False, False)


class _Hit(NamedTuple):
    places: tuple[int, ...]
    name: int
    exact: bool
    skipped: int


class _Line(NamedTuple):
    """The telling words of some sentences: which run of words each belongs to, how many joiners
    and how many listers stand before it."""

    words: list[Told]
    run: list[int]
    joints: list[int]
    parts: list[int]

    @classmethod
    def empty(cls) -> _Line:
        return cls([], [], [], [])


def find_disorders(document: Document, names: Names) -> tuple[Disorder, ...]:
    """Everything in the note that has a name in the book, by place. Of names that overlap the
    longest stands; another may share its words only in a list. Nothing is raised."""
    starts = [s.start for s in document.sentences]
    return tuple(
        disorder
        for line in _lines(document, names, starts)
        for disorder in _disorders(document, line, _choose(list(_hits(line, names)), line), starts)
    )


def _lines(document: Document, names: Names, starts: Sequence[int]) -> Iterator[_Line]:
    """The telling words of the note's sentences, some thousand at a time."""
    line = _Line.empty()
    run = joint = part = last_end = 0
    last_sentence = -1
    told: Counter[int] = Counter()
    for word in names.cut(document.text):
        sentence = bisect_right(starts, word.start) - 1
        if sentence < 0 or word.start >= document.sentences[sentence].end:
            continue  # a heading
        if word.kind in ("telling", "modifier"):
            told[word.number] += 1
            if told[word.number] > _TOLD_AT_MOST and word.number >= 0:
                continue
        between = document.text[last_end : word.start]
        if sentence != last_sentence or word.kind == "break" or _APART.search(between):
            run += 1
            if len(line.words) > _AT_ONCE:
                yield line
                line = _Line.empty()
        joint += word.kind == "joiner"
        part += word.kind == "lister" or _LISTED.search(between) is not None
        last_end, last_sentence = word.end, sentence
        if word.kind in ("telling", "modifier"):
            line.words.append(word)
            line.run.append(run)
            line.joints.append(joint)
            line.parts.append(part)
    if line.words:
        yield line


def _hits(line: _Line, names: Names) -> Iterator[_Hit]:
    """Every window that is a name: over all words, and over all but the modifiers."""
    every = np.arange(len(line.words))
    plain = np.array([n for n in every.tolist() if line.words[n].kind == "telling"], dtype=np.int64)
    seen: set[tuple[int, ...]] = set()
    for places in (every, plain) if len(plain) < len(every) else (every,):
        windows = _Windows(line, places)
        for exact in (True, False):
            for held, name, skipped in windows.named(names, exact=exact):
                joined = names.joined if exact else names.akin_joined
                if held not in seen and _is_one(held, line, joined=bool(joined[name])):
                    seen.add(held)
                    yield _Hit(held, name, exact, skipped)


class _Windows:
    """The runs of one to LONGEST of some of a line's words."""

    def __init__(self, line: _Line, places: NDArray[np.int64]):
        self._at: list[int] = places.tolist()
        at = self._at
        self._numbers = [line.words[p].number for p in at]
        self._number = np.array(self._numbers, dtype=np.int64)
        starts = np.array([line.words[p].start for p in at], dtype=np.int64)
        ends = np.array([line.words[p].end for p in at], dtype=np.int64)
        run = np.array([line.run[p] for p in at], dtype=np.int64)
        self._firsts: list[NDArray[np.int64]] = []
        for size in range(1, min(LONGEST, len(places)) + 1):
            first = np.arange(len(places) - size + 1)
            last = first + size - 1
            near = (run[first] == run[last]) & (ends[last] - starts[first] <= _WIDEST)
            self._firsts.append(first[near])

    def named(self, names: Names, *, exact: bool) -> Iterator[tuple[tuple[int, ...], int, int]]:
        """The places of each window that is a name, its number, and how many words are left out."""
        keys, hashes = (names.exact, names.hashes) if exact else (names.akin, names.kin_hashes)
        if not len(keys) or not self._firsts:
            return
        own = np.where(self._number >= 0, hashes[self._number], np.uint64(0))
        sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(own, dtype=np.uint64)))
        asked = [
            (size, skip, first, whole if skip is None else whole - own[first + skip])
            for size, first in reversed(list(enumerate(self._firsts, 1)))
            for whole in (sums[first + size] - sums[first],)
            for skip in (None, *range(1, size - 1))
        ]
        # All at once: a note asks for a hundred sizes and gaps, and a search costs more than a key.
        every = np.concatenate([key for *_, key in asked])
        at = np.minimum(np.searchsorted(keys, every), len(keys) - 1)
        hit = keys[at] == every
        begins = 0
        for size, skip, first, key in asked:
            ends = begins + len(key)
            for k in np.flatnonzero(hit[begins:ends]).tolist():
                begin = int(first[k])
                window = [begin + n for n in range(size) if n != skip]
                if all(self._numbers[n] >= 0 for n in window):
                    held = tuple(self._at[n] for n in window)
                    yield held, int(at[begins + k]), int(skip is not None)
            begins = ends


def _is_one(held: tuple[int, ...], line: _Line, *, joined: bool) -> bool:
    """Whether the words can be one name: nothing parts them, but beside a word that is left out
    (`fractures of the tibia and fibula`), or joiners in the name of things joined."""
    return all(
        _left_out(a, b, line)
        or (line.parts[a] == line.parts[b] and (joined or line.joints[a] == line.joints[b]))
        for a, b in pairwise(held)
    )


def _left_out(a: int, b: int, line: _Line) -> bool:
    """Whether a telling word between two of a name is left out of it: right after the first or, in
    a list without commas, after a side (`right knee and left hip pain`)."""
    if b - a > 1 and line.words[a + 1].kind == "telling":
        return True
    return line.parts[a] == line.parts[b] and any(
        line.words[p].kind == "telling" for p in range(a + 1, b)
    )


def _choose(hits: list[_Hit], line: _Line) -> list[tuple[_Hit, bool]]:
    """The names that stand, each with whether it shares words with another of a list. What is
    named within a name that only adds modifiers to it stands too (`history of asthma`)."""
    hits.sort(key=lambda h: (-len(h.places), not h.exact, h.skipped, h.places))
    owner: dict[int, _Hit] = {}
    chosen: list[tuple[_Hit, bool]] = []
    for hit in hits:
        shared = [p for p in hit.places if p in owner]
        if shared and not (
            _in_list(hit, shared, owner, line)
            or _without_past(hit, owner, line)
            or _site_of(hit, shared, owner, line)
            or _spread_from(hit, shared, owner, line)
        ):
            continue
        chosen.append((hit, bool(shared)))
        for place in hit.places:
            owner.setdefault(place, hit)
    return sorted(chosen, key=lambda c: c[0].places)


def _in_list(hit: _Hit, shared: Sequence[int], owner: Mapping[int, _Hit], line: _Line) -> bool:
    """Whether a name that leaves words out takes the rest from a list: `right and left`, `tibia
    and fibula`. A list names another thing: the name that owns the words is not named again by a
    word from further on (`CKD stage 4, hypertension and chronic`)."""
    if not hit.skipped or len(shared) == len(hit.places):
        return False
    if all(line.words[p].kind == "modifier" for p in hit.places if p not in owner):
        return False  # `major depressive disorder, recurrent` is one thing
    if any(owner[p].name == hit.name and owner[p].exact == hit.exact for p in shared):
        return False
    return any(b - a > 1 and _is_parted(a, b, line) for a, b in pairwise(hit.places))


def _is_parted(a: int, b: int, line: _Line) -> bool:
    return (line.joints[a], line.parts[a]) != (line.joints[b], line.parts[b])


def _site_of(hit: _Hit, shared: Sequence[int], owner: Mapping[int, _Hit], line: _Line) -> bool:
    """Whether a name says where that is which a longer one only says to be chronic or acute:
    `shoulder pain` of `chronic pain of the shoulder`."""
    if len(shared) != 1 or len(hit.places) == 1:
        return False
    other = owner[shared[0]]
    return hit.name != other.name and all(
        line.words[p].kind == "modifier" and line.words[p].side is None
        for p in other.places if p != shared[0]
    )  # fmt: skip


def _spread_from(hit: _Hit, shared: Sequence[int], owner: Mapping[int, _Hit], line: _Line) -> bool:
    """Whether a name is of the cancer whose spread a longer one names: `prostate cancer` of
    `prostate cancer metastatic to bone`."""
    if len(shared) != 1 or len(hit.places) == 1 or hit.skipped or shared[0] != hit.places[-1]:
        return False
    after = [p for p in owner[shared[0]].places if p > shared[0]]
    return bool(after) and line.words[after[0]].spread


def _without_past(hit: _Hit, owner: Mapping[int, _Hit], line: _Line) -> bool:
    """Whether a name is that of a longer one but for the words of the past."""
    longer = owner.get(hit.places[0])
    if longer is None or not set(hit.places) < set(longer.places):
        return False
    return all(line.words[p].past for p in longer.places if p not in hit.places)


def _disorders(
    document: Document, line: _Line, chosen: Sequence[tuple[_Hit, bool]], starts: Sequence[int]
) -> Iterator[Disorder]:
    named = {p for hit, _ in chosen for p in hit.places}
    cues: dict[int, tuple[Cue, ...]] = {}
    for hit, listed in chosen:
        words = [line.words[p] for p in hit.places]
        start, end = words[0].start, max(w.end for w in words)
        n = bisect_right(starts, start) - 1
        sentence = document.sentences[n]
        said = document.text[sentence.start : sentence.end]
        if n not in cues:
            cues[n] = tuple(c for c in find_cues(said) if not tells_of_deeds(c, said))
        asserted, _ = assert_by(cues[n], said, start - sentence.start)
        evidence = Evidence(
            start, end, document.text[start:end], sentence.section,
            _in_section(sentence.section, asserted),
        )  # fmt: skip
        yield Disorder(
            hit.name,
            hit.exact,
            evidence,
            tuple(w.number for w in words),
            _near(hit.places, line),
            sides_of(hit.places, line.words, line.run, named),
            hit.skipped,
            listed,
            _is_parted(hit.places[0], hit.places[-1], line),
            _letters(words),
            _touched(hit.places, line, named),
        )


def _letters(words: Sequence[Told]) -> Letters | None:
    told = {w.letters for w in words}
    return "guess" if "guess" in told else "sure" if "sure" in told else None


def _near(places: tuple[int, ...], line: _Line) -> tuple[Told, ...]:
    first, last = places[0], places[-1]
    around = [p for p in range(first, last + 1) if p not in places]
    for step in range(1, REACH + 1):
        around += [p for p in (first - step, last + step) if 0 <= p < len(line.words)]
    return tuple(line.words[p] for p in around if line.run[p] == line.run[first])


def _touched(places: tuple[int, ...], line: _Line, named: set[int]) -> tuple[bool, bool]:
    def free(place: int, other: int) -> bool:
        if not 0 <= place < len(line.words) or place in named:
            return False
        if line.run[place] != line.run[other] or line.words[place].kind == "modifier":
            return False
        a, b = sorted((place, other))
        return line.words[b].start - line.words[a].end <= 1

    return free(places[0] - 1, places[0]), free(places[-1] + 1, places[-1])


def _in_section(section: str, said: Assertion) -> Assertion:
    """What a section says of all it holds, where the sentence doesn't say otherwise."""
    role = wording().plain.section_roles.get(section, "narrative")
    if said == "affirmed" and role == "history":
        return cast(Assertion, "historical")
    return cast(Assertion, "family") if said != "negated" and role == "family" else said
