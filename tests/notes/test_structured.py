"""FHIR R4 and C-CDA: the note that a resource carries; nothing is fetched, nothing expanded."""

import base64
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superbill.errors import WrongUsage
from superbill.notes.files import read_note, read_source
from superbill.notes.formats import cda
from superbill.notes.formats import fhir as fhir_format
from superbill.notes.formats.source import Facts

NARRATIVE = {"div": "<div xmlns='http://www.w3.org/1999/xhtml'><p>Asthma.</p></div>"}
LOINC = "http://loinc.org"


def attachment(kind: str, data: bytes) -> dict[str, Any]:
    return {"attachment": {"contentType": kind, "data": base64.b64encode(data).decode()}}


def reference(*content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "DocumentReference", "status": "current", "content": content, **more}


def composition(*sections: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Composition", "status": "final", "section": sections, **more}


def bundle(*resources: dict[str, Any], kind: str = "document") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": r} for r in resources]}


def fhir(resource: object) -> bytes:
    return json.dumps(resource).encode()


@pytest.mark.parametrize(
    ("why", "resource", "text"),
    [
        ("plain text, untouched",
         reference(attachment("text/plain; charset=utf-8", b"PLAN:\r\nHome")), "PLAN:\r\nHome"),
        ("HTML", reference(attachment("text/html", b"<h1>Plan</h1>Home")), "## Plan\n\nHome"),
        ("RTF", reference(attachment("application/rtf", rb"{\rtf1 Home}")), "Home"),
        ("the plainest of several forms", reference(attachment("text/html", b"<p>html</p>"),
         attachment("text/plain", b"plain")), "plain"),
        ("a Binary of the same Bundle", bundle(
            reference({"attachment": {"contentType": "text/plain", "url": "Binary/b1"}}),
            {"resourceType": "Binary", "id": "b1", "contentType": "text/plain", "data": "SG9tZQ=="},
            kind="collection"), "Home"),
        ("sections with titles, within each other", composition(
            {"title": "Assessment", "text": NARRATIVE, "section": [{"title": "Gout"}]}),
         "\n## Assessment\nAsthma.\n\n## Gout"),
        ("a code names a section", composition(
            {"title": "Beurteilung", "code": {"coding": [{"system": LOINC, "code": "51848-0"}]},
             "text": NARRATIVE}), "\n## Assessment (Beurteilung)\nAsthma."),
        ("a document Bundle", bundle(composition({"text": NARRATIVE}, title="Note")),
         "## Note\nAsthma."),
    ],
)  # fmt: skip
def test_fhir(why: str, resource: dict[str, Any], text: str):
    assert fhir_format.read(fhir(resource), "note").text == text


def test_fhir_says_the_day_and_the_patient():
    source = fhir_format.read(fhir(bundle(
        composition({"text": NARRATIVE}, date="2025-03-05T10:00:00Z"),
        {"resourceType": "Patient", "gender": "female", "birthDate": "1970-01-02"},
        {"resourceType": "Encounter", "class": {"code": "IMP"},
         "period": {"start": "2025-03-01T08:00:00Z"}},
    )), "note")  # fmt: skip
    assert source.facts == Facts(date(2025, 3, 1), date(1970, 1, 2), "female", "IMP")


@pytest.mark.parametrize(
    ("resource", "says"),
    [
        ("[]", "not a FHIR resource"),
        ("{", "Not JSON"),
        ("[" * 200_000, "nested too deeply"),
        ({"resourceType": "Observation"}, "A FHIR Observation is no note"),
        (bundle({"resourceType": "Patient"}), "holds no note"),
        (bundle(reference(), reference(), kind="searchset"), "holds 2 notes"),
        (reference(), "has no data"),
        (reference({"attachment": {"contentType": "text/plain", "url": "https://x.invalid/n"}}),
         r"only a link \(url\), which is not followed"),
        (reference({"attachment": {"contentType": "text/plain", "data": "%%%"}}),
         "base64 is broken"),
        (reference(attachment("video/mp4", b"x")), "'video/mp4' isn't read"),
        (reference(attachment("application/pdf", b"%PDF-1.4 nothing")), "PDF can't be opened"),
        (reference(attachment("text/plain", b"x"), status="entered-in-error"), "entered in error"),
        ({"resourceType": "Composition", "section": {"title": 3}}, "no text"),
    ],
)  # fmt: skip
def test_fhir_that_is_no_note_is_refused(tmp_path: Path, resource: object, says: str):
    path = tmp_path / "note.json"
    path.write_bytes(resource.encode() if isinstance(resource, str) else fhir(resource))
    with pytest.raises(WrongUsage, match=says) as caught:
        read_note(path)
    assert caught.value.where == str(path)


def test_fhir_sections_without_end_are_refused():
    section: dict[str, Any] = {"title": "deep"}
    for _ in range(30):
        section = {"section": [section]}
    with pytest.raises(WrongUsage, match="nested too deeply"):
        fhir_format.read(fhir(composition(section)), "note")


def test_a_superseded_reference_is_read_and_said(tmp_path: Path):
    path = tmp_path / "note.json"
    path.write_bytes(fhir(reference(attachment("text/plain", b"Home"), status="superseded")))
    assert "later one" in read_source(path).notices[0]


HEAD = "<ClinicalDocument xmlns='urn:hl7-org:v3'><component>"
FOOT = "</component></ClinicalDocument>"
CDA = """<?xml version="1.0" encoding="ISO-8859-1"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><effectiveTime value="20250301"/>
<recordTarget><patientRole><patient><administrativeGenderCode code="F"/>
<birthTime value="19700102"/></patient></patientRole></recordTarget>
<component><structuredBody><component><section>
<code code="51848-0"/><title>Evaluation</title>
<text><paragraph>Seen today.</paragraph><list listType="ordered"><item>Asthma</item>
<item><content>Gout</content></item></list>
<table><tbody><tr><td>Na</td><td>140</td></tr></tbody></table></text>
<component><section><title>Within</title><text>More</text></section></component>
</section></component></structuredBody></component></ClinicalDocument>"""


def test_c_cda():
    source = cda.read(CDA.encode(), "note")
    assert source.text == (
        "## Assessment (Evaluation)\nSeen today.\n1. Asthma\n2. Gout\nNa  140\n\n## Within\nMore"
    )
    assert source.facts == Facts(date(2025, 3, 1), date(1970, 1, 2), "female", None)


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        ("<a/>", "not a C-CDA"),
        ("<a>", "Not XML"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares a document type"),
        (HEAD + "<structuredBody><component><section><text>" + "<list><item>" * 400
         + "</item></list>" * 400 + "</text></section></component></structuredBody>" + FOOT,
         "nested too deeply"),
        (HEAD + "<nonXMLBody><text mediaType='text/plain'><reference value='https://x.invalid/n'/>"
         "</text></nonXMLBody>" + FOOT,
         "only a link"),
    ],
)  # fmt: skip
def test_xml_that_is_no_note_is_refused(xml: str, says: str):
    with pytest.raises(WrongUsage, match=says):
        cda.read(xml.encode(), "note")
