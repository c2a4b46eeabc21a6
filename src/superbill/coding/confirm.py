"""The one gate: no code leaves unless the code book has it in force on the date of service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from superbill.citation import Citation
from superbill.codesets.answers import Status
from superbill.codesets.shelf import LOADS
from superbill.codesets.systems import SYSTEMS
from superbill.coding.codes import Codes
from superbill.coding.proposal import Proposal
from superbill.coding.result import Candidate
from superbill.errors import NotLoaded


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A candidate with what the code book said of it."""

    candidate: Candidate
    stale: bool = False
    message: str = ""


def confirm(proposal: Proposal, book: Codes, *, on: date) -> Confirmed:
    """The candidate: chosen only where the code is active on the day; a code proposed as
    rejected stays so. A table prefix (`complete` False) is no code and is confirmed as a
    heading."""
    try:
        status = book.status(proposal.code, proposal.system, on=on)
    except NotLoaded as missing:
        refused = str(missing)
        return Confirmed(
            _candidate(proposal, None, refused=refused),
            message="" if proposal.rejected else refused,
        )
    active = status.active or (not proposal.complete and status.status == "header")
    if active:
        said = "" if proposal.rejected else status.message
        return Confirmed(_candidate(proposal, status), stale=status.stale, message=said)
    refused = _refusal(status)
    return Confirmed(
        _candidate(proposal, status, refused=refused), message="" if proposal.rejected else refused
    )


def _refusal(status: Status) -> str:
    """Why a code that is not in force is not emitted, in a sentence."""
    day = status.on.isoformat()
    start = f"; it begins on {status.start.isoformat()}" if status.start else ""
    end = f"; it ended before {status.end.isoformat()}" if status.end else ""
    said = {
        "header": f"{status.code} is a heading, not a code that is reported.",
        "deleted": f"{status.code} is no longer valid on {day}{end}.",
        "future": f"{status.code} is not yet valid on {day}{start}.",
    }.get(status.status)
    if said is None:
        return f"{status.code} is not known on {day}. {status.message}".strip()
    if status.confirmed_by == "card":
        return f"{said} So its knowledge card; {LOADS[status.system]} settles it."
    return said


def _candidate(proposal: Proposal, status: Status | None, *, refused: str = "") -> Candidate:
    by = status.confirmed_by if status else None
    why = proposal.why
    if status and status.release and status.active:
        by_card = "superbill knowledge cards, validity"
        system = by_card if by == "card" else SYSTEMS[proposal.system].title
        why = (*why, Citation(system, f"{proposal.code} {status.title or ''}".strip(),
                              status.release))  # fmt: skip
    rejected = proposal.rejected or refused or None
    return Candidate(
        system=proposal.system,
        code=proposal.code,
        title=(status.title if status else None) or proposal.name,
        role=proposal.role,
        modifiers=proposal.modifiers,
        units=proposal.units,
        confidence=0.0 if rejected else proposal.confidence,
        evidence=proposal.evidence,
        why=why,
        confirmed_by=by,
        settled_by=LOADS[proposal.system] if by == "card" or status is None else None,
        rejected=rejected,
        complete=proposal.complete,
    )
