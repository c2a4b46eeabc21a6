"""What the reading of a note yields: plain frozen values, every one tied to the untouched text.

    note text -> Document -> [Mention, Procedure]

Offsets count characters of `Document.text`, start included and end not.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Assertion = Literal["affirmed", "negated", "possible", "hypothetical", "historical", "family"]
Side = Literal["right", "left", "bilateral"]
Outcome = Literal["completed", "failed", "stopped", "not_done", "planned"]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the note under one heading. `name` is the field's name for it (lexicon), `rule`
    which rule made it; [start, end) is its body, heading not included."""

    name: str
    heading: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    section: str


@dataclass(frozen=True, slots=True)
class Document:
    """A note: its text as it came, cut into sections and sentences. `pages` are the places where
    its pages begin, none where the file had none."""

    name: str
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    pages: tuple[int, ...] = ()

    def page_of(self, place: int) -> int | None:
        """The number of the page on which a character stands, None where there are no pages."""
        return bisect_right(self.pages, place) or None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the note that prove something: `text` is exactly `Document.text[start:end]`."""

    start: int
    end: int
    text: str
    section: str
    assertion: Assertion = "affirmed"

    def as_dict(self) -> dict[str, object]:
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "section": self.section,
            "assertion": self.assertion,
        }


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that a note says about a disorder, or one fact that it measures.

    kind: `acuity`, `stage`, `episode`, `cause` ...
    value: in the words that classifications' titles use: `stage 4`, `subsequent encounter`
    number, unit: where it is measured
    other: of a `cause`, `effect` or `association`, the place of that mention among the disorders
    """

    kind: str
    value: str
    evidence: Evidence
    number: float | None = None
    unit: str | None = None
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a thing of the lexicon. kind: `action`, `site`, `target`, `approach`,
    `device`, `circumstance`, `condition`, `drug`; `concept` is the lexicon's identifier."""

    kind: str
    concept: str
    evidence: Evidence
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """One thing that was done, or was meant to be: a frame in the words of the lexicon.

    sides: the sides on which it was completed, empty where it has none
    failed_sides: the sides on which it was tried, or meant, and not completed
    outcome: of the whole; `stopped` and `failed` carry the reason in the note's words and, where
        the lexicon knows it, its class (`patient_safety`, `technical`, `choice`)
    count: number of devices, lesions or specimens, where the note counts them
    evidence: the words for it, the most telling first
    silent_sides: the sides that a title names outright and of which the account tells nothing,
        though it tells of the other
    """

    action: str
    site: str | None
    target: str | None
    approach: str | None
    device: str | None
    circumstances: tuple[str, ...]
    sides: tuple[Side, ...]
    failed_sides: tuple[Side, ...]
    outcome: Outcome
    reason: Evidence | None
    reason_class: str | None
    count: int | None
    evidence: tuple[Evidence, ...]
    silent_sides: tuple[Side, ...] = ()
