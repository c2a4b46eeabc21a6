"""What each sentence of a note is told as: a claim, the account, a plan, or of other times."""

from __future__ import annotations

from collections.abc import Sequence

from superbill.notes.narrative import Role, wording
from superbill.notes.other_days import day_of, tells_of_another_day
from superbill.notes.values import Document, Mention, Sentence

_HEAD = 160
"""Characters in which a note says what kind of note it is."""
_RUNS_ON = 10
"""A field with a sentence of so many words, and a verb, has gone on to tell the story."""
_TELLING_WORDS = 4
"""Fewer words with a verb (`Consent was signed`) are no story."""


def parts_of(
    document: Document, mentions: Sequence[Mention]
) -> list[tuple[Role, Sentence, Sequence[Mention]]]:
    """Each sentence with what it is told as, and what it names."""
    parts: list[tuple[Role, Sentence, Sequence[Mention]]] = []
    visit, absent = day_of(document), _nobody_present(document)
    for sentence in document.sentences:
        role = wording().plain.section_roles.get(sentence.section, "narrative")
        if role == "narrative" and absent:
            role = "planned"
        elif role == "narrative" and tells_of_another_day(document, sentence, visit):
            role = "history"
        inside = [m for m in mentions if sentence.start <= m.evidence.start < sentence.end]
        told = _is_account(document, sentence, inside, role, after=bool(parts) and parts[-1][1])
        parts.append(("narrative" if told else role, sentence, inside))
    return parts


def _is_account(
    document: Document,
    sentence: Sentence,
    mentions: Sequence[Mention],
    role: Role,
    *,
    after: Sentence | bool,
) -> bool:
    """Whether a sentence under another heading tells the story: below a title, in a field that
    runs on, or in a plan that says what was done at this visit."""
    text = document.text[sentence.start : sentence.end]
    if role == "planned":
        return wording().done_now.search(text) is not None
    if role == "silent":
        return len(text.split()) >= _RUNS_ON and _tells(document, sentence)
    if role != "title":
        return False
    follows = isinstance(after, Sentence) and after.section == sentence.section
    actions = [m.evidence.text.lower() for m in mentions if m.kind == "action"]
    participle = any(text.endswith("ed") for text in actions)
    coils = wording().coils_seen.search(text)
    return _tells(document, sentence) or (
        follows and len(text.split()) >= _TELLING_WORDS and bool(participle or coils)
    )


def _nobody_present(document: Document) -> bool:
    head = document.text[:_HEAD].lower()
    return any(kind in head for kind in wording().plain.no_presence)


def _tells(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence below a title's heading tells the story: many notes put both there."""
    text = document.text[sentence.start : sentence.end]
    return len(text.split()) >= _TELLING_WORDS and bool(wording().finite.search(text))
