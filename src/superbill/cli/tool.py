"""`superbill tool list` and `superbill tool NAME --input JSON`: the registry itself."""

from __future__ import annotations

import argparse

from superbill.cli import command
from superbill.tools.registry import TOOLS, call, describe, parameters_of, summary_of, tool_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="`list`, or a tool's name")
    parser.add_argument(
        "--input", default="{}", help="the tool's input: a JSON object, @FILE, or - for stdin"
    )
    parser.add_argument("--known-on", metavar="YYYY-MM-DD", help="as the files stood on that day")
    command.add_home(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def execute(given: argparse.Namespace) -> int:
    if given.name == "list":
        _list(as_json=given.json)
        return 0
    tool = tool_named(given.name)
    given_input = command.read_input(given.input)
    for parameter in parameters_of(tool):
        # Of dates only that of service may be left out: a date of birth is never today.
        if parameter.name == "on" and parameter.required:
            given_input.setdefault(parameter.name, command.today().isoformat())
    with command.open_context(given) as context:
        command.print_json(call(tool, context, given_input).as_dict())
    return 0


def _list(*, as_json: bool) -> None:
    if as_json:
        command.print_json([describe(tool) for tool in TOOLS.values()])
        return
    width = max(map(len, TOOLS))
    for tool in TOOLS.values():
        mark = "" if tool.access == "read" else " (changes the data home)"
        print(f"{tool.name.ljust(width)}  {summary_of(tool)}{mark}")
