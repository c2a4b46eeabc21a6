"""What the reading of claims says: of a cell that can't be read, and of a table that is missing.

These rules judge what a file states, before there is a claim for the others to judge.
"""

from __future__ import annotations

from datetime import date

from superbill.citation import Citation
from superbill.rules.data import date as data_date
from superbill.rules.finding import Finding, Severity
from superbill.rules.rule import Grain, Rule

_COLUMNS = Citation("superbill", "the command-line contract, `superbill scrub`: its columns")


def _rule(what: str, title: str, grain: Grain = "line") -> Rule:
    return Rule(f"data.{what}", title, "every payer", _COLUMNS, grain=grain)


MISSING = Rule(
    id="data.missing",
    title="The tables that a rule needs are loaded",
    payer="said of whichever rule lacks its table",
    source=Citation("superbill", "a table that is not loaded is never no edit"),
)

STALE = Rule(
    id="data.stale",
    title="The editions that answer speak of the dates of service",
    payer="said of whichever rule an older edition answered",
    source=Citation("superbill", "a later date is answered from the newest edition, and marked"),
)

RULES: dict[str, Rule] = {
    rule.id.partition(".")[2]: rule
    for rule in (
        _rule("row", "A row of the file has a cell for each column"),
        _rule("claim", "A line says which claim it is of", "claim"),
        _rule("code", "A line has a code that can be read"),
        _rule("modifiers", "Modifiers are of two characters each, four at most"),
        _rule("diagnosis", "Diagnoses have the form of ICD-10-CM codes"),
        _rule("units", "Units are a whole number"),
        _rule("pos", "The place of service is a code of two digits"),
        _rule("payer", "The payer is one that superbill judges for, and one a claim", "claim"),
        _rule("setting", "The setting is one that superbill judges for, and one a claim", "claim"),
        _rule("age", "The patient's age is a number of years", "claim"),
        _rule("sex", "The patient's sex is F or M", "claim"),
        _rule("charge", "The charge is an amount in dollars"),
        MISSING,
        STALE,
    )
} | {"date": data_date.RULE}

CATALOGUED: tuple[Rule, ...] = tuple(rule for name, rule in RULES.items() if name != "date")
"""Those that no claim is run through; `data.date` is run as well."""


def unreadable(
    what: str, verdict: str, line: str, message: str, remedy: str, *, severity: Severity = "error"
) -> Finding:
    """A finding of `data.<what>`. line: the line as the file has it."""
    rule = RULES[what]
    return Finding(
        rule.id, severity, verdict, (line,) if line else (), message, remedy, None, rule.source
    )


def missing(rule: str, said: str, remedy: str, *, parts: int) -> Finding:
    """That a rule could not run. said: its own words; parts: in how much of the claims."""
    return Finding(
        MISSING.id, "info", "not judged", (),
        f"{rule} could not judge {parts:,} {'line or claim' if parts == 1 else 'lines or claims'}:"
        f" {said}",
        remedy, None, Citation(rule, "its table is not loaded"),
    )  # fmt: skip


def stale(release: str, day: date, remedy: str) -> Finding:
    """That an edition answered for days that it does not speak of, of which `day` is one."""
    return Finding(
        STALE.id, "info", "older edition", (),
        f"{release}, the newest at hand, answered for dates of service that are later than it"
        f" speaks of, such as {day.isoformat()}.",
        remedy, release, Citation(release, "its last day"),
    )  # fmt: skip
