"""What a file of a note gives: the text that is read, and what the file says beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

LARGEST = 20 * 1024 * 1024
"""Bytes. A note is a few pages; what is larger is something else."""

Sex = Literal["female", "male"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of the encounter, outside its text. None where it doesn't say.

    on: the date of service; encounter: the class, in the words of HL7 ActEncounterCode (`AMB`,
    `IMP`, `EMER`)
    """

    on: date | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    encounter: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A note as its file gives it. Offsets of evidence count in `text`, whose pages, where the file
    has any, are parted by form feeds. notices: what a person should know of how it was read."""

    text: str
    facts: Facts = Facts()
    notices: tuple[str, ...] = ()


def heading_line(text: str) -> str:
    """The line of a heading that a file marks as one, in the notation of Markdown.

    >>> heading_line(" Hospital\\n course ")
    '## Hospital course'
    """
    said = " ".join(text.split())
    return f"## {said}" if said else ""


_BOLD_LINE = 80


def bold_line(text: str) -> str:
    """A line that is bold from end to end: a heading, where it looks like one.

    >>> bold_line("Assessment"), bold_line("He was seen today.")
    ('**Assessment**', 'He was seen today.')
    """
    said = text.strip()
    plain = len(said) > _BOLD_LINE or said.endswith((".", ":", ";", ",")) or "\n" in said
    return text if plain or not said[:1].isalpha() else f"**{said}**"
