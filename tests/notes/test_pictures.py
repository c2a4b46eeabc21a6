"""Scanned pages: read by tesseract where it is installed, else refused with the page's number."""

import stat
from pathlib import Path

import pytest
from made_files import huge_png, lines, pdf, png, scanned_pdf, tiff

from superbill.errors import WrongUsage
from superbill.notes.files import read_source
from superbill.notes.formats import ocr

with_tesseract = pytest.mark.skipif(
    not ocr.is_installed(), reason="tesseract is not installed; .ci/run installs it"
)


def read(tmp_path: Path, name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    path = tmp_path / name
    path.write_bytes(data)
    source = read_source(path)
    return " ".join(source.text.replace("\f", " | ").split()), source.notices


@with_tesseract
@pytest.mark.parametrize(
    ("name", "data", "text", "pages"),
    [
        ("scan.pdf", scanned_pdf("PLAN: Removal of", "the implant"), "PLAN: Removal of the implant",
         [1]),
        ("stamped.pdf", scanned_pdf("PLAN: Removal", stamp="Page 1 of 1"),
         "PLAN: Removal Page 1 of 1", [1]),
        ("note.png", png("FINDINGS: Normal cavity"), "FINDINGS: Normal cavity", [1]),
        ("two.tif", tiff("PLAN: Home", "FINDINGS: Normal"), "PLAN: Home | FINDINGS: Normal",
         [1, 2]),
    ],
)  # fmt: skip
def test_the_words_of_a_picture(
    tmp_path: Path, name: str, data: bytes, text: str, pages: list[int]
):
    said, notices = read(tmp_path, name, data)
    assert said == text
    assert [f"Page {page} " in notice for page, notice in zip(pages, notices, strict=True)]


@with_tesseract
def test_a_broken_picture_is_refused(tmp_path: Path):
    with pytest.raises(WrongUsage, match="tesseract can't read"):
        read(tmp_path, "note.png", b"\x89PNG\r\n\x1a\n broken")


@pytest.mark.parametrize(
    ("name", "data", "page"),
    [("note.png", png("x"), 1), ("scan.pdf", scanned_pdf("x"), 1),
     ("later.pdf", pdf(lines("PLAN: Home."), b"0 0 99 99 re f"), 2)],
)  # fmt: skip
def test_without_tesseract_the_page_and_the_command_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, page: int
):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WrongUsage, match=f"Page {page} is a picture") as caught:
        read(tmp_path, name, data)
    assert "apt-get install tesseract-ocr" in str(caught.value)


def program(folder: Path, script: str) -> None:
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("exec /bin/sleep 5", "takes more than 0.2 s"),
        ("echo broken >&2; exit 1", "can't read: broken"),
    ],
)
def test_a_program_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, says: str
):
    program(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(ocr, "_SECONDS", 0.2)
    with pytest.raises(WrongUsage, match=says):
        read(tmp_path, "note.png", png("x"))


@pytest.mark.parametrize(
    "picture",
    [
        huge_png(),
        b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01" + b"\0" * 20,
        b"II*\0\x08\0\0\0\x02\0"
        + b"\0\1\4\0\1\0\0\0\xff\xff\0\0"
        + b"\1\1\4\0\1\0\0\0\xff\xff\0\0",
    ],
    ids=["png", "jpeg", "tiff"],
)
def test_a_picture_that_claims_billions_of_pixels_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, picture: bytes
):
    program(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WrongUsage, match="too large"):
        read(tmp_path, "note.png", picture)
