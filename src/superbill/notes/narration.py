"""The walk through a note: clause by clause, with what stays in mind between them.

In mind: the scopes in use, the device and side spoken of last, and the last thing done. An action
that names no object of its own takes it from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.clauses import Clause, find_clauses
from superbill.notes.events import Event, Frame, Status, Stop
from superbill.notes.frames import Things, frame_of, read_action, reframed, with_approach
from superbill.notes.keywords import told_in_keywords
from superbill.notes.mind import Mind, inside, is_tubal
from superbill.notes.narrative import Role, wording
from superbill.notes.reasons import find_reason, stops_surely
from superbill.notes.sides import merged
from superbill.notes.status import status_of
from superbill.notes.telling import count_of, telling_words, whole_clause
from superbill.notes.values import Document, Mention, Sentence, Side

_SOME_SCOPE = "scope"
_SCHEDULED = "procedure_planned"
_HAPPENED = 5
"""Sentences back in which what happened is looked for, where a thing is only said to be undone."""
_SCOPES = ("hysteroscopic", "laparoscopic", "open")


class Narration:
    """One walk through the sentences of one role. `claims` are the frames that titles name."""

    def __init__(
        self,
        document: Document,
        lexicon: Lexicon,
        sentences: Sequence[tuple[Sentence, Sequence[Mention]]],
        claims: Sequence[Event] = (),
    ):
        self._document = document
        self._lexicon = lexicon
        self._sentences = sentences
        self._claims = claims
        self._mind = Mind(lexicon)
        self._named_scopes: list[Mention] = []

    def walk(self, role: Role) -> Iterator[Event | Stop]:
        """Everything told, in order."""
        for place, (sentence, mentions) in enumerate(self._sentences):
            self._mind.clause, self._mind.clause_sides = Things(), ()
            self._mind.scope_spoken_of, self._mind.repeating = None, False
            self._named_scopes = [
                m for m in mentions if m.kind == "approach" and m.concept in _SCOPES
            ]
            before = tuple(reversed(self._sentences[max(0, place - 2) : place + 1]))
            for clause in find_clauses(self._document, sentence, mentions, role):
                yield from self._clause(clause, before)

    def _clause(
        self, clause: Clause, before: tuple[tuple[Sentence, Sequence[Mention]], ...]
    ) -> Iterator[Event | Stop]:
        things = self._mind.things(clause)
        sides = self._mind.sides_of(clause)
        stop = self._stop(clause, before)
        if stop:
            yield stop
        told = list(self._told(clause, things, sides))
        told = [self._with_reason(e, clause, before) for e in told]
        if not stop and (left := self._left_undone(clause, told)):
            yield left
        if not stop:
            yield from told
        else:
            yield from (e for e in told if e.status == "done")
        self._mind.remember(clause, things, sides, told)

    def _told(self, clause: Clause, things: Things, sides: tuple[Side, ...]) -> Iterator[Event]:
        yield from self._scope(clause)
        say = wording()
        found = list(self._procedures(clause, sides)) + list(self._actions(clause, things, sides))
        failed = say.failed.search(clause.text) or say.left_undone.search(clause.text)
        if failed and say.harmless_failure.search(clause.text):
            failed = None
        coils = say.coils_seen.search(clause.text)
        if not found and failed and clause.role == "narrative":
            found = list(self._failure(clause, things, sides, failed))
        elif not found and (self._repeats(clause) or self._gapped(clause)):
            found = list(self._repeated(clause, sides))
        elif not found and coils and clause.role == "narrative":
            found = list(self._coils(clause, sides, coils))
        elif not found and clause.role == "narrative":
            found = list(self._keywords(clause, things, sides))
        yield from found

    def _keywords(self, clause: Clause, things: Things, sides: tuple[Side, ...]) -> Iterator[Event]:
        mind = self._mind
        things = replace(things, targets=things.targets or mind.targets)
        for frame, mention in told_in_keywords(clause, things, self._lexicon, scopes=mind.scopes):
            reached = self._approached(frame, clause)
            yield self._event(clause, reached, _own(frame, sides), "done", [mention])

    def _procedures(self, clause: Clause, sides: tuple[Side, ...]) -> Iterator[Event]:
        for mention in clause.of("procedure"):
            status = status_of(mention, clause)
            if status is None:
                continue
            term = self._lexicon.term("procedure", mention.concept)
            frame = self._approached(frame_of(term.frame), clause)
            if clause.role == "title":
                frame = self._by_the_sentence(frame, clause)
            elif status == "done" and _with_scope(mention, clause) and frame.approach in _SCOPES:
                self._mind.scopes = [s for s in self._mind.scopes if s != frame.approach]
                self._mind.scopes.append(frame.approach)
            if frame.site == "fallopian_tube" and frame.device is None:
                frame = self._device_of_claim(frame, clause)
            bilateral = term.frame.get("laterality") == "bilateral" and not clause.sides
            own = sides if clause.sides else ("bilateral",) if bilateral else ()
            yield self._event(clause, frame, own, status, [mention], bilateral=bilateral)

    def _by_the_sentence(self, frame: Frame, clause: Clause) -> Frame:
        """A title's procedure as the scope makes it that the title names before it."""
        scope = next(iter(m.concept for m in reversed(self._named_scopes) if
                          m.evidence.start <= clause.end), None)  # fmt: skip
        if frame.approach or scope is None:
            return frame
        reached = reframed(replace(frame, approach=scope), ())
        return reached if reached.action != frame.action or reached.site != frame.site else frame

    def _device_of_claim(self, frame: Frame, clause: Clause) -> Frame:
        devices = [m.concept for m in clause.of("device") if is_tubal(m.concept, self._lexicon)]
        if not devices:
            return frame
        effect = frame_of(self._lexicon.term("device", devices[0]).effect)
        return replace(effect, device=devices[0], approach=frame.approach)

    def _actions(self, clause: Clause, things: Things, sides: tuple[Side, ...]) -> Iterator[Event]:
        for mention in clause.of("action"):
            if inside(mention, clause.of("procedure")) or _noun_of_device(mention, clause):
                continue
            status = status_of(mention, clause)
            frame = self._frame(mention, clause, things, status) if status else None
            if status and frame:
                frame = self._approached(frame, clause)
                yield self._event(clause, frame, _own(frame, sides), status, [mention])
        yield from self._devices_named(clause, sides)

    def _devices_named(self, clause: Clause, sides: tuple[Side, ...]) -> Iterator[Event]:
        if clause.of("action") or clause.of("procedure"):
            return
        scheduled = clause.sentence.section == _SCHEDULED
        for mention in clause.of("device"):
            # `Plan was Essure`: in an account, a device that was only meant is a title to come.
            tried = clause.role != "title" and wording().attempt.search(clause.text) is not None
            planned = scheduled or tried or mention.evidence.assertion == "hypothetical"
            if clause.role != "title" and not planned:
                continue
            effect = self._lexicon.term("device", mention.concept).effect
            if effect and is_tubal(mention.concept, self._lexicon):
                frame = self._approached(replace(frame_of(effect), device=mention.concept), clause)
                status: Status = "planned" if planned else "done"
                yield self._event(clause, frame, sides, status, [mention])

    def _frame(
        self, mention: Mention, clause: Clause, things: Things, status: Status | None
    ) -> Frame | None:
        action, scopes = mention.concept, tuple(self._mind.scopes)
        tried = status in ("failed", "attempted")
        if action == "access" or (action == "inspect" and tried):
            tubal = self._is_tubal(things) or (things.empty and self._mind.at_tube)
            return self._tubal_frame(things) if tried and tubal else None
        frame = read_action(action, things, self._lexicon, scopes=scopes)
        if frame:
            return frame
        if not (things.empty or action == "insert"):
            return None
        frame = read_action(action, self._remembered(clause, things), self._lexicon, scopes=scopes)
        return frame or self._as_claimed(action, things)

    def _as_claimed(self, action: str, things: Things) -> Frame | None:
        """An action done to nothing that is named is the title's, where the title names it."""
        if not things.empty and "fallopian_tube" not in things.sites:
            return None
        claimed = (c.frame for c in self._claims if c.frame.action == action)
        return next((replace(frame, approach=None) for frame in claimed), None)

    def _remembered(self, clause: Clause, things: Things) -> Things:
        """The things with those in mind where the clause has none or says `it`."""
        mind = self._mind
        if not things.empty and "fallopian_tube" not in things.sites:
            return things
        said = wording().pronoun.search(clause.text) or wording().elliptical.match(clause.text)
        device = mind.device or self._claimed_device()
        # `The right was placed`: at a hysteroscopic sterilization a side is the side of an implant.
        of_side = clause.sides and device in wording().plain.device_approach
        if things.empty and not (said or mind.clause.devices or of_side):
            return things
        return replace(
            things,
            devices=things.devices or ((device,) if device else ()),
            targets=things.targets or mind.targets,
        )

    def _is_tubal(self, things: Things) -> bool:
        devices = (is_tubal(d, self._lexicon) for d in things.devices)
        return "fallopian_tube" in things.sites or any(devices)

    def _claimed_device(self) -> str | None:
        devices = (c.frame.device for c in self._claims if c.frame.site == "fallopian_tube")
        return next((d for d in devices if d), None)

    def _tubal_frame(self, things: Things) -> Frame | None:
        """What was meant at the tube when it could not be reached."""
        device = next((d for d in things.devices if is_tubal(d, self._lexicon)), None)
        device = device or self._mind.device or self._claimed_device()
        if device and is_tubal(device, self._lexicon):
            return replace(frame_of(self._lexicon.term("device", device).effect), device=device)
        claimed = [c.frame for c in self._claims if c.frame.site == "fallopian_tube"]
        last = self._mind.last
        if claimed:
            return claimed[0]
        return last.frame if last and last.frame.site == "fallopian_tube" else None

    def _failure(
        self, clause: Clause, things: Things, sides: tuple[Side, ...], failed: re.Match[str]
    ) -> Iterator[Event]:
        """A failure told without an action that the lexicon reads."""
        last = self._mind.last
        frame: Frame | None = None
        if self._is_tubal(things) or (things.empty and (clause.sides or self._mind.at_tube)):
            frame = self._tubal_frame(things)
        elif things.empty and last and last.status == "attempted":
            frame, sides = last.frame, sides or last.sides
        if frame:
            own = _own(frame, sides)
            place = (clause.start + failed.start(), clause.start + failed.end())
            yield self._event(clause, self._approached(frame, clause), own, "failed", [], place)

    def _repeats(self, clause: Clause) -> bool:
        said = wording().repeated.search(clause.text)
        return clause.role == "narrative" and (bool(said) or self._mind.repeating)

    def _gapped(self, clause: Clause) -> bool:
        """`; the left, another`: no verb of its own, another side than the one just done."""
        run = self._mind.run
        here = run and clause.sentence.start <= run[-1].evidence.start < clause.start
        return (
            bool(here and clause.sides)
            and merged(w.side for w in clause.sides) != run[-1].sides
            and wording().gapped.search(clause.text) is not None
            and wording().finite.search(clause.text) is None
            and not clause.of("reason")
        )

    def _repeated(self, clause: Clause, sides: tuple[Side, ...]) -> Iterator[Event]:
        run = self._mind.run
        if not (clause.sides or wording().other_side.search(clause.text)):
            self._mind.repeating = True  # `In the same way,`: the side follows in the next clause.
            if not run or not self._mind.clause_sides or self._mind.clause_sides == run[-1].sides:
                return
        if not run or not sides or wording().unreal.search(clause.text):
            return
        for frame in dict.fromkeys(event.frame for event in run):
            yield self._event(clause, frame, sides, "done", [])

    def _coils(
        self, clause: Clause, sides: tuple[Side, ...], coils: re.Match[str]
    ) -> Iterator[Event]:
        device = self._mind.device or self._claimed_device() or "intratubal_implant"
        if is_tubal(device, self._lexicon) and sides:
            frame = replace(frame_of(self._lexicon.term("device", device).effect), device=device)
            place = (clause.start + coils.start(), clause.start + coils.end())
            yield self._event(clause, self._approached(frame, clause), sides, "done", [], place)

    def _scope(self, clause: Clause) -> Iterator[Event]:
        """Scopes brought in and taken out; the first time in is a look."""
        say = wording()
        spoken_of = self._mind.scope_spoken_of
        if spoken_of and not clause.mentions_things and say.withdrawn.search(clause.text):
            self._mind.scopes = [s for s in self._mind.scopes if s != spoken_of]
        for mention in clause.of("approach"):
            approach = self._which_scope(mention.concept, clause)
            if approach not in _SCOPES or inside(mention, clause.of("procedure")):
                continue
            if mention.evidence.text.lower().endswith(("ic", "ally")):
                continue  # `laparoscopic` describes; the instrument is what is brought in.
            if mention.evidence.assertion in ("historical", "family") or clause.role != "narrative":
                continue
            before = clause.text[: mention.evidence.start - clause.start]
            if say.unreal.search(before) or mention.evidence.assertion == "hypothetical":
                continue
            if say.withdrawn.search(clause.text):
                self._mind.scopes = [s for s in self._mind.scopes if s != approach]
                continue
            self._mind.scope_spoken_of = approach
            failed = bool(say.failed.search(clause.text)) or mention.evidence.assertion == "negated"
            if not failed:
                self._mind.scopes = [s for s in self._mind.scopes if s != approach] + [approach]
            look = say.look(approach)
            if look and (approach not in self._mind.approached or failed):
                self._mind.approached.add(approach)
                status: Status = "failed" if failed else "done"
                yield self._event(clause, frame_of(look), (), status, [mention])

    def _which_scope(self, approach: str, clause: Clause) -> str:
        """`The scope` is the one in use, else the one that the title names, else the one that goes
        into cervix or cavity, where it went there."""
        if approach != _SOME_SCOPE:
            return approach
        named = [c.frame.approach for c in self._claims if c.frame.approach in _SCOPES]
        sites = {m.concept for m in clause.of("site")}
        inside = ["hysteroscopic"] if sites & set(wording().plain.scoped_sites) else []
        return next((s for s in (*reversed(self._mind.scopes), *named, *inside) if s), approach)

    def _stop(
        self, clause: Clause, before: tuple[tuple[Sentence, Sequence[Mention]], ...]
    ) -> Stop | None:
        if clause.role != "narrative":
            return None
        sure = stops_surely(clause)
        if sure is None or any(
            m.evidence.assertion in ("historical", "family") for m in clause.mentions
        ):
            return None
        reason = find_reason(self._document, clause, self._lexicon, sentences=before, of="stopped")
        about = {m.concept for m in clause.mentions if m.kind in ("action", "device")}
        about |= {
            self._lexicon.term("procedure", m.concept).frame["action"]
            for m in clause.of("procedure")
        }
        return Stop(whole_clause(clause), reason, sure, frozenset(about))

    def _left_undone(self, clause: Clause, told: Sequence[Event]) -> Stop | None:
        """`No coils placed`, after the scope was in and something had happened: it was stopped."""
        sided = wording().plain.sided_sites
        undone = [e for e in told if e.status == "not_done" and e.frame.site in sided]
        mind = self._mind
        tried = mind.last is not None and mind.last.status in ("failed", "attempted")
        if not undone or tried or not mind.approached or mind.run or clause.role != "narrative":
            return None
        place = next(i for i, (s, _) in enumerate(self._sentences) if s is clause.sentence)
        before = tuple(reversed(self._sentences[max(0, place - _HAPPENED) : place + 1]))
        reason = find_reason(self._document, clause, self._lexicon, sentences=before, of="stopped")
        if reason is None or reason.reason_class is None:
            return None
        return Stop(whole_clause(clause), reason, sure=False, about=frozenset())

    def _with_reason(
        self, event: Event, clause: Clause,
        before: tuple[tuple[Sentence, Sequence[Mention]], ...],
    ) -> Event:  # fmt: skip
        if event.status != "failed":
            return event
        reason = find_reason(self._document, clause, self._lexicon, sentences=before, of="failed")
        return replace(event, reason=reason) if reason else event

    def _approached(self, frame: Frame, clause: Clause) -> Frame:
        explicit = [m.concept for m in clause.of("approach")]
        return with_approach(frame, explicit[0] if explicit else None, tuple(self._mind.scopes))

    def _event(
        self, clause: Clause, frame: Frame, sides: tuple[Side, ...], status: Status,
        mentions: list[Mention], place: tuple[int, int] | None = None, *, bilateral: bool = False,
    ) -> Event:  # fmt: skip
        if frame.site not in wording().plain.sided_sites:
            sides = ()
        spans = [(m.evidence.start, m.evidence.end) for m in mentions] + ([place] if place else [])
        spans += [(w.start, w.end) for w in clause.sides if sides]
        evidence = telling_words(clause, spans, failed=status == "failed")
        if status == "not_done":
            evidence = replace(evidence, assertion="negated")
        count = count_of(clause, frame.target) if status == "done" else None
        return Event(frame, sides, status, evidence, None, count, bilateral)


def _with_scope(mention: Mention, clause: Clause) -> bool:
    """`Hysteroscopy with ...`: what follows is done under that scope."""
    after = clause.text[mention.evidence.end - clause.start :]
    return re.match(r"\s*(?:with|w/)", after, re.IGNORECASE) is not None


def _own(frame: Frame, sides: tuple[Side, ...]) -> tuple[Side, ...]:
    return sides if frame.site in wording().plain.sided_sites else ()


def _noun_of_device(mention: Mention, clause: Clause) -> bool:
    """`the insert` names the device, though to insert is an action too."""
    return not mention.evidence.text.lower().endswith(("ed", "ing")) and inside(
        mention, clause.of("device")
    )
