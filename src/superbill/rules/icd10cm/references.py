"""The codes that a note of the tabular list names in its brackets, as `(E10.-)` or `(O00-O9A)`.

Of the 9,700 brackets with something like a code in the notes of April 2026 all but a few dozen are
read (tests/rules/icd10cm/test_references.py counts them); others hold words and name none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

_CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{0,4})?"
_ENTRY = re.compile(rf"({_CODE})(?:\.?-?\s*(?:-|\bto\b)\s*({_CODE}))?\.?-?")
_SPAN = rf"{_CODE}(?:\.?-?\s*(?:-|\bto\b)\s*{_CODE})?\.?-?"
_PLACE = r"(?:\d|fourth|fifth|six|sixth|seventh)(?:th)?"
_VALUES = (
    r"\.?[0-9A-Z]{1,2}(?:-[0-9A-Z])?(?:(?:\s*,\s*(?:or\s+)?|\s+or\s+)\.?[0-9A-Z](?:-[0-9A-Z])?)*"
)
_LIST = re.compile(
    rf"({_SPAN}(?:\s*(?:[,;.]|\band\b)\s*{_SPAN})*),?"
    rf"(?:\s*with (?:(?P<place>{_PLACE}(?: (?:or|to) {_PLACE})?)[ -]characters?"
    rf" (?P<values>{_VALUES})"
    r"|final characters? (?P<endings>-?\.?[0-9A-Z]+(?:(?:, | or )-?\.?[0-9A-Z]+)*)"
    r"|(?P<after>\.\d+-?(?:-?\.\d+)?-?(?:(?:, or |, | or |\. )\.\d+(?:-\.\d+)?-?)*)))?"
)
_PLACES = {"fourth": 4, "fifth": 5, "six": 6, "sixth": 6, "seventh": 7}
_FOLLOWS = {
    "C4A": "C43", "C7A": "C75", "C7B": "C75", "D3A": "D36", "I1A": "I16", "I5A": "I52",
    "J4A": "J44", "M1A": "M08", "O9A": "O99", "Z3A": "Z36",
}  # fmt: skip
"""Categories with a letter at the third place, and what the tabular list prints before them: D3A is
not among D37-D48, and M1A is among M05-M14."""
_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Reference:
    """The codes from `first` to `last`, dots left out, with everything below them.

    place, characters: where the note narrows them to codes with one of these characters there; of
        two characters, with the two from that place on
    or_before: the character may stand one place earlier where the place itself holds none or an X,
        as in `fifth or sixth character 5` (T58.01XA, T36.0X5A)
    endings: where it narrows them to codes that end in one of these
    after_dot: where it narrows them to codes whose part after the dot lies between two
    """

    first: str
    last: str
    place: int | None = None
    characters: tuple[str, ...] = ()
    or_before: bool = False
    endings: tuple[str, ...] = ()
    after_dot: tuple[tuple[str, str], ...] = ()
    _low: str = field(init=False, repr=False, compare=False, default="")
    _high: str = field(init=False, repr=False, compare=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "_low", _place_in_list(self.first))
        object.__setattr__(self, "_high", _place_in_list(self.last))

    def covers(self, code: str) -> bool:
        """Whether `code`, in display form, is among them.

        >>> Reference("O00", "O9A").covers("O80"), Reference("E10", "E10").covers("E11.9")
        (True, False)
        """
        return self.covers_bare(code.replace(".", ""))

    def covers_bare(self, bare: str) -> bool:
        """The same of a code without its dot."""
        return (
            len(bare) >= len(self.first)
            and _between(_place_in_list(bare), self._low, self._high)
            and (self.place is None or self._has_character(bare, self.place))
            and (not self.endings or bare.endswith(self.endings))
            and (not self.after_dot or any(_between(bare[3:], *d) for d in self.after_dot))
        )

    @property
    def letters(self) -> str:
        """The first letters of the codes that it may cover: `first` to `last`."""
        return "".join(map(chr, range(ord(self.first[0]), ord(self.last[0]) + 1)))

    @property
    def shown(self) -> str:
        """As the tabular list writes it: `E10.-`, `O00-O9A`."""
        first, last = _dotted(self.first), _dotted(self.last)
        return first if self.first == self.last else f"{first}-{last}"

    def _has_character(self, bare: str, place: int) -> bool:
        if self.or_before and bare[place - 1 : place] in ("", "X"):
            place -= 1
        return bare.startswith(self.characters, place - 1)


def references(text: str) -> tuple[Reference, ...]:
    """Every reference in the brackets of a note, in its order; none where brackets hold words.

    >>> [r.first for r in references("cellulitis (L03.-), malignant neoplasm (C43.1-, C44.1-)")]
    ['L03', 'C431', 'C441']
    """
    return _references(text)


@lru_cache(16_384)
def _references(text: str) -> tuple[Reference, ...]:
    found: list[Reference] = []
    for inside in _BRACKETS.findall(text):
        whole = _LIST.fullmatch(inside.strip())
        if whole is not None:
            found += _narrowed(whole)
    return tuple(found)


def _narrowed(found: re.Match[str]) -> list[Reference]:
    place, or_before = _place(found["place"])
    characters = _characters(found["values"] or "")
    endings = tuple(re.findall(r"[0-9A-Z]+", found["endings"] or ""))
    after = tuple(
        (low, high or low)
        for low, high in re.findall(r"\.(\d+)(?:-?-\.(\d+))?", found["after"] or "")
    )
    return [
        Reference(_bare(first), _bare(last or first), place, characters, or_before, endings, after)
        for first, last in _ENTRY.findall(found[1])
    ]


def _place(text: str | None) -> tuple[int | None, bool]:
    """The place that words name, and whether one place earlier will do.

    >>> _place("fifth or sixth"), _place("fifth to sixth"), _place("7th"), _place(None)
    ((6, True), (5, False), (7, False), (None, False))
    """
    if not text:
        return None, False
    first, _, second = text.partition(" or ")
    number = (second or first.partition(" to ")[0]).removesuffix("th")
    return _PLACES.get(number) or _PLACES.get(f"{number}th") or int(number), bool(second)


def _characters(text: str) -> tuple[str, ...]:
    """`1-4 or 6` written out.

    >>> _characters("1-4 or 6"), _characters(".6"), _characters("51")
    (('1', '2', '3', '4', '6'), ('6',), ('51',))
    """
    found: list[str] = []
    for first, last in re.findall(r"([0-9A-Z]+)(?:-([0-9A-Z]))?", text.replace("or", " ")):
        if last:
            found += [chr(c) for c in range(ord(first[-1]), ord(last) + 1)]
        else:
            found.append(first)
    return tuple(found)


def _bare(code: str) -> str:
    return code.replace(".", "")


def _dotted(bare: str) -> str:
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def _place_in_list(bare: str) -> str:
    """A code as it sorts in the tabular list.

    >>> sorted(["C76", "C7A1", "C75", "C751"], key=_place_in_list)
    ['C75', 'C751', 'C7A1', 'C76']
    """
    third = bare[2:3]
    if third.isdigit():
        return f"{bare[:3]}0{bare[3:]}"
    category = bare[:3]
    return f"{_FOLLOWS.get(category, f'{bare[:2]}9')}{third}{bare[3:]}"


def _between(text: str, first: str, last: str) -> bool:
    """Whether `text`, or the beginning of it, lies from `first` to `last`."""
    return first <= text[: len(first)] and text[: len(last)] <= last
