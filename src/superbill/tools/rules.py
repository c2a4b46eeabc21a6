"""The catalogue of rules, and the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from superbill.rules.catalogue import all_rules
from superbill.rules.own.cases import Failed, failures
from superbill.rules.own.payer import FOLDER
from superbill.rules.own.rule_file import OwnRule, own_rules
from superbill.rules.rule import Rule
from superbill.tools.context import Context

TABLES = {
    "ncci.ptp": "ncci.ptp",
    "ncci.mue": "ncci.mue",
    "ncci.addon": "ncci.addon",
    "mpfs": "pfs",
    "global": "pfs",
    "payment": "pfs",
    "opps": "opps",
    "drg": "msdrg",
    "mce": "mce",
    "coverage.lcd": "lcd",
    "coverage.ncd": "ncd",
}
"""By rule, or by family, what the families of its releases begin with."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule and the releases at hand that it reads. loaded: None where it reads none."""

    rule: Rule
    releases: tuple[str, ...]
    loaded: bool | None

    def as_dict(self) -> dict[str, Any]:
        return {**self.rule.as_dict(), "loaded": self.loaded, "releases": list(self.releases)}


@dataclass(frozen=True, slots=True)
class RuleList:
    """Every rule, and the user's own; faults: files of the user's that are not used."""

    rules: tuple[Listed, ...]
    own: tuple[OwnRule, ...]
    faults: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "rules": [listed.as_dict() for listed in self.rules],
            "own": [_own_as_dict(rule) for rule in self.own],
            "faults": list(self.faults),
        }


def _own_as_dict(rule: OwnRule) -> dict[str, Any]:
    stated = rule.stated
    return {
        "id": rule.id,
        "title": stated.title,
        "payer": rule.whose,
        "severity": stated.severity,
        "start": stated.start.isoformat(),
        "end": stated.end.isoformat() if stated.end else None,
        "source": rule.citation.as_dict(),
        "cases": len(stated.cases),
    }


def rules_list(context: Context) -> RuleList:
    """Every rule: what it finds, whose rule it is, its source, and whether its table is loaded."""
    found = own_rules(context.home / FOLDER)
    listed = tuple(_listed(rule, context) for rule in all_rules())
    return RuleList(listed, found.rules, tuple(map(str, found.faults)))


def _listed(rule: Rule, context: Context) -> Listed:
    prefix = TABLES.get(rule.id) or TABLES.get(rule.family)
    if prefix is None or (rule.table is None and rule.family not in TABLES):
        return Listed(rule, (), None)
    releases = tuple(
        release.id
        for release in context.catalogue.releases(known_on=context.known_on)
        if release.family == prefix or release.family.startswith(f"{prefix}.")
    )
    return Listed(rule, releases, bool(releases))


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """The user's own rules held against their own cases. untested: rules without any."""

    folder: str
    rules: int
    cases: int
    failed: tuple[Failed, ...]
    faults: tuple[str, ...]
    untested: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "folder": self.folder,
            "rules": self.rules,
            "cases": self.cases,
            "failed": [failed.as_dict() for failed in self.failed],
            "faults": list(self.faults),
            "untested": list(self.untested),
            "good": not (self.failed or self.faults),
        }


def rules_check(context: Context) -> OwnCheck:
    """Reads the user's own rules, rules/*.yaml in the data home, and runs the cases beside them.

    A file with a fault is named with its line, and none of its rules is used.
    """
    found = own_rules(context.home / FOLDER)
    return OwnCheck(
        str(context.home / FOLDER),
        len(found.rules),
        sum(len(rule.stated.cases) for rule in found.rules),
        tuple(failed for rule in found.rules for failed in failures(rule, context.book)),
        tuple(map(str, found.faults)),
        tuple(rule.id for rule in found.rules if not rule.stated.cases),
    )
