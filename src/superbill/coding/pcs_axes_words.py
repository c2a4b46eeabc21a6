"""What acts, parts, approaches and devices of the notes are called in the ICD-10-PCS tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from superbill.knowledge.yaml_file import build, read_yaml

_FOLDER = Path(str(files("superbill.knowledge"))) / "pcs"

_LISTS = (
    "reported", "reported_not", "reported_acts", "operations", "card_region", "obstetric",
    "obstetric_sites",
)  # fmt: skip
SURGICAL = "Medical and Surgical"


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act in the words of the tables; operations.yaml says what each field is."""

    act: str
    operation: str
    section: str = SURGICAL
    system: str | None = None
    systems: tuple[str, ...] = ()
    only: bool = False
    part: str | None = None
    fifth: str | None = None
    sixth: str | None = None
    seventh: str | None = None
    prefix_only: bool = False
    hours: bool = False


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of the body: `System: Body Part`, the most fitting first."""

    site: str
    surgical: tuple[str, ...] = ()
    imaging: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Acts:
    source: str
    start: date
    acts: tuple[ActRow, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    source: str
    start: date
    parts: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class AxisWords:
    """The file axes.yaml; its comments say what each list is."""

    source: str
    start: date
    approaches: Mapping[str, str]
    devices: Mapping[str, tuple[str, ...]]
    subcutaneous: Mapping[str, str]
    together: Mapping[frozenset[str], str]
    reported: tuple[str, ...]
    reported_not: tuple[str, ...]
    reported_acts: tuple[str, ...]
    operations: tuple[str, ...]
    card_region: tuple[str, ...]
    obstetric: tuple[str, ...]
    obstetric_sites: tuple[str, ...]


@cache
def act_rows() -> Mapping[str, ActRow]:
    """By act. Raises CardRefused for a fault of the file."""
    root = build(_Acts, read_yaml(_FOLDER / "operations.yaml"))
    return {row.act: row for row in root.acts}


@cache
def part_rows() -> Mapping[str, PartRow]:
    """By site. Raises CardRefused for a fault of the file."""
    root = build(_Parts, read_yaml(_FOLDER / "body_parts.yaml"))
    return {row.site: row for row in root.parts}


@cache
def axis_words() -> AxisWords:
    """Approaches, devices and the rest. Raises CardRefused for a fault of the file."""
    fields = {"source", "start", "approaches", "devices", "subcutaneous", "together"}
    root = read_yaml(_FOLDER / "axes.yaml").mapping(
        required=fields | set(_LISTS),
        optional=set(),
    )
    joined = [row.mapping(required={"sites", "as"}, optional=set())
              for row in root["together"].items()]  # fmt: skip
    return AxisWords(
        root["source"].text(),
        date.fromisoformat(root["start"].text()),
        {k: v.text() for k, v in root["approaches"].entries().items()},
        {k: tuple(x.text() for x in v.items()) for k, v in root["devices"].entries().items()},
        {k: v.text() for k, v in root["subcutaneous"].entries().items()},
        {frozenset(s.text() for s in row["sites"].items()): row["as"].text() for row in joined},
        *(tuple(s.text() for s in root[name].items()) for name in _LISTS),
    )


@cache
def sources() -> tuple[str, ...]:
    """The documents that the three files rest on."""
    acts = build(_Acts, read_yaml(_FOLDER / "operations.yaml"))
    parts = build(_Parts, read_yaml(_FOLDER / "body_parts.yaml"))
    return acts.source, parts.source, axis_words().source
