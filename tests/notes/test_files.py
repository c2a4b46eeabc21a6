"""Notes from files: every readable kind gives its words, every other one a single clear error."""

import io
from pathlib import Path

import docx
import pypdfium2
import pytest

from superbill.errors import WrongUsage
from superbill.notes.files import LARGEST, read_note

WORDS = "PROCEDURE: Hystéroscopie"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("utf8.txt", WORDS.encode()),
        ("bom.txt", WORDS.encode("utf-8-sig")),
        ("utf16.txt", WORDS.encode("utf-16")),
        ("windows.md", WORDS.encode("cp1252")),
        ("no-suffix", WORDS.encode()),
    ],
)
def test_text_in_the_encodings_that_systems_write(tmp_path: Path, name: str, data: bytes):
    path = tmp_path / name
    path.write_bytes(data)
    assert read_note(path) == WORDS


def test_a_docx_gives_paragraphs_and_tables_in_order(tmp_path: Path):
    document = docx.Document()
    document.add_paragraph("PROCEDURE: D&C")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "EBL", "5 mL"
    document.add_paragraph("PLAN: Home")
    path = tmp_path / "note.docx"
    document.save(str(path))
    assert read_note(path) == "PROCEDURE: D&C\nEBL  5 mL\nPLAN: Home"


def pdf(*, text: bool) -> bytes:
    """A page with a line of text, or with a filled square as a scan would fill it."""
    shown = b"BT /F1 12 Tf 72 700 Td (PROCEDURE: D and C) Tj ET" if text else b"0 0 99 99 re f"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj%s endobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 5\n0000000000 65535 f \n")
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def test_a_pdf_gives_its_text_layer(tmp_path: Path):
    path = tmp_path / "note.pdf"
    path.write_bytes(pdf(text=True))
    assert read_note(path).strip() == "PROCEDURE: D and C"
    assert pypdfium2.PdfDocument(path.read_bytes())[0] is not None


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n", "empty"),
        ("program.txt", b"\x7fELF\0\0\0", "not text"),
        ("large.txt", b"a" * (LARGEST + 1), "larger than 20 MB"),
        ("scan.pdf", pdf(text=False), "Page 1 is a picture"),
        ("broken.pdf", b"%PDF-1.4 nothing", "can't be opened"),
        ("broken.docx", b"PK\x03\x04 nothing", "can't be opened"),
    ],
)
def test_what_is_no_note_is_refused_by_name(tmp_path: Path, name: str, data: bytes, says: str):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(WrongUsage, match=says) as caught:
        read_note(path)
    assert caught.value.where == str(path)


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_what_is_not_there_is_refused(tmp_path: Path, name: str):
    with pytest.raises(WrongUsage):
        read_note(tmp_path / name)
