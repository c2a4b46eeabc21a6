"""`superbill check LINE...`: what the edits say of one claim."""

from __future__ import annotations

import argparse

from superbill.cli import command
from superbill.rules.finding import NOT_LOADED, Finding
from superbill.tools.check import ClaimCheck, check
from superbill.tools.registry import TOOLS

_TOOL = TOOLS["check"]
_HEADINGS = {"error": "Wrong", "warning": "To look at", "info": "Worth knowing"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    command.add_tool_options(parser, _TOOL)


def execute(given: argparse.Namespace) -> int:
    positional, keywords = command.arguments_of(given, _TOOL)
    with command.open_context(given) as context:
        found = check(context, *positional, **keywords)
    if given.json:
        command.print_json(found.as_dict())
    else:
        print("\n".join(_lines(found)))
    if not found.answered:
        first = next(iter(found.checked), None)
        said = f": {first.rule}: {first.result}" if first else ", for no table is loaded"
        command.notice(command.one_line(f"no rule could run{said}"))
        return 3
    return 0


def _lines(found: ClaimCheck) -> list[str]:
    named = ["  ".join(found.lines), ", ".join(found.diagnoses)]
    lines = [
        " with ".join(text for text in named if text),
        f"{found.setting}, {found.payer}, date of service {found.on}",
    ]
    if found.stale:
        lines.append("  ! The date is later than editions that answered; load newer ones.")
    for severity, heading in _HEADINGS.items():
        some = [f for f in found.findings if f.severity == severity]
        if some:
            lines += ["", f"{heading}:", *(text for f in some for text in _finding_lines(f))]
    ran = [c for c in found.checked if not c.result.startswith(NOT_LOADED)]
    missing = [c for c in found.checked if c.result.startswith(NOT_LOADED)]
    if ran:
        lines += ["", "Checked:", *(_wrapped(f"{c.rule}: {c.result}", "  ") for c in ran)]
    if missing:
        lines += ["", "Not checked, because a table is not loaded:"]
        lines += [_wrapped(f"{c.rule}: {c.result}", "  ") for c in missing]
    if found.clean:
        lines += ["", "Nothing found by the rules above."]
    return lines


def _finding_lines(finding: Finding) -> list[str]:
    source = f"{finding.citation.source}, {finding.citation.locator}"
    release = f"; {finding.release}" if finding.release else ""
    of = f"{'  '.join(finding.lines)}: " if finding.lines else ""
    return [
        _wrapped(f"{of}{finding.message}", "  "),
        _wrapped(finding.remedy, "    "),
        _wrapped(f"{finding.rule}  ({source}{release})", "    "),
    ]


def _wrapped(text: str, indent: str) -> str:
    import textwrap  # JSON answers never need it

    return textwrap.fill(text, 96, initial_indent=indent, subsequent_indent=indent + "  ")
