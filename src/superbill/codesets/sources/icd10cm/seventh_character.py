"""7th characters: which a code of ICD-10-CM takes, and the codes that result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_EXCEPTION = re.compile(
    r"7th characters? (?P<characters>[0-9A-Z](?:(?:, | and |, and )[0-9A-Z])*) do(?:es)? not apply "
    r"to codes in category (?P<category>[A-Z][0-9A-Z]{2}) with 6th character (?P<rest>.+)"
)
_SIXTH = re.compile(r"(?:^|, or |, )([0-9A-Z]) - ")
_EXCEPTION_WORDS = "not apply to codes"


@dataclass(frozen=True, slots=True)
class SeventhCharacters:
    """The 7th characters in force at a level: each with its meaning, and the exception, if any.

    barred: characters that no code takes whose 6th character is in `barred_after`
    """

    characters: tuple[tuple[str, str], ...]
    barred: str = ""
    barred_after: str = ""

    def codes_of(self, code: str) -> Iterator[tuple[str, str]]:
        """The complete codes below `code`, in display form, each with its character's meaning.

        >>> ankle = SeventhCharacters((("A", "initial encounter"),))
        >>> list(ankle.codes_of("S90.0"))
        [('S90.0XXA', 'initial encounter')]
        """
        padded = code.replace(".", "").ljust(6, "X")
        for character, meaning in self.characters:
            if not (character in self.barred and padded[5] in self.barred_after):
                yield f"{padded[:3]}.{padded[3:]}{character}", meaning

    def except_for(self, note: str, code: str) -> SeventhCharacters:
        """These characters less those that a note at `code` takes back.

        A code that records death before waking has no subsequent encounter (S06). Raises
        ValueError for a note that takes characters back in words not known here: to pass over it
        would invent codes.
        """
        if _EXCEPTION_WORDS not in note:
            return self
        found = _EXCEPTION.match(note)
        after = "".join(_SIXTH.findall(found["rest"])) if found else ""
        if not found or not after or found["category"] != code:
            raise ValueError(note)
        barred = "".join(re.findall(r"\b[0-9A-Z]\b", found["characters"]))
        return replace(self, barred=barred, barred_after=after)
