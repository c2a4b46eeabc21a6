"""HTML and XHTML: what a page shows, line by line."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from superbill.errors import WrongUsage
from superbill.notes.formats.plain import decoded
from superbill.notes.formats.source import Source, bold_line, heading_line

_NOT_SHOWN = frozenset(
    re.findall(r"\S+", "script style head template noscript iframe object svg canvas")
)
_VOID = frozenset(
    re.findall(r"\S+", "br hr img input meta link area base col embed source track wbr")
)
_BLOCKS = frozenset(
    re.findall(
        r"\S+",
        "address article aside blockquote body caption center dd div dl dt fieldset figcaption"
        " figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section"
        " table tbody td tfoot th thead tr ul",
    )
)
_HEADINGS = frozenset(re.findall(r"\S+", "h1 h2 h3 h4 h5 h6"))
_APART = frozenset(re.findall(r"\S+", "p h1 h2 h3 h4 h5 h6 table ul ol dl section"))
_BOLD = frozenset(("b", "strong"))
_CELLS = frozenset(("td", "th"))
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{3,20})", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")
_HIDDEN = re.compile(
    r"(?:^|\s)hidden(?:\s|=|$)|style\s*=[^>]*?(?:display\s*:\s*none|visibility\s*:\s*hidden)",
    re.IGNORECASE,
)
_CHECKBOX = re.compile(r"type\s*=\s*[\"']?checkbox", re.IGNORECASE)
_CHECKED = re.compile(r"(?:^|\s)checked\b", re.IGNORECASE)
# Up to the next angle at most, so that markup that never ends is read once. The parser of the
# standard library takes the square of the length for it.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,40})"
    r"(?P<rest>(?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+)>"
)
_DECLARATION = re.compile(r"<[!?/][^<>]*+>?")
_LONG_NUMBER = re.compile(r"&#\d{8,}+;?")
_RAW = frozenset(("script", "style"))
_OFTEN_OPEN = frozenset(("p", "li", "td", "th", "tr", "dt", "dd"))
_MOST_TAGS = 400_000


def read(data: bytes, where: str) -> Source:
    """The words that the page shows; headings in the notation of Markdown. Scripts, styles and what
    is hidden are left out. Raises WrongUsage for what is not text, or is all tags."""
    return Source(text_of(_decoded(data, where), where))


def text_of(markup: str, where: str) -> str:
    """The words that markup shows. Raises WrongUsage for more tags than a note has."""
    if markup.count("<") > _MOST_TAGS:
        raise WrongUsage("The HTML has more tags than a note can have.", where=where)
    shown, at = _Shown(), 0
    while at < len(markup):
        angle = markup.find("<", at)
        if angle == -1:
            angle = len(markup)
        shown.say(unescape(_LONG_NUMBER.sub(" ", markup[at:angle])))
        at = _after_tag(markup, angle, shown) if angle < len(markup) else angle
    return shown.text()


def _after_tag(markup: str, angle: int, shown: _Shown) -> int:
    """The place after what begins with an angle: a comment, a tag, or an angle that is said."""
    if markup.startswith("<!--", angle):
        end = markup.find("-->", angle + 4)
        return len(markup) if end == -1 else end + 3
    m = _TAG.match(markup, angle)
    if m is None:
        other = _DECLARATION.match(markup, angle)
        if other is None:
            shown.say("<")
            return angle + 1
        return other.end()
    tag = m["name"].lower()
    if m["end"]:
        shown.end(tag)
        return m.end()
    shown.begin(tag, m["rest"])
    if m["rest"].endswith("/") and tag not in _VOID:
        shown.end(tag)  # <td/> of XHTML
    elif tag in _RAW:
        closing = re.compile(f"</{tag}", re.IGNORECASE).search(markup, m.end())
        return closing.start() if closing else len(markup)
    return m.end()


def _decoded(data: bytes, where: str) -> str:
    """By the charset that the page names, where UTF-8 doesn't read it."""
    named = _CHARSET.search(data[:2048])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(data, where)


class _Shown:
    """The lines of a page as it is read from front to back."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._bold_signs = self._signs = 0
        self._bold = self._preformatted = 0
        self._hidden: list[str] = []
        self._hiding: Counter[str] = Counter()
        self._numbers: list[int | None] = []
        self._mark = ""

    def text(self) -> str:
        self._end_line()
        return _BLANK_LINES.sub("\n\n", "\n".join(self._lines)).strip("\n")

    def begin(self, tag: str, attributes: str) -> None:
        if tag == "body" or (self._hidden and _ends(self._hidden[-1], tag)):
            self._hidden.clear()
            self._hiding.clear()
        if self._hidden or (tag not in _VOID and _is_hidden(tag, attributes)):
            if tag not in _VOID:
                self._hidden.append(tag)
                self._hiding[tag] += 1
            return
        if tag == "br":
            self._line.append("\n")
        elif tag in _BOLD:
            self._bold += 1
        elif tag in _CELLS:
            self._line.append("  ")
        elif tag in _BLOCKS:
            self._end_line()
            self._begin_block(tag)
        elif tag == "input" and _CHECKBOX.search(attributes):
            self._line.append("☒ " if _CHECKED.search(attributes) else "☐ ")

    def end(self, tag: str) -> None:
        if self._hidden:
            while self._hiding[tag]:
                last = self._hidden.pop()
                self._hiding[last] -= 1
                if last == tag:
                    break
        elif tag in _BOLD:
            self._bold = max(self._bold - 1, 0)
        elif tag in _HEADINGS:
            self._end_line(heading=True)
            self._lines.append("")
        elif tag in _CELLS:
            self._line.append("  ")
        elif tag in _BLOCKS:
            self._end_line()
            if tag in ("ol", "ul") and self._numbers:
                self._numbers.pop()
            if tag == "pre":
                self._preformatted = max(self._preformatted - 1, 0)
            if tag in _APART and not self._numbers:
                self._lines.append("")

    def say(self, data: str) -> None:
        if self._hidden:
            return
        if not self._preformatted:
            # A line end of the markup is a blank; <br> alone ends a line.
            data = re.sub(r"[ \t\r\n\f]+", " ", data)
        signs = sum(not c.isspace() for c in data)
        self._signs += signs
        self._bold_signs += signs if self._bold else 0
        self._line.append(data)

    def _begin_block(self, tag: str) -> None:
        if tag == "ul":
            self._numbers.append(None)
        elif tag == "ol":
            self._numbers.append(0)
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "li":
            self._mark = self._next_mark()
        if tag in _APART and len(self._numbers) <= 1:
            self._lines.append("")

    def _next_mark(self) -> str:
        if not self._numbers or self._numbers[-1] is None:
            return "- "
        self._numbers[-1] += 1
        return f"{self._numbers[-1]}. "

    def _end_line(self, *, heading: bool = False) -> None:
        text = "".join(self._line)
        if not self._preformatted:
            text = "\n".join(_squeezed(line) for line in text.split("\n"))
        if text.strip():
            if heading:
                text = heading_line(text)
            elif self._signs and self._bold_signs == self._signs:
                text = bold_line(text)
            self._lines.append(self._mark + text)
            self._mark = ""
        self._line, self._signs, self._bold_signs = [], 0, 0


def _squeezed(line: str) -> str:
    """A line with one blank between words, and two between the cells of a table."""
    return re.sub(r" {3,}", "  ", line).strip()


def _ends(hidden: str, tag: str) -> bool:
    """Whether a tag ends what is hidden though its end tag was left out."""
    return hidden in _OFTEN_OPEN and (tag == hidden or (hidden == "p" and tag in _BLOCKS))


def _is_hidden(tag: str, attributes: str) -> bool:
    return tag in _NOT_SHOWN or _HIDDEN.search(attributes) is not None
