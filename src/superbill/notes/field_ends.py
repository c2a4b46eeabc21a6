"""Where a section ends that is a field of a form, though no heading follows."""

from __future__ import annotations

import re

from superbill.notes.narrative import wording

_ITEM = re.compile(r"[ \t]*+(?P<mark>\(?(?P<number>\d{1,2})[.)][ \t]|[-*•·][ \t]|\[[ xX]?\]|[☐☑☒])")
_SHORT_LINE = 70
"""A field's line of fewer characters than this was ended by the writer, not wrapped."""
_SOMETHING = re.compile(r"\S")
_NEAR = 200
"""Characters in which the next entry of a list stands after a blank line."""
_ENTRY = 60
"""An entry of a list without marks has fewer characters than this."""
_WORDS_OF_ENTRY = 8


def field_end(text: str, place: tuple[int, int, int], name: str) -> int:
    """Where a section ends that is a field of the form (a diagnosis, the anesthesia): at a blank
    line, or at the end of a short line that a sentence with a capital follows. An item of a list
    that is headed within itself ends with the item; other sections go on to the next heading.

    place: where the heading begins, where the text begins, where the next heading begins
    """
    begin, body, end = place
    head = _ITEM.match(text, begin, end)
    plain = wording().plain
    may_end = name in plain.fields or name in plain.line_fields
    if head is None and not may_end:
        return end
    first_line = text.find("\n", body, end)
    listed = first_line != -1 and not text[body:first_line].strip()
    at, seen = body, False
    while (line_end := text.find("\n", at, end)) != -1:
        line = text[at:line_end]
        at = line_end + 1
        seen = seen or bool(line.strip())
        if not seen:
            continue
        item = _ITEM.match(text, at, end)
        if item:
            if head is not None and _is_next(head, item):
                return line_end
        elif may_end and _ends_field(text, line, (at, end), name, listed=listed):
            return line_end
    return end


def _is_next(head: re.Match[str], item: re.Match[str]) -> bool:
    """Whether an item is the next of the list that the heading is an item of."""
    if head["number"] and item["number"]:
        return int(item["number"]) == int(head["number"]) + 1
    return not head["number"] and head["mark"].strip() == item["mark"].strip()


def _ends_field(text: str, line: str, rest: tuple[int, int], name: str, *, listed: bool) -> bool:
    """Whether a field ends with `line`, as the `rest`, which is no item, goes on."""
    plain = wording().plain
    at, end = rest
    line_end = text.find("\n", at, end)
    following = text[at : line_end if line_end != -1 else end]
    if not following.strip():
        return name in plain.fields and not _next_is_item(text, at, end)
    if listed and not _ITEM.match(line) and _is_entry(line) and _is_entry(following):
        return False
    written_out = len(line) < _SHORT_LINE and following.lstrip()[:1].isupper()
    return written_out and not _ITEM.match(line)


def _next_is_item(text: str, at: int, end: int) -> bool:
    something = _SOMETHING.search(text, at, min(at + _NEAR, end))
    if something is None:
        return False
    line = text.rfind("\n", at, something.start()) + 1
    return _ITEM.match(text, line or at, end) is not None


def _is_entry(line: str) -> bool:
    """Whether a line is one entry of a list without marks: a few words that tell no story."""
    said = line.strip()
    few = 0 < len(said) < _ENTRY and len(said.split()) <= _WORDS_OF_ENTRY
    return few and not said.endswith(".") and not wording().finite.search(said)
