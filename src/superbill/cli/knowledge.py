"""`superbill knowledge check`: the cards against the code sets and tables at hand."""

from __future__ import annotations

import argparse

from superbill.cli import command
from superbill.tools.knowledge import knowledge_check


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("check",), help="validate every card")
    command.add_home(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def execute(given: argparse.Namespace) -> int:
    with command.open_context(given) as context:
        checked = knowledge_check(context)
    if given.json:
        command.print_json(checked.as_dict())
    else:
        for disagreement in checked.disagreements:
            print(disagreement)
        print(f"{checked.cards} cards, {len(checked.disagreements)} disagreements")
        for message in checked.messages:
            print(message)
    return 1 if checked.disagreements else 0
