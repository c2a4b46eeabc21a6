"""CMS's ICD-10-PCS documents, read from the original XML or from the same written as a table.

Either way an importer gets the same tree of elements. In the table each row is an element with its
text, or an attribute of the element before it; the columns after those name the element's path.
`pcs_reshaped.columns.yaml` says which headers there are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.reading.border import lines_of, refused
from superbill.codesets.sources.reading.guarded_xml import Element, read_xml

_COLUMNS = Path(__file__).with_name("pcs_reshaped.columns.yaml")
_YEAR = re.compile(r"<version>\s*(20\d\d)\s*<|\bversion,[^,]*,,(20\d\d),|\b(20\d\d) ICD-10-PCS")
_BEGINNING = 4_000


@dataclass(frozen=True, slots=True)
class _Layout:
    header: tuple[str, ...]
    path: int
    root: str | None


@cache
def _declared() -> Mapping[str, Any]:
    return cast(Mapping[str, Any], yaml.safe_load(_COLUMNS.read_text(encoding="utf-8")))


@cache
def _layouts() -> Mapping[str, _Layout]:
    found: dict[str, _Layout] = {}
    for entry in _declared()["layouts"]:
        header = tuple(str(entry["header"]).split(","))
        found[entry["header"]] = _Layout(header, header.index(entry["path"]), entry.get("root"))
    return found


def is_reshaped(sample: Sample) -> bool:
    return bool(sample.lines) and sample.lines[0].strip() in _layouts()


def remarks_of(path: Path) -> tuple[str, ...]:
    """What a reader must know of a document: that it was reshaped, where it was."""
    with path.open("rb") as file:
        first = file.readline().decode("utf-8", errors="replace").strip().removeprefix("\ufeff")
    return (str(_declared()["lost"]),) if first in _layouts() else ()


def root_of(sample: Sample) -> str | None:
    """The tag of the document's root, as far as the beginning of a file shows it."""
    if is_reshaped(sample):
        layout = _layouts()[sample.lines[0].strip()]
        return layout.root or (sample.lines[1].partition(",")[0] if sample.lines[1:] else None)
    found = re.search(r"<(ICD10PCS\.\w+)", sample.text)
    return found[1] if found else None


def year_in(sample: Sample) -> int | None:
    """The fiscal year that the version or the title at the beginning of a document states."""
    found = _YEAR.search(sample.text[:_BEGINNING])
    return int(found[1] or found[2] or found[3]) if found else None


def year_of(root: Element) -> int | None:
    """The same of a whole document."""
    for tag in ("version", "title"):
        element = root.only(tag)
        found = re.match(r"\s*(20\d\d)\b", element.text) if element else None
        if found:
            return int(found[1])
    return None


def read_document(path: Path) -> Element:
    """The root of a document. Raises ReleaseRefused, with the line, for what can't be read."""
    records = _records(path)
    _, first = next(records, (0, [""]))
    layout = _layouts().get(",".join(first).strip())
    return _tree(path, layout, records) if layout else read_xml(path)


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader((f"{text}\n" for _, text in lines_of(path)), strict=True)
    try:
        for values in reader:
            yield reader.line_num, values
    except csv.Error as fault:
        raise refused(path, reader.line_num, f"not a table ({fault}).") from fault


def _tree(path: Path, layout: _Layout, records: Iterator[tuple[int, list[str]]]) -> Element:
    columns = _declared()["columns"]
    element, number, attribute, text = (
        layout.header.index(columns[name]) for name in ("element", "number", "attribute", "text")
    )
    top = Element("", {}, 1)
    open_elements = [top]
    if layout.root:
        open_elements.append(Element(layout.root, {}, 1))
        top.children.append(open_elements[1])
    rooted = len(open_elements)
    numbered = ""
    for line, values in records:
        if len(values) != len(layout.header):
            raise refused(path, line, f"{len(values)} columns, not {len(layout.header)}.")
        depth = sum(map(bool, values[layout.path :]))
        if values[attribute]:
            if values[number] != numbered:
                raise refused(path, line, "an attribute stands away from its element.")
            open_elements[-1].attributes[values[attribute]] = values[text]
            continue
        above = depth + rooted - 1
        if not 0 < above <= len(open_elements):
            raise refused(path, line, "an element has nothing above it.")
        del open_elements[above:]
        made = Element(values[element], {}, line)
        made.text = values[text]
        open_elements[-1].children.append(made)
        open_elements.append(made)
        numbered = values[number]
        _check_path(path, line, open_elements[rooted:], values[layout.path :])
    if len(top.children) != 1:
        raise refused(path, None, "the document has no root, or more than one.")
    return top.children[0]


def _check_path(path: Path, line: int, opened: list[Element], named: list[str]) -> None:
    if [e.tag for e in opened] != [name for name in named if name]:
        raise refused(path, line, f"the path {'/'.join(filter(None, named))} is broken.")
