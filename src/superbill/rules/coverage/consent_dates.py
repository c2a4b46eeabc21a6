"""The dates of consent to sterilization under Medicaid (42 CFR 441.250 to 441.259).

From consent to procedure at least 30 and at most 180 days must have passed (441.253(d)): with the
day of consent as day 0, days 30 to 180. In premature delivery and emergency abdominal surgery 72
hours suffice; in premature delivery consent must also have been given 30 days before the expected
date. The patient must be 21 when consenting (441.253(a)). A hysterectomy has no waiting period and
must not be done for sterilization (441.255).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from superbill.citation import Citation
from superbill.dates import ONE_DAY, within
from superbill.errors import WrongUsage
from superbill.knowledge.yaml_file import build, read_yaml

FILE = Path(__file__).with_name("consent.yaml")

Circumstance = Literal["planned", "premature_delivery", "emergency_surgery", "hysterectomy"]
Met = Literal["met", "not met", "not known"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the regulation, in force in `[start, end)`."""

    name: str
    value: int
    unit: str
    locator: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Regulation:
    source: str
    url: str
    rules: tuple[Parameter, ...]
    also: tuple[str, ...]

    def find(self, name: str, on: date) -> Parameter | None:
        return next((p for p in self.rules if p.name == name and within(on, p.start, p.end)), None)

    def cited(self, locator: str) -> Citation:
        return Citation(self.source, locator, url=self.url)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the dates, and whether it is met."""

    name: str
    met: Met
    says: str
    citation: Citation

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "met": self.met,
            "says": self.says,
            "citation": self.citation.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Dates:
    """What the dates say. first_day, last_day: the days on which the procedure may be done by the
    waiting period alone, both included; None where there is none, or where hours decide."""

    conditions: tuple[Condition, ...]
    first_day: date | None
    last_day: date | None
    notes: tuple[str, ...]
    also: tuple[str, ...]

    @property
    def met(self) -> Met:
        verdicts = {condition.met for condition in self.conditions}
        if "not met" in verdicts:
            return "not met"
        return "not known" if "not known" in verdicts or not verdicts else "met"


@cache
def regulation() -> Regulation:
    return build(Regulation, read_yaml(FILE))


def judge(
    birth: date, consent: date, *, procedure: date | None = None,
    circumstance: Circumstance = "planned", expected_delivery: date | None = None,
    consent_time: time | None = None, procedure_time: time | None = None,
) -> Dates:  # fmt: skip
    """Whether the dates meet the regulation.

    procedure: None where it is still to be planned; the times of day decide the 72 hours where the
    dates alone do not. Raises WrongUsage where a date comes before one that it must follow, or the
    regulation was not yet in force.
    """
    _refuse(birth, consent, procedure)
    if circumstance == "hysterectomy":
        return _hysterectomy(procedure or consent)
    conditions = [_age(birth, consent)]
    notes: list[str] = []
    least, most = (_number(name, consent) for name in ("least_days", "most_days"))
    first, last = consent + timedelta(least.value), consent + timedelta(most.value)
    if circumstance == "planned":
        if procedure is not None:
            conditions += _waiting(consent, procedure, least, most)
            notes += _at_the_edge((procedure - consent).days, least, most)
        return Dates(tuple(conditions), first, last, tuple(notes), regulation().also)
    if procedure is not None:
        conditions.append(_hours(consent, procedure, times=(consent_time, procedure_time)))
    if circumstance == "premature_delivery":
        conditions += _expected(consent, procedure, expected_delivery)
    notes.append("The waiting period of 30 days and the limit of 180 do not apply (441.253(d)).")
    return Dates(tuple(conditions), None, None, tuple(notes), regulation().also)


def _refuse(birth: date, consent: date, procedure: date | None) -> None:
    if consent < birth:
        raise WrongUsage(f"consent on {consent} comes before the birth on {birth}.")
    if procedure is not None and procedure < consent:
        raise WrongUsage(
            f"the procedure on {procedure} comes before the consent on {consent}.",
            remedy="Consent can't be given afterwards: check the dates.",
        )


def _number(name: str, on: date) -> Parameter:
    found = regulation().find(name, on)
    if found is None:
        first = min(p.start for p in regulation().rules)
        raise WrongUsage(f"42 CFR 441.253 is not known before {first}; the consent is of {on}.")
    return found


def birthday(birth: date, years: int) -> date:
    """The day on which someone becomes that many years old; for 29 February in a year without one,
    1 March.

    >>> birthday(date(2004, 2, 29), 21)
    datetime.date(2025, 3, 1)
    """
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def _age(birth: date, consent: date) -> Condition:
    rule = _number("least_age", consent)
    becomes = birthday(birth, rule.value)
    # Some states' law has those born on 29 February come of age on the 28th.
    disputed = birth.month == 2 and birth.day == 29 and consent == becomes - ONE_DAY != becomes
    met: Met = "met" if consent >= becomes else "not known" if disputed else "not met"
    says = f"{rule.value} on {becomes}; consent on {consent}"
    if disputed:
        says += "; born on 29 February: the state's law says whether 28 February counts"
    return Condition("age at consent", met, says, regulation().cited(rule.locator))


def _waiting(
    consent: date, procedure: date, least: Parameter, most: Parameter
) -> Iterator[Condition]:
    passed = (procedure - consent).days
    yield Condition(
        "at least 30 days", "met" if passed >= least.value else "not met",
        f"{passed} days passed from {consent} to {procedure}; at least {least.value} must have",
        regulation().cited(least.locator),
    )  # fmt: skip
    yield Condition(
        "at most 180 days", "met" if passed <= most.value else "not met",
        f"{passed} days passed from {consent} to {procedure}; at most {most.value} may have",
        regulation().cited(most.locator),
    )  # fmt: skip


def _at_the_edge(passed: int, least: Parameter, most: Parameter) -> Iterator[str]:
    if passed in (least.value, most.value):
        yield (
            f"Day {passed} is the edge: the regulation counts days passed, with consent as day 0."
            " States may count otherwise; look in the state's manual."
        )


def _hours(consent: date, procedure: date, *, times: tuple[time | None, time | None]) -> Condition:
    rule = _number("least_hours", consent)
    citation = regulation().cited(rule.locator)
    began, done = times
    if began is not None and done is not None:
        passed = datetime.combine(procedure, done) - datetime.combine(consent, began)
        hours = passed.total_seconds() / 3600
        met: Met = "met" if hours >= rule.value else "not met"
        says = f"{hours:g} hours passed; at least {rule.value} must have"
        return Condition("at least 72 hours", met, says, citation)
    days = (procedure - consent).days
    whole = rule.value // 24
    met = "met" if days > whole else "not met" if days < whole else "not known"
    says = f"{days} days from {consent} to {procedure}; at least {rule.value} hours must pass"
    if met == "not known":
        says += ": the times of day decide"
    return Condition("at least 72 hours", met, says, citation)


def _expected(consent: date, procedure: date | None, expected: date | None) -> Iterator[Condition]:
    rule = _number("before_expected", consent)
    citation = regulation().cited(rule.locator)
    if expected is None:
        says = "the expected date of delivery is not given; the form must state it"
        yield Condition("30 days before the expected date", "not known", says, citation)
        return
    before = (expected - consent).days
    yield Condition(
        "30 days before the expected date", "met" if before >= rule.value else "not met",
        f"consent on {consent}, {before} days before {expected}; at least {rule.value} must be",
        citation,
    )  # fmt: skip
    if procedure is not None and procedure >= expected:
        says = f"the procedure on {procedure} is not before the expected date {expected}"
        yield Condition("premature", "not met", says, citation)


def _hysterectomy(on: date) -> Dates:
    citation = regulation().cited("441.255")
    condition = Condition(
        "no waiting period", "met",
        f"a hysterectomy on {on} needs no consent form, no age of 21 and no waiting period",
        citation,
    )  # fmt: skip
    notes = (
        "Medicaid does not pay a hysterectomy done solely to end fertility, or that would not be"
        " done but for that (441.255(a)).",
        "The patient is told before, orally and in writing, that it ends fertility, and signs that"
        " she was told (441.255(b), (d)). Without that only where she was sterile already, or where"
        " an emergency threatened life; the physician then certifies it (441.255(d)).",
    )
    return Dates((condition,), None, None, notes, ())
