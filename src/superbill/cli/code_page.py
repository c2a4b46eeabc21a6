"""A coding result as a person would want to read it."""

from __future__ import annotations

import sys
from typing import Any

from superbill.codesets.systems import SYSTEMS
from superbill.coding.result import Candidate, CodingResult
from superbill.rules.finding import NOT_LOADED

_SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_NARROWEST = 100


def print_result(result: CodingResult) -> None:
    """Prints codes with their evidence, what was rejected and why, findings, what could not be
    checked, and the questions to the clinician."""
    from rich.console import Console  # slow to import, and JSON output never needs it

    console = Console(soft_wrap=False, highlight=False)
    if not sys.stdout.isatty():
        console.width = max(console.width, _NARROWEST)
    console.print(result.note, style="bold", markup=False, end="  ")
    console.print(f"{result.setting}, date of service {result.on}", markup=False)
    for message in result.messages:
        console.print(f"  ! {message}", style="yellow", markup=False)
    _print_codes(console, result)
    _print_rejected(console, result)
    _print_steps(console, result)
    _print_findings(console, result)
    _print_queries(console, result)


def _print_codes(console: Any, result: CodingResult) -> None:
    from rich.table import Table
    from rich.text import Text

    console.print()
    if not result.codes:
        console.print("No code is supported by this note.", style="bold")
        return
    table = Table(box=None, padding=(0, 2, 0, 0), title_justify="left", show_edge=False)
    for name in ("code", "system", "role", "units", "what it is, and the words that prove it"):
        table.add_column(name, header_style="dim", vertical="top")
    for candidate in result.codes:
        cell = Text(candidate.title)
        for evidence in candidate.evidence[:3]:
            quoted = " ".join(evidence.text.split())
            cell.append(f"\n“{quoted}”", style="green")
            cell.append(f"  {evidence.section}, {evidence.start}-{evidence.end}", style="dim")
        cell.append(f"\nconfirmed by {candidate.confirmed_by}", style="dim")
        table.add_row(
            Text(_with_modifiers(candidate), style="bold"),
            SYSTEMS[candidate.system].title,
            candidate.role.replace("_", " "),
            str(candidate.units),
            cell,
        )
    console.print(table)


def _with_modifiers(candidate: Candidate) -> str:
    return "-".join((candidate.code, *candidate.modifiers))


def _print_rejected(console: Any, result: CodingResult) -> None:
    if not result.candidates:
        return
    console.print("\nConsidered and rejected", style="bold")
    for candidate in result.candidates:
        console.print(
            f"  {_with_modifiers(candidate)}  {candidate.title}: {candidate.rejected}",
            markup=False,
        )


def _print_steps(console: Any, result: CodingResult) -> None:
    if result.steps:
        console.print("\nHow the diagnoses were chosen", style="bold")
    for step in result.steps:
        console.print(f"  {step.rule}: {step.says}", markup=False)
        console.print(f"    {step.citation.source}, {step.citation.locator}", style="dim",
                      markup=False)  # fmt: skip


def _print_findings(console: Any, result: CodingResult) -> None:
    if result.findings:
        console.print("\nFindings", style="bold")
    for finding in result.findings:
        console.print(
            f"  {finding.severity}: {finding.message} ({finding.rule}, {finding.citation.source}) "
            f"{finding.remedy}",
            style=_SEVERITY_STYLE[finding.severity],
            markup=False,
        )
    ran = [c for c in result.checked if not c.result.startswith(NOT_LOADED)]
    missing = [c for c in result.checked if c.result.startswith(NOT_LOADED)]
    if ran:
        console.print("\nChecked", style="bold")
        for check in ran:
            console.print(f"  {check.rule}: {check.result}", markup=False)
    if missing:
        console.print("\nNot checked, because the table is not loaded", style="bold")
        for check in missing:
            console.print(f"  {check.rule}: {check.result}", style="dim", markup=False)


def _print_queries(console: Any, result: CodingResult) -> None:
    if result.queries:
        console.print("\nQuestions to the clinician", style="bold")
    for query in result.queries:
        console.print(f"  - {query.question}", markup=False)
        console.print(f"    {query.changes}", style="dim", markup=False)
