"""Whose equipment a diagnostic test was made with, as the note tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.values import Document, Evidence

FILE = Path(__file__).with_suffix(".yaml")

Owner = Literal["hospital", "practice", "not_told"]


@dataclass(frozen=True, slots=True)
class Places:
    hospital: tuple[str, ...]
    practice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Equipment:
    owner: Owner
    evidence: tuple[Evidence, ...] = ()


@cache
def places() -> Places:
    """The words of place.yaml. Raises CardRefused where the file is not as it should be."""
    return build(Places, read_yaml(FILE))


def equipment_in(document: Document) -> Equipment:
    """Whose equipment it was; where the note says both, it doesn't say."""
    hospital = _told(places().hospital, document)
    practice = _told(places().practice, document)
    if hospital and not practice:
        return Equipment("hospital", (hospital,))
    if practice and not hospital:
        return Equipment("practice", (practice,))
    return Equipment("not_told")


def _told(words: tuple[str, ...], document: Document) -> Evidence | None:
    either = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    m = re.search(rf"(?<!\w)(?:{either})(?!\w)", document.text, re.IGNORECASE)
    if m is None:
        return None
    section = next((s.name for s in document.sections if s.start <= m.start() < s.end), "preamble")
    return Evidence(m.start(), m.end(), m[0], section)
