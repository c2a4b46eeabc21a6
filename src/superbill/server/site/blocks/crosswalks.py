"""Diagnoses, procedures and devices that go with it, and its places in other classifications."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from superbill.codesets.answers import Concept
from superbill.coding.codes import split_code
from superbill.errors import NotLoaded
from superbill.server.site.blocks.block import Asked, Block
from superbill.tools.context import Context

_LISTS = (
    ("diagnoses", "Usual diagnoses", "when", "icd10cm"),
    ("icd10pcs", "Inpatient, ICD-10-PCS", "when", "icd10pcs"),
    ("devices", "Devices, HCPCS", "note", "hcpcs"),
)

_ALSO = (
    ("crosswalks", "ICD-9-CM"),
    ("severity", "MS-DRG severity"),
    ("hcc", "risk adjustment"),
    ("ccsr", "CCSR"),
)


def build(context: Context, concept: Concept, on: date, asked: Asked) -> Mapping[str, Any] | None:
    lists = [
        (title, [_entry(context, one["code"], one.get(words, ""), system, on)
                 for one in concept.sections[name]])
        for name, title, words, system in _LISTS if concept.sections.get(name)
    ]  # fmt: skip
    has = concept.properties
    said: dict[str, Any] = {
        "lists": lists,
        "crosswalks": has.get("crosswalks", ()),
        "ccsr": has.get("ccsr", ()),
        "hcc": has.get("hcc", ()),
        "severity": has.get("severity", ()),
        "exclusions": has.get("exclusions", ()),
    }
    return said if any(said.values()) else None


def _entry(
    context: Context, written: str, words: str, system: str, on: date
) -> dict[str, str]:  # fmt: skip
    """One code of a card, with what it is called on the day."""
    system, code = split_code(written, system=system)
    try:
        title = context.book.status(code, system, on=on).title or ""
    except NotLoaded:
        title = ""
    return {"system": system, "code": code, "title": title, "words": words}


def preview(said: Mapping[str, Any]) -> str:
    named = [f"{title.lower()} ({len(entries)})" for title, entries in said["lists"]]
    named += [words for key, words in _ALSO if said[key]]
    text = ", ".join(named)
    return f"{text[:1].upper()}{text[1:]}."


BLOCK = Block("crosswalks", "Diagnoses and crosswalks", False, build, preview)
