"""The text of a note from a file: plain text, PDF with a text layer, or DOCX."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from superbill.errors import WrongUsage

LARGEST = 20 * 1024 * 1024
"""Bytes. A note is a few pages; what is larger is something else."""

SUFFIXES = (".txt", ".md", ".pdf", ".docx")


def read_note(path: Path | str) -> str:
    """The text of a note; `-` reads standard input.

    Raises WrongUsage, naming the file, where it can't be opened, is empty, is larger than LARGEST,
    holds no text (a scanned PDF, a program), or is of a kind that isn't read.
    """
    if str(path) == "-":
        return _text(
            _checked(sys.stdin.buffer.read(LARGEST + 1), "standard input"), "standard input"
        )
    path = Path(path)
    data = _checked(_bytes(path), str(path))
    reader = _READERS.get(path.suffix.lower(), _by_content(data))
    text = reader(data, str(path))
    if not text.strip():
        raise WrongUsage("The note has no text.", where=str(path))
    return text


def _bytes(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > LARGEST:
            return b"\0" * (LARGEST + 1)
        return path.read_bytes()
    except IsADirectoryError:
        raise WrongUsage("A folder, not a note.", where=str(path)) from None
    except OSError as fault:
        raise WrongUsage(
            f"The note can't be read: {fault.strerror or fault}.", where=str(path)
        ) from None


def _checked(data: bytes, where: str) -> bytes:
    if not data.strip():
        raise WrongUsage("The note is empty.", where=where)
    if len(data) > LARGEST:
        raise WrongUsage(
            f"The note is larger than {LARGEST // 1024 // 1024} MB.",
            where=where,
            remedy="Give one note a file.",
        )
    return data


def _by_content(data: bytes) -> Callable[[bytes, str], str]:
    if data.startswith(b"%PDF-"):
        return _pdf
    return _docx if data.startswith(b"PK\x03\x04") else _text


def _text(data: bytes, where: str) -> str:
    """UTF-8, UTF-16 by its mark, or the Windows encoding that older systems still write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise WrongUsage(
        "The file is not text.", where=where, remedy=f"Notes are read from {', '.join(SUFFIXES)}."
    )


def _pdf(data: bytes, where: str) -> str:
    import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        raise WrongUsage(f"The PDF can't be opened: {fault}.", where=where) from None
    try:
        pages = [_page_text(document, number, where) for number in range(len(document))]
    finally:
        document.close()
    return "\n".join(pages)


def _page_text(document: Any, number: int, where: str) -> str:
    page = document[number]
    try:
        layer = page.get_textpage()
        text = str(layer.get_text_range()).replace("\r\n", "\n")
        layer.close()
        if not text.strip() and any(True for _ in page.get_objects(max_depth=2)):
            raise WrongUsage(
                f"Page {number + 1} is a picture without text.",
                where=where,
                remedy="Run it through OCR first, or give the note as text.",
            )
    finally:
        page.close()
    return text


def _docx(data: bytes, where: str) -> str:
    import docx

    try:
        document = docx.Document(BytesIO(data))
    except Exception as fault:
        # python-docx lets every error of zip, XML and its own through.
        raise WrongUsage(f"The DOCX can't be opened: {fault}.", where=where) from None
    return "\n".join(_docx_lines(document))


def _docx_lines(document: Any) -> Iterator[str]:
    """Paragraphs and tables in order; the cells of a row as one line."""
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield "  ".join(_distinct(cell.text for cell in row.cells))
        else:
            yield block.text


def _distinct(texts: Iterator[str]) -> Iterator[str]:
    """Merged cells come once for each column they span."""
    last = None
    for text in texts:
        if text != last:
            yield text
        last = text


_READERS: dict[str, Callable[[bytes, str], str]] = {
    ".txt": _text,
    ".md": _text,
    ".pdf": _pdf,
    ".docx": _docx,
}
