"""Where a note may have headings: every rule that finds one, by the look of the line alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from superbill.notes.heading_words import by_noun, heading_words, normal_heading
from superbill.notes.narrative import wording

_MARKS = re.compile(r"[-\d.)#*_•· \t]*+")
_COLON = re.compile(
    r"(?P<lead>^[ \t]*+(?:\d{1,2}[.)][ \t]++)?[-#*_•· \t]*+|(?<=[.;!?])[ \t]++"
    r"|(?<=[.;!?],)[ \t]*+|(?<![ \t])[ \t]{3,}+)"
    r"(?P<head>[A-Za-z](?:[A-Za-z0-9/&()' \t-]|\.(?=[A-Za-z])){0,60}?)[*_ \t]*:[*_]*",
    re.MULTILINE,
)
_COMMA_JOINED = re.compile(
    r"(?:^|(?<=,)|(?<=[.;!?]))[ \t]*+(?P<head>[A-Z][A-Z0-9/&()' -]{1,60}):(?=[ \t]*+,)",
    re.MULTILINE,
)
_DASH = re.compile(
    r"^[ \t]*+(?P<head>[A-Z][A-Za-z/&' ]{2,40}?)"
    r"(?:[ \t]++-{1,2}[ \t]++|[ \t]*+[–—][ \t]*+|--)(?=\S)",
    re.MULTILINE,
)
_OWN_LINE = re.compile(
    r"^[ \t]*+(?P<mark>[#*_]*+)[ \t]*+(?:(?P<number>\d{1,2}|[IVX]{1,5}|[A-H])[.)][ \t]++)?"
    r"(?P<head>[A-Za-z][A-Za-z/&()'. \t-]{1,60}?)[ \t]*+(?P<after>[*_:]*+)[-–]?[ \t]*+$",
    re.MULTILINE,
)
_WORD = re.compile(r"[^ \t]+")
_UNDERLINE = re.compile(r"\n[ \t]*+(?P<rule>={3,}+|-{3,}+|_{3,}+|\*{3,}+)[ \t]*+(?=\n|\Z)")
_ITEM_AFTER = re.compile(r"[ \t]*+\(?\d{1,2}[.)](?!\d)")
_FIGURE_AFTER = re.compile(r"[ \t]*+[<>~≤≥+-]?[ \t]*+\d")
_SIDE = re.compile(r"\b(?:right|left|bilateral|both)\b", re.IGNORECASE)
_SYSTEM_LINE = re.compile(
    r"^[ \t]*+[-*•·]?[ \t]*+(?P<head>[A-Za-z][A-Za-z/&, ]{1,40}?)[ \t]*+[:][ \t]*+(?=\S)",
    re.MULTILINE,
)
_FEW_WORDS = 6
_TITLE_WORD = 4
"""Letters from which on a word of a title has a capital."""
_LAST_WORDS = 80
"""Characters before capitals that run on in which the word before them is looked for."""


@dataclass(frozen=True, slots=True, order=True)
class Heading:
    """A place that may be a heading, as its own line shows it.

    begin: where its line, or it, begins, with number and marks; body: where its text begins
    name: the section that it begins, None where neither list nor noun says
    rule: which rule found it; listed: whether a list has it
    """

    begin: int
    body: int
    text: str
    name: str | None
    rule: str
    listed: bool = True


def find_headings(text: str, names: Mapping[str, str]) -> list[Heading]:
    """Every place of a levelled text that may be a heading, by place; the first rule that finds
    one wins. `names`: the section of each heading that a list has, by its normal form."""
    underlined = {m.start(): m.end() for m in _UNDERLINE.finditer(text)}
    shouts = not any(c.islower() for c in text)
    found: dict[int, Heading] = {}
    rules = (
        _with_colon(text, names),
        _comma_joined(text, names),
        _in_line(text, names),
        _on_own_line(text, names, underlined, shouts=shouts),
        _with_dash(text, names),
        _run_on(text, names, shouts=shouts),
    )
    for rule in rules:
        for heading in rule:
            found.setdefault(text.find(heading.text, heading.begin), heading)
    kept: list[Heading] = []
    for heading in sorted(found.values()):
        if not kept or heading.begin >= kept[-1].body:
            kept.append(heading)
    return kept


def systems_lines(text: str) -> list[tuple[int, int]]:
    """The lines that begin with a part of an examination: where each begins and ends."""
    known = _systems()
    lines: list[tuple[int, int]] = []
    for m in _SYSTEM_LINE.finditer(text):
        if normal_heading(m["head"]) in known:
            end = text.find("\n", m.end())
            lines.append((m.start(), len(text) if end == -1 else end))
    return lines


def is_system(heading: str) -> bool:
    """Whether a heading names a part of an examination."""
    return normal_heading(heading) in _systems()


@lru_cache(maxsize=1)
def _systems() -> frozenset[str]:
    return frozenset(heading_words().systems)


def _with_colon(text: str, names: Mapping[str, str]) -> Iterator[Heading]:
    for m in _COLON.finditer(text):
        place, head = m.start("head"), m["head"]
        at_line_start = _at_line_start(text, place)
        begin = text.rfind("\n", 0, place) + 1 if at_line_start else place
        normal = normal_heading(head)
        name = names.get(normal)
        if not at_line_start:
            known = name and head[0].isupper() and len(normal) > 2
            if known and normal not in heading_words().line_start_only:
                yield Heading(begin, m.end(), head, name, "run together")
        elif name:
            if len(normal) > 1 or _is_letter_heading(text, m.end()):
                yield Heading(begin, m.end(), head, name, "colon")
        else:
            rule = _unlisted(text, m.end(), head)
            if rule:
                yield _named_by_noun(Heading(begin, m.end(), head, None, rule, listed=False))


def _is_letter_heading(text: str, end: int) -> bool:
    """Whether a letter before a colon is one of S, O, A and P, and not a measure (`P: 80`)."""
    return _ITEM_AFTER.match(text, end) is not None or not _FIGURE_AFTER.match(text, end)


def _unlisted(text: str, end: int, head: str) -> str | None:
    """The rule by which words before a colon at the start of a line, in no list, are a heading."""
    words = head.split()
    # RIGHT OSTIUM: and the like are parts of a narrative, a figure makes a line of a table.
    if len(words) > _FEW_WORDS or _SIDE.search(head) or _is_addressed(words):
        return None
    if _FIGURE_AFTER.match(text, end) and not _ITEM_AFTER.match(text, end):
        return None
    if head.isupper():
        return "capitals" if len(head) > 3 else None
    named = len(words) > 1 and head[0].isupper() and by_noun(normal_heading(head))
    if not _is_title(words):
        return "by its noun" if named and len(words) <= _FEW_WORDS - 2 else None
    line_end = text.find("\n", end)
    alone = line_end != -1 and not text[end:line_end].strip(" \t*_")
    if alone:
        return "title case"
    return "by its noun" if named else None


def _is_addressed(words: list[str]) -> bool:
    return words[0].lower().strip(".") in heading_words().never


def _is_title(words: list[str]) -> bool:
    """Whether words are written as a title: each of some length with a capital."""
    return words[0][0].isupper() and all(
        w[0].isupper() or len(w) < _TITLE_WORD or not w[0].isalpha() for w in words
    )


def _named_by_noun(heading: Heading) -> Heading:
    name = by_noun(normal_heading(heading.text))
    if name is None:
        return heading
    rule = heading.rule if heading.rule.endswith("noun") else f"{heading.rule}, by its noun"
    return Heading(heading.begin, heading.body, heading.text, name, rule, listed=False)


def _in_line(text: str, names: Mapping[str, str]) -> Iterator[Heading]:
    """Headings of a list on a line that runs together without stops (`Past Medical History: none
    Family History: none`): the most words before a colon that a list has, all with capitals; one
    word alone only in capitals that none go before."""
    at = text.find(":")
    while at != -1:
        begin = max(text.rfind("\n", 0, at) + 1, at - _LAST_WORDS)
        ends_word = text[at - 1 : at].isalnum() or text[at - 1 : at] == ")"
        words = list(_WORD.finditer(text, begin, at))[-_FEW_WORDS - 1 :] if ends_word else []
        for before, word in pairwise(words):
            head = text[word.start() : at]
            if _stands_out(head, before[0], names):
                name = names[normal_heading(head)]
                yield Heading(word.start(), at + 1, head.rstrip(), name, "run together")
                break
        at = text.find(":", at + 1)


def _stands_out(head: str, before: str, names: Mapping[str, str]) -> bool:
    """Whether words within a line are a heading of a list: several with capitals, or one in
    capitals where the word before is not."""
    if not head[0].isupper():
        return False
    words = head.split()
    shown = _is_title(words) if len(words) > 1 else head.isupper() and len(head) >= _TITLE_WORD
    if not shown or (len(words) == 1 and len(before) > 1 and before.isupper()):
        return False
    normal = normal_heading(head)
    return normal in names and normal not in heading_words().line_start_only


def _comma_joined(text: str, names: Mapping[str, str]) -> Iterator[Heading]:
    """Headings of a transcript whose line ends became commas: `PLAN: , Home.`"""
    for m in _COMMA_JOINED.finditer(text):
        head = m["head"].strip()
        name = names.get(normal_heading(head))
        heading = Heading(
            m.start("head"), m.end(), head, name, "joined by commas", name is not None
        )
        yield heading if name else _named_by_noun(heading)


def _on_own_line(
    text: str, names: Mapping[str, str], underlined: Mapping[int, int], *, shouts: bool
) -> Iterator[Heading]:
    for m in _OWN_LINE.finditer(text):
        head = m["head"]
        if len(head) < 3 or (m["after"] and ":" in m["after"] and not m["mark"]):
            continue
        body = underlined.get(m.end(), m.end())
        name = names.get(normal_heading(head))
        if name:
            if m["mark"] or head[0].isupper():
                yield Heading(m.start(), body, head, name, "own line")
            continue
        words = head.split()
        if len(words) > _FEW_WORDS or not _is_title(words) or _is_addressed(words):
            continue
        rule = _looks_of_line(text, m, body, shouts=shouts)
        if rule:
            yield _named_by_noun(Heading(m.start(), body, head, None, rule, listed=False))


def _looks_of_line(text: str, m: re.Match[str], body: int, *, shouts: bool) -> str | None:
    """The rule by which a line of its own, in no list, is a heading."""
    if body != m.end():
        return "underlined"
    marked = m["mark"].startswith("#") or (m["mark"].strip("_*") == "" and m["after"].strip(":"))
    if m["mark"] and marked:
        return "marked"
    if _SIDE.search(m["head"]) or m["head"].rstrip().endswith("."):
        return None
    before, after = _line_above_is_blank(text, m.start()), _line_below_is_blank(text, m.end())
    several = len(m["head"].split()) > 1
    if m["number"]:
        capitals = m["head"].isupper() and several and not shouts
        named = before or by_noun(normal_heading(m["head"])) is not None
        return "numbered" if capitals and named else None
    if before and m["head"].isupper() and several and not shouts:
        return "capitals on a line"
    told = before and after and _is_told(text, m.end())
    return "between blank lines" if told else None


def _line_above_is_blank(text: str, start: int) -> bool:
    if start == 0:
        return True
    above = text.rfind("\n", 0, start - 1) + 1
    return start - above < 200 and not text[above : start - 1].strip()


def _line_below_is_blank(text: str, end: int) -> bool:
    below = text.find("\n", end + 1, end + 200)
    return below != -1 and not text[end:below].strip()


_TOLD = re.compile(r"\s*(?P<line>[^\n]{1,200})")


def _is_told(text: str, end: int) -> bool:
    """Whether what stands below a line is told, and not another line of the same look."""
    m = _TOLD.match(text, end, end + 600)
    if m is None:
        return False
    line = m["line"].strip()
    return len(line) > 45 or line.endswith((".", ":")) or not line[0].isalpha()


def _with_dash(text: str, names: Mapping[str, str]) -> Iterator[Heading]:
    for m in _DASH.finditer(text):
        normal = normal_heading(m["head"])
        name = names.get(normal)
        if name and len(normal) > 2:
            yield Heading(m.start(), m.end(), m["head"], name, "dash")


def _run_on(text: str, names: Mapping[str, str], *, shouts: bool) -> Iterator[Heading]:
    """Headings without a colon, of a text dictated in capitals or set off by capitals alone: the
    words of `bare_headings`, where none goes before that makes a phrase of them, and no verb
    follows."""
    for m in _bare(shouts).finditer(text):
        before = re.search(r"(\w+)\W*\Z", text[max(m.start() - _LAST_WORDS, 0) : m.start()])
        said = before is not None and _makes_a_phrase(before[1], m["head"])
        if said or (not shouts and before is not None and not _is_set_off(text, m, before[1])):
            continue
        name = names.get(normal_heading(m["head"]))
        if name:
            yield Heading(m.start(), m.end(), m["head"], name, "capitals run on")


def _is_set_off(text: str, m: re.Match[str], before: str) -> bool:
    """Whether capitals within a mixed text are a heading: not one shouted word among others."""
    following = re.match(r"\s*(\w+)", text[m.end() : m.end() + _LAST_WORDS])
    return not (len(before) > 1 and before.isupper()) and (
        following is not None and not (len(following[1]) > 1 and following[1].isupper())
    )


@lru_cache(maxsize=2)
def _bare(shouts: bool) -> re.Pattern[str]:
    plain = wording().plain
    heads = [h if shouts else h.upper() for h in plain.bare_headings]
    heads = [re.escape(h) for h in sorted(heads, key=len, reverse=True) if shouts or " " in h]
    verbs = "|".join(plain.bare_not_before)
    return re.compile(
        rf"(?<![A-Za-z-])(?P<head>{'|'.join(heads)})(?![A-Za-z])(?!\s*:)"
        rf"(?!\s+(?i:{verbs})\b)(?=\s+\S)",
        re.IGNORECASE if shouts else 0,
    )


def _makes_a_phrase(before: str, head: str) -> bool:
    plain = wording().plain
    kinds = plain.bare_kinds.get(head.lower(), ())
    return before.lower() in plain.bare_not_after or before.lower() in kinds


def _at_line_start(text: str, place: int) -> bool:
    line = text.rfind("\n", 0, place) + 1
    # A heading's marks are few: a line of dashes is none of it.
    return place - line < 200 and _MARKS.fullmatch(text, line, place) is not None
