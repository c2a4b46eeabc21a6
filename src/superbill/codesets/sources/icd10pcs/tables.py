"""CMS's ICD-10-PCS tables: which codes there are, and what each character of each of them means.

Files: `icd10pcs_tables_YYYY.xml` of CMS and, where it is given with it, `icd10pcs_definitions_YYYY
.xml`; or either of the same XML written as a table (pcs_reshaped). A table is three characters, the
section, body system and operation; each of its rows gives the values that the other four may have
together. All rows, written out, are exactly the codes of the order file.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from pathlib import Path

from superbill.codesets.draft import Draft, Files
from superbill.codesets.importing.layout import Match, half_year_after
from superbill.codesets.importing.sample import Sample
from superbill.codesets.pcs_axes import NAMES
from superbill.codesets.sources.icd10cm.editions import half_year_of
from superbill.codesets.sources.icd10pcs.concepts import SYSTEM
from superbill.codesets.sources.icd10pcs.definitions import ROOT as DEFINITIONS_ROOT
from superbill.codesets.sources.icd10pcs.definitions import Term, term_rows, terms_in
from superbill.codesets.sources.icd10pcs.index import check_document, unexpected
from superbill.codesets.sources.icd10pcs.label_rows import Row, label_rows
from superbill.codesets.sources.icd10pcs.reshaped import (
    is_reshaped,
    read_document,
    remarks_of,
    root_of,
    year_in,
)
from superbill.codesets.sources.reading.border import file_in, refused
from superbill.codesets.sources.reading.guarded_xml import Element
from superbill.codesets.store import StoreWriter
from superbill.dates import fiscal_year

FAMILY = "icd10pcs.axes"
TABLES, DEFINITIONS = "tables", "definitions"
ROOT = "ICD10PCS.tabular"

ROW = "row"
"""Property of a table: for each of its rows, axis -> value -> label, of axes 4 to 7."""

_ROLES = {ROOT: TABLES, DEFINITIONS_ROOT: DEFINITIONS}
_CHARACTERS = frozenset("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")
_APPROACH = 5

Values = Mapping[str, str]
"""Value -> label, of one axis."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. names: of the seven axes; rows: of each, the values of axes 4 to 7."""

    code: str
    labels: tuple[str, str, str]
    definition: str | None
    names: tuple[str, ...]
    rows: tuple[tuple[Values, ...], ...]


def recognise(sample: Sample) -> Match | None:
    """The tables or the definitions, by their root; the fiscal year is in them, the half-year in
    their names."""
    role = _ROLES.get(root_of(sample) or "")
    if role is None:
        return None
    named = half_year_of(sample, SYSTEM, stated=year_in(sample))
    return Match(FAMILY, role, named=named, rank=int(is_reshaped(sample)))


def missing(roles: Collection[str]) -> str | None:
    """Definitions name values by their labels alone: without the tables they explain nothing."""
    if TABLES in roles:
        return None
    return "the tables of the same edition are missing: import both in one command."


def draft(files: Files, *, edition: date) -> Draft:
    """The axes of an edition. Roles: `tables` and, if given, `definitions`.

    Raises ReleaseRefused where the tables are missing; `fill` for whatever in either is not as
    CMS's layout has it.
    """
    tables = file_in(files, TABLES)
    definitions = file_in(files, DEFINITIONS) if DEFINITIONS in files else None
    with_definitions = "" if definitions else " The definitions were not given."
    return Draft(
        family=FAMILY,
        edition=edition,
        title=f"ICD-10-PCS tables and definitions, FY{fiscal_year(edition)}, {edition}",
        publisher="CMS",
        kind="edition",
        start=edition,
        end=half_year_after(edition),
        systems=(SYSTEM,),
        licence="Work of the United States government, public domain",
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        fill=lambda writer: fill(writer, tables=tables, definitions=definitions, edition=edition),
        remarks=(
            *remarks_of(tables),
            f"Every label and combination of values as CMS's tables state it.{with_definitions}",
        ),
    )


def fill(writer: StoreWriter, *, tables: Path, definitions: Path | None, edition: date) -> None:
    """Writes axes, the rows of every table, and terms. Raises ReleaseRefused."""
    found = list(read_tables(tables, edition=edition))
    terms: list[Term] = []
    if definitions is not None:
        root = read_document(definitions)
        check_document(definitions, root, tag=DEFINITIONS_ROOT, edition=edition)
        terms = list(terms_in(definitions, root))
        writer.add("term", term_rows(definitions, root, terms))
    rows = list(label_rows(_labels_of_codes(tables, found), range(1, 8)))
    writer.add("axis", _axis_rows(rows, found, terms))
    writer.add("property", _properties(found))


def read_tables(path: Path, *, edition: date) -> Iterator[Table]:
    """The tables of the document, in order. Raises ReleaseRefused, with file and line."""
    root = read_document(path)
    check_document(path, root, tag=ROOT, edition=edition)
    seen: set[str] = set()
    for element in root.children:
        if element.tag in ("version", "title"):
            continue
        if element.tag != "pcsTable":
            raise unexpected(path, element, root)
        table = _table(path, element)
        if table.code in seen:
            raise refused(path, element.line, f"table {table.code} stands twice.")
        seen.add(table.code)
        yield table
    if not seen:
        raise refused(path, root.line, "the file has no table.")


def expanded(table: Table) -> Iterator[str]:
    """Every code of a table.

    >>> row = ({"5": "Right"}, {"0": "Open", "8": "Endoscopic"}, {"Z": "None"}, {"Z": "None"})
    >>> list(expanded(Table("0UL", ("a", "b", "c"), None, (), (row,))))
    ['0UL50ZZ', '0UL58ZZ']
    """
    for row in table.rows:
        for values in product(*row):
            yield table.code + "".join(values)


def _table(path: Path, element: Element) -> Table:
    first = [_axis(path, a, number) for number, a in enumerate(element.named("axis"), 1)]
    if len(first) != 3 or any(len(values) != 1 for _, values in first):
        raise refused(path, element.line, "a table has three axes of one value each.")
    names = [name for name, _ in first]
    rows: list[tuple[Values, ...]] = []
    for child in element.children:
        if child.tag == "axis":
            continue
        if child.tag != "pcsRow":
            raise unexpected(path, child, element)
        axes = [_axis(path, a, number) for number, a in enumerate(child.children, 4)]
        codes = prod(len(values) for _, values in axes)
        if len(axes) != 4 or str(codes) != child.attributes.get("codes", str(codes)):
            stated = child.attributes.get("codes")
            raise refused(path, child.line, f"a row of {codes} codes, where it states {stated}.")
        names[3:] = [name for name, _ in axes]
        rows.append(tuple(values for _, values in axes))
    if not rows:
        raise refused(path, element.line, "a table has no row.")
    code = "".join(next(iter(values)) for _, values in first)
    section, system, operation = (next(iter(values.values())) for _, values in first)
    last = list(element.named("axis"))[2].only("definition")
    definition = " ".join(last.text.split()) if last else None
    return Table(code, (section, system, operation), definition, tuple(names), tuple(rows))


def _axis(path: Path, element: Element, number: int) -> tuple[str, Values]:
    """The name and the values of an axis, which must be the `number`th."""
    if element.tag != "axis" or element.attributes.get("pos") != str(number):
        raise refused(path, element.line, f"axis {number} was due here.")
    name, values = "", dict[str, str]()
    for child in element.children:
        text = " ".join(child.text.split())
        if child.tag == "title":
            name = text
        elif child.tag == "label":
            value = child.attributes.get("code", "")
            if value not in _CHARACTERS or value in values or not text:
                raise refused(path, child.line, f"{value!r} is no value, or stands twice.")
            values[value] = text
        elif child.tag != "definition":
            raise unexpected(path, child, element)
    if not name or str(len(values)) != element.attributes.get("values", str(len(values))):
        stated = element.attributes.get("values")
        raise refused(path, element.line, f"{len(values)} values, where the axis states {stated}.")
    return name, values


def _labels_of_codes(path: Path, tables: list[Table]) -> dict[str, tuple[str, ...]]:
    """Every code with its seven labels. A code may stand in one row only."""
    known: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for row in table.rows:
            for values in product(*(axis.items() for axis in row)):
                code = table.code + "".join(value for value, _ in values)
                labels = (*table.labels, *(label for _, label in values))
                if code in known:
                    raise refused(path, None, f"{code} stands in two rows of {table.code}.")
                known[code] = labels
    return known


def _axis_rows(
    rows: list[Row], tables: list[Table], terms: list[Term]
) -> Iterator[tuple[object, ...]]:
    said = {(t.section, t.axis, label): t for t in terms for label in t.labels}
    by_table = {table.code: table for table in tables}
    approaches = _approaches(rows, tables)
    for scope, axis, value, label in rows:
        section = scope[:1] or value
        term = said.get((section, axis, label))
        if term is None and len(scope) >= 3:
            # The definitions tell what Rehabilitation assesses from what it treats.
            kind = by_table[scope[:3]].labels[2].rpartition(" ")[2]
            term = said.get((section, axis, f"{label} ({kind})"))
        # An approach that means the same in its whole section is defined once.
        if axis == _APPROACH and (section, value) in approaches:
            term = None
        definition = term.definition if term else None
        if axis == 3:
            definition = by_table[scope + value].definition or definition
        yield SYSTEM, scope, axis, value, label, definition, term.explanation if term else None
    for (section, value), label in approaches.items():
        term = said.get((section, _APPROACH, label))
        if term is not None and (term.definition or term.explanation):
            yield SYSTEM, section, _APPROACH, value, label, term.definition, term.explanation


def _approaches(rows: list[Row], tables: list[Table]) -> dict[tuple[str, str], str]:
    """(Section, value) of an approach -> its label, where it has one meaning in the section."""
    named = {table.code[0] for table in tables if table.names[_APPROACH - 1] == "Approach"}
    meanings: dict[tuple[str, str], set[str]] = {}
    for scope, axis, value, label in rows:
        if axis == _APPROACH and scope[0] in named:
            meanings.setdefault((scope[0], value), set()).add(label)
    return {where: next(iter(labels)) for where, labels in meanings.items() if len(labels) == 1}


def _properties(tables: list[Table]) -> Iterator[tuple[object, ...]]:
    named: set[str] = set()
    for table in tables:
        if table.code[0] not in named:
            named.add(table.code[0])
            yield SYSTEM, table.code[0], NAMES, 0, json.dumps(table.names)
        for position, row in enumerate(table.rows):
            values = {str(axis): dict(labels) for axis, labels in enumerate(row, 4)}
            yield SYSTEM, table.code, ROW, position, json.dumps(values, ensure_ascii=False)
