"""What changed between two releases of one thing, code by code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from superbill.codesets.diffing import Change
from superbill.codesets.systems import SYSTEMS, readings
from superbill.errors import SuperbillError, WrongUsage
from superbill.server.site.dates import date_asked
from superbill.server.site.engine import engine
from superbill.server.site.pages.asked import answered, word
from superbill.server.site.streaming import csv_answer
from superbill.tools.context import Context
from superbill.tools.data import data_list
from superbill.tools.data_diff import Difference, data_diff

READ = 3_000
SHOWN = 60
"""Changes read for a page, and those of one table and kind that it shows."""

MOST = 50_000
"""Changes in a download."""

_OF_EVERY_ROW = ("kind", "billable", "parent", "conversion_factor")
"""Columns that say nothing of a row that is new or gone."""

_NOT_OURS = {"pfs": ("description",)}
"""By table, columns whose text is the AMA's: the fee schedule carries CPT descriptors."""

COLUMNS = ("table", "code", "kind", "column", "before", "after")


def changed(request: HttpRequest) -> HttpResponseBase:
    """`?family=`, `before=`, `after=` (releases), `code=` only this code, `out=csv` a file."""
    on, _ = date_asked(request)
    before, after, code = word(request, "before"), word(request, "after"), word(request, "code")
    as_csv = word(request, "out") == "csv"
    shown: dict[str, Any] = {"before": before, "after": after, "code": code}
    try:
        with engine() as context:
            families = _families(context)
            family = word(request, "family") or before.partition(" ")[0]
            shown |= {"families": families, "family": family, "of": families.get(family, ())}
            if not (before and after):
                return answered(request, "site/changed.html", _suggested(shown), None)
            limit = MOST if as_csv else READ
            found = data_diff(context, before, after, code=_display(code), limit=limit)
    except SuperbillError as fault:
        return answered(request, "site/changed.html", shown, fault)
    if as_csv:
        name = f"{found.before.id}-to-{found.after.edition}".replace(" ", "-")
        return csv_answer(request, _cells(found), name=name)
    return answered(request, "site/changed.html", {**shown, **_words(found, on)}, None)


def _families(context: Context) -> dict[str, list[Any]]:
    """Families with two releases or more, oldest first."""
    by_family: dict[str, list[Any]] = {}
    for entry in data_list(context).catalogue.entries:
        by_family.setdefault(entry.release.family, []).append(entry.release)
    return {
        family: sorted(releases, key=lambda r: r.edition)
        for family, releases in sorted(by_family.items()) if len(releases) > 1
    }  # fmt: skip


def _suggested(shown: dict[str, Any]) -> dict[str, Any]:
    """The two newest releases of the family, where none is chosen."""
    of = shown["of"]
    if len(of) < 2:
        return shown
    return shown | {"before": shown["before"] or of[-2].id, "after": shown["after"] or of[-1].id}


def _display(code: str) -> str | None:
    """A code as the tables have it; as it was written where it has the form of none."""
    if not code:
        return None
    try:
        return readings(code)[0].code
    except WrongUsage:
        return code


def _words(found: Difference, on: Any) -> dict[str, Any]:
    total = sum(sum(kinds.values()) for kinds in found.counts.values())
    system = next((s for s in SYSTEMS if s == found.before.family.partition(".")[0]), "")
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in found.changes:
        if _is_of_every_row(change):
            continue
        groups.setdefault((change.table, change.kind), []).append(change)
    shown: list[dict[str, Any]] = []
    for table, kinds in found.counts.items():
        for kind, count in kinds.items():
            rows = [_row(c, system) for c in groups.get((table, kind), ())[:SHOWN]]
            # A list of codes alone is told by the codes.
            plain = not any(row["columns"] for row in rows)
            shown.append(
                {"table": table, "kind": kind, "count": count, "rows": rows, "plain": plain}
            )
    return {"found": found, "total": total, "groups": shown}


def _is_of_every_row(change: Change) -> bool:
    """Whether nothing differs but what differs in every row: a list of those tells nothing."""
    names = {name for row in change.after or () for name in row}
    return change.kind == "changed" and names == {"conversion_factor"}


def _row(change: Change, system: str) -> dict[str, Any]:
    """A change with its key as a link where it is a code, and what differs column by column."""
    key = [part for part in change.key if part]
    of = system
    if key and key[0] in SYSTEMS:
        of, key = key[0], key[1:]
    code = key[0] if key else ""
    if not of and code:
        of = _system_of(code)
    return {
        "system": of, "code": code, "rest": " ".join(key[1:]), "table": change.table,
        "kind": change.kind, "columns": list(_columns(change)),
    }  # fmt: skip


def _system_of(code: str) -> str:
    try:
        return readings(code)[0].system
    except WrongUsage:
        return ""


def _columns(change: Change) -> Iterator[tuple[str, str, str]]:
    """Column, before, after; of several rows of one key all that they say, one after another."""
    before, after = change.before or (), change.after or ()
    names = dict.fromkeys(n for row in (*before, *after) for n in row)
    for name in names:
        whole = change.kind != "changed"
        if name in _NOT_OURS.get(change.table, ()) or (whole and name in _OF_EVERY_ROW):
            continue
        said = tuple(
            "; ".join(str(row[name]) for row in rows if row.get(name) is not None)
            for rows in (before, after)
        )
        if any(said):
            yield name, said[0], said[1]


def _cells(found: Difference) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for change in found.changes:
        key = " ".join(part for part in change.key if part)
        for name, before, after in _columns(change):
            yield change.table, key, change.kind, name, before, after


urls = [path("changed", changed, name="changed")]
