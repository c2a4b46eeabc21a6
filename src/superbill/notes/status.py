"""Whether an action named in a clause was done there and then."""

from __future__ import annotations

from superbill.notes.assertions import assert_span, is_box
from superbill.notes.clauses import Clause
from superbill.notes.events import Status
from superbill.notes.narrative import wording
from superbill.notes.values import Mention


def status_of(mention: Mention, clause: Clause) -> Status | None:
    """What became of the action (or named procedure) in its clause; None where it isn't told as
    an event at all: a noun beside another verb, another time, another person.
    """
    start = mention.evidence.start - clause.start
    before = clause.text[:start]
    said, cue = assert_span(clause.text, start, mention.evidence.end - clause.start)
    if cue and is_box(cue.text):
        return None
    if _came_after(mention, clause):
        return None
    if said in ("historical", "family") or mention.evidence.assertion in ("historical", "family"):
        return None
    say = wording()
    if say.none_placed.search(clause.text):
        return "not_done"
    if clause.role == "narrative" and say.stopped_sure.search(before):
        return "planned"  # `We abandoned the sterilization` names what was meant.
    if say.failed.search(clause.text) and not say.harmless_failure.search(clause.text):
        return "failed"
    if said == "negated":
        return "not_done"
    if clause.role == "title" and (
        say.attempt.search(clause.text) or say.stopped_sure.search(clause.text)
    ):
        return "attempted"
    if say.attempt.search(before) and not say.overcome.search(clause.text):
        return "attempted"
    meant = say.unreal.search(before) or _conditional(clause) or _later(mention, clause)
    if meant or said == "hypothetical" or clause.role == "planned":
        return "planned"
    return "done" if clause.role == "title" or _told_as_done(mention, clause, before) else None


def _came_after(mention: Mention, clause: Clause) -> bool:
    """A procedure after which a condition came (`amenorrhea after D&C`) is of an earlier time."""
    before = clause.text[: mention.evidence.start - clause.start]
    ill = any(m.evidence.end <= mention.evidence.start for m in clause.of("condition"))
    return ill and wording().after_it.search(before) is not None


def _later(mention: Mention, clause: Clause) -> bool:
    """A procedure named, without a verb, beside a time to come (`HSG 3 months`)."""
    say = wording()
    named = mention.kind == "procedure" and not mention.evidence.text.lower().endswith("ed")
    told = say.finite.search(clause.text) or say.performed.search(clause.text)
    return named and not told and say.later.search(clause.text) is not None


def _conditional(clause: Clause) -> bool:
    return False if clause.first else wording().unreal.match(clause.text.lstrip(" ,")) is not None


def _told_as_done(mention: Mention, clause: Clause, before: str) -> bool:
    say = wording()
    words = mention.evidence.text.lower().split()
    last = words[-1]
    if last.endswith("ed") or set(words) & set(say.plain.irregular_past):
        return True
    if mention.kind == "action" and say.by_means_of.search(before):
        return True
    if last.endswith("ing") and mention.kind == "action":
        return not before.rstrip().lower().endswith((" for", "of", "the", "before"))
    if say.performed.search(clause.text) or say.able.search(before):
        return True
    if mention.kind == "action" and say.first_person.search(before):
        return True
    # A note in keywords has no verbs at all: what it names was done.
    return mention.kind == "procedure" and not say.finite.search(clause.text) and clause.first
