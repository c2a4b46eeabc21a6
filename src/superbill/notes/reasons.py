"""Why something failed or was broken off, in the note's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.clauses import Clause
from superbill.notes.events import Reason
from superbill.notes.narrative import wording
from superbill.notes.values import Document, Evidence, Mention, Sentence

_LONGEST = 100
_CLASS_ORDER = {
    "failed": ("technical", "patient_safety", "choice"),
    "stopped": ("patient_safety", "choice", "technical"),
}


def find_reason(
    document: Document,
    clause: Clause,
    lexicon: Lexicon,
    *,
    sentences: Sequence[tuple[Sentence, Sequence[Mention]]],
    of: str,
) -> Reason | None:
    """The reason told in the clause's sentence, else in the sentences given before it.

    `of` is `failed` or `stopped`: which class is looked for first. Of one sentence's reasons the
    class decides, then the nearest. Words after `because` are a reason though the lexicon may not
    know them.
    """
    order = _CLASS_ORDER[of]
    for sentence, mentions in sentences:
        known = [
            m
            for m in mentions
            if m.kind == "reason" and _so(m, sentence, document)
        ]  # fmt: skip
        if known:
            classes = {m: lexicon.term("reason", m.concept).reason_class or "" for m in known}
            best = min(known, key=lambda m: (order.index(classes[m]),
                                             abs(m.evidence.start - clause.start)))  # fmt: skip
            return Reason(best.evidence, classes[best])
        if sentence is clause.sentence:
            unknown = _after_because(document, clause)
            if unknown:
                return unknown
    return None


def _so(mention: Mention, sentence: Sentence, document: Document) -> bool:
    """A reason is often told by what could not be (`could not be seen`): its own words negate."""
    if mention.evidence.assertion in ("affirmed", "possible"):
        return True
    said = document.text[sentence.start : mention.evidence.start]
    if mention.evidence.assertion == "hypothetical":
        return wording().for_fear_of.search(said) is not None
    return mention.evidence.assertion == "negated" and not re.search(
        r"\b(?:no|without|denies|absence of)\b[^.,;]*$", said, re.IGNORECASE
    )


def _after_because(document: Document, clause: Clause) -> Reason | None:
    text = document.text[clause.start : clause.sentence.end]
    m = re.search(r"\b(?:because(?: of)?|due to|secondary to|owing to|given|as a result of)\s+",
                  text, re.IGNORECASE)  # fmt: skip
    if m is None:
        return None
    words = re.split(r"[.;]", text[m.end() : m.end() + _LONGEST])[0].rstrip()
    start = clause.start + m.end()
    if not words:
        return None
    evidence = Evidence(
        start, start + len(words), document.text[start : start + len(words)],
        clause.sentence.section,
    )  # fmt: skip
    return Reason(evidence, None)


def stops_surely(clause: Clause) -> bool | None:
    """Whether the clause says that the operation was broken off: True outright, False by a word
    that also ends finished operations, None not at all."""
    say = wording()
    sure = say.stopped_sure.search(clause.text)
    said = sure or say.stopped_with_reason.search(clause.text)
    if said is None or say.conditional.search(clause.text[: said.start()]):
        return None
    return sure is not None
