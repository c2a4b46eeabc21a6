"""What a sentence says of a deed that it names: done, denied, meant, failed, broken off; why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from superbill.notes.assertions import RANK, Cue
from superbill.notes.procedure_phrases import vocabulary
from superbill.notes.values import Assertion, Document, Evidence, Outcome, Sentence

_CUE_NEAR, _CUE_NEXT = 6, 2
"""Words at most between a cue that denies, or doubts, and the deed it speaks of."""
_REASON = 100
_CLAUSE_ENDS = re.compile(r"[,;:]|\b(?:and|but|so|then|after|when|because|due)\b", re.IGNORECASE)


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The patterns of procedure_words.yaml, compiled."""
    say = vocabulary().terms.words
    named = {
        "put_in": say.put_in, "taken_out": say.taken_out, "ordered": say.ordered,
        "failed": say.failed, "stopped": say.stopped, "converted": say.converted,
        "because": say.because, "parting": say.parting, "undone": say.undone, "shown": say.shown,
        "to_come": say.to_come, "done": say.done, "anesthesia": say.anesthesia,
        "extensive": say.extensive,
    }  # fmt: skip
    return {name: re.compile(rf"\b(?:{p})\b", re.IGNORECASE) for name, p in named.items()}


def asserted(cues: Sequence[Cue], text: str, *, start: int, end: int, following: str) -> Assertion:
    """What a sentence says of the deed that its words [start, end) name. following: the next
    sentence. Cues of findings say nothing of a deed: of `no mass on CT` and `the CT was negative`
    the CT was done."""
    best: Assertion = "affirmed"
    for cue in cues:
        reached = cue.reach_start <= start < cue.reach_end
        if not reached or not _speaks_of(cue, text, start=start, end=end, following=following):
            continue
        if best == "affirmed" or RANK.index(cue.assertion) < RANK.index(best):
            best = cue.assertion
    return best


def _speaks_of(cue: Cue, text: str, *, start: int, end: int, following: str) -> bool:
    say = patterns()
    before = cue.end <= start
    between = text[cue.end : start] if before else text[end : cue.start]
    near = len(between.split()) <= _CUE_NEAR
    if cue.assertion == "negated":
        if before:
            return near and say["parting"].search(between) is None
        return near and say["undone"].search(text[cue.start :]) is not None
    if cue.assertion == "possible":
        return before and len(between.split()) <= _CUE_NEXT
    if cue.assertion == "hypothetical":
        return not _was_done(text[cue.start : cue.end], text[end:], following)
    return True


def _was_done(cue: str, rest: str, following: str) -> bool:
    """Whether what was ordered or meant has a result in this sentence or, ordered, the next."""
    say = patterns()
    if say["shown"].search(rest) and not say["to_come"].search(rest):
        return True
    return say["ordered"].fullmatch(cue) is not None and say["shown"].search(following) is not None


def outcome_of(said: Assertion, text: str, *, start: int, end: int, can_stop: bool) -> Outcome:
    """What became of it. can_stop: whether it is one that is left unfinished where it stops; a
    dialysis that was discontinued was done until then."""
    say = patterns()
    before = _CLAUSE_ENDS.split(text[:start])[-1]
    after = _CLAUSE_ENDS.split(text[end:])[0]
    here = f"{before} {after}"
    if said == "negated":
        return "not_done"
    if say["failed"].search(here) and not say["converted"].search(text):
        return "failed" if said != "hypothetical" else "planned"
    if said in ("hypothetical", "possible"):
        return "planned"
    return "stopped" if can_stop and say["stopped"].search(after) else "completed"


def because(document: Document, sentence: Sentence, at: int) -> Evidence | None:
    """The words after `because` and the like, from `at` in the sentence on."""
    m = patterns()["because"].search(document.text, sentence.start + at, sentence.end)
    if m is None:
        return None
    words = document.text[m.end() : min(sentence.end, m.end() + _REASON)]
    start = m.end() + len(words) - len(words.lstrip())
    words = words.strip().rstrip(".;,")
    return Evidence(start, start + len(words), words, sentence.section) if words else None
