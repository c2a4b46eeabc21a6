"""Words of a sentence that name procedures, or say something of them: one pass over the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from superbill.knowledge.procedure_terms import ProcedureTerms, procedure_terms
from superbill.notes.phrases import Hit, Label, Phrases
from superbill.notes.values import Document, Sentence
from superbill.notes.words import Word, stem, words

NAMED, ACT, STEP = "named", "act", "step"
_ACTS = "procedure"
"""The kind of all three, so that of overlapping phrases one stands."""
_LONGEST = 1000
"""Characters that are read as one sentence at most."""
_LEAST = 7
"""Letters of a word that may be made of a root and an ending."""


@dataclass(frozen=True, slots=True)
class Act:
    """Words [first, last] that name a procedure: of a `sort` (named, act, step), and which."""

    first: int
    last: int
    sort: str
    id: str
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its words, in small letters too, and what they name. `sites` by the place
    of their first and of their last word; `others` by kind (approach, device, target and so on)."""

    sentence: Sentence
    text: str
    words: Sequence[Word]
    said: Sequence[str]
    acts: tuple[Act, ...]
    sites: Mapping[int, Hit]
    site_ends: Mapping[int, Hit]
    others: Mapping[str, tuple[Hit, ...]]

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the note of the words [first, last]."""
        return self.words[first].start, self.words[last].end


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The terms compiled."""

    terms: ProcedureTerms
    phrases: Phrases
    breaks: frozenset[str]
    seen: frozenset[str]
    capitals: frozenset[str]
    ending: re.Pattern[str]


@cache
def vocabulary() -> Vocabulary:
    terms = procedure_terms()
    say = terms.words
    known: list[tuple[str, Label]] = []
    known += [(p, (_ACTS, f"{NAMED} {t.id}")) for t in terms.named.values() for p in t.phrases]
    known += [(p, (_ACTS, f"{ACT} {t.id}")) for t in say.acts for p in t.phrases]
    known += [(p, (_ACTS, f"{STEP} {t.id}")) for t in say.steps for p in t.phrases]
    known += [(p, ("site", t.id)) for t in terms.parts.values() for p in t.phrases]
    for kind, listed in (
        ("approach", say.approaches), ("device", say.devices), ("target", say.targets),
        ("extent", say.extents), ("purpose", say.purposes), ("contrast", say.contrast),
        ("manner", say.manners),
    ):  # fmt: skip
        known += [(p, (kind, t.id)) for t in listed for p in t.phrases]
    known += [(p, ("robotic", "robotic")) for p in say.robotic]
    seen = frozenset(stem(w) for w in say.seen)
    endings = "|".join(sorted(say.endings, key=len, reverse=True))
    return Vocabulary(
        terms,
        Phrases(known),
        seen | frozenset(stem(w) for w in say.stops),
        seen,
        frozenset(stem(w) for w in say.capitals_only),
        re.compile(rf"([a-z]+?)o?({endings})(?:s|ies)?"),
    )


def lines_of(document: Document) -> list[Line]:
    """The sentences of the note that name a procedure or a part of the body."""
    made = (
        _line(document, piece)
        for sentence in document.sentences
        for piece in _pieces(document, sentence)
    )
    return [line for line in made if line is not None]


def _pieces(document: Document, sentence: Sentence) -> Iterator[Sentence]:
    """A sentence of more than _LONGEST characters in pieces."""
    start = sentence.start
    while sentence.end - start > _LONGEST:
        space = document.text.rfind(" ", start, start + _LONGEST)
        end = space if space > start else start + _LONGEST
        yield Sentence(start, end, sentence.section)
        start = end
    yield Sentence(start, sentence.end, sentence.section)


def _line(document: Document, sentence: Sentence) -> Line | None:
    say = vocabulary()
    text = document.text[sentence.start : sentence.end]
    found = words(text, sentence.start)
    hits = say.phrases.find(found)
    acts = [_act(h) for h in hits if h.label[0] == _ACTS and _stands(h, found, document.text)]
    held = {n for act in acts for n in range(act.first, act.last + 1)}
    for n, word in enumerate(found):
        if word.end - word.start >= _LEAST and n not in held:
            built = _built(document.text[word.start : word.end].lower())
            if built:
                acts.append(Act(n, n, ACT, *built))
    if not acts and not any(h.label[0] == "site" for h in hits):
        return None
    said = [document.text[w.start : w.end].lower() for w in found]
    acts = _with_letters(sorted(acts, key=lambda a: a.first), said)
    held = {n for act in acts for n in range(act.first, act.last + 1)}
    free = [h for h in hits if h.label[0] != _ACTS]
    sites = [h for h in free if h.label[0] == "site" and h.first not in held]
    others: dict[str, list[Hit]] = {}
    for hit in free:
        if hit.label[0] != "site":
            others.setdefault(hit.label[0], []).append(hit)
    return Line(
        sentence, text, found,
        said,
        tuple(acts),
        {h.first: h for h in sites},
        {h.last: h for h in sites},
        {kind: tuple(listed) for kind, listed in others.items()},
    )  # fmt: skip


def _with_letters(acts: Sequence[Act], said: Sequence[str]) -> list[Act]:
    """Acts in order, a name and its letters in brackets as one: `computed tomography (CT)`."""
    joined: list[Act] = []
    for act in acts:
        last = joined[-1] if joined else None
        opened = last is not None and said[last.last + 1 : act.first] == ["("]
        if last is not None and opened and said[act.last + 1 : act.last + 2] == [")"]:
            joined[-1] = Act(last.first, act.last + 1, last.sort, last.id, last.site)
        else:
            joined.append(act)
    return joined


def _act(hit: Hit) -> Act:
    sort, _, identifier = hit.label[1].partition(" ")
    return Act(hit.first, hit.last, sort, identifier)


def _stands(hit: Hit, found: Sequence[Word], text: str) -> bool:
    """Whether a short word that is another in small letters stands in capitals."""
    said = text[found[hit.first].start : found[hit.last].end]
    return stem(said.lower()) not in vocabulary().capitals or said != said.lower()


@lru_cache(maxsize=20_000)
def _built(word: str) -> tuple[str, str] | None:
    """Act and site of a word made of root and ending: ("resect", "spleen") of splenectomy."""
    say = vocabulary()
    m = say.ending.fullmatch(word)
    if m is None:
        return None
    ending, roots = say.terms.words.endings[m[2]], say.terms.words.roots
    if ending == "bypass":
        # An opening is made from the part that is named first (gastroduodenostomy).
        cuts = (m[1][:n] for n in range(len(m[1]), 0, -1))
    else:
        # Of several roots the last is what the ending speaks of.
        cuts = (m[1][n:] for n in range(len(m[1])))
    root = next((cut for cut in cuts if cut in roots), None)
    if root is None:
        return None
    part = root in say.terms.words.partial_roots or m[1].startswith("hemi")
    return ("excise" if ending == "resect" and part else ending), roots[root]
