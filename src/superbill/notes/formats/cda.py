"""C-CDA (HL7 CDA R2 as XML): the narrative of each section under its title.

The text block is what CDA R2 (section 4.3.5) makes the legally attested note; the entries beside it
are not read. A document type is refused, so that no entity is ever expanded or fetched.
"""

from __future__ import annotations

import base64
import binascii
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from typing import NoReturn

from superbill.errors import WrongUsage
from superbill.notes.formats import html, pdf, plain, rtf
from superbill.notes.formats.coded_sections import section_heading
from superbill.notes.formats.source import Facts, Sex, Source

_V3 = "{urn:hl7-org:v3}"
_DEEPEST = 60
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SEX: dict[str, Sex] = {"F": "female", "M": "male"}
_BY_TYPE = {
    "text/plain": plain.read,
    "text/html": html.read,
    "text/rtf": rtf.read,
    "application/rtf": rtf.read,
    "application/pdf": pdf.read,
}
_CELL = ("td", "th")
_LINES = frozenset(
    re.findall(r"\S+", "paragraph list item table caption thead tbody tfoot content br tr")
)


def read(data: bytes, where: str) -> Source:
    """The note, with what the head says of patient and encounter. Raises WrongUsage for XML that is
    no ClinicalDocument."""
    text = plain.decoded(data, where)
    if _DOCTYPE.search(text):
        _refuse("The XML declares a document type or entities, which no C-CDA does.", where)
    try:
        # The text is decoded already: a declaration of its encoding would be wrong.
        root = ET.fromstring(_DECLARATION.sub("", text))
    except (ET.ParseError, ValueError) as fault:
        _refuse(f"Not XML: {fault}.", where)
    if root.tag != f"{_V3}ClinicalDocument":
        _refuse("The XML is not a C-CDA ClinicalDocument.", where)
    facts = _facts(root)
    body = root.find(f"{_V3}component/{_V3}nonXMLBody/{_V3}text")
    if body is not None:
        held = _unstructured(body, where)
        return Source(held.text, facts, held.notices)
    sections = root.findall(f"{_V3}component/{_V3}structuredBody/{_V3}component/{_V3}section")
    lines = (line for section in sections for line in _section(section, where, depth=1))
    return Source("\n".join(lines).strip("\n"), facts)


def _refuse(message: str, where: str) -> NoReturn:
    raise WrongUsage(message, where=where, remedy="docs/notes.md lists the kinds that are read.")


def _unstructured(body: ET.Element, where: str) -> Source:
    mime = body.get("mediaType", "text/plain")
    reader = _BY_TYPE.get(mime)
    if reader is None or body.find(f"{_V3}reference") is not None:
        _refuse(f"A body of the kind {mime[:60]!r}, or only a link, isn't read.", where)
    said = "".join(body.itertext())
    if body.get("representation") != "B64":
        return reader(said.encode(), where)
    try:
        return reader(base64.b64decode("".join(said.split()), validate=True), where)
    except (binascii.Error, ValueError) as fault:
        _refuse(f"The body's base64 is broken: {fault}.", where)


def _section(section: ET.Element, where: str, *, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        _refuse("Sections are nested too deeply.", where)
    title, code = section.find(f"{_V3}title"), section.find(f"{_V3}code")
    named = "".join(title.itertext()) if title is not None else ""
    heading = section_heading(named, code.get("code") if code is not None else None)
    if heading:
        yield f"\n{heading}"
    narrative = section.find(f"{_V3}text")
    if narrative is not None:
        said = "".join(_narrative(narrative, where, depth=1))
        yield "\n".join(line.strip() for line in said.split("\n") if line.strip())
    for inner in section.findall(f"{_V3}component/{_V3}section"):
        yield from _section(inner, where, depth=depth + 1)


def _narrative(element: ET.Element, where: str, *, depth: int) -> Iterator[str]:
    """The words of a text block, a line for each paragraph, item and row."""
    if depth > _DEEPEST:
        _refuse("The narrative is nested too deeply.", where)
    yield _blanks(element.text)
    number = 0
    for child in element:
        name = child.tag.removeprefix(_V3)
        if name == "item":
            number += 1
            ordered = element.get("listType") == "ordered"
            yield f"\n{number}. " if ordered else "\n- "
        elif name in _CELL:
            yield "  "
        elif name in _LINES and name != "content":
            yield "\n"
        yield from _narrative(child, where, depth=depth + 1)
        if name in _LINES and name not in ("content", "item"):
            yield "\n"
        yield _blanks(child.tail)


def _blanks(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _facts(root: ET.Element) -> Facts:
    patient = root.find(f"{_V3}recordTarget/{_V3}patientRole/{_V3}patient")
    encounter = root.find(f"{_V3}componentOf/{_V3}encompassingEncounter")
    birth = _value(patient, "birthTime")
    gender = patient.find(f"{_V3}administrativeGenderCode") if patient is not None else None
    visit = encounter.find(f"{_V3}code") if encounter is not None else None
    time = encounter.find(f"{_V3}effectiveTime") if encounter is not None else None
    day = _value(time, "low") or (time.get("value", "") if time is not None else "")
    return Facts(
        on=_day(day or _value(root, "effectiveTime")),
        birth_date=_day(birth),
        sex=_SEX.get(gender.get("code", "")) if gender is not None else None,
        encounter=visit.get("code") if visit is not None else None,
    )


def _value(parent: ET.Element | None, name: str) -> str:
    child = parent.find(f"{_V3}{name}") if parent is not None else None
    return child.get("value", "") if child is not None else ""


def _day(said: str) -> date | None:
    m = _DAY.match(said)
    try:
        return date(int(m[1]), int(m[2]), int(m[3])) if m else None
    except ValueError:
        return None
