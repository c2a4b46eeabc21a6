"""What a coder has in hand: a note, its encounter, the list of codes, and what was rejected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Literal

from superbill.dates import parse_date

MOST_CHARACTERS = 200_000
"""Of a note: some sixty pages, more than one encounter's."""
MOST_ENTRIES = 200
MOST_UNITS = 9_999
MOST_MODIFIERS = 4
LETTERS = "ABCDEFGHIJKL"
"""Field 21 of the CMS-1500 has twelve places; a line points to them by letter."""
MOST_POINTERS = 4

Kind = Literal["diagnosis", "procedure", "device"]


@dataclass(frozen=True, slots=True)
class Encounter:
    """What is known of the visit or stay beside the note. age in years; `` where not given.

    pos: place of service; locality: of the fee schedule; discharged: discharge status (UB-04 field
    17); all as the tools take them
    """

    on: date
    setting: str = "practitioner"
    payer: str = "medicare"
    age: int | None = None
    sex: str = ""
    pos: str = "11"
    locality: str = ""
    discharged: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A code of the list, in display form.

    points: the diagnoses that a line points to, none: all; poa: present-on-admission indicator of
    a diagnosis
    """

    system: str
    code: str
    kind: Kind
    modifiers: tuple[str, ...] = ()
    units: int = 1
    points: tuple[str, ...] = ()
    poa: str = ""

    @property
    def name(self) -> tuple[str, str]:
        return self.system, self.code

    @property
    def line(self) -> str:
        """The line as people write it: `58565-52x2`."""
        return f"{self._coded}{f'x{self.units}' if self.units != 1 else ''}"

    @property
    def written(self) -> str:
        """The line as the tools read it without doubt: with its system, and a star before the
        units, for an x might belong to the code."""
        return f"{self.system}:{self._coded}{f'*{self.units}' if self.units != 1 else ''}"

    @property
    def _coded(self) -> str:
        return f"{self.code}-{','.join(self.modifiers)}" if self.modifiers else self.code


@dataclass(frozen=True, slots=True)
class Rejection:
    """A code that the coder took out, and why."""

    system: str
    code: str
    reason: str

    @property
    def name(self) -> tuple[str, str]:
        return self.system, self.code


@dataclass(frozen=True, slots=True)
class Visit:
    """What the coder read of an E/M visit. problems: fact and how many of it; the fields are those
    of the tools em_by_mdm and em_by_time, whose answer alone makes a level."""

    category: str = ""
    problems: tuple[tuple[str, int], ...] = ()
    risk: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    historian: bool = False
    interpreted: bool = False
    discussed: bool = False
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that the page holds.

    decided: the list is the coder's; False: it is to be what the engine chooses
    second: what another coder gave, for an audit, as pasted
    case: number of the saved case that this is, None for none
    """

    note: str
    encounter: Encounter
    name: str = ""
    decided: bool = False
    entries: tuple[Entry, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    visit: Visit = field(default_factory=Visit)
    second: str = ""
    case: int | None = None

    @property
    def diagnoses(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.kind == "diagnosis")

    @property
    def lines(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.kind != "diagnosis")

    def with_entries(self, entries: tuple[Entry, ...]) -> Work:
        """The list replaced: diagnoses first, pointers to those that left it dropped."""
        kept = {e.code for e in entries if e.kind == "diagnosis"}
        pointed = (
            replace(e, points=tuple(code for code in e.points if code in kept)) for e in entries
        )
        in_order = tuple(sorted(pointed, key=lambda e: e.kind != "diagnosis"))
        return replace(self, entries=in_order, decided=True)

    def as_dict(self) -> dict[str, Any]:
        """What a saved case keeps of it beside its own columns."""
        return {
            "entries": [asdict(e) for e in self.entries],
            "rejections": [asdict(r) for r in self.rejections],
            "visit": asdict(self.visit),
            "second": self.second,
            "decided": self.decided,
            "encounter": {**asdict(self.encounter), "on": self.encounter.on.isoformat()},
        }


def work_of(kept: Mapping[str, Any], *, note: str, name: str, case: int | None) -> Work:
    """The Work that `as_dict` gave. Raises KeyError, TypeError or WrongUsage for anything else."""
    encounter: dict[str, Any] = {**kept["encounter"]}
    encounter["on"] = parse_date(str(encounter["on"]))
    visit: dict[str, Any] = _tupled(kept["visit"], "risk", "notes", "tests")
    visit["problems"] = tuple((str(fact), int(n)) for fact, n in visit["problems"])
    return Work(
        note=note,
        name=name,
        case=case,
        encounter=Encounter(**encounter),
        decided=bool(kept["decided"]),
        entries=tuple(Entry(**_tupled(e, "modifiers", "points")) for e in kept["entries"]),
        rejections=tuple(Rejection(**r) for r in kept["rejections"]),
        visit=Visit(**visit),
        second=str(kept["second"]),
    )


def _tupled(of: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**of, **{name: tuple(of[name]) for name in names}}


def kind_of(system: str, code: str) -> Kind:
    """Diagnosis or procedure, by the system; of ICD-9-CM by the code's form (procedures have two
    digits before the dot)."""
    if system == "icd10cm":
        return "diagnosis"
    if system == "icd9cm":
        return "procedure" if len(code.partition(".")[0]) == 2 else "diagnosis"
    return "procedure"


def key_of(system: str, code: str) -> str:
    """The name of a code's card on the page."""
    return f"{system}-{code.replace('.', '')}"


def numbered(entries: tuple[Entry, ...]) -> Iterator[tuple[str, Entry]]:
    """Each entry with a name of its own on the page: its code, and which of the same it is."""
    seen: dict[tuple[str, str], int] = {}
    for entry in entries:
        seen[entry.name] = seen.get(entry.name, 0) + 1
        again = f"-{seen[entry.name]}" if seen[entry.name] > 1 else ""
        yield f"{key_of(*entry.name)}{again}", entry
