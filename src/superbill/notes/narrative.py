"""The wording of operative narratives, from narrative.yaml, compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from superbill.errors import CardRefused
from superbill.knowledge.yaml_file import build, read_yaml

_FILE = Path(str(files("superbill.notes"))) / "narrative.yaml"

Role = Literal["title", "narrative", "planned", "history", "family", "silent"]


@dataclass(frozen=True, slots=True)
class ActionReading:
    """What an action on an object comes to.

    actions: the action's identifiers
    device, target, site: the object must be one of these, where any are given
    without: sites that the clause must not name
    scope: one of these approaches must be in use; `not_scope`: none of these may be
    gives: the frame; `effect`: the device's own effect instead; `own_site`: the action on the site
    """

    actions: tuple[str, ...]
    device: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    not_scope: tuple[str, ...] = ()
    gives: Mapping[str, str] = field(default_factory=dict[str, str])
    effect: bool = False
    own_site: bool = False


@dataclass(frozen=True, slots=True)
class Purpose:
    """Procedures that serve one purpose at a site."""

    site: tuple[str, ...]
    actions: tuple[str, ...]
    target: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reframed:
    """One of these actions, reached so or in this circumstance, is what `gives` says."""

    action: tuple[str, ...]
    site: str
    gives: Mapping[str, str]
    target: str | None = None
    approach: str | None = None
    circumstance: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """At a site, actions that are but steps of other actions there, or at the sites `at`."""

    site: str
    action: tuple[str, ...]
    of: tuple[str, ...]
    at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """The frame of looking through each scope."""

    hysteroscopic: Mapping[str, str]
    laparoscopic: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Stopped:
    sure: tuple[str, ...]
    with_reason: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wording:
    """The file as it stands."""

    section_roles: Mapping[str, Role]
    fields: tuple[str, ...]
    line_fields: tuple[str, ...]
    bare_headings: tuple[str, ...]
    bare_not_after: tuple[str, ...]
    bare_kinds: Mapping[str, tuple[str, ...]]
    bare_not_before: tuple[str, ...]
    pseudo_phrases: tuple[str, ...]
    nouns_in_ing: tuple[str, ...]
    pseudo_sides: tuple[str, ...]
    sided_sites: tuple[str, ...]
    finite: str
    performed: str
    first_person: str
    able: str
    by_means_of: str
    irregular_past: tuple[str, ...]
    unreal: str
    none_placed: str
    later: str
    done_now: str
    after_it: str
    earlier: str
    no_presence: tuple[str, ...]
    attempt: str
    overcome: str
    failed: tuple[str, ...]
    harmless_failure: tuple[str, ...]
    left_undone: tuple[str, ...]
    stopped: _Stopped
    for_fear_of: str
    conditional: str
    repeated: tuple[str, ...]
    other_side: str
    pronoun: str
    elliptical: str
    device_in: str
    device_out: str
    tool_used: str
    gapped: str
    coils_seen: str
    withdrawn: str
    same_purpose: tuple[Purpose, ...]
    reached_by: Mapping[str, tuple[str, ...]]
    never_under_scope: tuple[str, ...]
    scoped_sites: tuple[str, ...]
    device_approach: Mapping[str, str]
    circumstance_approach: Mapping[str, str]
    readings: tuple[ActionReading, ...]
    reframed: tuple[Reframed, ...]
    steps: tuple[Step, ...]
    look: Look


@dataclass(frozen=True, slots=True)
class Wording:
    """The file with its expressions compiled."""

    plain: _Wording
    pseudo_sides: re.Pattern[str]
    finite: re.Pattern[str]
    performed: re.Pattern[str]
    first_person: re.Pattern[str]
    able: re.Pattern[str]
    by_means_of: re.Pattern[str]
    unreal: re.Pattern[str]
    none_placed: re.Pattern[str]
    later: re.Pattern[str]
    done_now: re.Pattern[str]
    after_it: re.Pattern[str]
    earlier: re.Pattern[str]
    attempt: re.Pattern[str]
    overcome: re.Pattern[str]
    failed: re.Pattern[str]
    harmless_failure: re.Pattern[str]
    left_undone: re.Pattern[str]
    stopped_sure: re.Pattern[str]
    stopped_with_reason: re.Pattern[str]
    for_fear_of: re.Pattern[str]
    conditional: re.Pattern[str]
    repeated: re.Pattern[str]
    other_side: re.Pattern[str]
    pronoun: re.Pattern[str]
    elliptical: re.Pattern[str]
    device_in: re.Pattern[str]
    device_out: re.Pattern[str]
    tool_used: re.Pattern[str]
    gapped: re.Pattern[str]
    coils_seen: re.Pattern[str]
    withdrawn: re.Pattern[str]

    def look(self, approach: str) -> Mapping[str, str] | None:
        """The frame of looking through a scope, None where the approach is no scope."""
        looks = {
            "hysteroscopic": self.plain.look.hysteroscopic,
            "laparoscopic": self.plain.look.laparoscopic,
        }
        return looks.get(approach)


@cache
def wording() -> Wording:
    """The wording of narratives. Raises CardRefused for a fault of the file."""
    plain = build(_Wording, read_yaml(_FILE))
    single = {
        name: _compiled((getattr(plain, name),))
        for name in ("finite", "performed", "first_person", "able", "by_means_of", "unreal",
                     "attempt", "overcome", "none_placed", "later", "done_now", "after_it",
                     "earlier", "conditional", "for_fear_of", "other_side", "pronoun",
                     "elliptical", "gapped", "coils_seen", "tool_used", "device_out", "device_in",
                     "withdrawn")
    }  # fmt: skip
    several = {
        name: _compiled(getattr(plain, name))
        for name in ("pseudo_sides", "failed", "harmless_failure", "left_undone", "repeated")
    }
    return Wording(
        plain=plain,
        stopped_sure=_compiled(plain.stopped.sure),
        stopped_with_reason=_compiled(plain.stopped.with_reason),
        **single,
        **several,
    )


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{p})" for p in patterns).replace(" ", r"\s+")
    joined = joined.replace(r"\s+*", r"\s*").replace(r"\s+?", r"\s*")
    try:
        # Look-behind has a fixed width, so its space is one character.
        return re.compile(_fixed_look_behind(joined), re.IGNORECASE)
    except re.error as fault:
        raise CardRefused(f"Not an expression: {fault}.", where=_FILE.name) from fault


def _fixed_look_behind(pattern: str) -> str:
    return re.sub(r"\(\?<![^)]*\)", lambda m: m[0].replace(r"\s+", r"\s"), pattern)
