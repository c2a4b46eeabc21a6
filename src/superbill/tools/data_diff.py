"""What changed between two releases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from superbill.codesets.diffing import Change, change_of, changes, large_tables
from superbill.codesets.release import Release
from superbill.errors import WrongUsage
from superbill.tools.context import Context
from superbill.tools.registry import Says

if TYPE_CHECKING:
    from superbill.codesets.tables.table_diff import TableDifference

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """The counts of all differences, and the first of them.

    counts: of keys by table and kind; columns: of large tables, changed keys by column that differs
    not_compared: columns of large tables that one of the two releases states nowhere
    """

    before: Release
    after: Release
    counts: dict[str, dict[str, int]]
    changes: tuple[Change, ...]
    columns: dict[str, dict[str, int]]
    not_compared: dict[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, Any]:
        return {
            "before": self.before.id,
            "after": self.after.id,
            "counts": self.counts,
            "columns": self.columns,
            "not_compared": {table: list(names) for table, names in self.not_compared.items()},
            "changes": [_change_as_dict(c) for c in self.changes],
            "shown": len(self.changes),
        }


def _change_as_dict(change: Change) -> dict[str, Any]:
    return {
        "table": change.table,
        "key": list(change.key),
        "kind": change.kind,
        "before": _plain_rows(change.before),
        "after": _plain_rows(change.after),
    }


def _plain_rows(rows: tuple[dict[str, Any], ...] | None) -> list[dict[str, Any]] | None:
    """Rows as JSON has them: days as ISO 8601, exact numbers as text."""
    if rows is None:
        return None
    return [
        {n: str(v) if isinstance(v, (date, Decimal)) else v for n, v in row.items()} for row in rows
    ]


def data_diff(
    context: Context,
    before: Annotated[str, Says("a release", "icd10cm 2023-10-01")],
    after: Annotated[str, Says("a later release of the same family", "icd10cm 2024-10-01")],
    *,
    code: Annotated[str | None, Says("only keys that hold this code, in display form")] = None,
    limit: Annotated[int, Says("how many changes to list; all are counted")] = SHOWN,
) -> Difference:
    """What changed between two releases: rows added, deleted and changed, by code.

    Raises WrongUsage where a release is not at hand, or the two are of different families.
    """
    one, other = _named(context, before), _named(context, after)
    if one.family != other.family:
        raise WrongUsage(f"{one.id} and {other.id} are releases of different things.")
    releases = context.home / "releases"
    folders = tuple(releases / context.catalogue.folder_of(r) for r in (one, other))
    counts: dict[str, Counter[str]] = {}
    listed: list[Change] = []
    for change in changes(*folders):
        if code is not None and code not in change.key:
            continue
        counts.setdefault(change.table, Counter())[change.kind] += 1
        if len(listed) < limit:
            listed.append(change)
    large = _large(*folders, code=code, limit=limit - len(listed))
    return Difference(
        one,
        other,
        {t: dict(c) for t, c in counts.items()} | {n: d.counts for n, d, _ in large if d.counts},
        (*listed, *[change for *_, found in large for change in found]),
        {name: found.columns for name, found, _ in large if found.columns},
        {name: found.left_out for name, found, _ in large if found.left_out},
    )


def _large(
    before: Path, after: Path, *, code: str | None, limit: int
) -> list[tuple[str, TableDifference, list[Change]]]:
    """The differences of the large tables, with their first changes."""
    found: list[tuple[str, TableDifference, list[Change]]] = []
    for table in large_tables(before, after):
        from superbill.codesets.tables.table_diff import table_difference  # imports polars

        difference = table_difference(before, after, table, code=code, limit=max(limit, 0))
        listed = [
            change_of(before, after, table, key, difference.compared)
            for _, key in difference.listed
        ]
        limit -= len(listed)
        found.append((table.name, difference, listed))
    return found


def _named(context: Context, name: str) -> Release:
    wanted = name.strip().replace("@", " ")
    for release in context.catalogue.releases(known_on=context.known_on):
        if release.id == wanted:
            return release
    of_family = [r.id for r in context.catalogue.releases() if r.family == wanted.partition(" ")[0]]
    raise WrongUsage(
        f"there is no release {wanted!r} at hand.",
        remedy=f"There are: {', '.join(of_family)}." if of_family else "See `superbill data list`.",
    )
