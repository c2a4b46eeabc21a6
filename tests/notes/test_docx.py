"""DOCX: the words that the pages show, in their order, with the numbers of lists."""

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from superbill.errors import WrongUsage
from superbill.notes.formats.docx import read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_docx_as_the_pages_show_it():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "MRN 000"
    document.sections[0].footer.paragraphs[0].text = "Signed"
    document.add_heading("Assessment", 1)
    for said in ("Asthma", "Gout"):
        document.add_paragraph(said, style="List Number")
    document.add_paragraph("left foot", style="List Bullet")
    document.add_paragraph().add_run("Plan").bold = True
    document.add_paragraph("Home").add_run(" hidden").font.hidden = True
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Sodium", "140"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "one cell"
    assert read(saved(document), "note").text.split("\n") == [
        "MRN 000", "## Assessment", "1. Asthma", "2. Gout", "- left foot", "**Plan**", "Home",
        "Sodium  140", "one cell", "Signed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "xml", "text"),
    [
        ("a tracked insertion is read, a deletion is not",
         "<w:p {W}><w:ins w:id='1'><w:r><w:t>now</w:t></w:r></w:ins>"
         "<w:del w:id='2'><w:r><w:delText>then</w:delText></w:r></w:del></w:p>", "now"),
        ("a content control", "<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>in a control</w:t></w:r>"
         "</w:p>"
         "</w:sdtContent></w:sdt>", "in a control"),
        ("a text box, once", "<w:p {W}><w:r><w:t>beside</w:t></w:r><w:r><w:pict>"
         "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
         "beside\nboxed"),
        ("line breaks and tabs", "<w:p {W}><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t>"
         "</w:r></w:p>", "a\tb\nc"),
        ("a box of a form", "<w:p {W}><w:r><w:sym w:font='Wingdings' w:char='F0FE'/>"
         "<w:t> smoker</w:t></w:r></w:p>", "☒ smoker"),
        ("a table in a cell", "<w:tbl {W}><w:tr><w:tc><w:p><w:r><w:t>out</w:t></w:r></w:p>"
         "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>in</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
         "out\nin"),
    ],
)  # fmt: skip
def test_docx_parts_that_a_plain_reading_loses(why: str, xml: str, text: str):
    document = docx.Document()
    document.element.body.insert(0, parse_xml(xml.replace("{W}", W)))
    assert read(saved(document), "note").text.rstrip("\n") == text


def test_docx_lists_keep_the_numbers_that_they_show():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(
        f"<w:abstractNum {W} w:abstractNumId='90'>"
        "<w:lvl w:ilvl='0'><w:start w:val='3'/><w:numFmt w:val='upperRoman'/>"
        "<w:lvlText w:val='%1.'/>"
        "</w:lvl><w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/>"
        "<w:lvlText w:val='%2)'/></w:lvl></w:abstractNum>"))  # fmt: skip
    numbering.append(parse_xml(f"<w:num {W} w:numId='90'><w:abstractNumId w:val='90'/></w:num>"))
    for said, level in (("Lungs", 0), ("asthma", 1), ("cough", 1), ("Heart", 0), ("flutter", 1)):
        properties = document.add_paragraph(said)._p.get_or_add_pPr()
        properties.append(parse_xml(
            f"<w:numPr {W}><w:ilvl w:val='{level}'/><w:numId w:val='90'/></w:numPr>"))  # fmt: skip
    assert read(saved(document), "note").text.split("\n") == [
        "III. Lungs", "a) asthma", "b) cough", "IV. Heart", "a) flutter",
    ]  # fmt: skip


def test_a_docx_that_unpacks_to_more_than_a_note_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("word/document.xml", b" " * (101 * 1024 * 1024))
    with pytest.raises(WrongUsage, match="unpacks to more"):
        read(packed.getvalue(), "note")
