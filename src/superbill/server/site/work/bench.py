"""What the page shows: the Work, judged by the engine. Every code is confirmed here, each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from superbill.coding.confirm import Confirmed, confirm
from superbill.coding.proposal import Proposal
from superbill.coding.result import Candidate, CodingResult, Role
from superbill.rules.finding import NOT_LOADED, Check, Finding
from superbill.server.site.work import deeds
from superbill.server.site.work.carried import seal, unseal
from superbill.server.site.work.marks import Piece, pieces_of
from superbill.server.site.work.work import LETTERS, Entry, Work, key_of, kind_of, numbered
from superbill.tools.check import ClaimCheck, check
from superbill.tools.code import code
from superbill.tools.context import Context

UNLISTED = "It is not on your list."


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the code book and the note's reading have it.

    at: its place in the list; key: its name on the page; place: its letter or line number
    refused: why the code book doesn't confirm it on the day, `` where it does
    found: what the engine says of it, None where the note's reading doesn't have it
    against: the engine's reason for rejecting what the coder accepted
    """

    at: int
    key: str
    place: str
    entry: Entry
    role: Role
    title: str
    confirmed_by: str
    refused: str
    note: str
    found: Candidate | None
    against: str
    letters: str = ""

    @property
    def by(self) -> str:
        """Who put it there: note, or coder."""
        return "note" if self.found is not None and not self.against else "coder"


@dataclass(frozen=True, slots=True)
class Offered:
    """A candidate that is not on the list, and why; by: engine or coder. found None: the coder
    rejected a code that the note's reading doesn't have."""

    system: str
    code: str
    title: str
    reason: str
    by: str
    found: Candidate | None

    @property
    def key(self) -> str:
        """Its name on the page."""
        return key_of(self.system, self.code)


@dataclass(frozen=True, slots=True)
class Said:
    """A finding. cards: name on the page and code of each entry that it concerns."""

    finding: Finding
    cards: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """All of the page. report None: there is nothing to check; read: the note was read anew;
    said: what the deed did, in a sentence; sealed: see carried.py"""

    work: Work
    result: CodingResult
    diagnoses: tuple[Shown, ...]
    lines: tuple[Shown, ...]
    offered: tuple[Offered, ...]
    report: ClaimCheck | None
    said: str
    sealed: str
    read: bool
    stale: bool

    @property
    def shown(self) -> tuple[Shown, ...]:
        return (*self.diagnoses, *self.lines)

    @property
    def confirmed(self) -> tuple[Shown, ...]:
        return tuple(s for s in self.shown if not s.refused)

    @property
    def refused(self) -> tuple[Shown, ...]:
        return tuple(s for s in self.shown if s.refused)

    @property
    def pieces(self) -> list[Piece]:
        """The note cut by the evidence of every code, chosen or not."""
        known = (*self.result.codes, *self.result.candidates)
        spans = [(e.start, e.end, f"{c.system}:{c.code}") for c in known for e in c.evidence]
        spans += [(e.start, e.end, f"query:{n}") for n, q in enumerate(self.result.queries, 1)
                  for e in q.evidence]  # fmt: skip
        return pieces_of(self.work.note, spans)

    @property
    def findings(self) -> list[Said]:
        """What the edits found, the worst first."""
        cards: dict[str, list[tuple[str, str]]] = {}
        for one in self.confirmed:
            line = one.entry.line
            for name in dict.fromkeys((one.entry.code, line)):
                cards.setdefault(name, []).append((one.key, one.entry.code))
        order = ("error", "warning", "info")
        found = sorted(
            self.report.findings if self.report else (), key=lambda f: order.index(f.severity)
        )
        return [
            Said(f, tuple(dict.fromkeys(c for line in f.lines for c in cards.get(line, ()))))
            for f in found
        ]

    @property
    def ran(self) -> list[Check]:
        return [c for c in self._checked if not c.result.startswith(NOT_LOADED)]

    @property
    def missing(self) -> list[Check]:
        return [c for c in self._checked if c.result.startswith(NOT_LOADED)]

    @property
    def _checked(self) -> Sequence[Check]:
        return self.report.checked if self.report else ()


def bench(
    context: Context, work: Work, *, deed: str = "", reasons: tuple[str, ...] = (), sealed: str = ""
) -> Bench:
    """The Work after a deed, with what the engine says of it.

    Raises what the tool `code` raises, and WrongUsage for a deed that is none.
    """
    serial = context.catalogue.serial
    result = unseal(sealed, work, serial)
    read = result is None
    if result is None:
        result, sealed = _read(context, work, serial)
    if not work.decided:
        work = work.with_entries(tuple(_entry(c) for c in result.codes if c.complete))
    known = {c.system + c.code: c for c in (*result.candidates, *result.codes)}
    offered = {(c.system, c.code): _entry(c) for c in known.values()}
    work, said = deeds.do(work, deed, reasons=reasons, offered=offered)
    shown, stale = _shown(context, work, known)
    diagnoses = tuple(s for s in shown if s.entry.kind == "diagnosis")
    lines = tuple(s for s in shown if s.entry.kind != "diagnosis")
    return Bench(
        work, result, diagnoses, lines, _offered(work, result, known),
        _checked(context, work, [s.entry for s in shown if not s.refused]),
        said, sealed, read, stale or result.stale,
    )  # fmt: skip


def _read(context: Context, work: Work, serial: int) -> tuple[CodingResult, str]:
    encounter = work.encounter
    result = code(
        context, work.note, on=encounter.on, name=work.name or "note",
        setting=encounter.setting, payer=encounter.payer,  # type: ignore[arg-type]
    )  # fmt: skip
    return result, seal(result, work, serial)


def _entry(found: Candidate) -> Entry:
    kind = "device" if found.role == "device" else kind_of(found.system, found.code)
    return Entry(found.system, found.code, kind, found.modifiers, found.units)


def _shown(
    context: Context, work: Work, known: Mapping[str, Candidate]
) -> tuple[list[Shown], bool]:
    shown: list[Shown] = []
    stale = False
    letters = _letters(work)
    places = {"diagnosis": 0, "line": 0}
    for at, (key, entry) in enumerate(numbered(work.entries)):
        of = "diagnosis" if entry.kind == "diagnosis" else "line"
        first = places[of] == 0
        places[of] += 1
        found = known.get(entry.system + entry.code)
        role = _role(entry, first=first, setting=work.encounter.setting)
        sure = _confirmed(context, work, entry, role, found)
        stale |= sure.stale
        place = letters.get(entry.code, "") if of == "diagnosis" else str(places[of])
        shown.append(Shown(
            at, key, place, entry, role, sure.candidate.title, sure.candidate.confirmed_by or "",
            sure.candidate.rejected or "", sure.message, found,
            (found.rejected or "") if found is not None else "",
            "".join(letters[code] for code in entry.points if code in letters),
        ))  # fmt: skip
    return shown, stale


def _letters(work: Work) -> dict[str, str]:
    codes = (entry.code for entry in work.diagnoses)
    return dict(zip(codes, LETTERS, strict=False))


def _role(entry: Entry, *, first: bool, setting: str) -> Role:
    if entry.kind != "diagnosis":
        return entry.kind
    if not first:
        return "secondary"
    return "principal" if setting == "inpatient" else "first_listed"


def _confirmed(
    context: Context, work: Work, entry: Entry, role: Role, found: Candidate | None
) -> Confirmed:
    """What the one gate says of the code on the day, whoever put it there."""
    proposal = Proposal(
        entry.system, entry.code, found.title if found else "", role,
        found.evidence if found else (), (), entry.modifiers, entry.units,
    )  # fmt: skip
    return confirm(proposal, context.book, on=work.encounter.on)


def _offered(
    work: Work, result: CodingResult, known: Mapping[str, Candidate]
) -> tuple[Offered, ...]:
    listed = {entry.name for entry in work.entries}
    own = {r.name: r for r in work.rejections if r.name not in listed}
    rejected = [
        Offered(r.system, r.code, found.title if found else "", r.reason, "coder", found)
        for r in own.values()
        for found in (known.get(r.system + r.code),)
    ]
    left = [
        Offered(c.system, c.code, c.title, c.rejected or UNLISTED, "engine", c)
        for c in (*result.codes, *result.candidates)
        if (c.system, c.code) not in listed and (c.system, c.code) not in own and c.complete
    ]
    return (*rejected, *left)


def _checked(context: Context, work: Work, entries: Sequence[Entry]) -> ClaimCheck | None:
    if not entries:
        return None
    encounter = work.encounter
    return check(
        context,
        tuple(e.written for e in entries if e.kind != "diagnosis"),
        on=encounter.on,
        dx=tuple(f"{e.system}:{e.code}" for e in entries if e.kind == "diagnosis"),
        payer=encounter.payer,  # type: ignore[arg-type]
        setting=encounter.setting,  # type: ignore[arg-type]
        age=encounter.age,
        sex=encounter.sex or None,  # type: ignore[arg-type]
    )


def as_result(bench: Bench) -> CodingResult:
    """The answer as `superbill code` gives it, with the coder's list for its own: confirmed codes
    alone are codes; what was refused, rejected or left stands among the candidates."""
    codes = tuple(_candidate(s) for s in bench.confirmed)
    refused = tuple(replace(_candidate(s), rejected=s.refused, confidence=0.0)
                    for s in bench.refused)  # fmt: skip
    left = tuple(
        replace(o.found, rejected=o.reason, confidence=0.0)
        if o.found is not None
        else Candidate(o.system, o.code, o.title, "secondary", (), 1, 0.0, (), (), None, None,
                       o.reason)
        for o in bench.offered
    )  # fmt: skip
    report = bench.report
    return replace(
        bench.result, note=bench.work.name or "note", codes=codes, candidates=(*refused, *left),
        findings=report.findings if report else (), checked=report.checked if report else (),
        stale=bench.stale or bool(report and report.stale),
    )  # fmt: skip


def _candidate(shown: Shown) -> Candidate:
    entry, found = shown.entry, shown.found
    return Candidate(
        entry.system, entry.code, shown.title, shown.role, entry.modifiers, entry.units,
        found.confidence if found and not found.rejected else 0.0,
        found.evidence if found else (), found.why if found else (),
        shown.confirmed_by or None, found.settled_by if found else None,
    )  # fmt: skip
