"""DOCX: paragraphs, tables, lists, headers, footers, text boxes and footnotes, in their order."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, cast

from superbill.errors import WrongUsage
from superbill.notes.formats.docx_lists import Lists
from superbill.notes.formats.source import Source, bold_line, heading_line

_UNPACKED = 100 * 1024 * 1024
_MEMBERS = 5_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What a reader of the page doesn't see: deleted and moved text, fields' instructions, the second
# copy of a text box that is kept for older programs.
_NOT_SHOWN = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}pPr", f"{_W}sdtPr",
     f"{_W}sdtEndPr", f"{_W}tblPr", f"{_W}tblGrid", f"{_W}trPr", f"{_W}tcPr", _MC_FALLBACK)
)  # fmt: skip
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_BOXES = {"F06F": "☐", "F0A8": "☐", "F06E": "☒", "F0FE": "☒", "F0FD": "☒", "F0FC": "✓"}
"""Boxes of forms in the font Wingdings, by their number there."""


def read(data: bytes, where: str) -> Source:
    """The words that the pages show, headers first and footers last; headings by style in the
    notation of Markdown, items of lists with their numbers. Raises WrongUsage for what is no DOCX
    and for one that unpacks to more than any note."""
    import docx

    _check_size(data, where)
    try:
        document = docx.Document(BytesIO(data))
        text = "\n".join(_Lines(document).all())
    except Exception as fault:
        # python-docx lets every error of zip, XML and its own through.
        raise WrongUsage(f"The DOCX can't be opened: {fault}.", where=where) from None
    return Source(text)


def _check_size(data: bytes, where: str) -> None:
    """A member's size stands in the directory, and unpacking reads no further than that."""
    try:
        members = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise WrongUsage(f"The DOCX can't be opened: {fault}.", where=where) from None
    if len(members) > _MEMBERS or sum(m.file_size for m in members) > _UNPACKED:
        raise WrongUsage("The DOCX unpacks to more than a note can be.", where=where)


class _Lines:
    def __init__(self, document: Any):
        self._document = document
        self._lists = Lists(_part(document, "numbering"))
        self._styles = _styles(document)

    def all(self) -> Iterator[str]:
        """The lines of the document."""
        yield from self._edges("header")
        yield from self._blocks(self._document.element.body)
        for kind in ("footnotes", "endnotes"):
            notes = _part(self._document, kind)
            if notes is not None:
                for note in notes:
                    if note.get(f"{_W}type") is None:  # the lines that part notes from the page
                        yield from self._blocks(note)
        yield from self._edges("footer")

    def _edges(self, edge: str) -> Iterator[str]:
        """Headers or footers of all sections, each text once."""
        seen: set[str] = set()
        for section in self._document.sections:
            for kind in (f"first_page_{edge}", edge):
                part = getattr(section, kind)
                if part.is_linked_to_previous:
                    continue
                for line in self._blocks(part._element):  # no public name for it
                    if line.strip() and line not in seen:
                        seen.add(line)
                        yield line

    def _blocks(self, parent: Any) -> Iterator[str]:
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag not in _NOT_SHOWN and isinstance(child.tag, str):
                yield from self._blocks(child)  # a content control, a tracked insertion

    def _table(self, table: Any) -> Iterator[str]:
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table:
                continue  # of a table within a cell, which is read with its cell
            cells = [c for c in row.iter(f"{_W}tc") if next(c.iterancestors(f"{_W}tr")) is row]
            texts = ["\n".join(self._blocks(cell)).strip("\n") for cell in cells]
            yield "  ".join(texts)

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        boxes: list[Any] = []
        bold: list[bool] = []
        text = "".join(_shown(paragraph, boxes, bold))
        style = self._style(paragraph)
        mark = self._lists.mark(paragraph, style)
        if style is not None and self._is_heading(style) and text.strip():
            yield heading_line(mark + text)
        elif bold and all(bold) and not mark:
            yield bold_line(text)
        else:
            yield mark + text
        for box in boxes:
            yield from self._blocks(box)

    def _style(self, paragraph: Any) -> Any:
        named = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self._styles.get(named.get(f"{_W}val")) if named is not None else None

    def _is_heading(self, style: Any) -> bool:
        """Whether a style, or one it is based on, is a heading's or has a place in the outline."""
        for _ in range(10):
            name = style.find(f"{_W}name")
            named = str(name.get(f"{_W}val")).lower() if name is not None else ""
            if named.startswith("heading") or style.find(f"{_W}pPr/{_W}outlineLvl") is not None:
                return True
            base = style.find(f"{_W}basedOn")
            style = self._styles.get(base.get(f"{_W}val")) if base is not None else None
            if style is None:
                break
        return False


def _shown(element: Any, boxes: list[Any], bold: list[bool]) -> Iterator[str]:
    """The words of a paragraph; text boxes that hang on it are put aside. `bold` gets, for each run
    with words, whether it is."""
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == f"{_W}sym":
            yield _BOXES.get(str(child.get(f"{_W}char")).upper(), " ")
        elif tag == f"{_W}txbxContent":
            boxes.append(child)
        elif tag == f"{_W}r":
            if _is_on(child, "vanish"):
                continue
            words = "".join(_shown(child, boxes, bold))
            if words.strip():
                bold.append(_is_on(child, "b"))
            yield words
        elif tag not in _NOT_SHOWN and isinstance(tag, str):
            yield from _shown(child, boxes, bold)


def _is_on(run: Any, name: str) -> bool:
    sign = run.find(f"{_W}rPr/{_W}{name}")
    return sign is not None and sign.get(f"{_W}val") not in ("0", "false", "off")


def _styles(document: Any) -> dict[str, Any]:
    return {
        str(style.get(f"{_W}styleId")): style
        for style in document.styles.element.iter(f"{_W}style")
    }


def _part(document: Any, kind: str) -> Any:
    """The root of a part of the document, None where it has none."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            part = relation.target_part
            parse = cast(Callable[[bytes], Any], parse_xml)
            return part.element if hasattr(part, "element") else parse(part.blob)
    return None
