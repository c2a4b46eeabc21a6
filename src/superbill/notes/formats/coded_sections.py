"""Headings of structured documents: the section's title, and the field's name by its LOINC code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from superbill.knowledge.yaml_file import read_yaml
from superbill.notes.formats.source import heading_line

_FILE = Path(str(files("superbill.notes.formats"))) / "loinc_sections.yaml"


def section_heading(title: str, loinc: str | None) -> str:
    """The line that heads a section; what the code says comes first, the title in brackets.

    >>> section_heading("Beschwerden", "10154-3")
    '## Chief complaint (Beschwerden)'
    >>> section_heading("Assessment", None)
    '## Assessment'
    """
    said = " ".join(title.split()).strip(" :")
    named = _by_code().get(loinc or "")
    if named is None or named.lower() == said.lower():
        return heading_line(said)
    return heading_line(f"{named} ({said})" if said else named)


@cache
def _by_code() -> Mapping[str, str]:
    return {code: words.text() for code, words in read_yaml(_FILE).entries().items()}
