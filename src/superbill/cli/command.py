"""What the modules of commands share: options made from the registry, context, output."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, Protocol, cast

from superbill.dates import parse_date
from superbill.errors import WrongUsage
from superbill.tools.context import Context
from superbill.tools.registry import Parameter, Tool, parameters_of

PAYERS = ("medicare", "medicaid", "commercial")
SETTINGS = ("practitioner", "outpatient", "inpatient", "dme")


class Command(Protocol):
    """A module of this package, as main.py uses it."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def execute(self, given: argparse.Namespace) -> int: ...


# argparse looks for translations of its own few words, which imports `locale` and searches the
# disk, at every start. Ours are English.
setattr(argparse, "_", str)  # noqa: B010


class _Formatter(argparse.HelpFormatter):
    """Help as wide as the terminal. argparse would ask shutil for the width at every argument,
    and importing that alone takes longer than a look-up."""

    def __init__(self, prog: str):
        super().__init__(prog, max_help_position=28, width=_width() - 2)


def _width() -> int:
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size(1).columns)
    except (OSError, ValueError):
        return 80


class OneLineParser(argparse.ArgumentParser):
    """Wrong usage is one line on stderr and exit status 2."""

    def __init__(self, *, prog: str, description: str | None = None):
        super().__init__(prog=prog, description=description, formatter_class=_Formatter)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see `{self.prog} --help`\n")


def add_tool_options(
    parser: argparse.ArgumentParser, tool: Tool, *, leave_out: Sequence[str] = ()
) -> None:
    """Adds an option, or a positional argument, for each parameter of a tool."""
    for parameter in parameters_of(tool):
        if parameter.name not in leave_out:
            _add(parser, parameter)
    # What changes the data home has no other day to answer as of.
    _add_common(parser, known_on=tool.access == "read")


def today() -> date:
    """The day it is. Only the command line asks: everything below it is told the date."""
    return date.today()  # noqa: DTZ011


def date_given(text: str | None) -> date:
    """The day that an option names, today where it was left out. An empty text is no day: a
    script whose variable is unset must not be answered for today."""
    return today() if text is None else parse_date(text)


def _add(parser: argparse.ArgumentParser, parameter: Parameter) -> None:
    example = f" (for example {parameter.says.example})" if parameter.says.example else ""
    words: dict[str, Any] = {"help": parameter.says.text + example}
    flag = _flag(parameter.says.option or parameter.name)
    if parameter.says.option:
        words["dest"] = parameter.name
    if parameter.kind is bool:
        parser.add_argument(flag, action="store_true", **words)
        return
    if parameter.choices:
        words["choices"] = parameter.choices
    if parameter.kind is date:
        words["metavar"] = "YYYY-MM-DD"
    if parameter.kind is int:
        words["type"] = int
    if not parameter.keyword:
        several = "+" if parameter.required else "*"
        words["nargs"] = several if parameter.many else None if parameter.required else "?"
        metavar = parameter.name.removesuffix("s" if parameter.many else "").upper()
        parser.add_argument(parameter.name, metavar=metavar, **words)
        return
    if parameter.many:
        words["nargs"] = "*"
    if parameter.required and parameter.kind is not date:  # a date left out is today
        words["required"] = True
    parser.add_argument(flag, default=parameter.default, **words)


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _add_common(parser: argparse.ArgumentParser, *, known_on: bool) -> None:
    if known_on:
        parser.add_argument(
            "--known-on", metavar="YYYY-MM-DD", help="as the files stood on that day"
        )
    add_home(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def add_home(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--home", metavar="DIR", help="the data home (default $SUPERBILL_HOME, else your user data)"
    )


def arguments_of(given: argparse.Namespace, tool: Tool) -> tuple[list[Any], dict[str, Any]]:
    """The positional and keyword arguments for a tool. A date of service that was not given is
    today: the command line is the only place where superbill knows what day it is."""
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    for parameter in parameters_of(tool):
        value = getattr(given, parameter.name)
        if parameter.kind is date:
            value = date_given(value) if value is not None or parameter.required else None
        elif parameter.many:
            value = tuple(value or ())
        if parameter.keyword:
            keywords[parameter.name] = value
        else:
            positional.append(value)
    return positional, keywords


def open_context(given: argparse.Namespace) -> Context:
    """The data home that the options name, compiled if need be, with progress on stderr."""
    said = getattr(given, "known_on", None)
    known_on = None if said is None else parse_date(said)
    home = home_of(given)
    return Context(home, known_on=known_on, progress=_ProgressLine(), notice=notice)


def home_of(given: argparse.Namespace) -> Path | None:
    """The data home that the option names. Raises WrongUsage for an empty name."""
    if given.home == "":
        raise WrongUsage("--home names no folder.")
    return None if given.home is None else Path(given.home)


def one_line(text: str) -> str:
    """The text without line breaks, and without what would steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def notice(message: str) -> None:
    print(f"superbill: {message}", file=sys.stderr)


class _ProgressLine:
    """A bar on a terminal, a line elsewhere, for whatever work is under way; imports rich only
    when there is something to show."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._said: set[str] = set()

    def __call__(self, what: str, done: int, total: int, title: str) -> None:
        if not total:
            return
        if not sys.stderr.isatty():
            if what not in self._said:
                notice(f"{what} ({total})")
                self._said.add(what)
            return
        bar: Any = self._bar or self._started(what, total)
        bar.update(0, completed=done, description=one_line(title))
        self._bar = bar
        if done >= total:
            bar.stop()
            self._bar = None

    def _started(self, what: str, total: int) -> Any:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        bar = Progress(
            TextColumn(what, markup=False),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}", markup=False),
            console=Console(stderr=True),
            transient=True,
            # rich would write what goes to a file or a pipe on the terminal with the bar.
            redirect_stdout=sys.stdout.isatty(),
        )
        bar.add_task("", total=total)
        bar.start()
        return bar


def print_json(value: Any, *, indent: int | None = 1) -> None:
    sys.stdout.write(json_text(value, indent=indent))


def json_text(value: Any, *, indent: int | None = 1) -> str:
    """A JSON document with the end of its last line."""
    return json.dumps(value, ensure_ascii=False, indent=indent) + "\n"


def read_input(text: str) -> dict[str, Any]:
    """The JSON of `--input`, or of the file that `@FILE` names, or of stdin for `-`."""
    try:
        if text == "-":
            text = sys.stdin.read()
        elif text.startswith("@"):
            text = Path(text[1:]).read_text(encoding="utf-8")
    except OSError as fault:
        raise WrongUsage(f"the input can't be read ({fault.strerror}).", where=text) from None
    except ValueError as fault:
        raise WrongUsage(f"the input is not UTF-8 text ({fault}).") from None
    try:
        value = json.loads(text)
    except ValueError as fault:
        raise WrongUsage(f"the input is not JSON ({fault}).") from None
    except RecursionError:
        raise WrongUsage("the input is nested too deeply.") from None
    if not isinstance(value, dict):
        raise WrongUsage("the input must be a JSON object.")
    return cast(dict[str, Any], value)
