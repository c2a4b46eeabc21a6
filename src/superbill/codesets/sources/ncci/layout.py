"""The layouts of an NCCI table, as `ncci_*.columns.yaml` declares them: CMS's own, and those that
others have made of it.

A layout maps the columns of a table to the headings of a file. In a heading blanks, line ends and
case say nothing, and `*` at its beginning or end stands for more words. What a layout no longer
states is said in its remarks, which go into the release.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_KEYS = {"layout", "columns", "remarks"}


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout. columns: the heading of each column of the table; remarks: what it lost."""

    name: str
    columns: Mapping[str, str]
    remarks: tuple[str, ...] = ()

    def places(self, headings: Sequence[str]) -> dict[str, int] | None:
        """Where each column stands; None where a heading is missing, unknown or there twice.

        A blank heading is none: whether its column holds something is for the reader of rows.
        """
        named = {place: plain(text) for place, text in enumerate(headings) if plain(text)}
        places: dict[str, int] = {}
        for column, like in self.columns.items():
            found = [place for place, heading in named.items() if is_like(heading, like)]
            if len(found) != 1:
                return None
            places[column] = found[0]
        return places if set(places.values()) == set(named) else None


def plain(heading: str) -> str:
    """A heading without blanks and case.

    >>> plain("HCPCS/\\nCPT Code")
    'hcpcs/cptcode'
    """
    return re.sub(r"\s+", "", heading).casefold()


def is_like(heading: str, like: str) -> bool:
    """Whether a heading is the declared one.

    >>> is_like("Deletion Date *=no data", "Deletion Date*")
    True
    """
    # A star that is itself a part of the heading matches too: it is a text of any kind.
    return fnmatchcase(plain(heading), plain(like))


@cache
def layouts(table: str) -> tuple[Layout, ...]:
    """The layouts of `ncci_ptp`, `ncci_mue` or `ncci_addon`; CMS's own is the first."""
    text = Path(__file__).with_name(f"{table}.columns.yaml").read_text(encoding="utf-8")
    return tuple(_layout(table, entry) for entry in yaml.safe_load(text))


def _layout(table: str, entry: dict[str, Any]) -> Layout:
    unknown = set(entry) - _KEYS
    if unknown:
        raise TypeError(f"{table}.columns.yaml: unknown {', '.join(sorted(unknown))}")
    return Layout(entry["layout"], entry["columns"], tuple(entry.get("remarks", ())))


def layout_of(table: str, headings: Sequence[str]) -> Layout | None:
    """The layout that has just these headings; None where there is none."""
    return next((found for found in layouts(table) if found.places(headings)), None)
