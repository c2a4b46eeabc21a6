"""Headings: where the parts of a note begin, and the field's name for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.narrative import wording
from superbill.notes.values import Section

BEFORE_HEADINGS = "preamble"
UNKNOWN_HEADING = "other"

_COLON = re.compile(
    r"(?P<lead>^[ \t]*+(?:\d{1,2}[.)][ \t]++)?[-#*_•· \t]*+|(?<=[.;!?])[ \t]++"
    r"|(?<![ \t])[ \t]{3,}+)"
    r"(?P<head>[A-Za-z](?:[A-Za-z0-9/&()' \t-]|\.(?=[A-Za-z])){0,60}?)[*_ \t]*:[*_]*",
    re.MULTILINE,
)
_OWN_LINE = re.compile(
    r"^[ \t]*+(?P<mark>[#*_]*+)[ \t]*+(?P<head>[A-Za-z][A-Za-z/&()'. \t-]{1,60}?)"
    r"[ \t]*+[*_]*+[-–]?[ \t]*+$",
    re.MULTILINE,
)
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_OPTIONAL_PLURAL = re.compile(r"\((?:e?s)\)")
_ASIDE = re.compile(r"\([^)]*\)")
_ITEM = re.compile(r"[ \t]*(?:\(?\d{1,2}[.)][ \t]|[-*•·][ \t]|\[[ xX]?\]|[☐☑☒])")
_SHORT_LINE = 70
"""A field's line of fewer characters than this was ended by the writer, not wrapped."""
_MARKS = re.compile(r"[-\d.)#*_•· \t\ufeff]*+")
_QUOTATION = 5000
"""Characters of a quotation at most."""
_SIDE = re.compile(r"\b(?:right|left|bilateral|both)\b", re.IGNORECASE)


def find_sections(text: str, lexicon: Lexicon) -> tuple[Section, ...]:
    """The sections of a note in order; together they hold all of its text but the headings.

    A heading is known words before a colon (`colon` at the start of a line, `run together` after a
    sentence), known words alone on a line (`own line`), or unknown capitals before a colon at the
    start of a line (`capitals`). Text before the first heading is the preamble; what follows a
    field that its line or a blank line ended (`after a field`) stands under no heading. Headings
    within quotation marks belong to the text quoted.
    """
    names = _names(lexicon)
    found = {m.start("head"): m for m in _COLON.finditer(text)}
    heads: list[tuple[int, int, str, str, str]] = []
    for m in found.values():
        named = _named(m["head"], names, at_line_start=_at_line_start(text, m.start("head")))
        if named:
            heads.append((_begin(text, m), m.end(), m["head"], *named))
    for m in _OWN_LINE.finditer(text):
        name = names.get(normal_heading(m["head"]))
        if name and _looks_like_heading(m["head"], m["mark"]) and m.start("head") not in found:
            heads.append((_begin(text, m), m.end(), m["head"], name, "own line"))
    if not any(c.islower() for c in text):
        heads += _bare(text, names, taken={h[0] for h in heads})
    return _sections(text, sorted(h for h in heads if not _quoted(text, h[0])))


def _bare(
    text: str, names: Mapping[str, str], *, taken: set[int]
) -> list[tuple[int, int, str, str, str]]:
    """Headings without a colon, of a text dictated in capitals: the words of `bare_headings`, where
    none goes before that makes a phrase of them, and no verb follows."""
    plain = wording().plain
    heads = "|".join(re.escape(h) for h in sorted(plain.bare_headings, key=len, reverse=True))
    said = "|".join(plain.bare_not_after)
    pattern = re.compile(
        rf"(?<![A-Za-z-])(?P<head>{heads})(?!\s*:)(?!\s+(?:{'|'.join(plain.bare_not_before)})\b)"
        r"(?=\s+\S)",
        re.IGNORECASE,
    )
    found: list[tuple[int, int, str, str, str]] = []
    for m in pattern.finditer(text):
        before = re.search(r"(\w+)\W*\Z", text[: m.start()])
        phrase = before is not None and re.fullmatch(said, before[1], re.IGNORECASE)
        name = names.get(normal_heading(m["head"]))
        if name and not phrase and m.start() not in taken:
            found.append((m.start(), m.end(), m["head"], name, "capitals run on"))
    return found


def normal_heading(heading: str) -> str:
    """A heading without case, marks and the doubt about its plural.

    >>> normal_heading("PROCEDURE(S) PERFORMED")
    'procedures performed'
    """
    plain = _ASIDE.sub(" ", _OPTIONAL_PLURAL.sub("s", heading.lower()))
    return _NOT_A_LETTER.sub(" ", plain).strip()


@lru_cache(maxsize=4)
def _names(lexicon: Lexicon) -> Mapping[str, str]:
    return {
        normal_heading(phrase): term.id
        for term in lexicon.terms("section")
        for phrase in term.phrases
    }


def _named(head: str, names: Mapping[str, str], *, at_line_start: bool) -> tuple[str, str] | None:
    normal = normal_heading(head)
    name = names.get(normal)
    if at_line_start:
        if name:
            return name, "colon"
        shouted = head.isupper() and len(head) > 3 and len(head.split()) <= 6
        # RIGHT OSTIUM: and the like are parts of a narrative, not headings.
        return (UNKNOWN_HEADING, "capitals") if shouted and not _SIDE.search(head) else None
    if name and head[0].isupper() and len(normal) > 2:
        return name, "run together"
    return None


def _begin(text: str, m: re.Match[str]) -> int:
    """Where the heading begins, its number or marks with it."""
    place = m.start("head")
    return text.rfind("\n", 0, place) + 1 if _at_line_start(text, place) else place


def _at_line_start(text: str, place: int) -> bool:
    return _MARKS.fullmatch(text, text.rfind("\n", 0, place) + 1, place) is not None


def _looks_like_heading(head: str, mark: str) -> bool:
    return len(head) > 2 and (bool(mark) or head[0].isupper())


def _quoted(text: str, place: int) -> bool:
    """Whether a quotation that began on this line or the lines right above is still open."""
    begin = max(place - _QUOTATION, 0)
    paragraph = text[text.rfind("\n\n", begin, place) + 1 or begin : place]
    return paragraph.count('"') % 2 == 1 or paragraph.count("“") > paragraph.count("”")


def _sections(text: str, heads: list[tuple[int, int, str, str, str]]) -> tuple[Section, ...]:
    first = heads[0][0] if heads else len(text)
    sections: list[Section] = []
    if text[:first].strip():
        sections.append(Section(BEFORE_HEADINGS, "", 0, first, "before the first heading"))
    for i, (begin, body, heading, name, rule) in enumerate(heads):
        end = heads[i + 1][0] if i + 1 < len(heads) else len(text)
        if body > end:
            continue
        field_end = _field_end(text, (begin, body, end), name)
        sections.append(Section(name, heading.strip(), body, field_end, rule))
        if text[field_end:end].strip():
            sections.append(Section(UNKNOWN_HEADING, "", field_end, end, "after a field"))
    return tuple(sections)


def _field_end(text: str, place: tuple[int, int, int], name: str) -> int:
    """Where a section ends that is a field of the form (a diagnosis, the anesthesia): at a blank
    line, or at the end of a short line that a sentence with a capital follows. An item of a list
    that is headed within itself ends with the item; other sections go on to the next heading."""
    begin, body, end = place
    in_item = _ITEM.match(text, begin) is not None
    at = body
    while (line_end := text.find("\n", at, end)) != -1:
        line, rest = text[at:line_end], text[line_end + 1 : end]
        at = line_end + 1
        if not text[body:line_end].strip() or not rest.strip():
            continue
        if _ITEM.match(rest):
            if in_item:
                return line_end
        elif _ends_field(line, rest, name):
            return line_end
    return end


def _ends_field(line: str, rest: str, name: str) -> bool:
    """Whether a field ends with `line`, as `rest`, which is no item, goes on."""
    plain = wording().plain
    following = rest.lstrip(" \t")
    if following.startswith("\n"):
        return name in plain.fields and not _ITEM.match(rest.lstrip())
    written_out = len(line) < _SHORT_LINE and following[:1].isupper() and not _ITEM.match(line)
    return written_out and name in (*plain.fields, *plain.line_fields)
