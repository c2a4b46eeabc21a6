"""The changes that a coder makes to the list, one at a time: each gives a new Work and a sentence.

A change is named `deed:target`, the target the place of an entry in the list, or a code with its
system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from superbill.codesets.systems import readings
from superbill.errors import WrongUsage
from superbill.server.site.work.work import MOST_ENTRIES, Entry, Rejection, Work, kind_of

Done = tuple[Work, str]


def do(
    work: Work, deed: str, *, reasons: tuple[str, ...] = (),
    offered: Mapping[tuple[str, str], Entry] | None = None,
) -> Done:  # fmt: skip
    """The Work after a deed. reasons: what stands in the field of each entry, in their order;
    offered: entries as the engine has them, by system and code, for those that are accepted.

    Raises WrongUsage for a deed that is none, or of an entry that isn't there.
    """
    name, _, target = deed.partition(":")
    if name in _AT_A_PLACE:
        return _AT_A_PLACE[name](work, _place(work, target), reasons)
    if name in ("add", "accept"):
        return _add(work, target, offered or {})
    if name == "apply":
        return _reject_given(work, reasons)
    if name in ("", "change", "show"):
        return work, ""
    raise WrongUsage(f"{name[:20]!r} is nothing that can be done with the list.")


def _reject(work: Work, at: int, reasons: tuple[str, ...]) -> Done:
    entry = work.entries[at]
    reason = reasons[at].strip() if at < len(reasons) else ""
    if not reason:
        return work, f"{entry.code} stays: a reason is needed to reject it."
    return _without(work, at, reason), f"{entry.code} is rejected: {reason}"


def _reject_given(work: Work, reasons: tuple[str, ...]) -> Done:
    """Every entry in whose field a reason stands: what pressing Enter there means."""
    given = [at for at, reason in enumerate(reasons[: len(work.entries)]) if reason.strip()]
    for at in reversed(given):
        work = _without(work, at, reasons[at].strip())
    return work, f"Rejected: {len(given)}." if given else ""


def _without(work: Work, at: int, reason: str) -> Work:
    entry = work.entries[at]
    rest = work.entries[:at] + work.entries[at + 1 :]
    kept = tuple(r for r in work.rejections if r.name != entry.name)
    if any(e.name == entry.name for e in rest):  # another line has the code still
        return work.with_entries(rest)
    rejection = Rejection(entry.system, entry.code, reason[:200])
    return replace(work.with_entries(rest), rejections=(*kept, rejection))


def _remove(work: Work, at: int, _: tuple[str, ...]) -> Done:
    """Takes out what the coder put in: no rejection remains of it."""
    rest = work.entries[:at] + work.entries[at + 1 :]
    return work.with_entries(rest), f"{work.entries[at].code} is off the list."


def _up(work: Work, at: int, _: tuple[str, ...]) -> Done:
    return _moved(work, at, at - 1)


def _down(work: Work, at: int, _: tuple[str, ...]) -> Done:
    return _moved(work, at, at + 1)


def _first(work: Work, at: int, _: tuple[str, ...]) -> Done:
    """The role of principal or first-listed diagnosis is the first place."""
    return _moved(work, at, 0)


def _moved(work: Work, at: int, to: int) -> Done:
    entry = work.entries[at]
    same = [
        place for place, other in enumerate(work.entries)
        if (other.kind == "diagnosis") == (entry.kind == "diagnosis")
    ]  # fmt: skip
    if to not in same:
        return work, f"{entry.code} stands at the end of its list."
    rest = [*work.entries[:at], *work.entries[at + 1 :]]
    rest.insert(to, entry)
    return work.with_entries(tuple(rest)), f"{entry.code} is now number {same.index(to) + 1}."


def _kind(work: Work, at: int, _: tuple[str, ...]) -> Done:
    """A line's role: a procedure becomes a device, a device a procedure."""
    entry = work.entries[at]
    if entry.kind == "diagnosis":
        return work, f"{entry.code} is a diagnosis."
    changed = replace(entry, kind="procedure" if entry.kind == "device" else "device")
    entries = (*work.entries[:at], changed, *work.entries[at + 1 :])
    return work.with_entries(entries), f"{entry.code} is now a {changed.kind}."


def _add(work: Work, target: str, offered: Mapping[tuple[str, str], Entry]) -> Done:
    reading = readings(target[:60])[0]
    if reading.system == "msdrg":
        raise WrongUsage(f"{target[:40]!r} is a group, which no claim lists.")
    kind = kind_of(reading.system, reading.code)
    name = (reading.system, reading.code)
    if kind == "diagnosis" and any(e.name == name for e in work.entries):
        return work, f"{reading.code} is on the list already."
    if len(work.entries) >= MOST_ENTRIES:
        raise WrongUsage(f"A list has {MOST_ENTRIES} codes at most.")
    rejections = tuple(r for r in work.rejections if r.name != name)
    entries = (*work.entries, offered.get(name) or Entry(*name, kind))
    added = replace(work.with_entries(entries), rejections=rejections)
    return added, f"{reading.code} is on the list."


_AT_A_PLACE: dict[str, Callable[[Work, int, tuple[str, ...]], Done]] = {
    "reject": _reject,
    "remove": _remove,
    "up": _up,
    "down": _down,
    "first": _first,
    "kind": _kind,
}


def _place(work: Work, target: str) -> int:
    at = int(target) if target.isascii() and target.isdigit() and len(target) < 5 else -1
    if not 0 <= at < len(work.entries):
        raise WrongUsage(
            "That code is no longer on the list.", remedy="Go back, and make the change again."
        )
    return at
