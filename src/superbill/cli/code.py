"""`superbill code NOTE...`: notes into codes. One bad note never stops the batch."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from superbill.cli import command
from superbill.cli.code_page import print_result
from superbill.coding.result import CodingResult
from superbill.errors import SuperbillError, WrongUsage
from superbill.notes.files import SUFFIXES, read_note
from superbill.rules.finding import NOT_LOADED
from superbill.tools.code import code
from superbill.tools.registry import TOOLS, parameters_of

_TOOL = TOOLS["code"]
_MANY = 10
"""Notes from which on a bar shows, on a terminal, how far the batch is."""
_FROM_THE_NOTE = ("text", "name")


@dataclass(frozen=True, slots=True)
class _Failure:
    input: str
    error: SuperbillError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "notes",
        metavar="NOTE",
        nargs="+",
        help="a text, PDF or DOCX file, a folder, or - for stdin",
    )
    command.add_tool_options(parser, _TOOL, leave_out=_FROM_THE_NOTE)
    parser.add_argument("--jsonl", action="store_true", help="one JSON object a line")


def execute(given: argparse.Namespace) -> int:
    on = command.date_given(given.on)
    options = {
        p.name: getattr(given, p.name)
        for p in parameters_of(_TOOL)
        if p.name not in (*_FROM_THE_NOTE, "on")
    }
    names = list(_each_note(given.notes))
    failures: list[_Failure] = []
    answered: list[bool] = []
    with command.open_context(given) as context:
        for place, name in enumerate(names):
            if len(names) >= _MANY and sys.stderr.isatty():
                context.progress("notes", place + 1, len(names), Path(name).name)
            try:
                result = code(context, _text_of(name), on=on, name=name, **options)
            except SuperbillError as fault:
                failures.append(_Failure(name, fault))
                _report_failure(failures[-1], given, alone=len(names) == 1)
                continue
            answered.append(_is_answered(result))
            _report(result, given)
    if failures:
        return failures[0].error.exit_status if len(names) == 1 else 1
    return 0 if any(answered) else 3


def _is_answered(result: CodingResult) -> bool:
    """Whether any rule could run on the note's codes; of a note without codes, whether no list
    was missing that might have confirmed one."""
    if result.checked:
        return any(not check.result.startswith(NOT_LOADED) for check in result.checked)
    return not any(c.settled_by and c.confirmed_by is None for c in result.candidates)


def _each_note(given: Iterable[str]) -> Iterator[str]:
    """The names of the notes: of a folder those in it, or its own where it holds none."""
    for name in given:
        yield from (_inside(name) if _is_folder(name) else ()) or (name,)


def _is_folder(name: str) -> bool:
    try:
        return name not in ("", "-") and Path(name).is_dir()
    except OSError:  # a name that no file can have: reading it will say so
        return False


def _inside(folder: str) -> list[str]:
    files = (p for p in Path(folder).rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    return [str(p) for p in sorted(files)]


def _text_of(name: str) -> str:
    if not name:
        raise WrongUsage("a NOTE without a name.", remedy="Name a file, a folder, or - for stdin.")
    if _is_folder(name):
        raise WrongUsage(f"no note ({', '.join(sorted(SUFFIXES))}) in it.", where=name)
    return read_note(name)


def _report(result: CodingResult, given: argparse.Namespace) -> None:
    if given.json or given.jsonl:
        command.print_json(result.as_dict(), indent=None if given.jsonl else 1)
    else:
        print_result(result)


def _report_failure(failure: _Failure, given: argparse.Namespace, *, alone: bool) -> None:
    shown: dict[str, Any] = {"input": failure.input, "error": failure.error.as_dict()}
    if (given.json or given.jsonl) and not alone:
        command.print_json(shown, indent=None)
    else:
        named = failure.input in (failure.error.where, "-")
        said = str(failure.error) if named else f"{failure.input}: {failure.error}"
        command.notice(command.one_line(said))
