"""Publishers' HTML as plain text: a line for each paragraph, list item and row of a table."""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = {
    *("p", "div", "br", "ul", "ol", "li", "table", "tr", "hr", "blockquote"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_SILENT = {"script", "style"}


def text_of(html: str) -> str:
    """The words of a piece of HTML, without marks; an item of a list begins with `- `.

    Unclosed and wrongly nested tags, which the publishers' texts are full of, do no harm.

    >>> text_of("<p>Covered&nbsp;for:</p><ul><li>one;<li>two &amp; three</ul>")
    'Covered for:\\n- one;\\n- two & three'
    """
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line and line != "-")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # A line break of the source is a blank; only a tag begins a line.
            self.parts.append(data.replace("\n", " ").replace("\r", " "))
