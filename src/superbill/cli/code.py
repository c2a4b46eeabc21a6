"""`superbill code NOTE...`: notes into codes. One bad note never stops the batch."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from superbill.cli import batch, command
from superbill.cli.code_page import print_result
from superbill.coding.phrase_book import phrase_book
from superbill.coding.result import CodingResult
from superbill.errors import SuperbillError, WrongUsage
from superbill.notes.files import FORMAT_NAMES, SUFFIXES, Source, read_source
from superbill.rules.finding import NOT_LOADED
from superbill.tools.code import code
from superbill.tools.context import Context
from superbill.tools.registry import TOOLS, parameters_of

_TOOL = TOOLS["code"]
_MANY = 10
"""Notes from which on a bar shows, on a terminal, how far the batch is."""
_LARGE = 40
"""Notes from which on worker processes are worth their start, of half a second."""
_MOST_JOBS = 64
_FROM_THE_NOTE = ("text", "name")


@dataclass(frozen=True, slots=True)
class _Failure:
    input: str
    error: SuperbillError


@dataclass(frozen=True, slots=True)
class _Coding:
    """How the notes are coded. Calling it opens the data home and gives what codes a note there;
    it can be sent to a worker."""

    given: argparse.Namespace

    def __call__(self) -> batch.Coder:
        return self.in_context(command.open_context(self.given))

    def in_context(self, context: Context) -> batch.Coder:
        on = command.date_given(self.given.on)
        options = {
            p.name: getattr(self.given, p.name)
            for p in parameters_of(_TOOL)
            if p.name not in (*_FROM_THE_NOTE, "on")
        }

        def coded(name: str) -> batch.Answer:
            source = _source_of(name)
            for notice in source.notices:
                command.notice(f"{name}: {notice}")
            # A file that says its day of service is coded for it, unless --on names another.
            day = on if self.given.on is not None else source.facts.on or on
            result = code(context, source.text, on=day, name=name, **options)
            return batch.Answer(_shown(result, self.given), _is_answered(result))

        return coded


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "notes",
        metavar="NOTE",
        nargs="+",
        help=f"a file ({FORMAT_NAMES}), a folder of them, or - for stdin",
    )
    command.add_tool_options(parser, _TOOL, leave_out=_FROM_THE_NOTE)
    parser.add_argument("--jsonl", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--jobs", metavar="N", type=int,
        help=f"worker processes with --jsonl (default: the cores, from {_LARGE} notes on)",
    )  # fmt: skip


def execute(given: argparse.Namespace) -> int:
    if given.jobs is not None and not 1 <= given.jobs <= _MOST_JOBS:
        raise WrongUsage(f"--jobs is a number from 1 to {_MOST_JOBS}.")
    command.date_given(given.on)
    names = list(_each_note(given.notes))
    failed: _Failure | None = None
    answered = False
    with command.open_context(given) as context, closing(_outcomes(names, given, context)) as all_:
        for place, (name, made) in enumerate(all_, 1):
            if isinstance(made, SuperbillError):
                failure = _Failure(name, made)
                failed = failed or failure
                _report_failure(failure, given, alone=len(names) == 1)
            else:
                answered |= made.answered
                _report(made.shown)
            if len(names) >= _MANY and sys.stderr.isatty():
                context.progress("notes", place, len(names), Path(name).name)
    if failed is not None:
        return failed.error.exit_status if len(names) == 1 else 1
    return 0 if answered else 3


def _outcomes(
    names: Sequence[str], given: argparse.Namespace, context: Context
) -> Generator[tuple[str, batch.Outcome], None, None]:
    """Each note with what came of it; by workers where there are many and no page is shown."""
    coding = _Coding(given)
    jobs = given.jobs or (batch.cores() if len(names) >= _LARGE else 1)
    jobs = min(jobs, ceil(len(names) / batch.CHUNK))
    if jobs == 1 or "-" in names or not (given.json or given.jsonl):
        coder = coding.in_context(context)
        yield from ((name, batch.outcome(coder, name)) for name in names)
        return
    phrase_book(context.index)  # made here once, where it is not yet, and not by each worker
    yield from batch.outcomes(names, coding, jobs=jobs)


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


def _source_of(name: str) -> Source:
    if not name:
        raise WrongUsage("a NOTE without a name.", remedy="Name a file, a folder, or - for stdin.")
    if _is_folder(name):
        raise WrongUsage(f"no note ({', '.join(sorted(SUFFIXES))}) in it.", where=name)
    return read_source(name)


def _shown(result: CodingResult, given: argparse.Namespace) -> str | CodingResult:
    if given.json or given.jsonl:
        return command.json_text(result.as_dict(), indent=None if given.jsonl else 1)
    return result


def _report(shown: str | CodingResult) -> None:
    if isinstance(shown, str):
        sys.stdout.write(shown)
    else:
        print_result(shown)


def _report_failure(failure: _Failure, given: argparse.Namespace, *, alone: bool) -> None:
    shown: dict[str, Any] = {"input": failure.input, "error": failure.error.as_dict()}
    if (given.json or given.jsonl) and not alone:
        command.print_json(shown, indent=None)
    else:
        named = failure.input in (failure.error.where, "-")
        said = str(failure.error) if named else f"{failure.input}: {failure.error}"
        command.notice(command.one_line(said))
