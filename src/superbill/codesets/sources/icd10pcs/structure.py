"""The sections of ICD-10-PCS as the project states them: names, axes, and how titles read.

The lists of codes that packages carry hold codes and titles only; what their first three axes are
called, and which words of a title belong to which axis, stands in `icd10pcs_structure.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from superbill.errors import ReleaseRefused

PATH = Path(__file__).with_name("icd10pcs_structure.yaml")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REQUIRED = {"name", "axes", "body_systems", "operations", "absent"}
_OPTIONAL = {"trim", "titles"}


@dataclass(frozen=True, slots=True)
class Section:
    """One section, a first character.

    axes: the names of its seven axes
    body_systems, operations: what the second and the third character mean
    approaches: what the fifth character means, empty where the fifth axis is no approach
    absent: axis -> the label of Z, where Z says that there is none
    trim: axis -> a word that titles put after a label and the tables don't
    titles: table (three characters) or "*" -> patterns of titles, the first that fits counts
    """

    code: str
    name: str
    axes: tuple[str, ...]
    body_systems: Mapping[str, str]
    operations: Mapping[str, str]
    absent: Mapping[int, str]
    approaches: Mapping[str, str] = field(default_factory=dict[str, str])
    trim: Mapping[int, str] = field(default_factory=dict[int, str])
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


def table_title(section: Section, code: str) -> str:
    """The title of a table, from the labels of its three axes, as far as they are known.

    >>> table_title(sections()["0"], "0UL")
    'Medical and Surgical, Female Reproductive System, Occlusion'
    """
    labels = [section.name]
    for label in (section.body_systems.get(code[1]), section.operations.get(code[2])):
        if label and label != "None":
            labels.append(label)
    return ", ".join(labels)


@cache
def sections(path: Path = PATH) -> Mapping[str, Section]:
    """The sections by their character. Raises ReleaseRefused for a file of another shape."""
    root = cast(dict[str, Any], yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    _expect(root, {"source", "approaches", "sections"}, set(), path.name)
    approaches = root["approaches"]
    _expect(approaches, {"sections", "values"}, set(), f"{path.name}: approaches")
    return {
        code: _section(code, entry, approaches, f"{path.name}: section {code}")
        for code, entry in root["sections"].items()
    }


def _section(code: str, entry: dict[str, Any], approaches: dict[str, Any], where: str) -> Section:
    _expect(entry, _REQUIRED, _OPTIONAL, where)
    if len(entry["axes"]) != 7:
        raise ReleaseRefused("a section has seven axes.", where=where)
    return Section(
        code=code,
        name=entry["name"],
        axes=tuple(entry["axes"]),
        body_systems=entry["body_systems"],
        operations=entry["operations"],
        absent=entry["absent"],
        approaches=approaches["values"] if code in approaches["sections"] else {},
        trim=entry.get("trim", {}),
        titles={table: tuple(p) for table, p in entry.get("titles", {}).items()},
    )


def _expect(entry: object, required: set[str], optional: set[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise ReleaseRefused("a mapping was expected.", where=where)
    keys = set(cast(dict[str, Any], entry))
    wrong = sorted(map(str, (required - keys) | (keys - required - optional)))
    if wrong:
        raise ReleaseRefused(f"missing or unknown: {', '.join(wrong)}.", where=where)
