"""HCPCS Level II: the whole record of the publisher's file, each field with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from superbill.codesets.answers import Concept
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.server.site.blocks.block import Asked, Block
from superbill.tools.context import Context

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the record. values: what they mean; same: another field that says it."""

    field: str
    title: str
    values: Mapping[str, str] | None = None
    same: str | None = None


class Shown(NamedTuple):
    title: str
    value: str
    meaning: str


@cache
def fields() -> Mapping[str, Field]:
    """The entries of record.yaml by field. Raises CardRefused for a fault of the file."""
    found = [build(Field, entry) for entry in read_yaml(FILE).items()]
    return {one.field: one for one in found}


def build_record(
    context: Context, concept: Concept, on: date, asked: Asked
) -> Mapping[str, Any] | None:
    records = concept.properties.get("record")
    return {"records": [list(_shown(record)) for record in records]} if records else None


def _shown(record: Mapping[str, Any]) -> Iterator[Shown]:
    known = fields()
    order = list(known)
    for name in sorted(record, key=lambda n: order.index(n) if n in known else len(order)):
        if not record[name]:
            continue
        value, one = str(record[name]), known.get(name)
        means = known[one.same] if one and one.same else one
        values = (means.values if means else None) or {}
        yield Shown(one.title if one else name, value, values.get(value, ""))


BLOCK = Block("record", "HCPCS record", True, build_record)
