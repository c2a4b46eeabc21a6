"""Infusions, pushes, injections and hydration of one encounter, by start and stop time.

Source: Medicare Claims Processing Manual, chapter 4, section 230.2 (hospitals) and chapter 12,
section 30.5 (physicians), which follow CPT's rules for the codes 96360 to 96425: one initial
service a vascular access; a hospital chooses it by the hierarchy (chemotherapy before therapy
before hydration; in each, infusion before push before injection), a physician by the main reason
of the encounter; an infusion of 15 minutes or less is a push; the first hour is reached at 16
minutes (hydration: 31), each further one at 31 minutes beyond the hour before. The codes are
numbers; their text is the AMA's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from superbill.errors import WrongUsage

Route = Literal["infusion", "push", "injection"]
Group = Literal["chemotherapy", "therapy", "hydration"]
Side = Literal["facility", "physician"]

PUSH_UP_TO = 15
HYDRATION_FROM = 31
HOUR = 60
FURTHER_FROM = 31
SAME_DRUG_PUSH = 30
MOST_MINUTES = 2_880
_ORDER = {"chemotherapy": 0, "therapy": 1, "hydration": 2}
_ROUTES = {"infusion": 0, "push": 1, "injection": 2}

INITIAL = {("chemotherapy", "infusion"): "96413", ("chemotherapy", "push"): "96409",
           ("therapy", "infusion"): "96365", ("therapy", "push"): "96374",
           ("hydration", "infusion"): "96360"}  # fmt: skip
LATER = {("chemotherapy", "infusion"): "96417", ("chemotherapy", "push"): "96411",
         ("therapy", "infusion"): "96367", ("therapy", "push"): "96375"}  # fmt: skip
FURTHER_HOUR = {"chemotherapy": "96415", "therapy": "96366", "hydration": "96361"}
CONCURRENT = "96368"
SAME_DRUG = "96376"
INJECTION = {"therapy": "96372", "chemotherapy": "96401"}


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that was given. stop: None for a push or an injection, or where nobody wrote it
    down; access: which vascular access, where there were several; primary: the main reason of the
    encounter (for a physician)."""

    drug: str
    route: Route
    group: Group
    start: datetime
    stop: datetime | None = None
    access: str = "1"
    primary: bool = False

    @property
    def minutes(self) -> int:
        return int((self.stop - self.start).total_seconds() // 60) if self.stop else 0


@dataclass(frozen=True, slots=True)
class InfusionCode:
    """A code to bill: what for, and why this one."""

    code: str
    units: int
    drug: str
    why: str
    access: str = "1"


@dataclass(frozen=True, slots=True)
class InfusionCodes:
    """The codes of an encounter and what was not billed, with the reason."""

    codes: tuple[InfusionCode, ...]
    not_billed: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def infusion_codes(given: tuple[Given, ...], *, side: Side) -> InfusionCodes:
    """The codes for all that was given in one encounter.

    Raises WrongUsage for a stop that isn't after its start, an encounter of more than two days, or
    nothing given.
    """
    _refuse(given)
    codes: list[InfusionCode] = []
    left_out: list[tuple[str, str]] = []
    notes: list[str] = []
    accesses = list(dict.fromkeys(g.access for g in sorted(given, key=_when)))
    for access in accesses:
        found = _of_access([g for g in given if g.access == access], side, notes, left_out)
        codes += [replace(code, access=access) for code in found]
    if len(accesses) > 1:
        notes.append(
            "several vascular accesses: the second initial code carries 59 or XS, and the record"
            " must show why a second one was needed"
        )
    return InfusionCodes(tuple(_summed(codes)), tuple(left_out), tuple(notes))


def _of_access(
    given: list[Given], side: Side, notes: list[str], left_out: list[tuple[str, str]]
) -> list[InfusionCode]:
    injections = [g for g in given if g.route == "injection"]
    lines = [_as_billed(g, notes) for g in sorted(given, key=_when) if g.route != "injection"]
    lines = _hydration_apart(_merged(lines, notes), left_out)
    codes: list[InfusionCode] = []
    first = _initial(lines, side, notes)
    if first is not None:
        code = INITIAL[first.group, first.route]
        codes.append(InfusionCode(code, 1, first.drug, f"initial {first.group} {first.route}"))
        codes += _further(first)
    hour = list[Given]() if first is None or first.route != "infusion" else [first]
    for line in sorted((g for g in lines if g is not first), key=_rank):
        codes += _later(line, hour, codes, side, left_out, lines)
    codes += [
        InfusionCode(INJECTION[g.group], 1, g.drug, "injection under the skin or into a muscle")
        for g in injections
        if g.group in INJECTION
    ]
    return codes


def _later(
    line: Given, running: list[Given], codes: list[InfusionCode], side: Side,
    left_out: list[tuple[str, str]], lines: list[Given],
) -> list[InfusionCode]:  # fmt: skip
    """The codes of what is not the initial service."""
    if line.group == "hydration":
        return [
            InfusionCode(FURTHER_HOUR["hydration"], max(1, _hours(line.minutes) + 1), line.drug,
                         "hydration beside another initial service, each hour from 31 minutes")
        ]  # fmt: skip
    if line.route == "push":
        return _push(line, side, left_out, lines)
    concurrent = next((r for r in running if _overlap(r, line) and r.drug != line.drug), None)
    running.append(line)
    if concurrent is not None and line.group == "therapy":
        if any(code.code == CONCURRENT for code in codes):
            left_out.append((line.drug, "a second concurrent infusion: only one is billed"))
            return []
        return [InfusionCode(CONCURRENT, 1, line.drug, f"at the same time as {concurrent.drug}")]
    if concurrent is not None:
        left_out.append((line.drug, "concurrent chemotherapy has no code: unlisted 96549"))
        return []
    why = f"sequential {line.group} infusion, a drug of its own"
    return [InfusionCode(LATER[line.group, "infusion"], 1, line.drug, why), *_further(line)]


def _push(
    line: Given, side: Side, left_out: list[tuple[str, str]], lines: list[Given]
) -> list[InfusionCode]:
    before = [g for g in lines if g.drug == line.drug and g.start < line.start]
    if not before:
        why = f"push of another drug ({line.group})"
        return [InfusionCode(LATER[line.group, "push"], 1, line.drug, why)]
    apart = min(int((line.start - (g.stop or g.start)).total_seconds() // 60) for g in before)
    if side != "facility":
        left_out.append((line.drug, "the same drug pushed again: only hospitals bill it"))
    elif apart <= SAME_DRUG_PUSH:
        left_out.append((line.drug, f"the same drug pushed again after {apart} minutes: over 30"))
    else:
        return [InfusionCode(SAME_DRUG, 1, line.drug, f"the same drug again after {apart} minutes")]
    return []


def _initial(lines: list[Given], side: Side, notes: list[str]) -> Given | None:
    """The one initial service of an access."""
    able = [g for g in lines if (g.group, g.route) in INITIAL]
    if not able:
        return None
    main = [g for g in able if g.primary]
    if side == "physician" and main:
        return min(main, key=_rank)
    if side == "physician" and len({g.drug for g in able}) > 1:
        notes.append(
            "no main reason of the encounter was marked (`primary`): the initial service was chosen"
            " by the hierarchy of hospitals"
        )
    return min(able, key=_rank)


def _as_billed(given: Given, notes: list[str]) -> Given:
    """An infusion of 15 minutes or less, or without its stop time, is a push."""
    if given.route != "infusion" or given.group == "hydration":
        return given
    if given.stop is None:
        notes.append(f"{given.drug}: no stop time, so that only a push can be billed")
        return replace(given, route="push")
    if given.minutes <= PUSH_UP_TO:
        notes.append(f"{given.drug}: {given.minutes} minutes, 15 or less: a push")
        return replace(given, route="push")
    return given


def _merged(lines: list[Given], notes: list[str]) -> list[Given]:
    """Infusions of one drug one after the other are one infusion of their minutes together."""
    found: list[Given] = []
    for line in lines:
        place = next(
            (i for i, g in enumerate(found)
             if g.route == line.route == "infusion" and (g.drug, g.group) == (line.drug, line.group)
             and g.stop and line.stop and g.group != "hydration" and not _overlap(g, line)), None,
        )  # fmt: skip
        if place is None:
            found.append(line)
            continue
        one = found[place]
        assert one.stop is not None
        assert line.stop is not None
        together = one.stop + (line.stop - line.start)
        found[place] = replace(one, stop=together, primary=one.primary or line.primary)
        notes.append(f"{line.drug}: two infusions were added up, {found[place].minutes} minutes")
    return found


def _hydration_apart(lines: list[Given], left_out: list[tuple[str, str]]) -> list[Given]:
    """Hydration counts only while nothing else runs, and from 31 minutes."""
    others = [g for g in lines if g.group != "hydration" and g.route == "infusion"]
    found: list[Given] = []
    for line in lines:
        if line.group != "hydration":
            found.append(line)
            continue
        alone = line.minutes - _covered(line, others)
        if line.route != "infusion" or alone < HYDRATION_FROM:
            left_out.append((line.drug, f"hydration alone for {alone} minutes: below 31"))
        else:
            assert line.stop is not None
            found.append(replace(line, start=line.stop - (line.stop - line.start) * alone
                                 / line.minutes))  # fmt: skip
    return found


def _covered(line: Given, others: list[Given]) -> int:
    """Minutes of a line during which another runs, each minute once."""
    assert line.stop is not None or not line.minutes
    spans = sorted(
        (max(line.start, o.start), min(line.stop, o.stop))
        for o in others
        if line.stop and o.stop and _overlap(line, o)
    )
    total, reached = 0.0, line.start
    for start, stop in spans:
        begin = max(start, reached)
        if stop > begin:
            total += (stop - begin).total_seconds()
            reached = stop
    return int(total // 60)


def _further(line: Given) -> list[InfusionCode]:
    hours = _hours(line.minutes)
    if line.route != "infusion" or hours < 1:
        return []
    why = f"{line.minutes} minutes: each hour from 31 minutes beyond the one before"
    return [InfusionCode(FURTHER_HOUR[line.group], hours, line.drug, why)]


def _hours(minutes: int) -> int:
    """Further hours after the first.

    >>> [_hours(m) for m in (60, 90, 91, 150, 151)]
    [0, 0, 1, 1, 2]
    """
    return max(0, (minutes - FURTHER_FROM) // HOUR)


def _overlap(one: Given, other: Given) -> bool:
    if one.stop is None or other.stop is None:
        return False
    return one.start < other.stop and other.start < one.stop


def _rank(given: Given) -> tuple[Any, ...]:
    return (_ORDER[given.group], _ROUTES[given.route], not given.primary, *_when(given))


def _when(given: Given) -> tuple[Any, ...]:
    """By time; what begins together by everything else, so that no order of input matters."""
    return given.start, given.drug, given.group, given.route, given.minutes, given.access


def _summed(codes: list[InfusionCode]) -> list[InfusionCode]:
    """The same code for the same drug and access once, units added."""
    found: dict[tuple[str, str, str], InfusionCode] = {}
    for code in codes:
        key = (code.code, code.drug, code.access)
        before = found.get(key)
        found[key] = replace(code, units=code.units + before.units) if before else code
    return list(found.values())


def _refuse(given: tuple[Given, ...]) -> None:
    if not given:
        raise WrongUsage("nothing was given.", remedy="Give each drug with its start and stop.")
    for one in given:
        if one.stop is not None and one.stop <= one.start:
            raise WrongUsage(f"{one.drug}: it stops at {one.stop}, not after {one.start}.")
        if one.minutes > MOST_MINUTES:
            raise WrongUsage(f"{one.drug}: {one.minutes} minutes are more than two days.")
        if one.group == "hydration" and one.route == "injection":
            raise WrongUsage(f"{one.drug}: hydration is infused, not injected.")
