"""One kind of line end and of blank, so that the rules of headings and sentences see one."""

from __future__ import annotations

_ONE_FOR_ONE = str.maketrans(
    dict.fromkeys("\r\f\v\x1c\x1d\x1e\x85\u2028\u2029", "\n")
    | dict.fromkeys("\0\xa0\u1680\u2007\u202f\u3000\u200b\u200c\u200d\u2060\ufeff\xad", " ")
    | {"：": ":"}
)
PAGE_BREAK = "\f"


def level(text: str) -> str:
    """A text of the same length, character for character, whose lines all end with a line feed and
    whose blanks are all spaces: places found in it are places of the note.

    >>> level("PLAN:\\r\\nHome.\\fPage 2")
    'PLAN: \\nHome.\\nPage 2'
    """
    return text.replace("\r\n", " \n").translate(_ONE_FOR_ONE)


def page_starts(text: str) -> tuple[int, ...]:
    """Where the pages of a text begin that a form feed parts; empty where none does."""
    starts: list[int] = []
    at = text.find(PAGE_BREAK)
    while at != -1:
        starts.append(at + 1)
        at = text.find(PAGE_BREAK, at + 1)
    return (0, *starts) if starts else ()
