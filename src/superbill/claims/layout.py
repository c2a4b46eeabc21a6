"""The columns of a book of claims, and how a file names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, get_args

from superbill.errors import WrongUsage
from superbill.knowledge.yaml_file import read_yaml

Format = Literal["csv", "parquet"]

LATER_FORMATS = ("837p", "837i", "fhir")

REQUIRED = ("claim", "line", "code", "modifiers", "units", "dos", "dx", "pos")
OPTIONAL = ("payer", "setting", "age", "sex", "patient", "provider", "npi", "charge", "ndc")
COLUMNS = (*REQUIRED, *OPTIONAL)

MANY = ";"
"""Divides several values in one cell."""

_SUFFIXES: dict[str, Format] = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".parquet": "parquet"}


def format_named(name: str) -> Format:
    """The format of that name. Raises WrongUsage with the names there are."""
    for known in get_args(Format):
        if name == known:
            return known
    later = f"{name} is not read yet" if name in LATER_FORMATS else f"{name!r} is not a format"
    raise WrongUsage(
        f"{later}: claims are read from {' and '.join(get_args(Format))}.",
        remedy=f"A file with the columns {','.join(REQUIRED)} is read as either.",
    )


def format_of(path: Path) -> Format:
    """The format that a file's name says. Raises WrongUsage where it says none."""
    found = _SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise WrongUsage(
            "the file's name does not say its format.", where=str(path),
            remedy="Say --format csv or --format parquet.",
        )  # fmt: skip
    return found


def read_map(path: Path) -> dict[str, str | None]:
    """The file's own name for each column that `--map FILE.yaml` names; null: it has none.

    Raises CardRefused, with file and line, for a key that is no column.
    """
    root = read_yaml(path)
    entries = root.mapping(required=set(), optional=set(COLUMNS))
    return {name: None if at.value is None else at.text() for name, at in entries.items()}


def columns_in(
    header: Iterable[str], named: Mapping[str, str | None], *, where: str
) -> dict[str, str]:
    """The file's name of each column that it has, by ours. Capitals and blanks don't matter.

    Raises WrongUsage that names every required column it lacks, unless the map says null.
    """
    header = tuple(header)
    plain = {name.strip().lower(): name for name in reversed(header)}
    found: dict[str, str] = {}
    lacking: list[str] = []
    for column in COLUMNS:
        asked = named.get(column, column)
        if asked is None:
            continue
        at = plain.get(asked.strip().lower())
        if at is not None:
            found[column] = at
        elif column in REQUIRED or column in named:
            lacking.append(asked)
    if lacking or "claim" not in found or "code" not in found:
        shown = ", ".join(header[:20]) or "none"
        raise WrongUsage(
            f"no column {', '.join(lacking or ['claim', 'code'])}; the file has: {shown}.",
            where=where,
            remedy="Name the file's own columns with --map FILE.yaml (`code: HCPCS`; `pos: null`"
            " where it has none).",
        )
    return found
