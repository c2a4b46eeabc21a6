"""Files of invented notes, made byte by byte, so that a test needs no program that writes them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence

import pypdfium2

BLANK = b"0 0 m"


def pdf(*pages: bytes, extra: Sequence[bytes] = ()) -> bytes:
    """A PDF of pages with these content streams; `extra` objects are numbered from 3 + 2 pages on,
    the first of them the page's picture /Im."""
    first = 3 + 2 * len(pages)
    kids = b" ".join(b"%d 0 R" % (3 + 2 * n) for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
    ]
    image = b"/XObject<</Im %d 0 R>>" % first if extra else b""
    for n, shown in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Resources<</Font<</F1"
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>%s>>>>" % (4 + 2 * n, image)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown))
    return _file([*objects, *extra])


def _file(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj%s endobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer<</Size %d/Root 1 0 R%s>>\n" % (len(objects) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    locked = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"41" * 32, b"42" * 32)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        locked,
    ]
    return _file(objects, b"/Encrypt 3 0 R/ID[<00><00>]")


def form_pdf(label: str, value: str) -> bytes:
    """A form of one field, whose value stands beside the page's text."""
    shown = lines(label)
    field = (
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(%s)/Rect[72 600 300 620]/DA(/Helv 12 Tf 0 g)"
        b"/F 4/P 3 0 R>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/NeedAppearances true"
        b"/DR<</Font<</Helv 6 0 R>>>>/DA(/Helv 12 Tf 0 g)>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Annots[5 0 R]"
        b"/Resources<</Font<</F1 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        field % value.encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    return _file(objects)


def lines(*said: str) -> bytes:
    """The content stream of a page with lines of 14 points."""
    shown = b" T* ".join(b"(%s) Tj" % line.encode("latin-1") for line in said)
    return b"BT /F1 14 Tf 18 TL 72 700 Td %s ET" % shown


def drawn(*said: str) -> tuple[int, int, bytes]:
    """Width, height and grey pixels of a page with these lines, at 200 dots an inch."""
    document = pypdfium2.PdfDocument(pdf(lines(*said)))
    bitmap = document[0].render(scale=200 / 72, grayscale=True)
    rows = bytes(bitmap.buffer)
    pixels = b"".join(
        rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height)
    )
    size = int(bitmap.width), int(bitmap.height)
    bitmap.close()
    document.close()
    return *size, pixels


def scanned_pdf(*said: str, stamp: str = "") -> bytes:
    """A PDF whose page is a picture of these lines, with a stamp of real text on it."""
    width, height, pixels = drawn(*said)
    packed = zlib.compress(pixels)
    image = (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
        b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        % (width, height, len(packed), packed)
    )
    page = b"q 612 0 0 792 0 0 cm /Im Do Q"
    if stamp:
        page += b" BT /F1 8 Tf 20 20 Td (%s) Tj ET" % stamp.encode()
    return pdf(page, extra=[image])


def png(*said: str) -> bytes:
    width, height, pixels = drawn(*said)
    rows = b"".join(b"\0" + pixels[y * width : (y + 1) * width] for y in range(height))
    return _png(width, height, rows)


def huge_png() -> bytes:
    """A few bytes that claim a picture of 4 billion pixels."""
    return _png(65_000, 65_000, b"")


def _png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def tiff(*pages: str) -> bytes:
    """A TIFF, little endian and uncompressed, of one line a page."""
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for said in pages:
        width, height, pixels = drawn(said)
        strip = len(out)
        out += pixels
        struct.pack_into("<I", out, link, len(out))
        tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1),
                (273, 4, strip), (277, 3, 1), (278, 4, height), (279, 4, len(pixels))]  # fmt: skip
        out += struct.pack("<H", len(tags))
        for tag, kind, value in tags:
            out += struct.pack("<HHII", tag, kind, 1, value)
        link = len(out)
        out += b"\0\0\0\0"
    return bytes(out)
