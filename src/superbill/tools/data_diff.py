"""What changed between two releases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from superbill.codesets.diffing import Change, changes
from superbill.codesets.release import Release
from superbill.errors import WrongUsage
from superbill.tools.context import Context
from superbill.tools.registry import Says

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """The counts of all differences, and the first of them."""

    before: Release
    after: Release
    counts: dict[str, dict[str, int]]
    changes: tuple[Change, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "before": self.before.id,
            "after": self.after.id,
            "counts": self.counts,
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
    counts: dict[str, Counter[str]] = {}
    listed: list[Change] = []
    for change in changes(
        releases / context.catalogue.folder_of(one), releases / context.catalogue.folder_of(other)
    ):
        if code is not None and code not in change.key:
            continue
        counts.setdefault(change.table, Counter())[change.kind] += 1
        if len(listed) < limit:
            listed.append(change)
    return Difference(one, other, {t: dict(c) for t, c in counts.items()}, tuple(listed))


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
