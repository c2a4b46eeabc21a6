"""`superbill assert --batch FILE.tsv`: what each sentence says of some of its words."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from superbill.cli import command
from superbill.errors import SuperbillError, WrongUsage
from superbill.tools.assertion import assert_words
from superbill.tools.context import Context


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--batch", metavar="FILE", required=True,
        help="a line each: text, tab, start, tab, end (characters from 0, the end not included);"
        " -: stdin",
    )  # fmt: skip
    command.add_home(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--jsonl", action="store_true", help="one JSON object a line")


def execute(given: argparse.Namespace) -> int:
    lines = list(_lines(given.batch))
    with command.open_context(given) as context:
        answers = [_answer(context, line) for line in lines]
    failed = sum("error" in answer for answer in answers)
    if given.json:
        command.print_json(answers)
    elif given.jsonl:
        for answer in answers:
            command.print_json(answer, indent=None)
    else:
        for answer in answers:
            cue = answer.get("cue")
            print(answer.get("assertion", "?"), f"({cue['text']})" if cue else "")
    return 1 if failed else 0


def _answer(context: Context, line: str) -> dict[str, Any]:
    try:
        text, start, end = _parsed(line)
        return assert_words(context, text, start, end).as_dict()
    except SuperbillError as fault:
        return {"input": line[:200], "error": fault.as_dict()}


def _parsed(line: str) -> tuple[str, int, int]:
    parts = line.rsplit("\t", 2)
    try:
        text, start, end = parts
        return text, int(start), int(end)
    except ValueError:
        raise WrongUsage(
            "A line is a text, a start and an end, apart by tabs.",
            remedy="Write it as text<TAB>0<TAB>4.",
        ) from None


def _lines(name: str) -> Iterator[str]:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as fault:
        raise WrongUsage(f"the lines can't be read ({fault.strerror}).", where=name) from None
    lines = raw.decode("utf-8", errors="replace").split("\n")
    yield from (line.removesuffix("\r") for line in (lines[:-1] if lines[-1] == "" else lines))
