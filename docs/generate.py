"""Writes the documentation that is made from the code: data.md, tools.md, rules.md, cli.md.

    python docs/generate.py            writes the pages
    python docs/generate.py --check    exit status 1 where a page is not what would be written

A test runs the check, so the pages can't drift from the code.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from superbill.cli.command import OneLineParser
from superbill.cli.main import COMMANDS, command_named
from superbill.codesets.release import Release
from superbill.rules.catalogue import all_rules
from superbill.tools.context import Context
from superbill.tools.registry import TOOLS, describe

DOCS = Path(__file__).resolve().parent
_MADE = "<!-- Made by docs/generate.py from the code; change the code, then run `make docs`. -->"


def data_page(context: Context) -> Iterator[str]:
    yield "# The data of the embedded code book"
    yield ""
    yield _MADE
    yield ""
    yield (
        "Compiled on first use from data files that other packages carry; nothing of it is in "
        "this repository. Each row is one release: one publication of one thing."
    )
    yield ""
    yield "| release | what it is | in force | rows | package and file | licence |"
    yield "| --- | --- | --- | --- | --- | --- |"
    releases = [e.release for e in context.catalogue.entries if e.origin == "embedded"]
    for release in releases:
        yield f"| {' | '.join(_cells(release))} |"
    yield ""
    yield "## What to know of each"
    for release in releases:
        yield ""
        yield f"**{release.id}** ({release.publisher})"
        yield ""
        yield from (f"- {remark}" for remark in release.remarks)


def _cells(release: Release) -> Iterator[str]:
    yield release.id
    yield release.title
    yield f"{release.start} to {release.end or 'open'}"
    # Cards are written every day: their number is not a thing to pin in a page.
    counts = {} if release.family == "cards" else release.counts
    yield ", ".join(f"{table} {rows:,}" for table, rows in sorted(counts.items()) if rows)
    files = release.files if release.family != "cards" else ()
    yield ", ".join(f"{f.origin}: {f.name}" for f in files) or "superbill: knowledge/cards"
    yield release.licence


def tools_page(_: Context) -> Iterator[str]:
    yield "# Tools"
    yield ""
    yield _MADE
    yield ""
    yield "Every capability, once. `superbill tool NAME --input JSON` runs one."
    for tool in TOOLS.values():
        described = describe(tool)
        yield ""
        yield f"## {tool.name}"
        yield ""
        yield described["description"]
        yield ""
        for name, field in described["input"].get("properties", {}).items():
            needed = name in described["input"].get("required", ())
            yield f"- `{name}`{'' if needed else ' (optional)'}: {field.get('description', '')}"


def rules_page(_: Context) -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield _MADE
    yield ""
    yield "| rule | what it finds | whose rule it is | source |"
    yield "| --- | --- | --- | --- |"
    for rule in all_rules():
        source = f"{rule.source.source}, {rule.source.locator}"
        yield f"| `{rule.id}` | {rule.title} | {rule.payer} | {source} |"


def cli_page(_: Context) -> Iterator[str]:
    yield "# The command line"
    yield ""
    yield _MADE
    yield ""
    yield "Text for people goes to stdout by default; `--json` prints one JSON document, `--jsonl`"
    yield "one object a line. Progress and notices go to stderr."
    yield ""
    yield "Exit status: 0 done (findings or not); 1 some inputs of a batch failed; 2 wrong usage"
    yield "or an input that can't be read; 3 the data that would answer is not loaded, and the line"
    yield "says which `superbill data` command loads it."
    for name, summary in COMMANDS.items():
        parser = OneLineParser(prog=f"superbill {name}", description=summary)
        command_named(name).add_arguments(parser)
        yield ""
        yield f"## superbill {name}"
        yield ""
        yield f"{summary.capitalize()}."
        yield ""
        yield from _options(parser)


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The options of a command; of one with actions, those of each."""
    for option in parser._actions:  # argparse offers no public list
        if isinstance(option, argparse._SubParsersAction):
            for name, action in option.choices.items():
                yield ""
                yield f"### {parser.prog} {name}"
                yield ""
                yield f"{action.description}"
                yield ""
                yield from _options(action)
        elif option.dest != "help":
            flags = ", ".join(option.option_strings) or option.metavar or option.dest
            choices = f" ({', '.join(option.choices)})" if option.choices else ""
            yield f"- `{flags}`{choices}: {option.help}"


PAGES: dict[str, Callable[[Context], Iterator[str]]] = {
    "data.md": data_page,
    "tools.md": tools_page,
    "rules.md": rules_page,
    "cli.md": cli_page,
}


def page(name: str, context: Context) -> str:
    return "\n".join(PAGES[name](context)) + "\n"


def main(arguments: list[str]) -> int:
    wrong: list[str] = []
    with Context() as context:
        for name in PAGES:
            text, path = page(name, context), DOCS / name
            if "--check" in arguments:
                if not path.is_file() or path.read_text(encoding="utf-8") != text:
                    wrong.append(name)
            else:
                path.write_text(text, encoding="utf-8")
    for name in wrong:
        print(f"docs/{name} is not what the code would generate; run `make docs`")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
