"""Which kinds of file are read: the one place where a new one is entered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from superbill.notes.formats import cda, docx, fhir, html, pdf, picture, plain, rtf
from superbill.notes.formats.source import Source


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    suffixes: of its names; begins: the bytes, after blanks and in lower case, that it is known by
    whatever its name, none where only the name tells
    """

    name: str
    suffixes: tuple[str, ...]
    begins: tuple[bytes, ...]
    read: Callable[[bytes, str], Source]


FORMATS = (
    Format("text", (".txt", ".text", ".md"), (), plain.read),
    Format("PDF", (".pdf",), (b"%pdf-",), pdf.read),
    Format("DOCX", (".docx",), (b"pk\x03\x04",), docx.read),
    Format("RTF", (".rtf",), (b"{\\rtf",), rtf.read),
    Format("HTML", (".html", ".htm", ".xhtml"), (b"<!doctype html", b"<html"), html.read),
    Format("FHIR R4 JSON", (".json",), (), fhir.read),
    Format("C-CDA XML", (".xml",), (b"<clinicaldocument",), cda.read),
    Format(
        "PNG, JPEG and TIFF pictures",
        (".png", ".jpg", ".jpeg", ".tif", ".tiff"),
        (b"\x89png", b"\xff\xd8\xff", b"ii*\0", b"mm\0*"),
        picture.read,
    ),
)
SUFFIXES = tuple(suffix for format in FORMATS for suffix in format.suffixes)

_HEAD = 64


def format_of(data: bytes, suffix: str) -> Format:
    """The kind of a file by what it holds, else by its name; text where neither tells."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for format in FORMATS:
        if head.startswith(format.begins):
            return format
    return next((f for f in FORMATS if suffix.lower() in f.suffixes), FORMATS[0])
