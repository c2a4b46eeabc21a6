"""The findings of two runs over the same claims: which appear, disappear or change."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from superbill.claims.found import Of
from superbill.rules.finding import Finding

Kind = Literal["appears", "disappears", "changed", "not known"]
"""`not known`: on the other side the rule lacked its table."""

_EDITION = re.compile(r"\b[a-z][a-z0-9_.]* \d{4}-\d\d-\d\d\b")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_LATE = re.compile(r"[;.,]?\s*[Aa]nswered by (?:edition )?EDITION.*?(?=\.(?:\s|\Z)|\Z)")
_Key = tuple[str | None, str | None, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One finding that differs. before, after: None where there is none."""

    kind: Kind
    claim: str | None
    line: str | None
    before: Finding | None
    after: Finding | None

    @property
    def finding(self) -> Finding:
        found = self.after or self.before
        assert found is not None, "one of the two is there"
        return found

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "claim": self.claim,
            "line": self.line,
            "rule": self.finding.rule,
            "before": self.before.as_dict() if self.before else None,
            "after": self.after.as_dict() if self.after else None,
        }


def compare(
    before: Iterable[Of], after: Iterable[Of], *, missing_before: Collection[str],
    missing_after: Collection[str],
) -> Iterator[FindingChange]:  # fmt: skip
    """Every finding that differs: those of the first run in their order, then those of the second.

    A finding that only names another edition or day is the same. missing_before, missing_after:
    rules that lacked a table on one side, of whose silence there nothing follows.
    """
    sides = (_by_key(before), _by_key(after))
    for key in dict.fromkeys((*sides[0], *sides[1])):
        one, other = _without_equals(sides[0].get(key, []), sides[1].get(key, []))
        claim, line, rule, _ = key
        for old, new in zip(one, other, strict=False):
            yield FindingChange("changed", claim, line, old, new)
        for old in one[len(other) :]:
            kind: Kind = "not known" if rule in missing_after else "disappears"
            yield FindingChange(kind, claim, line, old, None)
        for new in other[len(one) :]:
            kind = "not known" if rule in missing_before else "appears"
            yield FindingChange(kind, claim, line, None, new)


def counts(changes: Iterable[FindingChange]) -> dict[str, dict[str, int]]:
    """How many of each kind, by rule."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        found[change.finding.rule][change.kind] += 1
    return {rule: dict(found[rule]) for rule in sorted(found)}


def _by_key(found: Iterable[Of]) -> dict[_Key, list[Finding]]:
    keyed: dict[_Key, list[Finding]] = {}
    for of in found:
        key = (of.claim, of.line, of.finding.rule, of.finding.lines)
        keyed.setdefault(key, []).append(of.finding)
    return keyed


def _without_equals(
    before: list[Finding], after: list[Finding]
) -> tuple[list[Finding], list[Finding]]:
    """What is left of both when findings that say the same are taken out of each."""
    if not before or not after:
        return before, after
    held, left = Counter(map(_said, after)), list[Finding]()
    for finding in before:
        if held[_said(finding)]:
            held[_said(finding)] -= 1
        else:
            left.append(finding)
    other: list[Finding] = []
    for finding in reversed(after):
        if held[_said(finding)]:
            held[_said(finding)] -= 1
            other.insert(0, finding)
    return left, other


def _said(finding: Finding) -> tuple[str, str, str]:
    """What a finding says beside editions and days."""
    text = _EDITION.sub("EDITION", finding.message)
    text = _LATE.sub("", _DAY.sub("DAY", text))
    return finding.severity, finding.verdict, text
