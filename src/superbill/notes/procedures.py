"""Procedures: what a note's titles claim, held against what its narrative tells.

Measured on 2026-11-22, by notes invented for the purpose and read for the first time: of 20 short
notes in fresh wording 10 were read exactly in every field; of the 11 that tell of tubes, 9 had
outcome and sides right, and none had a side completed that was not. Most of them are now tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.events import Event, Frame, Reason, Stop
from superbill.notes.frames import reframed, told_of
from superbill.notes.narration import Narration
from superbill.notes.narrative import Role, wording
from superbill.notes.roles import parts_of
from superbill.notes.sides import each, merged
from superbill.notes.values import (
    Document,
    Evidence,
    Mention,
    Outcome,
    Procedure,
    Sentence,
    Side,
)

_SCHEDULED = "procedure_planned"
_PRESENT = ("title", "narrative", "planned", "silent")


@dataclass(slots=True)
class _Gathered:
    """All that was told of one frame; complete when `_procedure` reads it."""

    frame: Frame
    done: dict[Side | None, Event] = field(default_factory=dict["Side | None", Event])
    failed: dict[Side | None, Event] = field(default_factory=dict["Side | None", Event])
    not_done: list[Event] = field(default_factory=list[Event])
    evidence: list[Evidence] = field(default_factory=list[Evidence])
    claimed: bool = False
    stop: Stop | None = None
    missing: tuple[Side, ...] = ()
    silent: tuple[Side, ...] = ()
    count: int | None = None


def read_procedures(
    document: Document, mentions: Sequence[Mention], lexicon: Lexicon
) -> tuple[Procedure, ...]:
    """What was done, tried, broken off or meant, one frame each, in the order of the telling.

    The narrative decides: a title that it doesn't bear out is `not_done`, unless the note has no
    narrative. Of one side the last word counts. What only earlier times or other people's
    histories tell of is left out; what was only meant is `planned`.
    """
    parts = parts_of(document, mentions)
    claims = [e for e in _walk("title", parts, document, lexicon) if isinstance(e, Event)]
    meant = [e for e in _walk("planned", parts, document, lexicon) if isinstance(e, Event)]
    booked = [e for e in meant if e.evidence.section == _SCHEDULED]
    told = list(_walk("narrative", parts, document, lexicon, [*claims, *booked]))
    meant += [e for e in told if isinstance(e, Event) and e.status == "planned"]
    meant += [e for e in claims if e.status == "planned"]
    claims = [e for e in claims if e.status != "planned"]
    gathered = _gather(e for e in told if isinstance(e, Event))
    stops = [s for s in told if isinstance(s, Stop)]
    narrated = any(e.status != "planned" for e in told if isinstance(e, Event)) or bool(stops)
    scheduled = [e for e in meant if e.evidence.section == _SCHEDULED]
    # Where a note has no title, what was meant is what a stop can have left undone.
    scheduled = scheduled or ([] if claims or not stops else _before(stops, meant))
    _hold_against([*claims, *scheduled], gathered, stops, narrated=narrated)
    planned = _only_meant(meant, gathered)
    circumstances = _circumstances(mentions)
    for g in gathered:
        g.frame = reframed(g.frame, circumstances)
    found = [_procedure(g, circumstances) for g in gathered if not _only_step(g, gathered)]
    return tuple(found) + tuple(_planned(e, circumstances) for e in planned)


def _before(stops: Sequence[Stop], meant: Sequence[Event]) -> list[Event]:
    """What was meant when it was broken off; what is told after that is for another day."""
    first = min(s.evidence.start for s in stops)
    return [e for e in meant if e.evidence.start <= first]


def _walk(
    role: Role,
    parts: Sequence[tuple[Role, Sentence, Sequence[Mention]]],
    document: Document,
    lexicon: Lexicon,
    claims: Sequence[Event] = (),
) -> Iterable[Event | Stop]:
    chosen = [(sentence, mentions) for r, sentence, mentions in parts if r == role]
    return Narration(document, lexicon, chosen, claims).walk(role)


def _gather(events: Iterable[Event]) -> list[_Gathered]:
    gathered: list[_Gathered] = []
    for event in events:
        if event.status == "planned":
            continue
        if _taken_back(event, gathered):
            continue
        into = _home(event.frame, gathered)
        if into is None:
            into = _Gathered(event.frame)
            gathered.append(into)
        _add(event, into)
    return gathered


def _taken_back(event: Event, gathered: Sequence[_Gathered]) -> bool:
    """A device taken out again in the operation that brought it is no removal of its own."""
    device = event.frame.device
    return event.frame.action == "remove" and any(
        g.frame.device == device and g.frame.action != "remove" and event.sides for g in gathered
    )


def _home(frame: Frame, gathered: Sequence[_Gathered]) -> _Gathered | None:
    """Where more of the same frame belongs: approach and device agree or are not told."""
    for g in gathered:
        if _same(g.frame, frame) and all(
            a is None or b is None or a == b
            for a, b in ((g.frame.approach, frame.approach), (g.frame.device, frame.device))
        ):
            g.frame = replace(
                g.frame,
                approach=g.frame.approach or frame.approach,
                device=g.frame.device or frame.device,
            )
            return g
    return None


def _add(event: Event, into: _Gathered) -> None:
    into.evidence.append(event.evidence)
    sides: tuple[Side | None, ...] = each(event.sides) or (None,)
    if event.status == "not_done" and event.frame.site not in wording().plain.sided_sites:
        into.not_done.append(event)
        return
    for side in sides:
        if event.status == "done":
            # The act itself comes before the coils that were counted after it.
            into.done.setdefault(side, event)
            into.failed.pop(side, None)
        elif event.status == "attempted":
            if side not in into.done:
                into.failed[side] = event
        elif event.status == "failed" or side not in into.failed:
            into.done.pop(side, None)
            into.failed[side] = event
    if event.count and event.status == "done":
        into.count = max(into.count or 0, event.count)


def _hold_against(
    claims: Sequence[Event],
    gathered: list[_Gathered],
    stops: Sequence[Stop],
    *,
    narrated: bool,
) -> None:
    """Marks what the narrative says of each claim; without a narrative the claims stand. What was
    only booked is held against it where no title says what became of it."""
    titled = any(c.status != "planned" for c in claims) or not narrated
    for claim in claims:
        borne_out = _bearing_out(claim.frame, gathered)
        stop = _stop_of(claim, stops, complete=_complete(claim, borne_out))
        if borne_out:
            borne_out.evidence.append(claim.evidence)
            borne_out.claimed = True
            if claim.frame.device and claim.frame.action == borne_out.frame.action:
                device = borne_out.frame.device or claim.frame.device
                borne_out.frame = replace(borne_out.frame, device=device)
            borne_out.frame = _by_the_title(claim.frame, borne_out.frame, gathered)
            borne_out.stop = stop or borne_out.stop
            borne_out.silent = borne_out.silent or _silent(claim, borne_out)
            if stop or (None in borne_out.failed and not borne_out.done):
                borne_out.missing = _left_over(claim, borne_out)
            continue
        if claim.status == "planned" and not stop and titled:
            continue
        new = _Gathered(claim.frame, evidence=[claim.evidence])
        gathered.append(new)
        if stop:
            new.stop, new.missing = stop, each(claim.sides)
        elif not narrated or (claim.frame.action, claim.frame.site) not in told_of():
            # Without a narrative, or where no narrative is understood, the title is all there is.
            _add(replace(claim, status="done" if claim.status == "done" else "failed"), new)
            new.evidence = [claim.evidence]
        elif _scope_failed(gathered):
            _add(replace(claim, status="failed", reason=_scope_failed(gathered)), new)
        else:
            new.not_done.append(claim)


def _by_the_title(claim: Frame, told: Frame, gathered: Sequence[_Gathered]) -> Frame:
    """The approach that the title names, where the account names none, or where it tells only of
    the way without a scope and the title's scope was in the cavity."""
    if told.approach is None:
        return replace(told, approach=claim.approach)
    looked = any(
        g.frame.action == "inspect" and g.frame.approach == claim.approach and g.done
        for g in gathered
    )
    natural = wording().plain.reached_by.get(told.site or "", (None,))[0]
    if looked and told.approach == natural and told.action not in wording().plain.never_under_scope:
        return replace(told, approach=claim.approach)
    return told


def _bearing_out(frame: Frame, gathered: Sequence[_Gathered]) -> _Gathered | None:
    same = [g for g in gathered if _same(g.frame, frame)]
    agreeing = [g for g in same if frame.approach in (None, g.frame.approach)]
    if agreeing or same:
        return (agreeing or same)[0]
    for purpose in wording().plain.same_purpose:
        if frame.site in purpose.site and frame.action in purpose.actions:
            for g in gathered:
                if (
                    g.frame.site in purpose.site
                    and g.frame.action in purpose.actions
                    and g.frame.target == frame.target
                ):
                    return g
    return None


def _same(one: Frame, other: Frame) -> bool:
    return (one.action, one.site, one.target) == (other.action, other.site, other.target)


def _complete(claim: Event, borne_out: _Gathered | None) -> bool:
    if borne_out is None:
        return False
    return bool(borne_out.done) and not _left_over(claim, borne_out)


def _left_over(claim: Event, g: _Gathered) -> tuple[Side, ...]:
    wanted = each(claim.sides)
    if None in g.done:
        return ()
    return tuple(side for side in wanted if side not in g.done)


def _silent(claim: Event, g: _Gathered) -> tuple[Side, ...]:
    """The sides that the title's own words name and the account, which tells of the other, not."""
    told = {side for side in (*g.done, *g.failed) if side}
    if claim.claimed_bilateral or not g.done or None in g.done or not told:
        return ()
    return tuple(side for side in each(claim.sides) if side not in told)


def _stop_of(claim: Event, stops: Sequence[Stop], *, complete: bool) -> Stop | None:
    """The stop that left the claim undone. A look through a scope that was taken stays taken."""
    if complete:
        return None
    for stop in stops:
        concerns = not stop.about or claim.frame.action in stop.about or (
            claim.frame.device in stop.about
        )  # fmt: skip
        if concerns and (stop.sure or stop.reason):
            return stop
    sure = [s for s in stops if s.sure or s.reason]
    return sure[0] if sure else None


def _scope_failed(gathered: Sequence[_Gathered]) -> Reason | None:
    for g in gathered:
        if g.frame.action == "inspect" and g.failed and not g.done:
            return next(iter(g.failed.values())).reason
    return None


def _only_meant(meant: Sequence[Event], gathered: Sequence[_Gathered]) -> list[Event]:
    kept: list[Event] = []
    for event in meant:
        known = [g.frame for g in gathered] + [e.frame for e in kept]
        if _bearing_out(event.frame, gathered) is None and not any(
            (f.action, f.site, f.target)
            == (event.frame.action, event.frame.site, event.frame.target)
            for f in known
        ):
            kept.append(event)
    return kept


def _circumstances(mentions: Sequence[Mention]) -> tuple[str, ...]:
    roles = wording().plain.section_roles
    return tuple(
        dict.fromkeys(
            m.concept
            for m in mentions
            if m.kind == "circumstance"
            and m.evidence.assertion == "affirmed"
            and roles.get(m.evidence.section, "narrative") in _PRESENT
            and m.evidence.section not in ("plan", "consent")
        )
    )


def _only_step(g: _Gathered, gathered: Sequence[_Gathered]) -> bool:
    """Whether it is told as a step towards another thing that was done to the same sides."""
    for step in wording().plain.steps:
        if g.frame.site == step.site and g.frame.action in step.action and not g.claimed:
            at = step.at or (step.site,)
            whole = [o for o in gathered if o.frame.site in at and o.frame.action in step.of]
            if any(set(g.done) <= set(o.done) and o.done for o in whole):
                return True
    return False


def _procedure(g: _Gathered, circumstances: tuple[str, ...]) -> Procedure:
    outcome, reason = _outcome(g)
    done = merged(side for side in g.done if side)
    failed = merged([*(side for side in g.failed if side), *g.missing])
    decisive = [e.evidence for e in (*g.done.values(), *g.failed.values())]
    stop = [g.stop.evidence] if g.stop else []
    roles = wording().plain.section_roles
    titles = [e for e in g.evidence if roles.get(e.section) == "title"]
    told = dict.fromkeys([*decisive, *stop, *titles, *g.evidence])
    return Procedure(
        action=g.frame.action,
        site=g.frame.site,
        target=g.frame.target,
        approach=g.frame.approach or _approach_of(circumstances),
        device=g.frame.device,
        circumstances=circumstances,
        sides=done,
        failed_sides=tuple(s for s in failed if s not in done),
        outcome=outcome,
        reason=reason.evidence if reason else None,
        reason_class=reason.reason_class if reason else None,
        count=g.count,
        evidence=tuple(sorted(told, key=lambda e: e.assertion == "negated")),
        silent_sides=() if g.stop else g.silent,
    )


def _approach_of(circumstances: tuple[str, ...]) -> str | None:
    known = wording().plain.circumstance_approach
    return next((known[c] for c in circumstances if c in known), None)


def _outcome(g: _Gathered) -> tuple[Outcome, Reason | None]:
    """Completed where any side was, unless it was broken off before the rest."""
    if g.stop and (g.missing or not g.done):
        return "stopped", g.stop.reason
    failure = next((e.reason for e in g.failed.values() if e.reason), None)
    if g.done:
        return "completed", failure
    tried = g.claimed or any(e.status != "not_done" for e in g.failed.values())
    return ("failed", failure) if g.failed and tried else ("not_done", None)


def _planned(event: Event, circumstances: tuple[str, ...]) -> Procedure:
    f = event.frame
    return Procedure(
        action=f.action,
        site=f.site,
        target=f.target,
        approach=f.approach,
        device=f.device,
        circumstances=circumstances,
        sides=(),
        failed_sides=(),
        outcome="planned",
        reason=None,
        reason_class=None,
        count=None,
        evidence=(event.evidence,),
    )
