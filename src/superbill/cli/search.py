"""`superbill search QUERY`: words to codes; `--batch FILE`: a query a line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from superbill.cli import command
from superbill.errors import NotLoaded, SuperbillError, WrongUsage
from superbill.search.hit import Hit, Results
from superbill.tools.context import Context
from superbill.tools.registry import TOOLS
from superbill.tools.search import search

_TOOL = TOOLS["search"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="?", help="what to look for")
    parser.add_argument("--batch", metavar="FILE", help="a file of queries, one a line; -: stdin")
    parser.add_argument("--jsonl", action="store_true", help="one JSON object a line")
    command.add_tool_options(parser, _TOOL, leave_out=("query",))


def execute(given: argparse.Namespace) -> int:
    if (given.query is None) == (given.batch is None):
        raise WrongUsage("give a QUERY, or --batch FILE.")
    if given.batch is not None:
        return _batch(given)
    positional, keywords = command.arguments_of(given, _TOOL)
    with command.open_context(given) as context:
        found = search(context, *positional, **keywords)
    if given.jsonl:
        command.print_json(found.as_dict(), indent=None)
    elif given.json:
        command.print_json(found.as_dict())
    else:
        print("\n".join(_lines(found)))
    return 0


def _batch(given: argparse.Namespace) -> int:
    queries = list(_queries(given.batch))
    given.query = ""
    _, keywords = command.arguments_of(given, _TOOL)
    faults: list[SuperbillError] = []
    with command.open_context(given) as context:
        _refuse_wrong_options(context, keywords)
        for query in queries:
            answer, fault = _answer(context, query, keywords)
            faults += [fault] if fault else []
            command.print_json(answer, indent=None)
    if faults and len(faults) == len(queries) and all(isinstance(f, NotLoaded) for f in faults):
        return NotLoaded.exit_status
    return 1 if faults else 0


def _refuse_wrong_options(context: Context, keywords: dict[str, Any]) -> None:
    """Raises WrongUsage for what is wrong with all queries: once, and not for each line."""
    with suppress(NotLoaded):
        search(context, "", **keywords)


def _answer(
    context: Context, query: str, keywords: dict[str, Any]
) -> tuple[Any, SuperbillError | None]:
    try:
        return search(context, query, **keywords).as_dict(), None
    except SuperbillError as fault:
        return {"input": query, "error": fault.as_dict()}, fault


def _queries(name: str) -> Iterator[str]:
    """The lines of a file, blank ones too: answers stand in their order."""
    if not name:
        raise WrongUsage("--batch names no file.")
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as fault:
        raise WrongUsage(f"the queries can't be read ({fault.strerror}).", where=name) from None
    lines = raw.decode("utf-8-sig", errors="replace").split("\n")
    yield from (line.removesuffix("\r") for line in (lines[:-1] if lines[-1] == "" else lines))


def _lines(found: Results) -> list[str]:
    lines = [f"On {found.on}:"]
    lines += [f"  ! {message}" for message in found.messages]
    if found.did_you_mean:
        lines.append(f"  Did you mean: {found.did_you_mean}?")
    if not found.hits:
        lines.append("  Nothing found.")
    for hit in found.hits:
        lines += _hit_lines(hit)
    return lines


def _hit_lines(hit: Hit) -> list[str]:
    mark = "" if hit.billable else f"  (heading of {hit.children_total} codes)"
    read = f"; {', '.join(hit.why.read_as)}" if hit.why.read_as else ""
    return [
        f"  {hit.system:<9} {hit.code:<9} {hit.title}{mark}",
        f"  {'':<9} {'':<9} {hit.score:.2f}  {hit.why.kind}: {hit.why.text}{read}",
    ]
