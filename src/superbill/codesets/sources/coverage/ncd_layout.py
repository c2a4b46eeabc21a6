"""The layouts of files of National Coverage Determinations, as `ncd.columns.yaml` declares them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from superbill.errors import ReleaseRefused

PATH = Path(__file__).with_name("ncd.columns.yaml")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout.

    coverage: the file's word for a level of coverage -> ours
    flag_set, flag_clear: how the file writes its flags
    columns: header of the file -> field of a determination
    ignored: columns that are there and not stored
    remarks: what such a file has lost
    """

    name: str
    about: str
    encoding: str
    coverage: Mapping[str, str]
    flag_set: tuple[str, ...]
    flag_clear: tuple[str, ...]
    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    remarks: tuple[str, ...]

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a header has every column of the layout, and none that it doesn't know."""
        named = {cell.strip() for cell in header} - {""}
        return set(self.columns) <= named <= {*self.columns, *self.ignored}


@cache
def layouts(path: Path = PATH) -> tuple[Layout, ...]:
    """The declared layouts. Raises ReleaseRefused for a file of another shape."""
    root = cast(dict[str, Any], yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    if set(root) != {"source", "layouts"}:
        raise ReleaseRefused("its keys are source and layouts.", where=path.name)
    return tuple(_layout(entry, path) for entry in root["layouts"])


def _layout(entry: dict[str, Any], path: Path) -> Layout:
    names = {field.name for field in fields(Layout)}
    if set(entry) != names:
        wrong = ", ".join(sorted(set(entry) ^ names))
        raise ReleaseRefused(f"missing or unknown: {wrong}.", where=path.name)
    lists = ("flag_set", "flag_clear", "ignored", "remarks")
    values: dict[str, Any] = {**entry, **{key: tuple(entry[key]) for key in lists}}
    return Layout(**values)


def layout_of(header: Sequence[str]) -> Layout | None:
    """The layout that a header line is of, None where it is of none."""
    return next((layout for layout in layouts() if layout.fits(header)), None)
