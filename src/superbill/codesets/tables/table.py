"""What a table looks like: its columns, and the ones that make its key.

The declared tables are in schemas.py; both the Parquet file and the sorted one follow from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "text", "digit", "integer", "decimal", "date", "flag"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    kind: `code` is a key part of `width` characters at most, 0-9 and A-Z (blank: padding);
        `digit` a number from -128 to 127; `decimal` an exact number with `scale` places;
        `date` a day; `flag` yes or no; `text` anything else
    optional: whether the publisher may leave it blank; what is blank is None, never a default
    says: what the column is, in the publisher's terms
    """

    name: str
    kind: Kind
    says: str
    width: int = 0
    scale: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows are ordered by `key`, whose columns are codes of 12 characters in all at most.

    Several rows may have one key (a pair of codes edited in several periods).
    """

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    @property
    def key_columns(self) -> tuple[Column, ...]:
        return tuple(self.column(name) for name in self.key)
