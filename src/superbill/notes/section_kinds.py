"""What each section of a note is to a coder of diagnoses: section_kinds.yaml, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from superbill.knowledge.yaml_file import read_yaml

SectionKind = Literal[
    "conclusion",
    "complaint",
    "course",
    "history",
    "problems",
    "exam",
    "family",
    "social",
    "treatment",
    "plan",
    "form",
]

_FILE = Path(str(files("superbill.notes"))) / "section_kinds.yaml"


def kind_of(section: str) -> SectionKind:
    """The kind of a section, by its name (`Section.name`); `course` for a name unknown here.

    >>> kind_of("discharge_diagnosis"), kind_of("family_history"), kind_of("problem_list")
    ('conclusion', 'family', 'problems')
    """
    return section_kinds().get(section, "course")


@cache
def section_kinds() -> Mapping[str, SectionKind]:
    """Every section's kind, by the section's name.

    Raises CardRefused, naming file and line, for a kind that is none, is missing, or a section
    given twice.
    """
    kinds: tuple[SectionKind, ...] = get_args(SectionKind)
    found = read_yaml(_FILE).mapping(required=set(kinds), optional=set())
    of: dict[str, SectionKind] = {}
    for kind in kinds:
        for section in found[kind].items():
            if section.text() in of:
                raise section.refused(f"{section.text()!r} is {of[section.text()]!r} already.")
            of[section.text()] = kind
    return of
