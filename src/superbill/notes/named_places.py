"""Which parts of the body the phrase of a procedure names, and how far the phrase goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from superbill.notes.phrases import Hit
from superbill.notes.procedure_phrases import ACT, Act, Line, vocabulary
from superbill.notes.words import stem

_MARKS = frozenset(";:.()[]!?")
_SIDES = frozenset(("right", "left", "bilateral", "both", "the", "its", "their"))
_GAP_AFTER = 9
_GAP_BEFORE = 3
_GAP_SUBJECT = 9
"""Words at most between a procedure and its site: after it, before a noun, before a passive."""


@dataclass(frozen=True, slots=True)
class Around:
    """The sites that stand with a procedure, in order; the words [first, last] of its phrase."""

    sites: tuple[str, ...]
    first: int
    last: int


def sites_of(line: Line, act: Act, others: Sequence[Act], *, imaging: bool) -> Around:
    """The sites of a procedure: those named behind it (`biopsy of the liver`), and those before it
    (`liver biopsy`, `the kidney was removed`). Of surgery the former say it where there are any;
    of an image both."""
    start = max((a.last + 1 for a in others if a.last < act.first), default=0)
    behind, last = _behind(line, act, others)
    if _is_passive(line, act):
        before, first = _subject(line, act, start)
    else:
        before, first = _before(line, act, start)
    if imaging or not behind:
        behind = tuple(dict.fromkeys((*before, *behind)))
    return Around(behind, first, last)


def _behind(line: Line, act: Act, others: Sequence[Act]) -> tuple[tuple[str, ...], int]:
    say = vocabulary()
    words = say.terms.words
    starts = {a.first: a for a in others if a.first > act.last}
    found: list[str] = []
    placed, between, gap = _is_verb(line, act), [""], 0
    at, last, own = act.last + 1, act.last, len(line.words)
    shares = act.sort == ACT and act.site is None
    while at < len(line.words):
        hit, word = line.sites.get(at), line.said[at]
        if hit is not None and hit.first not in starts:
            # `abdominal CT and chest film`: a part that stands before another procedure is its.
            anothers = hit.last + 1 in starts and (found or not placed)
            if anothers or (not found and not placed and gap > 1):
                break
            if not found or _listed(between):
                found.append(hit.label[1])
            at, last, gap, between = hit.last + 1, hit.last, 0, []
            continue
        if at in starts:
            # `excision and biopsy of the lesion`: what follows is of both.
            if found or gap > 2 or not shares or not set(between) & {"and", ",", "/"}:
                break
            at = starts[at].last + 1
            continue
        if word in _MARKS or stem(word) in say.breaks:
            break
        if found and not (word in words.listing or word in _SIDES or word in ",/&"):
            break
        if word in ("and", ","):
            own = min(own, last)
        placed = placed or word in words.places
        between.append(word)
        gap += 1
        if gap > _GAP_AFTER:
            break
        last, at = at, at + 1
    return tuple(dict.fromkeys(found)), last if found else min(last, own)


def _listed(between: Sequence[str]) -> bool:
    """Whether the words between two sites make them a list, and not one of the other."""
    return not between or bool({"and", ",", "/", "&", "plus", "both", "or"} & set(between))


def _before(line: Line, act: Act, start: int) -> tuple[tuple[str, ...], int]:
    say = vocabulary()
    found: list[str] = []
    gap, at, first = 0, act.first - 1, act.first
    while at >= start:
        hit, word = line.site_ends.get(at), line.said[at]
        if hit is not None:
            found.append(hit.label[1])
            at, first, gap = hit.first - 1, hit.first, 0
            continue
        if found and (word in ("and", ",", "/", "&") and line.site_ends.get(at - 1)):
            at -= 1
            continue
        if word in _SIDES and not found:
            at, first = at - 1, at
            continue
        stops = word in _MARKS or word in ",/&" or word in say.terms.words.places
        if found or stops or word in ("and", "or", "with") or stem(word) in say.breaks:
            break
        gap += 1
        if gap > _GAP_BEFORE:
            break
        at, first = at - 1, at
    return tuple(dict.fromkeys(reversed(found))), first


def _subject(line: Line, act: Act, start: int) -> tuple[tuple[str, ...], int]:
    """The sites in the subject of a passive: `the mass of the left kidney was excised`."""
    say = vocabulary()
    found: list[Hit] = []
    gap, at, first = 0, act.first - 1, act.first
    aux = say.terms.words.auxiliaries
    skipping = True
    while at >= start and gap <= _GAP_SUBJECT:
        hit, word = line.site_ends.get(at), line.said[at]
        if hit is not None:
            found.append(hit)
            at, first, skipping = hit.first - 1, hit.first, False
            continue
        if skipping and (word in aux or word.endswith("ly") or word in ("and", "then", "also")):
            at -= 1
            continue
        skipping = False
        if word in _MARKS or word == "," or stem(word) in say.breaks:
            break
        gap += 1
        at, first = at - 1, at
    return tuple(h.label[1] for h in found[-1:]), first


def _is_verb(line: Line, act: Act) -> bool:
    word = line.said[act.last]
    return word.endswith("ed") or word in ("excise", "resect", "remove", "drain")


def _is_passive(line: Line, act: Act) -> bool:
    if not line.said[act.last].endswith("ed") or act.first == 0:
        return False
    aux = vocabulary().terms.words.auxiliaries
    before = line.said[max(0, act.first - 3) : act.first]
    return any(word in aux for word in before)
