"""Whose note it is: several names under the heading of the patient are several people's note."""

from __future__ import annotations

import re

from superbill.notes.values import Document, Evidence

SEVERAL = "The note names more than one patient, and which part is whose has to be said first."

_NAME = r"[A-Z][\w'’.-]*(?:,? [A-Z][\w'’.-]*){1,3}"
_PATIENT = re.compile(
    rf"^[ \t]*(?i:patient(?:'s)?(?: name)?|name of patient|pt(?: name)?)[ \t]*:[ \t]*({_NAME})",
    re.MULTILINE,
)


def patients_in(document: Document) -> tuple[Evidence, ...]:
    """The first place of each patient's name that a heading gives; two names are one person's
    where one has all the words of the other, in any order (`Doe, Jane` and `Jane A. Doe`).

    Sources of text that is no name (`Patient: Identified by ...`) have no second capital.
    """
    found: list[tuple[frozenset[str], Evidence]] = []
    for m in _PATIENT.finditer(document.text):
        words = frozenset(re.findall(r"[a-z'’-]{2,}", m[1].lower()))
        if words and not any(words <= known or known <= words for known, _ in found):
            found.append((words, Evidence(m.start(1), m.end(1), m[1], _section(document, m))))
    return tuple(evidence for _, evidence in found)


def _section(document: Document, m: re.Match[str]) -> str:
    inside = (s.name for s in document.sections if s.start <= m.start(1) < s.end)
    return next(inside, "preamble")
