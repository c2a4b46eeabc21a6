"""`superbill data`: the releases at hand."""

from __future__ import annotations

import argparse

from superbill.cli import command
from superbill.tools.data import DataList, data_list, data_rollback, data_verify
from superbill.tools.data_import import data_import


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", choices=("list", "import", "verify", "rollback"), help="what to do"
    )
    parser.add_argument("paths", metavar="PATH", nargs="*", help="with import: files or folders")
    parser.add_argument(
        "--release",
        metavar="YYYY-MM-DD",
        help="with import: the edition's first day, where the file does not say it",
    )
    parser.add_argument(
        "--repair", action="store_true", help="with verify: mend what can be mended"
    )
    command.add_home(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def execute(given: argparse.Namespace) -> int:
    with command.open_context(given) as context:
        if given.action == "verify":
            answer = data_verify(context, repair=given.repair)
            lines = [f"{answer.verified} releases verified, {len(answer.faults)} faults"]
            lines += [f"{f.release}: {f.message}" for f in answer.faults]
            lines += [f"{name}: compiled again" for name in answer.repaired]
            status = 2 if answer.faults else 0
        elif given.action == "import":
            answer = data_import(context, tuple(given.paths), release=given.release)
            lines = [f"{i.path}: {i.message}" for i in answer.imports]
            status = answer.exit_status
        else:
            answer = data_list(context) if given.action == "list" else data_rollback(context)
            lines, status = _list_lines(answer), 0
    if given.json:
        command.print_json(answer.as_dict())
    else:
        print("\n".join(lines))
    return status


def _list_lines(listed: DataList) -> list[str]:
    lines = [f"{listed.home} (catalogue {listed.catalogue.serial}: {listed.catalogue.action})", ""]
    width = max((len(e.release.id) for e in listed.catalogue.entries), default=0)
    for entry in listed.catalogue.entries:
        r = entry.release
        period = f"{r.start} to {r.end or '...':<10}"
        rows = sum(r.counts.values())
        lines.append(f"{r.id.ljust(width)}  {period}  {rows:>8,} rows  {entry.origin}  {r.title}")
    if listed.missing:
        lines += ["", "Not loaded:"]
        lines += [f"  {system}: {how}" for system, how in listed.missing]
    return lines
