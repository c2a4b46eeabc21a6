"""`superbill lookup CODE`: everything about one code on a date."""

from __future__ import annotations

import argparse
from typing import Any

from superbill.cli import command
from superbill.codesets.answers import Concept
from superbill.codesets.systems import SYSTEMS
from superbill.tools.lookup import lookup
from superbill.tools.registry import TOOLS

_TOOL = TOOLS["lookup"]

_TITLELESS = {True: "(in no list at hand)", False: "(no list at hand states its title)"}

_NOTE_WORDS = {
    "includes": "Includes",
    "inclusion_term": "Also called",
    "excludes1": "Excludes1",
    "excludes2": "Excludes2",
    "code_first": "Code first",
    "use_additional": "Use additional code",
    "code_also": "Code also",
    "note": "Note",
    "seventh_note": "7th character",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    command.add_tool_options(parser, _TOOL)


def execute(given: argparse.Namespace) -> int:
    positional, keywords = command.arguments_of(given, _TOOL)
    with command.open_context(given) as context:
        concept = lookup(context, *positional, **keywords)
    if given.json:
        command.print_json(concept.as_dict())
    else:
        print("\n".join(_lines(concept)))
    return 0


def _lines(concept: Concept) -> list[str]:
    s = concept.status
    title = s.title or _TITLELESS[s.status == "unknown"]
    lines = [f"{s.code}  {title}", f"{SYSTEMS[s.system].title}, {s.status} on {s.on}"]
    if s.confirmed_by:
        lines[-1] += f" by {s.confirmed_by}"
    lines += [_wrapped(m, "  ! ") for m in concept.messages]
    if concept.nearest:
        lines += ["", "Nearest valid codes:"]
        lines += [f"  {r.code}  {r.title or ''}" for r in concept.nearest]
    if concept.parents:
        lines += ["", "Part of:"]
        lines += [f"  {r.code}  {r.title or ''}" for r in reversed(concept.parents)]
    if concept.children:
        lines += ["", "Below it:"]
        lines += [
            f"  {r.code}{'' if r.billable else ' -'}  {r.title or ''}".rstrip()
            for r in concept.children
        ]
    lines += _note_lines(concept)
    lines += _section_lines(concept.sections)
    lines += _property_lines(concept.properties)
    lines += ["", "Sources:"]
    lines += [f"  {c.source}, {c.locator} ({c.release})" for c in concept.citations]
    return lines


def _wrapped(text: str, mark: str) -> str:
    import textwrap  # JSON answers never need it

    return textwrap.fill(text, 96, initial_indent=mark, subsequent_indent=" " * len(mark))


def _note_lines(concept: Concept) -> list[str]:
    lines: list[str] = []
    said: tuple[str, str] | None = None
    for note in concept.notes:
        if (note.at, note.kind) != said:
            said = (note.at, note.kind)
            lines += ["", f"{_NOTE_WORDS[note.kind]} (at {note.at}):"]
        lines.append(_wrapped(note.text, "  "))
    return lines


def _section_lines(sections: Any) -> list[str]:
    lines: list[str] = []
    if sections.get("summary"):
        lines += ["", _wrapped(sections["summary"], "")]
    for name in ("steps", "indications", "contraindications", "aftercare", "documentation"):
        if sections.get(name):
            lines += ["", f"{name.capitalize()}:"]
            lines += [_wrapped(text, "  - ") for text in sections[name]]
    return lines


def _property_lines(properties: Any) -> list[str]:
    lines: list[str] = []
    seventh = properties.get("seventh_characters")
    if seventh:
        lines += ["", "7th characters:", *(f"  {c}  {text}" for c, text in seventh.items())]
    axes = properties.get("axes")
    if axes:
        lines += ["", "Axes:"]
        lines += [f"  {a['value']}  {a['name']}: {a['label'] or 'not known'}" for a in axes]
    for name, values in properties.items():
        if name in ("billable", "valid", "seventh_characters", "axes"):
            continue
        lines += ["", f"{name.replace('_', ' ').capitalize()}:"]
        lines += [
            "  " + ", ".join(f"{k} {v}" for k, v in value.items() if v not in (None, "", False))
            for value in values[:12]
        ]
    return lines
