"""The command `superbill`: finds the command's module, and turns every error into one line.

Only the module of the command that is asked for is imported, and nothing slow before its
arguments are read: `superbill lookup` must answer in the blink of an eye.
"""

from __future__ import annotations

# ruff: noqa: E402
import gc

# A start makes many objects and drops few: looking for garbage meanwhile costs a tenth of it.
gc.set_threshold(50_000)

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import cast

from superbill import __version__
from superbill.cli.command import Command, OneLineParser, one_line
from superbill.errors import SuperbillError

COMMANDS: dict[str, str] = {
    "lookup": "everything about one code on a date",
    "search": "words, lay or learned, to the codes they may mean",
    "code": "a clinical note into codes, each with its evidence",
    "assert": "whether sentences affirm, deny or doubt some of their words",
    "check": "the lines of one claim against every edit of the day",
    "scrub": "files of claims against every edit, from one claim to a year of them",
    "tool": "every registered tool: list them, or run one with JSON",
    "data": "the releases at hand: list, import, verify, rollback",
    "learn": "your own coded notes: learn which words stand for which codes",
    "serve": "the site on this machine: code book, workbench, claim check",
    "knowledge": "the project's knowledge cards: check",
}

_MODULES = {"assert": "assertion"}
"""Modules that can't be named like their command: a keyword is no name in an import."""


def run() -> None:
    """The console script's entry."""
    _speak_utf8()
    status = main(sys.argv[1:])
    _discard_output()
    sys.stderr.flush()
    # All is written and closed; taking the interpreter apart would cost as much as a look-up.
    os._exit(status)


def _speak_utf8() -> None:
    """Titles hold more than ASCII, and JSON is UTF-8 whatever the locale says. What has no UTF-8
    (half of a surrogate pair, a file name of other bytes) is written as its escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def main(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit status (see docs/cli.md)."""
    try:
        status = _main(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader that went away can still be caught
        return status
    except SuperbillError as fault:
        print(f"superbill: {one_line(str(fault))}", file=sys.stderr)
        return fault.exit_status
    except KeyboardInterrupt:
        print("superbill: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output went away (`superbill ... | head`); nothing is wrong.
        _discard_output()
        return 0
    except OSError as fault:
        # The machine's fault, not the program's: no space left, no permission, no such device.
        _discard_output()
        place = f"{fault.filename}: " if fault.filename else ""
        print(f"superbill: {one_line(place + (fault.strerror or str(fault)))}.", file=sys.stderr)
        return 2


def _discard_output() -> None:
    """Drops what is still to be written, where it can't be: else Python says so as it ends."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _main(arguments: Sequence[str]) -> int:
    name = arguments[0] if arguments else "--help"
    if name in ("-h", "--help", "help"):
        print(_help())
        return 0
    if name in ("-V", "--version"):
        print(f"superbill {__version__}")
        return 0
    if name not in COMMANDS:
        print(
            f"superbill: there is no command {name!r}. Commands: {' '.join(COMMANDS)}.",
            file=sys.stderr,
        )
        return 2
    command = command_named(name)
    parser = OneLineParser(prog=f"superbill {name}", description=COMMANDS[name])
    command.add_arguments(parser)
    given = parser.parse_args(arguments[1:])
    return command.execute(given)


def command_named(name: str) -> Command:
    """The module of one of COMMANDS, imported."""
    return cast(Command, import_module(f"superbill.cli.{_MODULES.get(name, name)}"))


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name.ljust(width)}  {summary}" for name, summary in COMMANDS.items()]
    return "\n".join(
        [
            "superbill: medical coding on your own machine, with a source for every statement.",
            "",
            "usage: superbill COMMAND ...   (superbill COMMAND --help for its options)",
            "",
            *lines,
            "",
            "Exit status: 0 done, 1 some inputs of a batch failed, 2 wrong usage or unreadable",
            "input, 3 the data that would answer is not loaded.",
        ]
    )
