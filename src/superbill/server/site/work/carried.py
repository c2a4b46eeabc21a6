"""The engine's reading of the note, carried by the page, sealed, so that a change of the list does
not read the note again.

The seal is the site's signature over the result together with the note, the encounter and the
releases that it is of. What was altered, or is of another note, is no seal: the note is read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.core import signing

from superbill.citation import Citation
from superbill.coding.result import Candidate, CodingResult, Query, Step
from superbill.notes.values import Evidence
from superbill.server.site.work.work import Work

_SALT = "superbill.workbench.result"
_NOT_CARRIED = ("note", "findings", "checked")


def seal(result: CodingResult, work: Work, serial: int) -> str:
    """serial: number of the catalogue of releases that answered."""
    carried = {k: v for k, v in result.as_dict().items() if k not in _NOT_CARRIED}
    return signing.dumps({"of": _of(work, serial), "result": carried}, salt=_SALT, compress=True)


def unseal(sealed: str, work: Work, serial: int) -> CodingResult | None:
    """The result, without its findings, where it is of this note, encounter and catalogue."""
    if not sealed:
        return None
    try:
        carried = signing.loads(sealed, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    if carried["of"] != _of(work, serial):
        return None
    return _result(carried["result"], name=work.name)


def _of(work: Work, serial: int) -> str:
    encounter = work.encounter
    of = (encounter.on.isoformat(), encounter.setting, encounter.payer, str(serial), work.note)
    return sha256("\0".join(of).encode("utf-8", "surrogatepass")).hexdigest()


def _result(kept: Mapping[str, Any], *, name: str) -> CodingResult:
    return CodingResult(
        note=name,
        on=date.fromisoformat(kept["on"]),
        setting=kept["setting"],
        codes=tuple(map(_candidate, kept["codes"])),
        candidates=tuple(map(_candidate, kept["candidates"])),
        findings=(),
        checked=(),
        queries=tuple(
            Query(q["question"], q["fact"], q["changes"], _evidence(q["evidence"]))
            for q in kept["queries"]
        ),
        stale=kept["stale"],
        messages=tuple(kept["messages"]),
        steps=tuple(
            Step(s["rule"], s["says"], tuple(s["codes"]), tuple(s["gives"]),
                 Citation(**s["citation"]))
            for s in kept["steps"]
        ),
    )  # fmt: skip


def _candidate(kept: Mapping[str, Any]) -> Candidate:
    return Candidate(
        system=kept["system"],
        code=kept["code"],
        title=kept["title"],
        role=kept["role"],
        modifiers=tuple(kept["modifiers"]),
        units=kept["units"],
        confidence=kept["confidence"],
        evidence=_evidence(kept["evidence"]),
        why=tuple(Citation(**c) for c in kept["why"]),
        confirmed_by=kept["confirmed_by"],
        settled_by=kept.get("settled_by"),
        rejected=kept.get("rejected"),
        complete=kept["complete"],
    )


def _evidence(kept: Any) -> tuple[Evidence, ...]:
    return tuple(Evidence(**e) for e in kept)
