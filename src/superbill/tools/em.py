"""Evaluation and management visits: level, new or established, prolonged time.

No function here knows how often a level is billed, and none aims at one: facts in, level out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from superbill.citation import Citation
from superbill.dates import parse_date
from superbill.errors import WrongUsage
from superbill.rules.em.levels import CategoryName, Level, level_by_time, levels
from superbill.rules.em.mdm import Data, Decision, decide, mdm_named
from superbill.rules.em.patient import SOURCE, Seen, established_by, years_before
from superbill.rules.em.prolonged import Prolonged, prolonged, table
from superbill.tools.context import Context
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class EmByMdm:
    """A level with the elements that it rests on."""

    category: str
    on: date
    decision: Decision

    def as_dict(self) -> dict[str, Any]:
        return {
            "category": self.category,
            "on": self.on.isoformat(),
            "code": self.decision.code.code,
            "mdm": mdm_named(self.decision.level),
            "elements": [
                {**element.as_dict(), "level": element.level and mdm_named(element.level)}
                for element in self.decision.elements
            ],
            "why": "the level that two of the three elements reach",
            "citations": [c.as_dict() for c in self.decision.citations],
        }


@dataclass(frozen=True, slots=True)
class EmByTime:
    """A level by total time; code None: the time is below the lowest."""

    category: str
    on: date
    minutes: int
    level: Level | None
    why: str
    citation: Citation

    def as_dict(self) -> dict[str, Any]:
        level = self.level
        return {
            "category": self.category,
            "on": self.on.isoformat(),
            "minutes": self.minutes,
            "code": level.code if level else None,
            "from_minutes": level.from_minutes if level else None,
            "to_minutes": level.to_minutes if level else None,
            "why": self.why,
            "citations": [self.citation.as_dict()],
        }


@dataclass(frozen=True, slots=True)
class NewOrEstablished:
    """What the patient is, and the service that decides it."""

    on: date
    patient: Literal["new", "established"]
    because: date | None
    why: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "on": self.on.isoformat(),
            "patient": self.patient,
            "because": self.because.isoformat() if self.because else None,
            "why": self.why,
            "citations": [SOURCE.as_dict()],
        }


@dataclass(frozen=True, slots=True)
class EmProlonged:
    """Units of prolonged time beside a visit."""

    on: date
    minutes: int
    entry: Prolonged
    units: int

    def as_dict(self) -> dict[str, Any]:
        _, unit, citation = table()
        return {
            "on": self.on.isoformat(),
            "primary": self.entry.primary,
            "rules": self.entry.rules,
            "code": self.entry.code if self.units else None,
            "units": self.units,
            "from_minutes": self.entry.from_minutes,
            "unit_minutes": unit,
            "minutes_counted": self.entry.counted,
            "minutes": self.minutes,
            "citations": [citation.as_dict()],
        }


@dataclass(frozen=True, slots=True)
class EarlierService:
    """An earlier service, as a tool's input has it."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    on: str
    same_group: bool = True
    same_specialty: bool = True
    professional: bool = True


def em_by_mdm(
    context: Context,
    category: Annotated[CategoryName, Says("the kind of visit", "office_established")],
    *,
    on: Annotated[date, Says("the date of service")],
    problems: Annotated[
        tuple[str, ...],
        Says("each problem addressed, by its kind; two of one kind, twice", "stable_chronic"),
    ],
    risk: Annotated[
        tuple[str, ...], Says("what was decided, by its kind", "prescription_drug")
    ] = (),
    notes_reviewed: Annotated[
        tuple[str, ...], Says("notes read, by their outside source")
    ] = (),
    tests: Annotated[
        tuple[str, ...], Says("tests ordered or whose result was read, by name, each once")
    ] = (),
    historian: Annotated[bool, Says("someone else had to tell the history")] = False,
    interpreted: Annotated[
        bool, Says("a test that another bills was interpreted independently")
    ] = False,
    discussed: Annotated[
        bool, Says("management or a test was discussed with an outside clinician or source")
    ] = False,
) -> EmByMdm:  # fmt: skip
    """The level of a visit by medical decision making: what two of the three elements reach.

    Which kinds of problems and risks there are, an unknown one's error lists. The order of facts
    never matters. Raises WrongUsage, and NotLoaded for a day before the levels.
    """
    del context
    data = Data(notes_reviewed, tests, historian, interpreted, discussed)
    decision = decide(category, on=on, problems=problems, risk=risk, data=data)
    return EmByMdm(category, on, decision)


def em_by_time(
    context: Context,
    category: Annotated[CategoryName, Says("the kind of visit", "office_established")],
    minutes: Annotated[int, Says("total minutes of the practitioner on the date", "35")],
    *,
    on: Annotated[date, Says("the date of service")],
) -> EmByTime:
    """The level of a visit by total time on the date.

    Emergency visits have none. Until 2023 office times are ranges, since then each is a minimum.
    Raises WrongUsage, and NotLoaded for a day before the levels.
    """
    del context
    level, why = level_by_time(category, minutes, on=on)
    found = levels()
    some = level or found.of(category, on=on)[0]
    return EmByTime(category, on, minutes, level, why, found.citation(some))


def em_new_or_established(
    context: Context,
    *,
    on: Annotated[date, Says("the date of service")],
    earlier: Annotated[
        tuple[EarlierService, ...],
        Says("earlier services: date, and whether of the same group and specialty, face to face"),
    ] = (),
) -> NewOrEstablished:
    """Whether a patient is new or established to a group and specialty on a day.

    Established: a face-to-face service of the same group and specialty less than three years
    before; on the third anniversary the three years are over. Raises WrongUsage for a date that
    isn't one or isn't before the day.
    """
    del context
    seen = tuple(_seen(one, on) for one in earlier)
    last = established_by(seen, on=on)
    begins = years_before(on, 3)
    if last is None:
        why = f"no service of the group and specialty after {begins.isoformat()} was given"
        return NewOrEstablished(on, "new", None, why)
    why = f"seen on {last.on.isoformat()}, after {begins.isoformat()}"
    return NewOrEstablished(on, "established", last.on, why)


def em_prolonged(
    context: Context,
    primary: Annotated[str, Says("the visit's code, the highest of its kind", "99215")],
    minutes: Annotated[int, Says("total minutes", "69")],
    *,
    on: Annotated[date, Says("the date of service")],
    rules: Annotated[
        Literal["medicare", "cpt"], Says("Medicare's codes and times, or CPT's")
    ] = "medicare",
) -> EmProlonged:
    """How many units of prolonged time a visit has, and of which code.

    CPT counts from the minimum time of the visit, Medicare from the end of its range or from a time
    of its own. Raises WrongUsage for a code that nothing prolongs.
    """
    del context
    entry, units = prolonged(primary.strip().upper(), minutes, on=on, rules=rules)
    return EmProlonged(on, minutes, entry, units)


def _seen(one: EarlierService, on: date) -> Seen:
    day = parse_date(one.on)
    if day >= on:
        raise WrongUsage(
            f"{day.isoformat()} is not before {on.isoformat()}.",
            remedy="Earlier services are before the date of service.",
        )
    return Seen(day, one.same_group, one.same_specialty, one.professional)
