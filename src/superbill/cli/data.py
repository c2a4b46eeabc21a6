"""`superbill data ACTION`: the releases at hand. Each action is a tool, `data_ACTION`."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from superbill.cli import command
from superbill.codesets.home import recover
from superbill.codesets.location import default_home
from superbill.tools.data import DataList, Verification, size_of
from superbill.tools.data_diff import Difference
from superbill.tools.data_impact import CodeChange, Impact
from superbill.tools.data_import import Imports
from superbill.tools.data_prune import Pruned
from superbill.tools.data_pull import Pull, Pulled
from superbill.tools.registry import TOOLS, function_of, summary_of

_PREFIX = "data_"


@dataclass(frozen=True, slots=True)
class _Page:
    """How an action's answer is shown to people, and the exit status it means."""

    lines: Callable[[Any], list[str]]
    status: Callable[[Any], int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=command.OneLineParser
    )
    for name, tool in TOOLS.items():
        if name.startswith(_PREFIX):
            words = summary_of(tool)
            action = actions.add_parser(name[len(_PREFIX) :], help=words, description=words)
            command.add_tool_options(action, tool)


def execute(given: argparse.Namespace) -> int:
    tool = TOOLS[_PREFIX + given.action]
    positional, keywords = command.arguments_of(given, tool)
    if keywords.get("repair"):
        # A home whose catalogue can't be read can't be opened either.
        recovered = recover(command.home_of(given) or default_home(), notice=command.notice)
        if recovered is not None:
            command.notice(f"catalogue {recovered.serial}: {recovered.action}")
    with command.open_context(given) as context:
        answer = function_of(tool)(context, *positional, **keywords)
    page = _PAGES[given.action]
    if given.json:
        command.print_json(answer.as_dict())
    else:
        print("\n".join(page.lines(answer)))
    return page.status(answer)


def _list_lines(listed: DataList) -> list[str]:
    lines = [f"{listed.home} (catalogue {listed.catalogue.serial}: {listed.catalogue.action})", ""]
    width = max((len(e.release.id) for e in listed.catalogue.entries), default=0)
    for entry in listed.catalogue.entries:
        r = entry.release
        period = f"{r.start} to {r.end or '...'}"
        rows = sum(r.counts.values())
        size = f"{size_of(entry) / 1e6:,.1f} MB"
        lines.append(
            f"{r.id.ljust(width)}  {period:<24}  {rows:>9,} rows  {size:>8}  "
            f"{entry.origin:<8}  {entry.imported_at[:10]}  {r.title}"
        )
    if listed.missing:
        lines += ["", "Not loaded:"]
        lines += [f"  {name}: {how}" for name, how in listed.missing]
    return lines


def _verify_lines(verified: Verification) -> list[str]:
    lines = [f"{verified.verified} releases verified, {len(verified.faults)} faults"]
    lines += [f"{f.release}: {f.message}" for f in verified.faults]
    return lines + [f"{name}: compiled again" for name in verified.repaired]


def _import_lines(imports: Imports) -> list[str]:
    loaded = sum(o.release is not None for o in imports.outcomes)
    refused = sum(o.refused for o in imports.outcomes)
    lines = [command.one_line(f"{o.shown}: {o.message}") for o in imports.outcomes]
    return [*lines, f"{loaded} files loaded, {refused} not, of {len(imports.outcomes)}"]


def _diff_lines(difference: Difference) -> list[str]:
    lines = [f"{difference.before.id} -> {difference.after.id}"]
    for table, kinds in difference.counts.items():
        lines.append(f"{table}: " + ", ".join(f"{n:,} {kind}" for kind, n in kinds.items()))
        columns = difference.columns.get(table, {})
        if columns:
            lines.append("  changed in " + ", ".join(f"{c} {n:,}" for c, n in columns.items()))
    for table, names in difference.not_compared.items():
        lines.append(f"{table}: not compared, stated by one of the two only: {', '.join(names)}")
    if not difference.counts:
        return [*lines, "nothing changed"]
    for c in difference.changes:
        key = " ".join(part for part in c.key if part)
        said = " -> ".join(_values(rows) for rows in (c.before, c.after) if rows is not None)
        lines.append(f"  {c.kind:<8} {c.table} {key}  {said}")
    return lines


def _values(rows: tuple[dict[str, Any], ...]) -> str:
    shown = ("; ".join(f"{n} {v}" for n, v in r.items() if v is not None) for r in rows)
    return textwrap.shorten(" | ".join(shown), 120, placeholder=" ...")


def _impact_lines(impact: Impact) -> list[str]:
    read = ", ".join(f"{n:,} {what}" for what, n in impact.read.items())
    lines = [f"{impact.file} ({read}): {impact.before.name} -> {impact.after.name}"]
    lines.append(f"codes that change: {len(impact.codes):,}")
    lines += [_code_line(change) for change in impact.codes[: impact.limit]]
    totals = ", ".join(f"{n:,} {kind}" for kind, n in impact.totals.items())
    lines.append(f"findings that change: {totals or 'none'}")
    for rule, kinds in impact.by_rule.items():
        lines.append(f"  {rule}: " + ", ".join(f"{n:,} {kind}" for kind, n in kinds.items()))
    for c in impact.changes[: impact.limit]:
        at = " ".join(dict.fromkeys(name for name in (c.claim, c.line) if name))
        said = c.finding
        message = textwrap.shorten(said.message, 150, placeholder=" ...")
        lines.append(f"  {c.kind:<10} {at}: {said.rule} {said.severity}: {message}")
    return lines + _worth_lines(impact)


def _code_line(change: CodeChange) -> str:
    one, other = (s.status if s else "not known" for s in (change.before, change.after))
    titles = [s.title for s in (change.before, change.after) if s and s.title]
    said = f"{one} -> {other}" if one != other else f"now {titles[-1]!r}, was {titles[0]!r}"
    near = f"; nearest: {' '.join(r.code for r in change.nearest[:5])}" if change.nearest else ""
    return f"  {change.system} {change.code}: {said}{near}"


def _worth_lines(impact: Impact) -> list[str]:
    worth = impact.worth
    if worth.missing is not None:
        return [f"worth: not known: {worth.missing}"]
    if not worth.priced:
        return ["worth: no line has a price in both"]
    lines = [
        f"worth: {worth.before:,} -> {worth.after:,} ({worth.difference:+,}), Medicare's fees of"
        f" {worth.priced:,} lines; {worth.left_out:,} without a price",
        f"at stake by new errors: {impact.at_stake:,}; freed of errors: {impact.freed:,}",
    ]
    for name, by in zip(("before", "after"), worth.priced_by, strict=True):
        older = sorted(release for release, stale in by.items() if stale)
        if older:
            lines.append(f"  ! priced {name} by {', '.join(older)}, older than the day; load newer")
    return lines + [
        f"  {code}: {one:,} -> {two:,} ({two - one:+,})"
        for code, one, two in worth.by_code[: impact.limit]
    ]


def _prune_lines(pruned: Pruned) -> list[str]:
    return [*pruned.folders, f"{len(pruned.folders)} releases, {pruned.freed / 1e6:,.1f} MB freed"]


def _pull_lines(pull: Pull) -> list[str]:
    lines = [f"Files for {pull.on}:", *(_pulled_line(f) for f in pull.files)]
    if pull.imports is not None:
        lines += ["", *_import_lines(pull.imports)]
    return lines


def _pulled_line(file: Pulled) -> str:
    size = f" ({file.size:,} bytes)" if file.size is not None else ""
    message = f": {file.message}" if file.message else ""
    return f"  {file.item}, {file.role}: {file.address}{size}: {file.state}{message}"


def _done(_: object) -> int:
    return 0


_PAGES = {
    "list": _Page(_list_lines, _done),
    "rollback": _Page(_list_lines, _done),
    "diff": _Page(_diff_lines, _done),
    "impact": _Page(_impact_lines, _done),
    "prune": _Page(_prune_lines, _done),
    "verify": _Page(_verify_lines, lambda answer: 2 if answer.faults else 0),
    "import": _Page(_import_lines, lambda answer: answer.exit_status),
    "pull": _Page(_pull_lines, lambda answer: answer.exit_status),
}
