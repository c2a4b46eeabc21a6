"""`Postoperative diagnosis: same`: which section a section refers to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from superbill.notes.values import Document, Section

_SAME = re.compile(
    r"[\s,.:;-]*+(?:(?:the|is|are)[ ]++)*+"
    r"(?:same|ditto|idem|unchanged|as above|see above|no change)\b",
    re.IGNORECASE,
)
_REACH = 40
"""Characters at the beginning of a section in which it says that it is the same."""
_COUNTERPART = {
    "postoperative_diagnosis": ("preoperative_diagnosis", "admission_diagnosis"),
    "discharge_diagnosis": ("admission_diagnosis", "preoperative_diagnosis"),
    "diagnosis": ("preoperative_diagnosis", "admission_diagnosis", "postoperative_diagnosis"),
    "procedure_performed": ("procedure_planned",),
    "discharge_medications": ("admission_medications", "medications"),
}
"""What a section refers to that says no more than `same`."""
_REFERRED_TO = frozenset(name for names in _COUNTERPART.values() for name in names)


def same_as(document: Document, section: Section) -> Section | None:
    """The section that another says it is the same as (`Same`, `as above`), None where it tells its
    own. It refers to its counterpart before it, the nearest; a diagnosis or a procedure is never
    the same as a section of another sort. What follows (`Same, with adhesions`) is its own still.
    """
    wanted = _COUNTERPART.get(section.name)
    said = document.text[section.start : min(section.start + _REACH, section.end)]
    if wanted is None or not _SAME.match(said):
        return None
    before = [s for s in document.sections if s.end <= section.start and s.name in wanted]
    return _told(document, before)


def sections_at(document: Document, place: int) -> tuple[str, ...]:
    """The names of the sections that tell what stands at a place: its own, and those that say they
    are the same, however many refer to each other. A mention is read in all of them.

    Empty where the place is a heading's.
    """
    n = bisect_right(document.sections, place, key=lambda s: s.start) - 1
    if n < 0 or place >= document.sections[n].end:
        return ()
    found = [document.sections[n]]
    if found[0].name not in _REFERRED_TO:
        return (found[0].name,)
    for section in document.sections[n + 1 :]:
        if (same := same_as(document, section)) in found:
            assert same is not None
            found.append(section)
    return tuple(dict.fromkeys(s.name for s in found))


def _told(document: Document, before: Sequence[Section]) -> Section | None:
    """The last of some sections that has a text."""
    return next((s for s in reversed(before) if document.text[s.start : s.end].strip()), None)
