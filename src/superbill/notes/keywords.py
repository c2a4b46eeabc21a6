"""What a note tells without a verb of doing: `Mirena in`, `ParaGard out`, `MyoSure used`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.clauses import Clause
from superbill.notes.events import Frame
from superbill.notes.frames import Things, frame_of, read_action
from superbill.notes.mind import is_tubal
from superbill.notes.narrative import wording
from superbill.notes.values import Mention


def told_in_keywords(
    clause: Clause, things: Things, lexicon: Lexicon, *, scopes: Sequence[str]
) -> Iterator[tuple[Frame, Mention]]:
    """Each frame that the clause tells so, with the words that tell it: a device that went in or
    out, a tool that was used on what is spoken of."""
    for mention in clause.of("device"):
        action = _moved(mention, clause)
        if action == "remove" and is_tubal(mention.concept, lexicon):
            continue  # A coil that is `out` shows in the cavity, or failed to stay.
        one = replace(things, devices=(mention.concept,), targets=()) if action else None
        frame = read_action(action, one, lexicon, scopes=tuple(scopes)) if action and one else None
        if frame:
            yield frame, mention
        effect = lexicon.term("device", mention.concept).effect
        if effect.get("action") == "ablate" and _used(mention, clause):
            yield replace(frame_of(effect), device=mention.concept), mention
    for mention in clause.of("product"):
        action = lexicon.term("product", mention.concept).frame.get("action")
        frame = read_action(action, things, lexicon, scopes=tuple(scopes)) if action else None
        if frame and _used(mention, clause):
            yield frame, mention


def _used(mention: Mention, clause: Clause) -> bool:
    after = clause.text[mention.evidence.end - clause.start :]
    so = mention.evidence.assertion == "affirmed" and not wording().unreal.search(clause.text)
    return so and wording().tool_used.match(after) is not None


def _moved(mention: Mention, clause: Clause) -> str | None:
    after = clause.text[mention.evidence.end - clause.start :]
    if mention.evidence.assertion != "affirmed" or wording().unreal.search(clause.text):
        return None
    if wording().device_out.match(after):
        return "remove"
    return "insert" if wording().device_in.match(after) else None
