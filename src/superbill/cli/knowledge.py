"""`superbill knowledge check`: cards, synonyms and abbreviations against what is at hand."""

from __future__ import annotations

import argparse

from superbill.cli import command
from superbill.tools.knowledge import knowledge_check


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", choices=("check",), help="validate cards, synonyms and abbreviations"
    )
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
        print("\n".join(checked.astray), end="\n" if checked.astray else "")
        print(f"{checked.cards} cards, {len(checked.disagreements)} disagreements")
        print(f"{checked.synonyms} lines of synonyms, {len(checked.astray)} lines astray")
        for message in checked.messages:
            print(message)
    return 1 if checked.disagreements or checked.astray else 0
