"""What an action and the things named with it come to: a frame of the lexicon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.events import Frame
from superbill.notes.narrative import ActionReading, wording


@dataclass(frozen=True, slots=True)
class Things:
    """What a clause names, by identifier, nearest first: sites, targets, devices, approaches."""

    sites: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    approaches: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing an action could be done to."""
        return not (self.sites or self.targets or self.devices)


def frame_of(mapping: Mapping[str, str]) -> Frame:
    """The frame that a mapping of the lexicon spells out, laterality apart."""
    return Frame(
        action=mapping["action"],
        site=mapping.get("site"),
        target=mapping.get("target"),
        approach=mapping.get("approach"),
        device=mapping.get("device"),
    )


@cache
def told_of() -> frozenset[tuple[str, str | None]]:
    """Actions and sites that a narrative can bear out, by the readings there are."""
    plain = wording().plain
    gives = [r.gives for r in plain.readings if r.gives]
    gives += [plain.look.hysteroscopic, plain.look.laparoscopic]
    told = {(g["action"], g.get("site")) for g in gives}
    return frozenset(told | {("occlude", "fallopian_tube"), ("insert", "uterine_cavity")})


def read_action(
    action: str, things: Things, lexicon: Lexicon, *, scopes: tuple[str, ...]
) -> Frame | None:
    """The frame of an action done to things while `scopes` are in use; None where it is none that
    matters (a tenaculum placed on the cervix)."""
    for reading in wording().plain.readings:
        if action not in reading.actions:
            continue
        fits = _fits(reading, things, scopes)
        if fits is not None:
            return _frame(reading, action, things, fits, lexicon)
    return None


def _fits(reading: ActionReading, things: Things, scopes: tuple[str, ...]) -> dict[str, str] | None:
    """The thing of each sort that the reading wants, None where one is missing."""
    if reading.scope and not any(s in reading.scope for s in (*scopes, *things.approaches)):
        return None
    if any(s in reading.not_scope for s in (*scopes, *things.approaches)):
        return None
    if any(site in reading.without for site in things.sites):
        return None
    found: dict[str, str] = {}
    for sort, wanted, there in (
        ("device", reading.device, things.devices),
        ("target", reading.target, things.targets),
        ("site", reading.site, things.sites),
    ):
        if wanted:
            first = next((t for t in there if t in wanted), None)
            if first is None:
                return None
            found[sort] = first
    return found


def _frame(
    reading: ActionReading, action: str, things: Things, fits: dict[str, str], lexicon: Lexicon
) -> Frame:
    if reading.effect:
        effect = frame_of(lexicon.term("device", fits["device"]).effect)
        return replace(effect, device=fits["device"])
    if reading.own_site:
        return Frame(action, fits["site"])
    frame = frame_of(reading.gives)
    if frame.action == "ablate" and frame.device is None and "thermal_balloon" in things.devices:
        return replace(frame, device="thermal_balloon")
    return frame


def reframed(frame: Frame, circumstances: Sequence[str]) -> Frame:
    """The frame as the way it was reached, or the state of the patient, makes it."""
    for rule in wording().plain.reframed:
        fits = (
            frame.action in rule.action
            and frame.site == rule.site
            and (rule.target is None or rule.target == frame.target)
            and (rule.approach is None or rule.approach == frame.approach)
            and (rule.circumstance is None or rule.circumstance in circumstances)
        )
        if fits:
            given = frame_of(rule.gives)
            approach, device = given.approach or frame.approach, given.device or frame.device
            return replace(given, approach=approach, device=device)
    return frame


def with_approach(frame: Frame, explicit: str | None, scopes: tuple[str, ...]) -> Frame:
    """The frame with the approach named beside it, else the scope in use that reaches its site,
    else the way its site is reached without one."""
    plain = wording().plain
    if frame.approach or frame.site is None:
        return frame
    reached = plain.reached_by.get(frame.site, ())
    if explicit in reached:
        return replace(frame, approach=explicit)
    in_use = [s for s in scopes if s in reached[1:]]
    if in_use and frame.action not in plain.never_under_scope:
        return replace(frame, approach=in_use[-1])
    if frame.device and frame.device in plain.device_approach:
        return replace(frame, approach=plain.device_approach[frame.device])
    natural = reached[0] if reached and reached[0] != "unknown" else None
    return replace(frame, approach=natural)
