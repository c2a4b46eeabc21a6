"""What every page of a note repeats: page numbers, and the lines at its head and foot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_PAGE_NUMBER = re.compile(
    r"^[ \t]*+(?:-+[ \t]*)?(?:page|pg\.?)[ \t]*+\d{1,4}(?:[ \t]*+(?:of|/)[ \t]*+\d{1,4})?"
    r"(?:[ \t]*-+)?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_EDGE = 4
"""Lines with words at the head and at the foot of a page among which its furniture stands."""
_LONGEST = 120
_DIGITS = re.compile(r"\d+")

Span = tuple[int, int]


def furniture(text: str, pages: tuple[int, ...]) -> tuple[Span, ...]:
    """The lines of a levelled text that belong to its pages and not to what is told, in order: page
    numbers, and lines at the edge of a page that, figures apart, at least half of its other pages
    have too. The head of the first page stays: it says whose note it is.

    pages: where the pages begin; where no form feed parts them, page numbers do
    """
    numbers = [m.span() for m in _PAGE_NUMBER.finditer(text)]
    if not numbers and not pages:
        return ()
    bounds = sorted({*pages} or {0, *(end for _, end in numbers)})
    edges = [_edges(text, a, b) for a, b in zip(bounds, [*bounds[1:], len(text)], strict=True)]
    seen = Counter(form for page in edges for form in {form for _, form, _ in page})
    enough = max(2, (len(bounds) + 1) // 2)
    found = set(numbers)
    for place, page in enumerate(edges):
        for span, form, at_head in page:
            if seen[form] >= enough and (place or not at_head):
                found.add(span)
    return tuple(sorted(found))


def _edges(text: str, start: int, end: int) -> list[tuple[Span, str, bool]]:
    """The lines at the head and the foot of a page, each with its form and whether at the head."""
    head, foot = list(_lines_down(text, start, end)), list(_lines_up(text, start, end))
    edge = dict.fromkeys(foot, False)
    for place, span in enumerate(head):
        edge[span] = span not in edge or place < foot.index(span)
    form = {span: _DIGITS.sub("#", text[slice(*span)].strip().lower()) for span in edge}
    return [(span, form[span], at_head) for span, at_head in edge.items()]


def _lines_down(text: str, start: int, end: int) -> Iterator[Span]:
    at, left = start, _EDGE
    while at < end and left:
        line_end = text.find("\n", at, end)
        line_end = end if line_end == -1 else line_end
        if text[at:line_end].strip():
            left -= 1
            if line_end - at <= _LONGEST:
                yield at, line_end
        at = line_end + 1


def _lines_up(text: str, start: int, end: int) -> Iterator[Span]:
    at, left = end, _EDGE
    while at > start and left:
        line_start = max(text.rfind("\n", start, at) + 1, start)
        if text[line_start:at].strip():
            left -= 1
            if at - line_start <= _LONGEST:
                yield line_start, at
        at = line_start - 1
