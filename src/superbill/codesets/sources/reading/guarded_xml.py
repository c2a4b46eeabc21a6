"""Reads a publisher's XML into plain elements that remember their lines.

A document type, and with it every entity that the document could declare for itself, is refused
before it is read: a few lines of nested entities can ask for all of a machine's memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from superbill.codesets.sources.reading.border import refused
from superbill.errors import ReleaseRefused

DEEPEST = 60
"""Elements in elements. No publisher's file comes near; a file made to exhaust the stack does."""


class Element:
    """One element: its tag, its attributes, the text directly in it, its children, its line."""

    __slots__ = ("attributes", "children", "line", "tag", "text")

    def __init__(self, tag: str, attributes: dict[str, str], line: int):
        self.tag = tag
        self.attributes = attributes
        self.line = line
        self.text = ""
        self.children: list[Element] = []

    def named(self, tag: str) -> Iterator[Element]:
        """The children with that tag, in order."""
        return (child for child in self.children if child.tag == tag)

    def only(self, tag: str) -> Element | None:
        """The one child with that tag; None where there is none or there are several."""
        found = [child for child in self.children if child.tag == tag]
        return found[0] if len(found) == 1 else None


def read_xml(path: Path) -> Element:
    """The root element of the file.

    Raises ReleaseRefused, with the line, for XML that isn't well formed and for a document type.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    top = Element("", {}, 0)
    open_elements = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, parser.CurrentLineNumber)
        open_elements[-1].children.append(element)
        open_elements.append(element)
        if len(open_elements) > DEEPEST:
            raise refused(path, element.line, f"elements more than {DEEPEST} deep.")

    def end(_tag: str) -> None:
        open_elements.pop()

    def text(data: str) -> None:
        open_elements[-1].text += data

    def document_type(*_declared: object) -> None:
        raise _a_document_type(path, parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = document_type
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as fault:
        reason = expat.ErrorString(fault.code)
        raise refused(path, fault.lineno, f"not well-formed XML ({reason}).") from fault
    return top.children[0]


def _a_document_type(path: Path, line: int) -> ReleaseRefused:
    return refused(path, line, "declares a document type, which this publisher's file has not.")
