"""What a sentence says of some of its words: so, not so, perhaps, once, or someone else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from superbill.errors import WrongUsage
from superbill.notes.assertions import assert_span
from superbill.notes.values import Assertion
from superbill.tools.context import Context
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class Asserted:
    """assertion: affirmed, negated, possible, hypothetical, historical or family

    cue: start, end and text of the words that say so; None for affirmed
    """

    assertion: Assertion
    cue: tuple[int, int, str] | None

    def as_dict(self) -> dict[str, Any]:
        cue = None
        if self.cue is not None:
            start, end, text = self.cue
            cue = {"start": start, "end": end, "text": text}
        return {"assertion": self.assertion, "cue": cue}


def assert_words(
    _context: Context,
    text: Annotated[str, Says("a sentence", "No fever, chills or cough.")],
    start: Annotated[int, Says("where the words begin, in characters from 0", "3")],
    end: Annotated[int, Says("where they end, not included", "8")],
) -> Asserted:
    """Whether a sentence affirms some of its words, denies them, or tells of another person or day.

    Negated outranks family (the patient's or someone else's), historical, hypothetical and
    possible. Raises WrongUsage for a place that is not in the text.
    """
    if not 0 <= start < end <= len(text):
        raise WrongUsage(f"{start} to {end} is no place in a text of {len(text)} characters.")
    assertion, cue = assert_span(text, start, end)
    return Asserted(assertion, (cue.start, cue.end, cue.text) if cue else None)
