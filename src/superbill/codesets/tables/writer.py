"""Writes a table of a release: Parquet for batches, the sorted file for single questions.

Raises ReleaseRefused where a frame is not what its Table declares: a blank in a column that may not
be, a code too long. The same rows give the same bytes in whatever order they come.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import numpy
import polars

from superbill.codesets.tables.packing import BASE, LONGEST, packed
from superbill.codesets.tables.sorted_table import MAGIC, SUFFIX
from superbill.codesets.tables.table import Column, Table
from superbill.errors import ReleaseRefused

_TYPES: dict[str, Any] = {
    "code": polars.String,
    "text": polars.String,
    "digit": polars.Int8,
    "integer": polars.Int32,
    "date": polars.Date,
    "flag": polars.Boolean,
}
_FORMATS = {"digit": "b", "integer": "i", "date": "i", "flag": "b", "decimal": "q"}
_TEXT_WIDTHS = (("B", "<u1", 2**8 - 1), ("H", "<u2", 2**16 - 1), ("I", "<u4", 2**32 - 1))
_KEY = ""
"""The column of packed keys: no column of a table is named so."""
_WIDTHS = {"b": numpy.int8, "i": numpy.int32, "q": numpy.int64}


def polars_type(column: Column) -> Any:
    """The type of a column in frames and Parquet files."""
    if column.kind == "decimal":
        return polars.Decimal(precision=18, scale=column.scale)
    return _TYPES[column.kind]


def write_table(folder: Path, table: Table, frame: polars.DataFrame) -> int:
    """Writes `<name>.parquet` and `<name>.sorted` and gives the number of rows.

    The frame has exactly the table's columns, of their types (see polars_type).
    """
    _check(table, frame)
    keyed = _numbered(table, frame)
    keyed = keyed.with_columns(_packed(table, keyed))
    keyed = keyed.sort([_KEY, *(c.name for c in table.columns if c.name not in table.key)])
    rows = keyed.select(polars.col(c.name).cast(polars_type(c)) for c in table.columns)
    rows.write_parquet(folder / f"{table.name}.parquet", compression="zstd", statistics=True)
    _write_sorted(folder / f"{table.name}{SUFFIX}", table, keyed)
    return rows.height


def _numbered(table: Table, frame: polars.DataFrame) -> polars.DataFrame:
    """The frame with each text as its place among the distinct ones: they sort as numbers do."""
    return frame.select(
        column.cast(polars.Enum(column.drop_nulls().unique().sort()))
        if declared.kind in ("code", "text")
        else column
        for declared in table.columns
        for column in (frame[declared.name],)
    )


def _check(table: Table, frame: polars.DataFrame) -> None:
    wanted = {c.name: polars_type(c) for c in table.columns}
    if dict(frame.schema) != wanted:
        raise TypeError(f"{table.name}: columns are {frame.schema}, not {wanted}")
    for column in table.columns:
        blank = not column.optional and frame[column.name].null_count()
        if blank:
            position = frame[column.name].is_null().arg_true()[0]
            raise ReleaseRefused(
                f"{column.name} is blank in {blank} rows of {table.name}, "
                f"first beside {frame.row(position)}."
            )


def _packed(table: Table, numbered: polars.DataFrame) -> polars.Series:
    """The packed keys. Each distinct code is packed once."""
    if sum(c.width for c in table.key_columns) > LONGEST:
        raise TypeError(f"{table.name}: the key is longer than {LONGEST} characters")
    total = numpy.zeros(numbered.height, numpy.uint64)
    for column in table.key_columns:
        codes = numbered[column.name]
        try:
            numbers = [packed(code, column.width) for code in _distinct(codes)]
        except ValueError as fault:
            raise ReleaseRefused(f"{column.name} of {table.name}: {fault}.") from None
        total *= numpy.uint64(BASE**column.width)
        total += numpy.array([0, *numbers], numpy.uint64)[_places(codes)]
    return polars.Series(_KEY, total)


def _distinct(texts: polars.Series) -> list[str]:
    return cast("polars.Enum", texts.dtype).categories.to_list()


def _places(texts: polars.Series) -> numpy.ndarray[Any, Any]:
    """The number of each text among the distinct ones, from 1; 0 is blank."""
    places = texts.to_physical().cast(polars.UInt32) + 1
    return places.fill_null(0).to_numpy()


def _write_sorted(path: Path, table: Table, keyed: polars.DataFrame) -> None:
    parts: list[bytes] = []
    place = 0

    def add(data: bytes) -> list[int]:
        nonlocal place
        start = place
        parts.append(data + b"\0" * (-len(data) % 8))
        place += len(parts[-1])
        return [start, start + len(data)]

    header: dict[str, Any] = {
        "rows": keyed.height,
        "key_widths": [c.width for c in table.key_columns],
        "keys": add(keyed[_KEY].to_numpy().astype("<u8").tobytes()),
        "columns": [],
    }
    for column in table.columns:
        series = keyed[column.name]
        described: dict[str, Any] = {"name": column.name, "kind": column.kind}
        if column.kind in ("code", "text"):
            form, numbers, offsets, texts = _texts(series)
            described |= {"format": form, "part": add(numbers), "offsets": add(offsets)}
            described["texts"] = add(texts)[0]
        else:
            described |= {"format": _FORMATS[column.kind], "scale": column.scale}
            described["part"] = add(_numbers(series, column))
        header["columns"].append(described)
    _write(path, header, parts)


def _write(path: Path, header: dict[str, Any], parts: list[bytes]) -> None:
    """Places are counted from the first part while it is not known where that begins."""
    length = len(json.dumps(_moved(header, 10**12)).encode()) + 64
    length += -(8 + length) % 8
    text = json.dumps(_moved(header, 8 + length)).encode().ljust(length)
    with path.open("wb") as file:
        file.write(MAGIC + length.to_bytes(4, "little") + text)
        file.writelines(parts)


def _moved(header: dict[str, Any], by: int) -> dict[str, Any]:
    def moved(described: dict[str, Any]) -> dict[str, Any]:
        changed = {
            name: [place + by for place in described[name]]
            for name in ("keys", "part", "offsets")
            if name in described
        }
        if "texts" in described:
            changed["texts"] = described["texts"] + by
        return {**described, **changed}

    return {**moved(header), "columns": [moved(c) for c in header["columns"]]}


def _texts(series: polars.Series) -> tuple[str, bytes, bytes, bytes]:
    """Format and numbers of the texts (0: blank), where each distinct text begins, the texts."""
    encoded = [text.encode() for text in _distinct(series)]
    offsets = numpy.zeros(len(encoded) + 1, "<u4")
    numpy.cumsum([len(text) for text in encoded], out=offsets[1:], dtype="<u4")
    form, width = next((f, w) for f, w, most in _TEXT_WIDTHS if len(encoded) <= most)
    return form, _places(series).astype(width).tobytes(), offsets.tobytes(), b"".join(encoded)


def _numbers(series: polars.Series, column: Column) -> bytes:
    form = _FORMATS[column.kind]
    width = numpy.dtype(_WIDTHS[form]).newbyteorder("<")
    blank = int(numpy.iinfo(width).min)
    if column.kind == "decimal":
        series = (series.cast(polars.Decimal(38, column.scale)) * 10**column.scale).cast(
            polars.Int64
        )
    whole = series.cast(polars.Int64) if column.kind != "date" else series.to_physical()
    return whole.cast(polars.Int64).fill_null(blank).to_numpy().astype(width).tobytes()
