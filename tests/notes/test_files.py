"""Notes from files: every readable kind gives its words, every other one a single clear error."""

import io
import sys
from pathlib import Path

import docx
import pytest
from made_files import BLANK, form_pdf, lines, locked_pdf, pdf

from superbill.errors import WrongUsage
from superbill.notes.files import LARGEST, read_note
from superbill.notes.formats.pdf import MOST_PAGES

WORDS = "PROCEDURE: Hystéroscopie"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("utf8.txt", WORDS.encode()),
        ("bom.txt", WORDS.encode("utf-8-sig")),
        ("utf16.txt", WORDS.encode("utf-16")),
        ("windows.md", WORDS.encode("cp1252")),
        ("no-suffix", WORDS.encode()),
        ("no-mark.txt", WORDS.encode("utf-16-le")),
        ("other-end.txt", WORDS.encode("utf-16-be")),
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


def test_a_pdf_gives_its_text_layer(tmp_path: Path):
    path = tmp_path / "note.pdf"
    path.write_bytes(pdf(lines("PROCEDURE: D and C"), BLANK, lines("PLAN: Home.")))
    assert read_note(path) == "PROCEDURE: D and C\f\fPLAN: Home."


def test_the_fields_of_a_pdf_form_are_read(tmp_path: Path):
    path = tmp_path / "form.pdf"
    path.write_bytes(form_pdf("Diagnosis:", "Menorrhagia"))
    assert read_note(path) == "Diagnosis:\nMenorrhagia"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n", "empty"),
        ("program.txt", b"\x7fELF\0\0\0", "not text"),
        ("large.txt", b"a" * (LARGEST + 1), "larger than 20 MB"),
        ("locked.pdf", locked_pdf(), "locked with a password"),
        ("long.pdf", pdf(*[BLANK] * (MOST_PAGES + 1)), "has 501 pages, more than 500"),
        ("blank.pdf", pdf(BLANK), "no text"),
        ("controls.txt", b"\x01\x02 binary \x03", "not text"),
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


def test_what_a_file_is_decides_and_not_its_name(tmp_path: Path):
    path = tmp_path / "note.txt"
    path.write_bytes(pdf(lines("PLAN: Home.")))
    assert read_note(path) == "PLAN: Home."


def test_standard_input_may_be_a_pdf(monkeypatch: pytest.MonkeyPatch):
    piped = io.TextIOWrapper(io.BytesIO(pdf(lines("PLAN: Home."))))
    monkeypatch.setattr(sys, "stdin", piped)
    assert read_note("-") == "PLAN: Home."


@pytest.mark.parametrize(
    "text", ["主訴：咳嗽。\n診断：肺炎", "Жалобы: кашель", "تشخيص: ربو", "🩺 PLAN: Home."]
)
def test_other_languages_are_text_like_any(tmp_path: Path, text: str):
    path = tmp_path / "note.txt"
    path.write_text(text, encoding="utf-8")
    assert read_note(path) == text
