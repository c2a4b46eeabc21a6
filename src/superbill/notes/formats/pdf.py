"""PDF: the text layer of each page, or the words of its picture."""

from __future__ import annotations

import re
from typing import Any

from superbill.errors import WrongUsage
from superbill.notes.formats import ocr
from superbill.notes.formats.source import Source

MOST_PAGES = 500
MOST_PICTURES = 100
"""Pages of a scan: each takes seconds."""
_DOTS = 300 / 72
"""Pixels a point: 300 dots an inch."""
_LONGEST_SIDE = 5_000
"""Pixels of a page's picture."""
_STAMP = 200
"""Characters on top of a picture of the whole page: a stamp, a fax's header."""
_WHOLE_PAGE = 0.5
"""Share of the page that a picture fills from which on it is the page."""
_GARBLED = 0.2
"""Share of characters without meaning from which on a text layer has none."""
# pdfium's sign for a hyphen at the end of a line. Clinical systems don't divide words: it is one of
# the word's own (`insulin-dependent`).
_HYPHEN = re.compile("[\ufffe\x02]\n?")
_NO_MEANING = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_IMAGE = 3


def read(data: bytes, where: str) -> Source:
    """The text of the pages, parted by form feeds.

    Raises WrongUsage for a PDF that is broken, locked or of more than MOST_PAGES, and for a scanned
    page where no program reads pictures.
    """
    import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

    try:
        document: Any = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        if "password" in str(fault).lower():
            raise WrongUsage(
                "The PDF is locked with a password.", where=where, remedy="Save it without one."
            ) from None
        raise WrongUsage(f"The PDF can't be opened: {fault}.", where=where) from None
    try:
        if document.get_formtype():
            document.init_forms()
        return _pages(document, where)
    except pypdfium2.PdfiumError as fault:
        raise WrongUsage(f"The PDF can't be read: {fault}.", where=where) from None
    finally:
        document.close()


def _pages(document: Any, where: str) -> Source:
    count = len(document)
    if count > MOST_PAGES:
        raise WrongUsage(
            f"The PDF has {count:,} pages, more than {MOST_PAGES}.",
            where=where,
            remedy="Give one note a file.",
        )
    texts: list[str] = []
    pictures: list[int] = []
    for number in range(1, count + 1):
        text = _page(document, number, where)
        if text is None:
            pictures.append(number)
            if len(pictures) > MOST_PICTURES:
                raise WrongUsage(f"More than {MOST_PICTURES} pages are pictures.", where=where)
            text = ocr.words_of(_picture(document, number), where, page=number)
        texts.append(text)
    return Source("\f".join(texts), notices=tuple(ocr.notice(n) for n in pictures))


def _page(document: Any, number: int, where: str) -> str | None:
    """The text layer of a page; None where the page is a picture, or its layer is garbled."""
    import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

    try:
        page = document[number - 1]
        if document.formenv is not None:
            page.flatten()  # the values of fields become text, which another look shows
            page.close()
            page = document[number - 1]
        layer = page.get_textpage()
        text = str(layer.get_text_range()).replace("\r\n", "\n").replace("\r", "\n")
        layer.close()
        is_picture = len(text.strip()) < _STAMP and _shows(page, whole=bool(text.strip()))
        page.close()
    except pypdfium2.PdfiumError as fault:
        raise WrongUsage(f"Page {number} can't be read: {fault}.", where=where) from None
    text = _HYPHEN.sub("-", text).replace("\f", "\n")
    garbled = len(_NO_MEANING.findall(text)) > _GARBLED * len(text)
    return None if is_picture or (text and garbled) else text


def _shows(page: Any, *, whole: bool) -> bool:
    """Whether something is drawn on a page; `whole`: whether a picture fills most of it."""
    area = page.get_width() * page.get_height()
    for drawn in page.get_objects(max_depth=2):
        if not whole:
            return True
        if drawn.type == _IMAGE:
            left, bottom, right, top = drawn.get_bounds()
            if (right - left) * (top - bottom) > _WHOLE_PAGE * area:
                return True
    return False


def _picture(document: Any, number: int) -> bytes:
    """A page drawn in grey, as a PGM."""
    if not ocr.is_installed():
        return b""
    page = document[number - 1]
    longest = max(page.get_width(), page.get_height(), 1)
    drawn = page.render(scale=min(_DOTS, _LONGEST_SIDE / longest), grayscale=True)
    page.close()
    width, height, stride = int(drawn.width), int(drawn.height), int(drawn.stride)
    rows = bytes(drawn.buffer)
    drawn.close()
    packed = b"".join(rows[y * stride : y * stride + width] for y in range(height))
    return b"P5 %d %d 255\n" % (width, height) + packed
