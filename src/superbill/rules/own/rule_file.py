"""The user's own rules as files of `rules/` in the data home state them.

    - id: sterilization-needs-fp
      payer: medicaid
      plan: Example State Plan
      title: Sterilization carries FP
      provenance: {source: Provider manual, locator: section 4.2, date: 2024-01-01}
      start: 2024-01-01
      severity: error
      when: {codes: ["58670", "G99*"], missing_modifiers: [FP]}
      message: The plan denies a sterilization without FP.
      remedy: Append FP.
      cases:
        - {case: without FP, lines: ["58670"], on: 2024-07-15, expected: fires}

A rule holds from `start` until the day before `end`, for the payer that it names and, where it
names a plan, for that plan's claims. A changed meaning is a second rule with the same id and later
dates. An unknown key, a pattern that names no codes, two rules of one id on one day: every fault
names file and line, and nothing of a faulty file is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from superbill.citation import Citation
from superbill.errors import CardRefused
from superbill.knowledge.yaml_file import Located, build, read_yaml
from superbill.rules.claim import Payer, Setting
from superbill.rules.finding import Severity
from superbill.rules.own.patterns import fault_of

Expected = Literal["fires", "quiet", "not known"]

_ID = re.compile(r"[a-z][a-z0-9_-]{0,59}", re.ASCII)
_FORMS = {
    "modifiers": re.compile(r"[A-Z0-9]{2}", re.ASCII),
    "missing_modifiers": re.compile(r"[A-Z0-9]{2}", re.ASCII),
    "pos": re.compile(r"\d{2}", re.ASCII),
    "other_pos": re.compile(r"\d{2}", re.ASCII),
}
_PATTERNS = ("codes", "diagnoses", "missing_diagnoses", "beside", "without")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the user has the rule from. date: of the document, or of the reading."""

    source: str
    date: date
    locator: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """What must be so of a line, all of it. Nothing stated: nothing asked.

    codes: the line's code is one of these; beside, without: another line of the same day has one
        of these, or none has
    modifiers, missing_modifiers: the line carries one of these, none of these
    diagnoses, missing_diagnoses: of those that the line points to, else the claim's, one of them
        is among these, or none is
    pos, other_pos: the place of service is one of these, none of these
    units_over: the line has more units
    age_from, age_under: whole years on the day, the first included, the second not
    """

    codes: tuple[str, ...]
    beside: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    missing_modifiers: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    missing_diagnoses: tuple[str, ...] = ()
    pos: tuple[str, ...] = ()
    other_pos: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    units_over: int | None = None
    age_from: int | None = None
    age_under: int | None = None
    sex: Literal["F", "M"] | None = None


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A claim and what the rule makes of it. pos: of all its lines."""

    case: str
    lines: tuple[str, ...]
    on: date
    expected: Expected
    diagnoses: tuple[str, ...] = ()
    setting: Setting = "practitioner"
    pos: str | None = None
    age: int | None = None
    sex: Literal["F", "M"] | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A rule as its file states it."""

    id: str
    payer: Payer
    title: str
    provenance: Provenance
    start: date
    severity: Severity
    when: When
    message: str
    remedy: str
    plan: str | None = None
    end: date | None = None
    cases: tuple[OwnCase, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule and where it stands; cases_at: file and line of each case."""

    stated: Stated
    where: str
    cases_at: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"own.{self.stated.id}"

    @property
    def whose(self) -> str:
        """Whose rule it is, in words."""
        plan = f", {self.stated.plan}" if self.stated.plan else ""
        return f"the user's own, of {self.stated.payer}{plan}"

    @property
    def citation(self) -> Citation:
        said = self.stated.provenance
        place = f", {said.locator}" if said.locator else ""
        return Citation(
            f"your rule at {self.where}", f"{said.source}{place}, {said.date.isoformat()}",
            url=said.url,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnRules:
    """What the folder holds. faults: one for each file that is not used."""

    rules: tuple[OwnRule, ...] = ()
    faults: tuple[CardRefused, ...] = ()


def own_rules(folder: Path) -> OwnRules:
    """The user's own rules, files in the order of their names; none where there is no folder."""
    if not folder.is_dir():
        return OwnRules()
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".yaml", ".yml"))
    return _read(tuple((path, *_version(path)) for path in paths))


def _version(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


@lru_cache(8)
def _read(files: tuple[tuple[Path, int, int], ...]) -> OwnRules:
    rules: list[OwnRule] = []
    faults: list[CardRefused] = []
    for path, *_ in files:
        try:
            found = tuple(_of_file(path))
            _refuse_overlaps((*rules, *found))
        except CardRefused as fault:
            faults.append(fault)
        else:
            rules += found
    return OwnRules(tuple(rules), tuple(faults))


def _of_file(path: Path) -> Iterator[OwnRule]:
    for item in read_yaml(path).items():
        stated = build(Stated, item)
        _refuse(item, stated)
        cases = item.entries().get("cases")
        yield OwnRule(stated, item.where, tuple(c.where for c in cases.items()) if cases else ())


def _refuse(item: Located, stated: Stated) -> None:
    """Raises CardRefused for what the hints can't say."""
    fields = item.entries()
    if not _ID.fullmatch(stated.id):
        raise fields["id"].refused(
            f"{stated.id[:60]!r} is no identifier: small letters, digits, - and _."
        )
    if stated.end is not None and stated.end <= stated.start:
        raise fields["end"].refused(f"The rule ends on {stated.end}, not after {stated.start}.")
    when, said = fields["when"], stated.when
    for name, values in when.entries().items():
        for at in values.items() if isinstance(values.value, tuple) else ():
            _refuse_value(name, at)
    if not said.codes:
        raise when.entries()["codes"].refused("A rule names the codes that it is about.")
    for name in ("units_over", "age_from", "age_under"):
        number = getattr(said, name)
        if number is not None and number < 0:
            raise when.entries()[name].refused(f"{number} is less than nothing.")
    if said.age_from is not None and said.age_under is not None and said.age_from >= said.age_under:
        raise when.refused(f"No one is {said.age_from} or older and under {said.age_under}.")


def _refuse_value(name: str, at: Located) -> None:
    text = at.text()
    form = _FORMS.get(name)
    if form is not None and not form.fullmatch(text):
        raise at.refused(f"{text[:20]!r} is not of {name}.")
    fault = fault_of(text) if name in _PATTERNS else None
    if fault is not None:
        raise at.refused(fault)


def _refuse_overlaps(rules: Iterable[OwnRule]) -> None:
    """One id has one meaning on a day."""
    by_id: dict[str, list[OwnRule]] = {}
    for rule in rules:
        for other in by_id.setdefault(rule.id, []):
            one, two = other.stated, rule.stated
            if (two.end is None or one.start < two.end) and (
                one.end is None or two.start < one.end
            ):
                raise CardRefused(
                    f"{two.id} holds on the same days at {other.where}: give one of them other"
                    " dates, or another id.", where=rule.where,
                )  # fmt: skip
        by_id[rule.id].append(rule)
