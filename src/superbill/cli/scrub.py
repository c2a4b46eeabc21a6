"""`superbill scrub FILE...`: files of claims against every edit. One bad file never stops it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import IO

from superbill.cli import command
from superbill.tools.registry import TOOLS
from superbill.tools.scrub import Scrubbed, scrub

_TOOL = TOOLS["scrub"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    command.add_tool_options(parser, _TOOL)
    parser.add_argument("--out", metavar="FILE", help="write the findings there, as JSON lines")
    parser.add_argument(
        "--summary", action="store_true", help="print how many each rule found, and how fast"
    )


def execute(given: argparse.Namespace) -> int:
    positional, keywords = command.arguments_of(given, _TOOL)
    with command.open_context(given) as context:
        done = scrub(context, *positional, **keywords)
    if given.out is not None:
        done.write(Path(given.out))
    if given.summary:
        _print_summary(done, sys.stderr if given.out is not None else sys.stdout)
    elif given.json:
        command.print_json(done.as_dict())
    elif given.out is None and (done.books or len(done.parts) > 1):
        sys.stdout.writelines(done.json_lines())
    return _status(done)


def _print_summary(done: Scrubbed, out: IO[str]) -> None:
    for rule, count in done.counts().items():
        print(rule, count, file=out)
    print("lines", done.lines, file=out)
    print("claims", done.claims, file=out)
    print("lines_per_second", done.lines_per_second, file=out)


def _status(done: Scrubbed) -> int:
    """Says on stderr what was not read and not judged, and gives the exit status."""
    for failure in done.failures:
        command.notice(command.one_line(str(failure.error)))
    for finding in done.missing:
        command.notice(command.one_line(f"{finding.verdict}: {finding.message} {finding.remedy}"))
    if done.failures:
        return 1 if done.books else done.failures[0].error.exit_status
    if not done.lines:
        command.notice("the files hold no claims")
        return 0
    return 0 if done.ran or not done.missing else 3
