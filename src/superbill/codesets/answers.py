"""What the code book answers: frozen values, the same for every surface."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from superbill.citation import Citation

StatusName = Literal["active", "header", "deleted", "future", "unknown"]


class Status(NamedTuple):
    """Whether a code is in force on a day, and its title.

    status: `active` (valid and billable that day), `header` (it has codes below it that are),
        `deleted` (was valid before), `future` (becomes valid later), `unknown` (no list that
        answers for the day holds it, and no release says it ever was)
    title: None where no release at hand states one
    release: identifier of the release that decided the status
    confirmed_by: that release, or `card` where only a knowledge card speaks for the code
    start, end: of the period of validity, [start, end), that decided; end None: open
    stale: the day is later than what the deciding release speaks of
    message: a sentence where there is more to say than the status, else ``
    """

    system: str
    code: str
    on: date
    status: StatusName
    title: str | None
    release: str | None
    confirmed_by: str | None
    start: date | None = None
    end: date | None = None
    stale: bool = False
    message: str = ""

    @property
    def active(self) -> bool:
        return self.status == "active"


class Relative(NamedTuple):
    """A code above or below another."""

    code: str
    title: str | None
    billable: bool

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "title": self.title, "billable": self.billable}


class Note(NamedTuple):
    """An instruction of the tabular list that holds at a code. `at` is where it stands: the code
    itself, or what it is inherited from."""

    kind: str
    text: str
    at: str

    def as_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "text": self.text, "at": self.at}


class Concept(NamedTuple):
    """Everything the code book holds of one code on one day: see `superbill lookup`.

    notes_release: the tabular list that was read for notes, whether it had any here or not; None
        where none is at hand, so that no notes is not known to be none
    """

    status: Status
    titles: Mapping[str, str | None]
    release: Mapping[str, Any] | None
    parents: tuple[Relative, ...]
    children: tuple[Relative, ...]
    notes: tuple[Note, ...]
    properties: Mapping[str, Any]
    sections: Mapping[str, Any]
    citations: tuple[Citation, ...]
    messages: tuple[str, ...]
    notes_release: str | None = None
    nearest: tuple[Relative, ...] = ()
    also: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        s = self.status
        return {
            "system": s.system,
            "code": s.code,
            "on": s.on.isoformat(),
            "status": s.status,
            "title": s.title,
            "titles": dict(self.titles),
            "release": dict(self.release) if self.release else None,
            "confirmed_by": s.confirmed_by,
            "parents": [r.as_dict() for r in self.parents],
            "children": [r.as_dict() for r in self.children],
            "notes": [n.as_dict() for n in self.notes],
            "properties": dict(self.properties),
            "sections": dict(self.sections),
            "citations": [c.as_dict() for c in self.citations],
            "stale": s.stale,
            "messages": list(self.messages),
            **({"nearest": [r.as_dict() for r in self.nearest]} if self.nearest else {}),
            **({"also": list(self.also)} if self.also else {}),
        }
