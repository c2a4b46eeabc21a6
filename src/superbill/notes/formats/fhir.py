"""FHIR R4 as JSON: DocumentReference, Composition, Binary, and a Bundle that holds one of them.

HL7 FHIR R4 (4.0.1): documentreference.html, composition.html, bundle.html#document. Only what the
resource itself carries is read: an attachment that is a link alone is refused, never fetched.
Entries of a Composition's sections are data, not the note; its narrative is the note.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NoReturn, cast

from superbill.errors import WrongUsage
from superbill.notes.formats import docx, html, pdf, picture, plain, rtf
from superbill.notes.formats.coded_sections import section_heading
from superbill.notes.formats.source import LARGEST, Facts, Source, heading_line

Resource = Mapping[str, Any]

_NOTHING: Resource = {}
_NOTES = ("DocumentReference", "Composition")
_DEEPEST = 20
"""Sections within sections."""
_LOINC = "http://loinc.org"
_BY_TYPE: dict[str, Callable[[bytes, str], Source]] = {
    "text/plain": plain.read,
    "text/markdown": plain.read,
    "text/html": html.read,
    "application/xhtml+xml": html.read,
    "application/rtf": rtf.read,
    "text/rtf": rtf.read,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": docx.read,
    "application/pdf": pdf.read,
    "image/png": picture.read,
    "image/jpeg": picture.read,
    "image/tiff": picture.read,
}
"""What an attachment may be; of several forms of one note the first of these is read."""


def read(data: bytes, where: str) -> Source:
    """The note that the resource carries, with what it says of the encounter. Raises WrongUsage for
    anything else."""
    try:
        found = json.loads(plain.decoded(data, where))
    except RecursionError:
        _refuse("The JSON is nested too deeply.", where)
    except ValueError as fault:
        _refuse(f"Not JSON: {fault}.", where)
    if not isinstance(found, dict) or "resourceType" not in found:
        _refuse("The JSON is not a FHIR resource.", where)
    resource = cast(Resource, found)
    if resource["resourceType"] == "Bundle":
        return _bundle(resource, where)
    return _note(resource, (), where)


def _refuse(message: str, where: str) -> NoReturn:
    raise WrongUsage(message, where=where, remedy="docs/notes.md says which resources are read.")


def _bundle(bundle: Resource, where: str) -> Source:
    beside = [_one(entry.get("resource")) for entry in _each(bundle.get("entry"))]
    notes = [r for r in beside if r.get("resourceType") in _NOTES]
    if bundle.get("type") == "document":
        # Its first resource is the document; others are what it cites.
        notes = [r for r in notes if r.get("resourceType") == "Composition"][:1]
    if not notes:
        _refuse("The Bundle holds no note.", where)
    if len(notes) > 1:
        _refuse(f"The Bundle holds {len(notes)} notes: give one a file.", where)
    return _note(notes[0], beside, where)


def _note(resource: Resource, beside: list[Resource] | tuple[()], where: str) -> Source:
    kind = str(resource.get("resourceType"))[:40]
    status = (resource.get("status"), resource.get("docStatus"))
    if "entered-in-error" in status:
        _refuse(f"The {kind} says that it was entered in error.", where)
    if kind == "DocumentReference":
        source = _attached(resource, beside, where)
    elif kind == "Composition":
        source = Source("\n".join(_composed(resource, where)))
    elif kind == "Binary":
        source = _decoded(_text(resource, "contentType"), _text(resource, "data"), where)
    else:
        _refuse(f"A FHIR {kind} is no note.", where)
    notices = source.notices
    if "superseded" in status:
        notices += (f"The {kind} says that a later one stands in its place.",)
    return replace(source, facts=_facts(resource, beside), notices=notices)


def _attached(resource: Resource, beside: list[Resource] | tuple[()], where: str) -> Source:
    """The attachment that is read: of several forms of the note, the plainest."""
    attachments = [_one(c.get("attachment")) for c in _each(resource.get("content"))]
    held = {f"Binary/{_text(r, 'id')}": r for r in beside if r.get("resourceType") == "Binary"}
    forms: list[tuple[str, str]] = []
    for attachment in attachments:
        binary = held.get(_text(attachment, "url"))
        mime = _text(attachment, "contentType") or (_text(binary, "contentType") if binary else "")
        data = _text(attachment, "data") or (_text(binary, "data") if binary else "")
        if data:
            forms.append((_bare_type(mime), data))
    if not forms:
        linked = any(_text(a, "url") for a in attachments)
        said = "is only a link (url), which is not followed" if linked else "has no data"
        _refuse(f"The attachment {said}.", where)
    order = list(_BY_TYPE)
    forms.sort(key=lambda f: order.index(f[0]) if f[0] in order else len(order))
    return _decoded(*forms[0], where)


def _bare_type(mime: str) -> str:
    return mime.split(";")[0].strip().lower()


def _decoded(mime: str, data: str, where: str) -> Source:
    reader = _BY_TYPE.get(_bare_type(mime))
    if reader is None:
        _refuse(f"An attachment of the kind {mime[:60]!r} isn't read.", where)
    try:
        held = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError) as fault:
        _refuse(f"The attachment's base64 is broken: {fault}.", where)
    if not held.strip() or len(held) > LARGEST:
        _refuse("The attachment is empty." if not held.strip() else "It is too large.", where)
    return reader(held, where)


def _composed(composition: Resource, where: str) -> Iterator[str]:
    if title := _text(composition, "title"):
        yield heading_line(title)
    for section in _each(composition.get("section")):
        yield from _section(section, where, depth=1)


def _section(section: Resource, where: str, *, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        _refuse("Sections are nested too deeply.", where)
    code = _one(section.get("code"))
    codings = _each(code.get("coding"))
    loinc = next((_text(c, "code") for c in codings if c.get("system") == _LOINC), None)
    shown = next((_text(c, "display") for c in codings), "")
    heading = section_heading(_text(section, "title") or _text(code, "text") or shown, loinc)
    if heading:
        yield f"\n{heading}"
    if narrative := _text(_one(section.get("text")), "div"):
        yield html.text_of(narrative, where)
    for inner in _each(section.get("section")):
        yield from _section(inner, where, depth=depth + 1)


def _facts(resource: Resource, beside: list[Resource] | tuple[()]) -> Facts:
    """What the resource, and the patient and the encounter beside it, say of the encounter."""
    patients = [r for r in beside if r.get("resourceType") == "Patient"]
    encounters = [r for r in beside if r.get("resourceType") == "Encounter"]
    patient = patients[0] if len(patients) == 1 else _NOTHING
    encounter = encounters[0] if len(encounters) == 1 else _NOTHING
    context = _one(resource.get("context"))
    events = [_one(e.get("period")) for e in _each(resource.get("event"))]
    days = (
        _text(_one(encounter.get("period")), "start"),
        _text(_one(context.get("period")), "start"),
        *(_text(e, "start") for e in events),
        _text(resource, "date"),
    )
    gender = _text(patient, "gender")
    return Facts(
        on=next((d for said in days if (d := _day(said))), None),
        birth_date=_day(_text(patient, "birthDate")),
        sex=gender if gender in ("female", "male") else None,
        encounter=_text(_one(encounter.get("class")), "code") or None,
    )


def _day(said: str) -> date | None:
    """The day of a FHIR date or instant; a year or a month alone is none."""
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        return None


def _one(value: object) -> Resource:
    return cast(Resource, value) if isinstance(value, dict) else _NOTHING


def _each(value: object) -> list[Resource]:
    items = cast(list[object], value) if isinstance(value, list) else []
    return [cast(Resource, item) for item in items if isinstance(item, dict)]


def _text(resource: Resource, key: str) -> str:
    value = resource.get(key)
    return value if isinstance(value, str) else ""
