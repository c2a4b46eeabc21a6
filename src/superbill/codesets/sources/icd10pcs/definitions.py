"""CMS's ICD-10-PCS definitions: root operations, approaches and other values defined and explained,
body parts and devices with what they include.

File: `icd10pcs_definitions_YYYY.xml` of CMS, or the same XML written as a table (pcs_reshaped). It
names values by their labels; which characters have those labels, the tables say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from superbill.codesets.sources.icd10pcs.concepts import SYSTEM
from superbill.codesets.sources.icd10pcs.index import unexpected
from superbill.codesets.sources.reading.border import refused
from superbill.codesets.sources.reading.guarded_xml import Element

ROOT = "ICD10PCS.definitions"

Row = tuple[object, ...]

_SAID = ("title", "definition", "explanation", "includes")
_OF_DEVICE = ("device", "operation", "bodySys", "parent")


@dataclass(frozen=True, slots=True)
class Term:
    """What is said of the values with these labels, at one axis of one section."""

    section: str
    axis: int
    labels: tuple[str, ...]
    definition: str | None
    explanation: str | None
    includes: tuple[str, ...]


def terms_in(path: Path, root: Element) -> Iterator[Term]:
    """Every term of the document. Raises ReleaseRefused, with file and line."""
    for section in root.children:
        if section.tag in ("version", "title", "deviceAggregation"):
            continue
        if section.tag != "section" or len(section.attributes.get("code", "")) != 1:
            raise unexpected(path, section, root)
        for axis in section.children:
            if axis.tag == "title":
                continue
            if axis.tag != "axis" or axis.attributes.get("pos", "") not in "1234567":
                raise unexpected(path, axis, section)
            for terms in axis.children:
                if terms.tag == "terms":
                    yield _term(path, terms, section, axis)
                elif terms.tag != "title":
                    raise unexpected(path, terms, axis)


def _term(path: Path, terms: Element, section: Element, axis: Element) -> Term:
    said: dict[str, list[str]] = {tag: [] for tag in _SAID}
    for child in terms.children:
        if child.tag not in said or child.children:
            raise unexpected(path, child, terms)
        said[child.tag].append(" ".join(child.text.split()))
    if not said["title"] or not all(said["title"]):
        raise refused(path, terms.line, "a definition has no title.")
    for tag in ("definition", "explanation"):
        if len(said[tag]) > 1:
            raise refused(path, terms.line, f"<{tag}> stands twice at {said['title'][0]}.")
    return Term(
        section.attributes["code"],
        int(axis.attributes["pos"]),
        tuple(said["title"]),
        next(iter(said["definition"]), None),
        next(iter(said["explanation"]), None),
        tuple(said["includes"]),
    )


def term_rows(path: Path, root: Element, terms: list[Term]) -> Iterator[Row]:
    """The rows of the store: a term for each label, then one for each device of the key that
    gathers devices under a broader value."""
    position = 0
    for term in terms:
        for label in term.labels:
            position += 1
            cells: dict[str, object] = {"section": term.section, "axis": term.axis}
            cells |= {n: v for n, v in (("definition", term.definition),
                                        ("explanation", term.explanation)) if v}  # fmt: skip
            if term.includes:
                cells["includes"] = list(term.includes)
            yield _row("definition", position, label, cells)
    position = 0
    for aggregation in root.named("deviceAggregation"):
        for aggregate in aggregation.children:
            if aggregate.tag != "aggregate":
                raise unexpected(path, aggregate, aggregation)
            position += 1
            title, cells = _device(path, aggregate)
            yield _row("device_aggregation", position, title, cells)


def _device(path: Path, aggregate: Element) -> tuple[str, dict[str, object]]:
    for child in aggregate.children:
        if child.tag not in _OF_DEVICE or child.children:
            raise unexpected(path, child, aggregate)
    device, operation = aggregate.only("device"), aggregate.only("operation")
    parent = aggregate.only("parent")
    if device is None or operation is None or parent is None:
        raise refused(path, aggregate.line, "a device lacks its operation or its broader value.")
    return device.text.strip(), {
        "operation": operation.text.strip(),
        "body_systems": [b.text.strip() for b in aggregate.named("bodySys")],
        "parent": parent.text.strip(),
        "value": parent.attributes.get("value"),
    }


def _row(source: str, position: int, title: str, cells: dict[str, object]) -> Row:
    return (
        SYSTEM, source, position, 0, None, title, None, None, None, None, None,
        json.dumps(cells, ensure_ascii=False),
    )  # fmt: skip
